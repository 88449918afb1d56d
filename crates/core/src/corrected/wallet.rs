//! The wallet allocation rule (Keiningham et al. 2011).

/// The share of a customer's spending that a brand of the given rank among `brands` used is expected to
/// have: (1 - rank/(brands + 1))·2/brands. Ties take the average of their ranks. The shares over ranks
/// sum to 1. Absent unless the rank is within 1 and the number of brands.
///
/// ```
/// use plaudit_core::corrected::wallet_share;
///
/// assert_eq!(wallet_share(1.0, 1), Some(1.0));
/// let first = wallet_share(1.0, 2).unwrap();
/// assert!((first - 2.0 / 3.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn wallet_share(rank: f64, brands: u32) -> Option<f64> {
    let b = f64::from(brands);
    (1.0 <= rank && rank <= b).then(|| (1.0 - rank / (b + 1.0)) * 2.0 / b)
}
