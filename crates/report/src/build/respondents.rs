//! Who answered, and how often.

use plaudit_proto::v1;

use super::Builder;

impl Builder<'_> {
    /// Absent where the survey does not expect repeat respondents.
    pub(super) fn respondents(&self) -> Option<v1::Respondents> {
        if !self.version.survey().repeat_respondents {
            return None;
        }
        let total = &self.sums.total;
        let number = |at: usize| self.repeats.list[at].respondent;
        let runs = total.repeats.chunk_by(|a, b| number(a.at) == number(b.at));
        Some(v1::Respondents {
            respondents: self.responding(total).saturating_sub(self.sums.anonymous),
            repeating: runs.filter(|responses| responses.len() > 1).count() as u64,
            anonymous: self.sums.anonymous,
        })
    }

    /// What a reader must know of the design.
    pub(super) fn design_notes(&self) -> Vec<String> {
        let survey = self.version.survey();
        let mut notes = Vec::new();
        if survey.repeat_respondents {
            notes.push(REPEATS.to_owned());
            notes.extend(self.sums.unlinked.iter().map(|number| {
                format!(
                    "Responses to version {number} were kept without a link to their respondent: \
                     each counts as another respondent's."
                )
            }));
        }
        if let Some(strata) = &survey.strata {
            let at = self.version.segment_position(strata).expect("the version was checked");
            let label = self.text(&self.version.segments()[at].label, strata);
            notes.push(match self.sums.total.repeats.is_empty() {
                true => format!("The sample was drawn by {label}: {STRATA}"),
                false => format!("The sample was drawn by {label}. {STRATA_UNUSED}"),
            });
        }
        notes
    }
}

const REPEATS: &str = "One respondent may have answered several times: intervals and differences of \
     values count respondents, not responses, as independent. The parts of a measure, places of teams \
     and control charts count responses.";

const STRATA: &str = "intervals of values over all responses and of their change count the strata one \
     by one. Those of groups and points of time do not.";

const STRATA_UNUSED: &str =
    "Intervals count respondents who answered several times, and no strata.";
