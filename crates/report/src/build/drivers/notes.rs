//! What a reader must know of an analysis of drivers.

use plaudit_core::drivers::{Analysis, AnalysisError, Error, Importance, Missing, lmg_groups};
use plaudit_core::moments::EmError;

use super::{Item, Study, driver::quoted};

/// Variance inflation above which a slope is not to be read alone, condition number above which none
/// is, and the share of the first axis above which much is halo (METHODS §4.6).
const VIF: f64 = 5.0;
const CONDITION: f64 = 30.0;
const HALO: f64 = 0.6;
/// Share of answers that are "not applicable" from which it is worth a word.
const NOTED: f64 = 0.01;
/// Responses wanted for each driver.
const EACH: u64 = 10;
/// The most sets whose importance is computed exactly.
const SETS: usize = 15;

impl Study<'_> {
    pub(super) fn notes(&self, found: &Analysis) -> Vec<String> {
        let mut notes = Vec::new();
        notes.extend(self.missing(found));
        notes.extend(self.not_applicable());
        let (n, wanted) = (found.regression.n, EACH * self.items.len() as u64);
        if n < wanted {
            notes.push(format!(
                "{n} responses are few for {} questions: {wanted} and more are wanted.",
                self.items.len()
            ));
        }
        notes.extend(self.collinear(found));
        if found.regression.first_axis > HALO {
            notes.push(format!(
                "{} of what the questions measure is one general impression (their first axis): \
                 differences between them may be little more than a halo.",
                percent(found.regression.first_axis)
            ));
        }
        notes.extend(self.left_out());
        if self.builder.version.survey().weighted || !self.builder.query.margins.is_empty() {
            notes.push("Importance, slopes and performance here are unweighted.".to_owned());
        }
        notes
    }

    /// Why there is no analysis, where `n` answered everything. Without any answers that needs no
    /// words.
    pub(super) fn no_analysis(&self, error: &AnalysisError, n: u64) -> Vec<String> {
        if self.total.complete_share(&self.columns()).is_none() {
            return self.left_out().into_iter().collect();
        }
        let label = |column: usize| match self.model.scores().iter().position(|at| *at == column) {
            Some(at) => quoted(&self.items[at].label),
            None => quoted(&self.label),
        };
        let reason = match *error {
            AnalysisError::Drivers(Error::TooFew { needed, .. }) => {
                format!("{n} responses answered every question, and {needed} are needed")
            }
            AnalysisError::Drivers(Error::Constant { column })
            | AnalysisError::Missing(EmError::Constant { column }) => {
                format!("the answers to {} do not vary", label(column))
            }
            AnalysisError::Drivers(Error::Collinear { column }) => {
                format!("the answers to {} follow from those to the other questions", label(column))
            }
            AnalysisError::Missing(_) => {
                "too few questions were answered together to predict the missing answers".to_owned()
            }
            AnalysisError::Drivers(other) => other.to_string(),
            AnalysisError::Groups => error.to_string(),
        };
        let mut notes = vec![format!("There is no analysis: {reason}.")];
        notes.extend(self.left_out());
        notes
    }

    fn missing(&self, found: &Analysis) -> Option<String> {
        let left = 1.0 - found.complete_share;
        match found.missing {
            _ if left <= 0.0 => None,
            Missing::Dropped => Some(format!(
                "{} of the responses left out one of the questions; they are not in the analysis.",
                percent(left)
            )),
            Missing::Predicted => Some(format!(
                "{} of the responses left out one of the questions; what they left out was predicted \
                 from what they answered (EM). That is right if who leaves out what depends on \
                 nothing but the given answers. Low and high answers are compared among the {} \
                 responses that are complete.",
                percent(left),
                crate::render::figure::count(self.complete())
            )),
        }
    }

    /// "Not applicable" is no missing answer, and is treated as one.
    fn not_applicable(&self) -> Option<String> {
        let counts = &self.builder.sums.total.counts;
        let without = |item: &Item<'_>| {
            let (none, given) =
                (counts[item.block.not_applicable()], counts[item.block.answered()]);
            none as f64 / (none + given).max(1) as f64
        };
        let named = self.items.iter().filter(|item| without(item) > NOTED);
        let named =
            named.map(|item| format!("{} ({})", quoted(&item.label), percent(without(item))));
        let named: Vec<String> = named.collect();
        (!named.is_empty()).then(|| {
            format!(
                "“Not applicable” counts as a missing answer: {}. What is said of such a question \
                 holds for those it applies to.",
                named.join(", ")
            )
        })
    }

    /// Drivers too alike for their slopes to be read one by one, and what they carry together.
    fn collinear(&self, found: &Analysis) -> Option<String> {
        let slopes = &found.regression.slopes;
        let alike: Vec<usize> = (0..slopes.len()).filter(|i| slopes[*i].vif > VIF).collect();
        if alike.is_empty() {
            let condition = found.regression.condition;
            return (condition > CONDITION).then(|| {
                format!(
                    "The questions hang together too much for their slopes to be read one by one \
                     (condition number {condition:.0})."
                )
            });
        }
        let named: Vec<String> = alike.iter().map(|i| quoted(&self.items[*i].label)).collect();
        let mut note = format!(
            "{} can hardly be told apart from the other questions (variance inflation above 5): \
             their slopes are not to be read one by one.",
            named.join(", ")
        );
        let others = (0..slopes.len()).filter(|i| !alike.contains(i));
        let sets: Vec<Vec<usize>> = [alike.iter().map(|i| i + 1).collect()]
            .into_iter()
            .chain(others.map(|i| vec![i + 1]))
            .collect();
        let exact = sets.len() <= SETS && found.importance == Importance::Lmg && alike.len() > 1;
        let shapley = if exact { lmg_groups(&found.moments, 0, &sets).ok() } else { None };
        if let Some(shapley) = shapley.filter(|shapley| shapley.r2 > 0.0) {
            let share = percent(shapley.values[0] / shapley.r2);
            note += &format!(" Together they carry {share} of what is explained.");
        }
        Some(note)
    }

    /// Versions with responses that do not count.
    fn left_out(&self) -> Option<String> {
        let seen = |number: &&u32| self.builder.sums.versions.contains(number);
        let numbers: Vec<String> =
            self.model.left_out.iter().filter(seen).map(ToString::to_string).collect();
        let versions = if numbers.len() == 1 { "version" } else { "versions" };
        (!numbers.is_empty()).then(|| {
            format!(
                "Responses to {versions} {} are not in the analysis: not every question of it was \
                 asked there in the same way.",
                numbers.join(", ")
            )
        })
    }
}

/// A share as whole percent; what is not nothing is not rounded to it.
fn percent(share: f64) -> String {
    match 100.0 * share {
        p if p > 0.0 && p < 1.0 => "Less than 1%".to_owned(),
        p => format!("{p:.0}%"),
    }
}
