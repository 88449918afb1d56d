//! Secure customers: in the top set of every item.

use super::{SecureItem, set};
use crate::scale::Scale;

/// 1 for each score in the top set, from the lowest: who has 1 of every item is secure.
pub(super) fn terms(item: &SecureItem, scale: &Scale) -> Vec<usize> {
    scale.scores().map(|score| usize::from(item.top.contains(&score))).collect()
}

pub(super) fn definition(items: &[SecureItem]) -> String {
    let name = |item: &SecureItem| format!("{} of {}", set::ranges(&item.top), item.question);
    let names: Vec<_> = items.iter().map(name).collect();
    format!("percent that gave {}, of those who answered all", names.join(" and "))
}
