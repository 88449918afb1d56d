//! Employee net promoter score: the arithmetic of [`nps`](super::nps) under a name and a threshold of
//! its own.

use super::nps;

/// Employees are few and know each other: a smaller group is withheld whatever the survey says.
pub(super) const LEAST_GROUP: u64 = 10;

pub(super) fn definition() -> String {
    format!("{}, of employees; not comparable with an NPS of customers", nps::definition(0))
}
