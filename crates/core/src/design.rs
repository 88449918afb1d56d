//! What strata and repeat respondents do to the variance of a mean.
//!
//! Both give a variance and its degrees of freedom for
//! [`Sample::with_variance`](crate::sample::Sample::with_variance), which then says the effective
//! number of answers and the interval.

mod clusters;
mod repeats;
mod strata;

pub use clusters::Clusters;
pub use repeats::{Clustered, Repeat, RepeatAnswer, Repeaters};
pub use strata::{Stratified, Stratum, stratified};

#[cfg(test)]
mod tests;
