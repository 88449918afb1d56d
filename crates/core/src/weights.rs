//! Weights: making those who answered look like those who were asked.
//!
//! Weights mend the composition on the margins used and nothing else: not that the angry answer more
//! often. Show the weighted figure beside the unweighted.
//!
//! | step | function |
//! |---|---|
//! | known sizes of cells | [`post_stratify`], and the variance [`post_stratified`]; in clusters [`post_stratified_total`] |
//! | known margins | [`rake`], which refuses what cannot be; the variance [`raked_mean`] or, for groups of respondents, [`raked_jackknife`] |
//! | no weight too large | [`trim`] |
//! | what it cost | [`Weighting`] |
//! | what no weight mends | [`nonresponse`](crate::nonresponse) |

mod clusters;
mod poststratify;
mod rake;
mod raked;
mod summary;
mod trim;

pub use clusters::{PostStratifiedTotal, post_stratified_total};
pub use poststratify::{PostStratified, PostStratum, post_stratified, post_stratify};
pub use rake::{CannotRake, RakeCell, Raked, rake};
pub use raked::{RakedMean, raked_jackknife, raked_mean};
pub use summary::Weighting;
pub use trim::{Trimmed, trim};

#[cfg(test)]
mod tests;
