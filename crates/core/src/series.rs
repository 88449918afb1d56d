//! A figure over time: what varies by chance and what changed.
//!
//! | question | answer |
//! |---|---|
//! | is a period out of the ordinary | [`prime_chart`], which hears more variation than sampling gives; [`share_limits`] where there is none; [`run_rules`] |
//! | did something shift a little and stay | [`cusum`] with the limit [`decision_limit`], [`ewma`] |
//! | since when | [`change_points`], with an interval of dates; [`pettitt`] |
//! | is it the weekday or the season | [`season`]; then [`autocorrelation`] of what is left |
//! | is it better, or are others answering | [`mix_adjusted`] |
//!
//! For figures that are looked at every day see [`sequential`](crate::sequential).

mod change;
mod cusum;
mod ewma;
mod mix;
mod pettitt;
mod prime;
mod run_length;
mod runs;
mod season;

pub use change::{ChangePoint, change_points, costs};
pub use cusum::{Cusum, bernoulli_cusum, cusum};
pub use ewma::{Ewma, ewma};
pub use mix::{MixAdjusted, mix_adjusted};
pub use pettitt::{Pettitt, pettitt};
pub use prime::{Limits, Point, PrimeChart, prime_chart, share_limits};
pub use run_length::{decision_limit, run_length, run_length_both};
pub use runs::{Runs, run_rules};
pub use season::{Dated, NoSeason, Season, autocorrelation, season, widening};

#[cfg(test)]
mod tests;
