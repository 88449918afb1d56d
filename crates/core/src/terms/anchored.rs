//! Terms with the scores of the responses that use them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::{Term, TermCounts};
use crate::compare::{Difference, mover};
use crate::estimate::{Estimate, Level};
use crate::multiplicity::benjamini_hochberg;
use crate::sample::Sample;
use crate::scale::Scale;

/// How many responses used each term, by the score they gave.
///
/// An abelian group, as [`TermCounts`]: one of them a score. It needs no lexicon and learns the words
/// of a trade in any language. Add a respondent's comments as one set of terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoredTerms {
    scale: Scale,
    scores: Vec<TermCounts>,
}

/// A term and the scores that go with it.
#[derive(Clone, Debug, PartialEq)]
pub struct AnchoredTerm {
    /// The key it is counted under.
    pub key: String,
    /// The form most responses used.
    pub form: String,
    /// Mean score of the responses with the term, variance-ratio Wilson.
    pub with: Estimate,
    /// Mean score of the commented responses without it.
    pub without: Estimate,
    /// `with` minus `without`, by MOVER. An association: the term does not cause the score.
    pub difference: Difference,
    /// The p-value of the difference adjusted by Benjamini and Hochberg over the terms returned.
    pub adjusted_p: f64,
}

impl ScoredTerms {
    /// No responses on `scale`.
    #[must_use]
    pub fn new(scale: Scale) -> Self {
        let scores = vec![TermCounts::default(); scale.len()];
        Self { scale, scores }
    }

    /// Counts a response with this score and these terms. False, and nothing changes, when the score
    /// is not on the scale.
    #[must_use]
    pub fn add(&mut self, score: i32, terms: &BTreeSet<Term>) -> bool {
        self.at(score).map(|counts| counts.add(terms)).is_some()
    }

    /// Takes a response out again, exactly. As [`add`](Self::add).
    #[must_use]
    pub fn subtract(&mut self, score: i32, terms: &BTreeSet<Term>) -> bool {
        self.at(score).map(|counts| counts.subtract(terms)).is_some()
    }

    /// Adds all of `other`. False, and nothing changes, when it is on another scale.
    #[must_use]
    pub fn merge(&mut self, other: &Self) -> bool {
        self.combine(other, TermCounts::merge)
    }

    /// Subtracts all of `other`. As [`merge`](Self::merge).
    #[must_use]
    pub fn unmerge(&mut self, other: &Self) -> bool {
        self.combine(other, TermCounts::unmerge)
    }

    /// The counts of the responses with these scores, as of the detractors, for
    /// [`keyness`](super::keyness).
    #[must_use]
    pub fn within(&self, scores: RangeInclusive<i32>) -> TermCounts {
        let mut sum = TermCounts::default();
        for (score, counts) in self.scale.scores().zip(&self.scores) {
            if scores.contains(&score) {
                sum.merge(counts);
            }
        }
        sum
    }

    /// The mean score of the responses that use a term against that of those that do not, for every
    /// term with at least `k` responses on both sides: from what goes with the lowest scores to what
    /// goes with the highest, by the limit of the difference that is nearer to 0, so that rare terms
    /// do not come first by chance.
    ///
    /// ```
    /// use plaudit_core::{estimate::Level, scale::Scale};
    /// use plaudit_core::terms::{Key, Language, ScoredTerms, terms};
    ///
    /// let mut scored = ScoredTerms::new(Scale::new(0, 10));
    /// for (score, text) in [(2, "slow"), (3, "so slow!"), (9, "friendly"), (10, "friendly")] {
    ///     assert!(scored.add(score, &terms(text, Language::English, Key::Word)));
    /// }
    /// let found = scored.anchored(2, Level::default());
    /// assert_eq!((found[0].form.as_str(), found[0].with.value), ("slow", 2.5));
    /// assert_eq!(found[0].difference.value, -7.0);
    /// assert_eq!(found.last().unwrap().form, "friendly");
    /// ```
    #[must_use]
    pub fn anchored(&self, k: u64, level: Level) -> Vec<AnchoredTerm> {
        let all = self.within(self.scale.min..=self.scale.max);
        let comments: Vec<u64> =
            self.scores.iter().map(|counts| count(counts.comments())).collect();
        let n: u64 = comments.iter().sum();
        let mut by_score: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for (at, counts) in self.scores.iter().enumerate() {
            for (key, entry) in counts.terms() {
                let with = by_score.entry(key).or_insert_with(|| vec![0; comments.len()]);
                with[at] = count(entry.comments);
            }
        }
        let mut found: Vec<AnchoredTerm> = by_score
            .into_iter()
            .filter(|(_, with)| {
                let used: u64 = with.iter().sum();
                used >= k.max(1) && n.saturating_sub(used) >= k.max(1)
            })
            .filter_map(|(key, with)| {
                let values = || self.scale.scores().map(f64::from).collect();
                let with = Sample::new(values(), with)?;
                let without = Sample::new(values(), comments.clone())?.without(&with)?;
                let difference = mover(&with, &without, level)?;
                Some(AnchoredTerm {
                    key: key.to_owned(),
                    form: all.form(key).to_owned(),
                    with: with.vr_wilson(level)?,
                    without: without.vr_wilson(level)?,
                    difference,
                    adjusted_p: difference.p,
                })
            })
            .collect();
        let p: Vec<f64> = found.iter().map(|term| term.difference.p).collect();
        for (term, p) in found.iter_mut().zip(benjamini_hochberg(&p)) {
            term.adjusted_p = p;
        }
        found.sort_by(|a, b| {
            let order = |term: &AnchoredTerm| (sure(&term.difference), term.difference.value);
            let ((a, x), (b, y)) = (order(a), order(b));
            a.total_cmp(&b).then(x.total_cmp(&y))
        });
        found
    }

    fn at(&mut self, score: i32) -> Option<&mut TermCounts> {
        self.scale.position(score).map(|at| &mut self.scores[at])
    }

    fn combine(&mut self, other: &Self, change: fn(&mut TermCounts, &TermCounts)) -> bool {
        let same = self.scale.same_as(&other.scale);
        if same {
            self.scores.iter_mut().zip(&other.scores).for_each(|(own, more)| change(own, more));
        }
        same
    }
}

/// How far from 0 the difference is at least; 0 where its sign is not sure.
fn sure(difference: &Difference) -> f64 {
    difference.lower.max(0.0) + difference.upper.min(0.0)
}

/// A count that is negative, as only a difference of counts has it, counts as 0.
fn count(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
