//! Those who did not answer: how many, who, and what they could change.

mod bounds;
mod rates;
mod representativity;

pub use bounds::{Bounds, break_even, manski};
pub use rates::{Dispositions, Rates};
pub use representativity::{Representativity, representativity};

#[cfg(test)]
mod tests;
