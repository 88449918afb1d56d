//! Consensus of the answers; the formulas are those of [`shape`](crate::shape).

use crate::scale::Scale;

pub(super) fn definition(scale: &Scale) -> String {
    format!(
        "agreement of the answers on {} to {} (Tastle & Wierman): 100 when all give the same, 0 when \
         half are at either end",
        scale.min, scale.max
    )
}

pub(super) const AGREEMENT: &str = "van der Eijk's A: 100 when all give the same, 0 when all scores are as frequent, -100 when half \
     are at either end";

pub(super) const DISPERSION: &str =
    "Leik's D: 0 when all give the same, 100 when half are at either end";
