//! A figure over time: what varies by chance and what changed.
//!
//! | question | answer |
//! |---|---|
//! | is a period out of the ordinary | [`prime_chart`], which hears more variation than sampling gives; [`run_rules`] |
//! | did something shift a little and stay | [`cusum`], [`ewma`] |
//! | since when | [`change_points`], with an interval of dates |
//! | is it better, or are others answering | [`mix_adjusted`] |
//!
//! For figures that are looked at every day see [`sequential`](crate::sequential).

mod change;
mod cusum;
mod ewma;
mod mix;
mod prime;
mod runs;

pub use change::{ChangePoint, change_points, costs};
pub use cusum::{Cusum, bernoulli_cusum, cusum};
pub use ewma::{Ewma, ewma};
pub use mix::{MixAdjusted, mix_adjusted};
pub use prime::{Limits, Point, PrimeChart, prime_chart};
pub use runs::{Runs, run_rules};

#[cfg(test)]
mod tests;
