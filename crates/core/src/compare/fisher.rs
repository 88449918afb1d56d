//! The exact test of two small shares.

use statrs::function::factorial::ln_binomial;

/// An exact test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exact {
    /// Two-sided p-value: the probability of all tables at most as likely as the one found.
    pub p: f64,
    /// The same with half the probability of those exactly as likely (Lancaster 1961), less cautious.
    pub mid_p: f64,
}

/// Fisher's exact test of two shares, each given as (yes, answers): for a group of fewer than ten. The
/// tables with the same margins have the hypergeometric distribution; two are as likely when their
/// probabilities agree to seven digits, as in R's `fisher.test`. Absent when yes exceeds answers; when
/// all answered alike or one group is empty, so that only one table is possible; and beyond a million possible tables, where [`mover`](super::mover()) does as well.
///
/// ```
/// // Fisher's tea: 3 of 4 against 1 of 4, p = 0.4857.
/// let test = plaudit_core::compare::fisher((3, 4), (1, 4)).unwrap();
/// assert_eq!(format!("{:.4} {:.4}", test.p, test.mid_p), "0.4857 0.2571");
/// ```
#[must_use]
pub fn fisher(a: (u64, u64), b: (u64, u64)) -> Option<Exact> {
    if a.0 > a.1 || b.0 > b.1 {
        return None;
    }
    let (n, yes) = (a.1.checked_add(b.1)?, a.0 + b.0);
    let (least, most) = (yes.saturating_sub(b.1), yes.min(a.1));
    if least == most || most - least > 1_000_000 {
        return None;
    }
    let all = ln_binomial(n, yes);
    let probability = |x: u64| (ln_binomial(a.1, x) + ln_binomial(b.1, yes - x) - all).exp();
    let found = probability(a.0);
    let (mut less, mut equal) = (0.0, 0.0);
    for x in least..=most {
        let p = probability(x);
        if p < found * (1.0 - ALIKE) {
            less += p;
        } else if p <= found * (1.0 + ALIKE) {
            equal += p;
        }
    }
    Some(Exact { p: (less + equal).min(1.0), mid_p: (less + equal / 2.0).min(1.0) })
}

/// By how much probabilities that are the same may differ through rounding, as a share.
const ALIKE: f64 = 1e-7;
