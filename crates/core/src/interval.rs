//! Confidence intervals, formula by formula.
//!
//! | for | default | others |
//! |---|---|---|
//! | a share | [`wilson`] | [`agresti_coull`], [`clopper_pearson`], [`jeffreys`], [`likelihood_ratio`], [`mid_p`], [`wilson_corrected`]; from a design: [`korn_graubard`], [`logit`] |
//! | an NPS | [`tango`] | [`adjusted_wald`], [`bonett_price`] |
//! | a bounded mean, and anything weighted or clustered | [`vr_wilson`] | [`t`] |
//! | a median | [`median_ranks`] | |
//!
//! Each function returns the lower and the upper limit, within the range of the figure. No answers,
//! or an impossible input (a share above 1, a number that is not one), say nothing: the limits are
//! then the whole range. `z` is the quantile of the standard normal distribution for the level wanted
//! ([`Level::z`](crate::estimate::Level::z)), or that of Student's t
//! ([`Level::t`](crate::estimate::Level::t)) where the variance has few degrees of freedom.

mod binomial;
mod mean;
mod nps;
mod share;

pub use binomial::{likelihood_ratio, mid_p, wilson_corrected};
pub use mean::{t, variance_ratio, vr_wilson};
pub use nps::{adjusted_wald, bonett_price, tango};
pub(crate) use share::beta_quantile;
pub use share::{
    agresti_coull, clopper_pearson, jeffreys, korn_graubard, logit, median_ranks, wilson,
};

#[cfg(test)]
mod coverage;
#[cfg(test)]
mod tests;
