//! Share of wallet by the wallet allocation rule, from the rank among the brands in use.

use crate::corrected;
use crate::scale::{Direction, Scale};

/// The share expected of a rank, in percent; the scale ends at the number of brands.
pub(super) fn value(scale: &Scale, rank: i32) -> f64 {
    let brands = u32::try_from(scale.max).unwrap_or(1);
    corrected::wallet_share(f64::from(rank), brands).map_or(0.0, |share| 100.0 * share)
}

pub(super) fn definition(brands: i32) -> String {
    format!("mean of (1 - rank / {}) * 2 / {brands} over ranks among {brands} brands", brands + 1)
}

pub(super) fn check(scale: &Scale) -> Result<(), String> {
    if scale.min != 1 || !(2..=20).contains(&scale.max) {
        return Err(format!("wallet_share needs ranks from 1 to 2 up to 20 brands, not {scale}"));
    }
    if scale.direction != Direction::LowerIsBetter {
        return Err(
            "wallet_share needs a scale on which lower is better: 1 is the first rank".into()
        );
    }
    Ok(())
}
