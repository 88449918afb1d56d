//! Terms that one group uses more than another.

use std::collections::BTreeSet;
use std::f64::consts::SQRT_2;

use statrs::function::erf::erfc;

use super::TermCounts;
use crate::multiplicity::benjamini_hochberg;

/// A term and how much more one group uses it.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyTerm {
    /// The key it is counted under.
    pub key: String,
    /// The form most comments of both groups used.
    pub form: String,
    /// Comments of the first group with the term.
    pub first: u64,
    /// Comments of the second group with the term.
    pub second: u64,
    /// Log-odds of the first less those of the second, drawn towards 0 by the prior.
    pub log_odds: f64,
    /// `log_odds` in standard errors; positive for terms of the first group.
    pub z: f64,
    /// Two-sided p-value of `z` adjusted by Benjamini and Hochberg over the terms returned.
    pub adjusted_p: f64,
}

/// Weighted log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008), for every
/// term that may be shown, from the most typical of `first` to the most typical of `second`.
///
/// δ = ln((y₁+α)/(n₁+α₀−y₁−α)) − ln((y₂+α)/(n₂+α₀−y₂−α)) with α = `prior`·(share of the term in both),
/// α₀ = `prior`, z = δ/√(1/(y₁+α) + 1/(y₂+α)); y are comments with the term, n their sums over terms.
/// A prior of 500 to 1,000 is usual.
///
/// A term is shown only when at least `k` comments of each group used it: a 0 that turns into a hidden
/// number the next day would tell of one person. Terms that are not shown still count in n, and not
/// in the adjustment. Empty without terms or a positive prior.
///
/// ```
/// use plaudit_core::terms::{Key, Language, TermCounts, keyness, terms};
/// let group = |texts: [&str; 4]| {
///     let mut counts = TermCounts::default();
///     texts.iter().for_each(|text| counts.add(&terms(text, Language::English, Key::Word)));
///     counts
/// };
/// let unhappy = group(["slow refund", "slow reply", "slow reply", "slow but friendly"]);
/// let happy = group(["friendly", "friendly, not slow", "friendly staff", "quick reply"]);
/// let found = keyness(&unhappy, &happy, 10.0, 1);
/// let keys: Vec<&str> = found.iter().map(|term| term.form.as_str()).collect();
/// assert_eq!(keys, ["slow", "reply", "friendly"]); // one group alone wrote `refund`
/// ```
#[must_use]
pub fn keyness(first: &TermCounts, second: &TermCounts, prior: f64, k: u64) -> Vec<KeyTerm> {
    let used = |counts: &TermCounts, key: &str| u64::try_from(counts.count(key)).unwrap_or(0);
    let total = |counts: &TermCounts| counts.total().max(0) as f64;
    let (n, m) = (total(first), total(second));
    if n + m <= 0.0 || !prior.is_finite() || prior <= 0.0 {
        return Vec::new();
    }
    let mut both = first.clone();
    both.merge(second);
    let keys: BTreeSet<&str> = first.terms().chain(second.terms()).map(|(key, _)| key).collect();
    let mut found: Vec<KeyTerm> = keys
        .into_iter()
        .map(|key| (key, used(first, key), used(second, key)))
        .filter(|(_, a, b)| a.min(b) >= &k.max(1))
        .map(|(key, a, b)| {
            let own = prior * (a + b) as f64 / (n + m);
            let odds = |used: u64, all: f64| {
                let with = used as f64 + own;
                (with, (with / (all + prior - with)).ln())
            };
            let ((x, first_odds), (y, second_odds)) = (odds(a, n), odds(b, m));
            let log_odds = first_odds - second_odds;
            let z = log_odds / (1.0 / x + 1.0 / y).sqrt();
            let form = both.form(key).to_owned();
            KeyTerm { key: key.to_owned(), form, first: a, second: b, log_odds, z, adjusted_p: 1.0 }
        })
        // A single term over both groups has no odds against others.
        .filter(|term| term.z.is_finite())
        .collect();
    let p: Vec<f64> = found.iter().map(|term| erfc(term.z.abs() / SQRT_2)).collect();
    for (term, p) in found.iter_mut().zip(benjamini_hochberg(&p)) {
        term.adjusted_p = p;
    }
    found.sort_by(|a, b| b.z.total_cmp(&a.z));
    found
}
