//! Reading a tally coarser than it is kept.

use std::collections::BTreeMap;

use super::Cell;
use crate::time::Day;

/// What a reader of a tally tells apart. Cells that differ in nothing of it are one to him, so that a
/// report sums as many cells as it shows and not as many as there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grain {
    days_are_one: bool,
    /// By version: for each segment whether its values are told apart. All are in other versions.
    kept: BTreeMap<u32, Vec<bool>>,
}

impl Grain {
    /// The same, but all days are one, which stands at [`Day::MIN`].
    #[must_use]
    pub fn without_days(self) -> Self {
        Self { days_are_one: true, ..self }
    }

    /// The same, but of this version only those segments are told apart that `kept` says, in the order
    /// of the version; the others stand as not given.
    #[must_use]
    pub fn with_segments(mut self, version: u32, kept: Vec<bool>) -> Self {
        self.kept.insert(version, kept);
        self
    }

    /// The day at which the sums of `day` stand.
    #[must_use]
    pub fn day(&self, day: Day) -> Day {
        if self.days_are_one { Day::MIN } else { day }
    }

    /// Whether the values of a version's segment are told apart.
    #[must_use]
    pub fn keeps(&self, version: u32, segment: usize) -> bool {
        self.kept.get(&version).is_none_or(|kept| kept.get(segment).is_none_or(|kept| *kept))
    }

    /// The cell that `cell` belongs to.
    #[must_use]
    pub fn cell(&self, mut cell: Cell) -> Cell {
        cell.day = self.day(cell.day);
        for (at, value) in cell.segments.iter_mut().enumerate() {
            if !self.keeps(cell.version, at) {
                *value = None;
            }
        }
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_told_apart_is_one_cell() {
        let cell = |day: i32, team: Option<&str>, channel: Option<&str>| Cell {
            version: 2,
            day: Day::from_epoch_days(day).unwrap(),
            segments: vec![team.map(str::to_owned), channel.map(str::to_owned)],
        };
        let north = cell(20_000, Some("north"), Some("email"));
        assert_eq!(Grain::default().cell(north.clone()), north);
        let by_day = Grain::default().with_segments(2, vec![false, false]);
        assert_eq!(by_day.cell(north.clone()), cell(20_000, None, None));
        let by_channel = Grain::default().with_segments(2, vec![false, true]).without_days();
        let one = by_channel.cell(north.clone());
        assert_eq!((one.day, &one.segments[..]), (Day::MIN, &[None, Some("email".into())][..]));
        assert_eq!(one, by_channel.cell(cell(20_031, Some("south"), Some("email"))));
        let of_another = Cell { version: 3, ..north };
        assert_eq!(by_day.cell(of_another.clone()), of_another);
    }
}
