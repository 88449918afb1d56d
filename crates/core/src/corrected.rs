//! Figures put together from others: corrected for errors of a classifier, averaged over groups,
//! inferred from a rank.

mod classifier;
mod groups;
mod wallet;

pub use classifier::{Classified, Classifier, corrected_share, rogan_gladen};
pub use groups::{MacroAverage, macro_average};
pub use wallet::wallet_share;

#[cfg(test)]
mod tests;
