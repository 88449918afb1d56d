//! Bottom box: the share of a set of which fewer are better.

use super::set;
use crate::scale::Scale;

pub(super) fn check(bottom: &[i32], scale: &Scale) -> Result<(), String> {
    if bottom.is_empty() {
        return Err("must name the scores that are counted".to_owned());
    }
    set::check(bottom, scale)
}

pub(super) fn definition(bottom: &[i32]) -> String {
    format!("{}, fewer being better", set::definition(bottom))
}
