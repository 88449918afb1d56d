//! What happened afterwards: rates, ratios and survival of customers, by what they had answered
//! (METHODS §5).
//!
//! Everything is computed from counts that merge: two-by-two tables, events and person-time, and
//! [`LifeTable`]s by day. Time zero is the day of the answer; customers whose window is still open
//! are censored, never counted as kept. Use [`landmark`] to compare those who answered with those who
//! did not: without it, having lived long enough to answer looks like loyalty.
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

mod competing;
mod kaplan_meier;
mod landmark;
mod life_table;
mod log_rank;
mod mantel_haenszel;
mod rates;
mod ratios;

pub use competing::{Incidence, IncidencePoint};
pub use kaplan_meier::{Curve, CurvePoint, Median, RestrictedMean};
pub use landmark::{FollowUp, Landmark, landmark};
pub use life_table::{LifeTable, Row};
pub use log_rank::{LogRank, log_rank};
pub use mantel_haenszel::{MantelHaenszel, mantel_haenszel};
pub use rates::{garwood, rate, rate_ratio};
pub use ratios::{Exposure, e_value, odds_ratio, risk_ratio};

/// P(χ² with `df` degrees of freedom > x).
fn chi_squared_tail(x: f64, df: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    statrs::function::gamma::checked_gamma_ur(df / 2.0, x / 2.0).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests;
