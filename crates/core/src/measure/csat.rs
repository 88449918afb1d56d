//! Customer satisfaction: the share of the top set.

use super::set;
use crate::scale::Scale;

pub(super) fn check(top: &[i32], scale: &Scale) -> Result<(), String> {
    if top.is_empty() {
        return Err("must name the scores that count as satisfied".to_owned());
    }
    set::check(top, scale)
}
