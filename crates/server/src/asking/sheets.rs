//! Which questions stand together on a page.

use plaudit_core::response::{Answer, NoAnswer};
use plaudit_core::survey::{Condition, Version};

/// Most questions on one page.
const MOST: usize = 4;

/// The questions of a survey, page by page, in the order of one respondent. Each condition looks at
/// earlier pages only, so that what is shown never changes while a page is filled in.
pub(crate) struct Sheets(Vec<Vec<usize>>);

/// What was given so far, by position, ascending.
pub(crate) type Answers = Vec<(usize, Answer)>;

impl Sheets {
    pub(crate) fn of(version: &Version, seed: &[u8]) -> Self {
        let order = version.order(seed);
        // Pages of about one length: five questions are three and two, not four and one.
        let most = order.len().div_ceil(order.len().div_ceil(MOST));
        let mut sheets: Vec<Vec<usize>> = Vec::new();
        for at in order {
            let question = &version.survey().questions[at];
            let fits = sheets.last().is_some_and(|sheet| {
                let asked_here =
                    |id: &str| version.position(id).is_some_and(|it| sheet.contains(&it));
                let depends = question.show_if.as_ref().is_some_and(|it| looks_at(it, &asked_here));
                sheet.len() < most && !depends
            });
            match sheets.last_mut() {
                Some(sheet) if fits => sheet.push(at),
                _ => sheets.push(vec![at]),
            }
        }
        Self(sheets)
    }

    /// How many pages there are, shown or not.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The questions of page `step` (from 0) that are shown to somebody who gave `answers`.
    pub(crate) fn shown(&self, version: &Version, step: usize, answers: &Answers) -> Vec<usize> {
        let sheet = self.0.get(step).into_iter().flatten().copied();
        sheet.filter(|at| version.is_shown(*at, answers)).collect()
    }

    /// The next page with anything on it.
    pub(crate) fn after(&self, version: &Version, step: usize, answers: &Answers) -> Option<usize> {
        (step + 1..self.len()).find(|it| !self.shown(version, *it, answers).is_empty())
    }

    /// The page before with anything on it.
    pub(crate) fn before(
        &self,
        version: &Version,
        step: usize,
        answers: &Answers,
    ) -> Option<usize> {
        let steps = 0..step.min(self.len());
        steps.rev().find(|it| !self.shown(version, *it, answers).is_empty())
    }

    /// The first page with a question that was not put yet, or else the last one.
    pub(crate) fn resume(&self, version: &Version, answers: &Answers) -> usize {
        let put = |at: &usize| answers.iter().any(|(it, _)| it == at);
        let open = |step: &usize| !self.shown(version, *step, answers).iter().all(put);
        let last = || self.before(version, self.len(), answers).unwrap_or_default();
        (0..self.len()).find(open).unwrap_or_else(last)
    }

    /// The first page that lacks an answer without which nobody is done.
    pub(crate) fn incomplete(&self, version: &Version, answers: &Answers) -> Option<usize> {
        let lacks = |at: &usize| lacks(version, answers, *at);
        (0..self.len()).find(|step| self.shown(version, *step, answers).iter().any(lacks))
    }
}

/// Whether the question must be answered and has neither an answer nor a reason not to have one other
/// than that it was left blank.
pub(crate) fn lacks(version: &Version, answers: &Answers, at: usize) -> bool {
    let skipped = Answer::NoAnswer(NoAnswer::Skipped);
    let has = || answers.iter().any(|(it, answer)| *it == at && *answer != skipped);
    version.survey().questions[at].required && !has()
}

/// `answers` without those to questions that they themselves do not show any more.
pub(crate) fn still_shown(version: &Version, answers: &Answers) -> Answers {
    let mut kept = Answers::new();
    for (at, answer) in answers {
        if version.is_shown(*at, &kept) {
            kept.push((*at, answer.clone()));
        }
    }
    kept
}

fn looks_at(condition: &Condition, asked_here: &impl Fn(&str) -> bool) -> bool {
    match condition {
        Condition::Given { question, .. } => asked_here(question),
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().any(|part| looks_at(part, asked_here))
        }
    }
}

#[cfg(test)]
mod tests {
    use plaudit_core::bank;
    use plaudit_core::time::Timestamp;

    use super::*;

    fn version(template: &str) -> Version {
        let survey = bank::template(template).unwrap().survey.clone();
        Version::new(1, Timestamp::from_micros(0).unwrap(), survey).unwrap()
    }

    fn position(version: &Version, id: &str) -> usize {
        version.position(id).unwrap()
    }

    #[test]
    fn every_question_of_every_template_is_put_once_after_what_it_depends_on() {
        for template in bank::templates() {
            let version = version(&template.id);
            let sheets = Sheets::of(&version, b"seed");
            let mut put: Vec<usize> = Vec::new();
            for sheet in &sheets.0 {
                assert!((1..=MOST).contains(&sheet.len()));
                for at in sheet {
                    let question = &version.survey().questions[*at];
                    let later = |id: &str| !put.contains(&position(&version, id));
                    let waits = question.show_if.as_ref().is_some_and(|it| looks_at(it, &later));
                    assert!(!waits, "{}: {}", template.id, question.id);
                }
                put.extend(sheet);
            }
            put.sort_unstable();
            let all: Vec<usize> = (0..version.survey().questions.len()).collect();
            assert_eq!(put, all, "{}", template.id);
        }
    }

    #[test]
    fn pages_without_a_question_to_show_are_passed_over() {
        let version = version("support-csat");
        let sheets = Sheets::of(&version, b"seed");
        let at = |id| position(&version, id);
        let page = |id| sheets.0.iter().position(|sheet| sheet.contains(&at(id))).unwrap();
        let (score, solved) = (at("support_satisfaction"), at("solved"));
        let pleased = vec![(score, Answer::Score(10)), (solved, Answer::Option(0))];
        let asked = sheets.shown(&version, page("contact_wanted"), &pleased);
        assert!(!asked.contains(&at("contact_wanted")));
        let angry = vec![(score, Answer::Score(1)), (solved, Answer::Option(0))];
        let asked = sheets.shown(&version, page("contact_wanted"), &angry);
        assert!(asked.contains(&at("contact_wanted")));
        assert_eq!(sheets.incomplete(&version, &pleased), None);
        assert_eq!(sheets.incomplete(&version, &Answers::new()), Some(0));
        let blank = vec![(score, Answer::NoAnswer(NoAnswer::Skipped))];
        assert_eq!(sheets.incomplete(&version, &blank), Some(0));
        assert_eq!(sheets.resume(&version, &Answers::new()), 0);
    }

    #[test]
    fn an_answer_whose_question_is_hidden_by_a_later_change_is_left_out() {
        let version = version("support-csat");
        let at = |id| position(&version, id);
        let answers = |score| {
            vec![
                (at("support_satisfaction"), Answer::Score(score)),
                (at("contact_wanted"), Answer::Option(0)),
            ]
        };
        assert_eq!(still_shown(&version, &answers(3)), answers(3));
        assert_eq!(still_shown(&version, &answers(9)), answers(9)[..1]);
    }
}
