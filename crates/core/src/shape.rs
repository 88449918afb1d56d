//! The shape of a distribution of scores: whether those who answered agree.
//!
//! The same mean can hide agreement or two camps. [`consensus`] has a standard error from the histogram;
//! [`agreement`] and [`leik`] are older measures, kept to compare with.

mod agreement;
mod consensus;

pub use agreement::{agreement, leik};
pub(crate) use agreement::{agreement_of, leik_of};
pub use consensus::{Consensus, consensus};

#[cfg(test)]
mod tests;
