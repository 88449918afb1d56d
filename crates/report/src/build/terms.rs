//! Terms that set comments apart.

use plaudit_core::survey::Question;
use plaudit_core::terms::{KeyTerm, KeyTerms};
use plaudit_proto::v1;

use super::Builder;
use crate::comments::{Comments, parting};

/// α₀ of the prior.
const PRIOR: f64 = 500.0;
/// Most terms of a side.
const MOST: usize = 20;
/// A term is not shown beside a longer one that holds it and has so much of its comments.
const SAME: f64 = 0.8;

impl Builder<'_> {
    /// One list a question that was asked for.
    pub(super) fn terms(&self) -> Vec<v1::Terms> {
        let asked = self.query.terms.iter().zip(&self.material.comments);
        let questions = &self.version.survey().questions;
        asked.map(|(at, comments)| self.terms_of(&questions[*at], comments)).collect()
    }

    fn terms_of(&self, question: &Question, comments: &Comments) -> v1::Terms {
        let mut result = v1::Terms {
            question: question.id.clone(),
            label: self.text(&question.text, &question.id),
            ..v1::Terms::default()
        };
        let Some(measure) = parting(self.version, self.query) else {
            result.notes.push(NO_MEASURE.to_owned());
            return result;
        };
        result.measure.clone_from(&measure.id);
        if self.measures.iter().any(|(shown, hidden)| shown.id == measure.id && *hidden) {
            result.notes.push("Withheld: too few answers.".to_owned());
            return result;
        }
        let found = KeyTerms::between(&comments.good, &comments.bad, PRIOR, self.k(measure));
        [result.good, result.bad] = found.respondents;
        let compared = found.first.len() + found.second.len();
        (result.more_in_good, result.more_in_bad) =
            (self.telling(found.first, &result), self.telling(found.second, &result));
        result.notes.push(SELF_SELECTED.to_owned());
        result.notes.push(format!(
            "{compared} terms with at least {} comments on either side were compared. Listed are \
             those whose adjusted p-value is below {} and that more of the comments of their side use, \
             at most {MOST} a side.",
            self.k(measure),
            ((1.0 - self.query.level.share()) * 1e6).round() / 1e6
        ));
        result
    }

    /// The most telling terms, none of them a part of another that says the same. Where one side writes
    /// longer, a term can be less of what it writes and yet be in more of its comments: such a term is
    /// left out.
    fn telling(&self, mut found: Vec<KeyTerm>, of: &v1::Terms) -> Vec<v1::Term> {
        let share = |n: u64, all: u64| n as f64 / all.max(1) as f64;
        found.retain(|term| {
            let apart = share(term.first, of.good) - share(term.second, of.bad);
            term.adjusted_p < 1.0 - self.query.level.share() && apart * term.z > 0.0
        });
        let uses = |term: &KeyTerm| (term.first + term.second) as f64;
        let part = |term: &KeyTerm| {
            let inside = |other: &KeyTerm| {
                let words = format!(" {} ", other.form);
                other.form != term.form && words.contains(&format!(" {} ", term.form))
            };
            found.iter().any(|other| inside(other) && uses(other) >= SAME * uses(term))
        };
        let whole = found.iter().filter(|term| !part(term)).take(MOST);
        whole
            .map(|term| v1::Term {
                text: term.form.clone(),
                good: term.first,
                bad: term.second,
                delta: term.log_odds,
                z: term.z,
                p_adjusted: term.adjusted_p,
            })
            .collect()
    }
}

const SELF_SELECTED: &str = "Who writes a comment chose to: these are the words of those who did, not of \
     all who answered. A term goes with good or bad answers; it does not say why.";

const NO_MEASURE: &str = "None of the measures shown parts answers in good and bad, so comments are not \
     compared.";
