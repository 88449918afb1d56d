//! Penalty-reward contrast analysis.

use super::Regression;
use crate::Interval;
use crate::estimate::Level;
use crate::student;

/// The least answers at either end for a driver to be classified.
pub(super) const LEAST: u64 = 30;

/// What low and high answers on a driver go with, against those in the middle.
#[derive(Clone, Debug, PartialEq)]
pub struct PenaltyReward {
    /// Points of the outcome lost with a low answer, −b_low.
    pub penalty: Interval,
    /// Points of the outcome won with a high answer, b_high.
    pub reward: Interval,
    /// Reward less penalty.
    pub difference: Interval,
    /// (r − p)/(r + p), within [-1, 1] (Mikulić & Prebežac 2008). Absent unless both are at least 0
    /// and one is above.
    pub asymmetry: Option<f64>,
    /// What the intervals allow to say.
    pub class: Class,
}

/// What a driver does, by intervals (METHODS §4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Punishes when low more than it rewards when high.
    Basic,
    /// Punishes and rewards alike.
    Performance,
    /// Rewards when high more than it punishes when low.
    Excitement,
    /// The data do not say, middle answers go with more or with less than both ends, or fewer than 30
    /// answers are low or high.
    Undetermined,
}

/// The indicator column of one end of a driver, by its position among the drivers of the regression,
/// and how many answered there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// Position among the slopes.
    pub position: usize,
    /// Answers at this end.
    pub n: u64,
}

/// Penalty and reward of one driver from a regression of the outcome on indicators of low and high
/// answers, the middle being the reference. The cut-offs must be declared before looking. Absent
/// when a position has no slope.
///
/// ```
/// use plaudit_core::drivers::{Class, Side, penalty_reward, regress};
/// use plaudit_core::{estimate::Level, moments::Moments};
///
/// // Outcome, low, high: low answers cost 3 points, high ones win 1, give or take.
/// let mut moments = Moments::zero(3);
/// for i in 0..90 {
///     let (low, high) = (i32::from(i % 3 == 0), i32::from(i % 3 == 1));
///     assert!(moments.add(&[7 - 3 * low + high + (i / 3) % 2, low, high]));
/// }
/// let fit = regress(&moments.centred().unwrap(), 0, &[1, 2]).unwrap();
/// let (low, high) = (Side { position: 0, n: 30 }, Side { position: 1, n: 30 });
/// let found = penalty_reward(&fit, low, high, Level::default()).unwrap();
/// assert!((found.penalty.value - 3.0).abs() < 1e-12 && (found.reward.value - 1.0).abs() < 1e-12);
/// assert!((found.asymmetry.unwrap() - (1.0 - 3.0) / (1.0 + 3.0)).abs() < 1e-12);
/// assert_eq!(found.class, Class::Basic);
/// ```
#[must_use]
pub fn penalty_reward(
    regression: &Regression,
    low: Side,
    high: Side,
    level: Level,
) -> Option<PenaltyReward> {
    let of = |side: Side| regression.slopes.get(side.position);
    let (p, r) = (-of(low)?.b, of(high)?.b);
    let covariance = |a: Side, b: Side| regression.covariance(a.position, b.position);
    let (low_var, high_var) = (covariance(low, low)?, covariance(high, high)?);
    // r − p = b_high + b_low
    let both = (low_var + high_var + 2.0 * covariance(low, high)?).max(0.0);
    let t = student::quantile(level, regression.df as f64);
    Some(PenaltyReward::of(
        Interval::around(p, t * low_var.sqrt()),
        Interval::around(r, t * high_var.sqrt()),
        Interval::around(r - p, t * both.sqrt()),
        low.n >= LEAST && high.n >= LEAST,
    ))
}

impl PenaltyReward {
    /// What the intervals of penalty, reward and reward less penalty say, when there are `enough`
    /// answers at both ends.
    pub(super) fn of(
        penalty: Interval,
        reward: Interval,
        difference: Interval,
        enough: bool,
    ) -> Self {
        let (p, r) = (penalty.value, reward.value);
        let asymmetry = (p >= 0.0 && r >= 0.0 && p + r > 0.0).then(|| (r - p) / (r + p));
        let class = if !enough {
            Class::Undetermined
        } else if penalty.upper < 0.0 || reward.upper < 0.0 {
            // Middle answers are best, or worst: asymmetry says nothing of that.
            Class::Undetermined
        } else if penalty.lower > 0.0 && difference.upper < 0.0 {
            Class::Basic
        } else if reward.lower > 0.0 && difference.lower > 0.0 {
            Class::Excitement
        } else if penalty.lower > 0.0 && reward.lower > 0.0 {
            Class::Performance
        } else {
            Class::Undetermined
        };
        Self { penalty, reward, difference, asymmetry, class }
    }
}

impl Class {
    /// `basic`, `performance`, `excitement` or `undetermined`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Performance => "performance",
            Self::Excitement => "excitement",
            Self::Undetermined => "undetermined",
        }
    }
}
