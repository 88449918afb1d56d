//! What happened afterwards: rates, ratios and survival of customers, by what they had answered
//! (METHODS §5).
//!
//! Everything is computed from counts that merge: two-by-two tables, events and person-time, and
//! [`LifeTable`]s by day. Time zero is the day of the answer; customers whose window is still open
//! are censored, never counted as kept. Use [`landmark`] to compare those who answered with those who
//! did not: without it, having lived long enough to answer looks like loyalty.
//!
//! | figure | function |
//! |---|---|
//! | share, ratio or rate by band | [`risk_ratio`], [`odds_ratio`], with few events [`risk_ratio_score`], [`odds_ratio_score`]; [`rate`], [`rate_ratio`], [`PersonTime`] when scores change |
//! | adjusted for strata; for what nobody measured | [`mantel_haenszel`]; [`e_value`] |
//! | survival, causes of leaving | [`LifeTable`], [`log_rank`] |
//! | which answer counts, which outcome | [`index_responses`], [`follow`], [`landmark`] |
//! | revenue at risk | [`revenue_at_risk`] |
//! | stated intents against behaviour | [`juster`], [`calibration`] |
//! | complaints and their resolution | [`complaint_rate`], [`contact_propensity`], [`resolution_rate`], [`time_to_resolve`], [`first_contact_resolution`] |
//! | members | [`renewals`], [`retention`], [`mean_tenure`], [`attendance`] |
//!
//! ```
//! use plaudit_core::{estimate::Level, outcomes::LifeTable};
//!
//! // Days until renewal was refused; two customers are still with us at day 30.
//! let mut table = LifeTable::new(1);
//! for day in [5, 12, 20] {
//!     assert!(table.event(day, 0));
//! }
//! table.censored(30);
//! table.censored(30);
//! let curve = table.kaplan_meier(Level::default()).unwrap();
//! assert_eq!(format!("{:.2}", curve.survival_at(15)), "0.60");
//! ```

mod attendance;
mod calibration;
mod competing;
mod complaints;
mod guards;
mod juster;
mod kaplan_meier;
mod landmark;
mod life_table;
mod log_rank;
mod mantel_haenszel;
mod person_time;
mod rates;
mod ratios;
mod renewal;
mod resolution;
mod retention;
mod revenue;
mod score_ratios;

pub use attendance::{Attendance, attendance};
pub use calibration::{Calibration, Stated, calibration};
pub use competing::{Incidence, IncidencePoint};
pub use complaints::{ComplaintRate, complaint_rate, contact_propensity};
pub use guards::{Candidate, Followed, IndexRule, exposure, follow, index_responses};
pub use juster::juster;
pub use kaplan_meier::{Curve, CurvePoint, Median, RestrictedMean};
pub use landmark::{FollowUp, Landmark, landmark};
pub use life_table::{LifeTable, Row};
pub use log_rank::{LogRank, log_rank};
pub use mantel_haenszel::{MantelHaenszel, mantel_haenszel};
pub use person_time::{History, PersonTime};
pub use rates::{garwood, rate, rate_ratio};
pub use ratios::{Exposure, e_value, odds_ratio, risk_ratio};
pub use renewal::{Due, Renewals, renewals};
pub use resolution::{
    FirstContact, Resolution, first_contact_resolution, resolution_rate, time_to_resolve,
};
pub use retention::{mean_tenure, retention};
pub use revenue::{RevenueAtRisk, RevenueBand, revenue_at_risk};
pub use score_ratios::{odds_ratio_score, risk_ratio_score};

use crate::estimate::{Estimate, Level};
use crate::sample::Sample;

/// `events` of `n`, Wilson. Absent without any, or with more events than n.
fn share(events: u64, n: u64, level: Level) -> Option<Estimate> {
    Sample::new(vec![0.0, 1.0], vec![n.checked_sub(events)?, events])?.wilson(level)
}

/// P(χ² with `df` degrees of freedom > x).
fn chi_squared_tail(x: f64, df: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    statrs::function::gamma::checked_gamma_ur(df / 2.0, x / 2.0).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod histories;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
