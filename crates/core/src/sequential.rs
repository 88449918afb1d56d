//! Bands that hold however often one looks.
//!
//! A 95% interval that is looked at every day until 2,000 answers is wrong at some look in 46% of runs
//! (METHODS §3.5). The bands here are wrong at any look in at most 5%: for live tiles, alerts and
//! "stop the test". They cost width: about 1.55 times a fixed interval at the size they are tuned for.
//! Answers must arrive independently from one distribution within the period watched; start anew each
//! period. Scheduled reports show fixed intervals; never mix the two without naming them.
//!
//! - [`band`] and [`band_of_difference`]: exact, from counts over few categories (an NPS has three, a
//!   share two), by the Dirichlet-multinomial mixture.
//! - [`asymptotic_half_width`]: for means over many scores, indices and weighted answers, from 30 on.

mod asymptotic;
mod dirichlet;

pub use asymptotic::{asymptotic_half_width, tightest};
pub use dirichlet::{Band, band, band_of_difference};

#[cfg(test)]
mod tests;
