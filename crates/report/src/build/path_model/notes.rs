//! What is said of a path model in words.

use plaudit_core::Interval;
use plaudit_core::drivers::path_model::{Analysis, AnalysisError, Error};
use plaudit_core::drivers::wording::{CHANCE, Evidence};
use plaudit_core::drivers::{Error as DriverError, Missing};
use plaudit_core::moments::EmError;

use super::Study;

/// Alpha below which items hold together loosely (METHODS §2.5 M6).
const LOOSE: f64 = 0.7;
/// Responses wanted for each path into one latent variable (Barclay, Higgins & Thompson 1995), and
/// at least.
const EACH: u64 = 10;
const LEAST: u64 = 30;

impl Study<'_> {
    pub(super) fn notes(&self, found: &Analysis) -> Vec<String> {
        let mut notes = Vec::new();
        notes.extend(self.missing(found));
        let into = |at: usize| self.model.paths.iter().filter(|(_, to)| *to == at).count() as u64;
        let most = (0..self.labels.len()).map(into).max().unwrap_or(0);
        let (n, wanted) = (found.n, LEAST.max(EACH * most));
        if n < wanted {
            notes.push(format!(
                "{n} responses are few for this model: {wanted} and more are wanted."
            ));
        }
        if !found.jackknifed {
            notes.push(
                "There are too few responses or respondents for limits, so that nothing here is told \
                 apart from chance."
                    .to_owned(),
            );
        }
        let named = |is: &dyn Fn(usize) -> bool| -> Option<String> {
            let at = (0..self.labels.len()).filter(|at| is(*at));
            let named: Vec<String> = at.map(|at| quoted(&self.labels[at])).collect();
            (!named.is_empty()).then(|| named.join(", "))
        };
        let latents = &found.latents;
        if let Some(names) = named(&|at| latents[at].items.len() == 1) {
            notes.push(format!(
                "Measured by one question alone, without correction for the error of that \
                 measurement: {names}."
            ));
        }
        if let Some(names) = named(&|at| latents[at].alpha.is_some_and(|alpha| alpha < LOOSE)) {
            notes.push(format!(
                "The questions hang together loosely (alpha below {LOOSE}), so that the index says \
                 little of each of them: {names}."
            ));
        }
        if let Some(names) = named(&|at| latents[at].items.iter().any(|item| item.weight < 0.0)) {
            notes.push(format!(
                "A question runs against the others (a weight below 0), so that there is no index but \
                 with equal weights: {names}."
            ));
        }
        notes.extend(self.left_out());
        if self.builder.version.survey().weighted || !self.builder.query.margins.is_empty() {
            notes.push("Indices and paths here are unweighted.".to_owned());
        }
        notes
    }

    /// Why there is no fit, where `n` answered everything. Without any answers that needs no words.
    pub(super) fn no_analysis(&self, error: &AnalysisError, n: u64) -> Vec<String> {
        if self.total.complete_share(&self.columns()).is_none() {
            return self.left_out().into_iter().collect();
        }
        let reason = match *error {
            AnalysisError::Model(Error::Column(DriverError::TooFew { needed, .. })) => {
                format!("{n} responses answered every question, and {needed} are needed")
            }
            AnalysisError::Model(Error::Column(DriverError::Constant { column }))
            | AnalysisError::Missing(EmError::Constant { column }) => {
                format!("the answers to {} do not vary", quoted(&self.items[column].label))
            }
            AnalysisError::Model(Error::Collinear { block }) => {
                let label = quoted(&self.labels[block]);
                format!("{label} follows from the others that lead where it leads")
            }
            AnalysisError::Model(Error::Unlinked { block }) => {
                let label = quoted(&self.labels[block]);
                format!("the answers to the questions of {label} cancel each other")
            }
            AnalysisError::Model(Error::NotConverged) => {
                "the weights kept moving for 1,000 rounds".to_owned()
            }
            AnalysisError::Missing(_) => {
                "too few questions were answered together to predict the missing answers".to_owned()
            }
            AnalysisError::Model(_) | AnalysisError::Groups => error.to_string(),
        };
        let mut notes = vec![format!("The path model has no fit: {reason}.")];
        notes.extend(self.left_out());
        notes
    }

    /// A path as an association.
    pub(super) fn sentence(
        &self,
        (from, to): (usize, usize),
        value: f64,
        limits: Option<Interval>,
    ) -> String {
        let (sign, direction) = if value < 0.0 { (-1.0, "lower") } else { (1.0, "higher") };
        let number = |x: f64| format!("{:.2}", sign * x).replace('-', "−");
        let turned = |limits: Interval| match direction {
            "lower" => (limits.upper, limits.lower),
            _ => (limits.lower, limits.upper),
        };
        let within = limits.map(turned).map_or_else(String::new, |(near, far)| {
            format!(" ({} to {})", number(near), number(far))
        });
        let others = self.model.paths.iter().filter(|(_, end)| *end == to).count() - 1;
        let (alike, evidence) = match others {
            0 => (String::new(), Evidence::Association),
            1 => (", comparing customers alike on the other that leads there".to_owned(), ADJUSTED),
            n => {
                (format!(", comparing customers alike on the other {n} that lead there"), ADJUSTED)
            }
        };
        let chance = match limits {
            Some(limits) if !limits.excludes_zero() => format!(" {CHANCE}"),
            _ => String::new(),
        };
        format!(
            "Among customers whose {} was one standard deviation higher, {} was {} standard deviations \
             {direction}{within}{alike}.{chance} {}",
            quoted(&self.labels[from]),
            quoted(&self.labels[to]),
            number(value),
            evidence.caveat()
        )
    }

    fn missing(&self, found: &Analysis) -> Option<String> {
        let left = 1.0 - found.complete_share;
        match found.missing {
            _ if left <= 0.0 => None,
            Missing::Dropped => Some(format!(
                "{} of the responses left out one of the questions; they are not in the model.",
                percent(left)
            )),
            Missing::Predicted => Some(format!(
                "{} of the responses left out one of the questions; what they left out was predicted \
                 from what they answered (EM). That is right if who leaves out what depends on \
                 nothing but the given answers.",
                percent(left)
            )),
        }
    }

    /// Versions with responses that do not count.
    fn left_out(&self) -> Option<String> {
        let seen = |number: &&u32| self.builder.sums.versions.contains(number);
        let numbers: Vec<String> =
            self.sums.left_out.iter().filter(seen).map(ToString::to_string).collect();
        let versions = if numbers.len() == 1 { "version" } else { "versions" };
        (!numbers.is_empty()).then(|| {
            format!(
                "Responses to {versions} {} are not in the model: not every question of it was kept \
                 for a model and asked in the same way there.",
                numbers.join(", ")
            )
        })
    }
}

const ADJUSTED: Evidence = Evidence::AdjustedAssociation;

/// A label in a sentence.
fn quoted(label: &str) -> String {
    format!("“{label}”")
}

/// A share as whole percent; what is not nothing is not rounded to it.
fn percent(share: f64) -> String {
    match 100.0 * share {
        p if p > 0.0 && p < 1.0 => "Less than 1%".to_owned(),
        p => format!("{p:.0}%"),
    }
}
