//! Co-moments, as they are kept on disk.

use std::collections::BTreeMap;

use plaudit_core::comoments::{Month, OfVersion, Rows};
use plaudit_core::moments::{Moments, Pattern, Patterns};

use crate::v1;

/// Stored co-moments that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)]
pub enum BadComoments {
    #[error("the rows of version {0} do not match their length and counts")]
    Rows(u32),
    #[error("the sums of version {0} do not match their columns")]
    Sums(u32),
}

impl From<&Month> for v1::Comoments {
    fn from(month: &Month) -> Self {
        let mut versions: BTreeMap<u32, v1::VersionComoments> = BTreeMap::new();
        let mut part = |version: u32, fill: &dyn Fn(&mut v1::VersionComoments)| {
            let part = versions.entry(version).or_default();
            part.version = version;
            fill(part);
        };
        for (version, rows) in month.rows.versions() {
            let (rows, counts): (Vec<&[u8]>, Vec<i64>) = rows.unzip();
            part(version, &|part| {
                part.row_length = u32::try_from(rows[0].len()).expect("rows are short");
                part.rows = rows.concat();
                if counts.iter().any(|count| *count != 1) {
                    part.counts.clone_from(&counts);
                }
            });
        }
        for (version, sums) in month.sums.versions() {
            part(version, &|part| {
                part.groups = sums.groups().iter().map(group).collect();
                part.joint = sums.joint().to_vec();
            });
        }
        Self { versions: versions.into_values().collect() }
    }
}

impl TryFrom<v1::Comoments> for Month {
    type Error = BadComoments;

    fn try_from(stored: v1::Comoments) -> Result<Self, BadComoments> {
        let mut month = Self::default();
        for part in stored.versions {
            let version = part.version;
            add_rows(&mut month.rows, &part).ok_or(BadComoments::Rows(version))?;
            let groups = part.groups.into_iter().map(to_group).collect::<Option<_>>();
            let sums = groups.and_then(|groups| OfVersion::from_parts(groups, part.joint));
            let sums = sums.ok_or(BadComoments::Sums(version))?;
            month.sums.merge_version(version, sums).map_err(|_| BadComoments::Sums(version))?;
        }
        Ok(month)
    }
}

fn add_rows(rows: &mut Rows, part: &v1::VersionComoments) -> Option<()> {
    if part.rows.is_empty() {
        return part.counts.is_empty().then_some(());
    }
    let length = usize::try_from(part.row_length).ok().filter(|length| *length > 0)?;
    let stored = part.rows.chunks_exact(length);
    let fits = (part.counts.is_empty() || part.counts.len() == stored.len())
        && rows.row_length(part.version).is_none_or(|known| known == length);
    if !fits || !stored.remainder().is_empty() {
        return None;
    }
    for (at, row) in stored.enumerate() {
        let count = part.counts.get(at).copied().unwrap_or(1);
        rows.add_row(part.version, row.into(), count);
    }
    Some(())
}

fn group((group, sums): (&u8, &Patterns)) -> v1::GroupComoments {
    let pattern = |(pattern, moments): (Pattern, &Moments)| {
        let bytes = pattern.to_le_bytes();
        let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        v1::PatternComoments {
            answered: bytes[..end].to_vec(),
            n: moments.n(),
            sums: moments.sums().to_vec(),
            products: moments.products().to_vec(),
        }
    };
    v1::GroupComoments {
        group: u32::from(*group),
        columns: u32::try_from(sums.columns()).expect("there are at most 128"),
        patterns: sums.cells().map(pattern).collect(),
    }
}

fn to_group(stored: v1::GroupComoments) -> Option<(u8, Patterns)> {
    let mut sums = Patterns::new(usize::try_from(stored.columns).ok()?)?;
    for pattern in stored.patterns {
        let mut bytes = [0; 16];
        bytes.get_mut(..pattern.answered.len())?.copy_from_slice(&pattern.answered);
        let moments = Moments::from_parts(pattern.n, pattern.sums, pattern.products)?;
        if !sums.merge_cell(Pattern::from_le_bytes(bytes), &moments) {
            return None;
        }
    }
    Some((u8::try_from(stored.group).ok()?, sums))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> v1::Comoments {
        let pattern = |answered: u8, columns: usize| v1::PatternComoments {
            answered: vec![answered],
            n: 7,
            sums: vec![3; columns],
            products: vec![-300; columns * (columns + 1) / 2],
        };
        let groups = [3, 40].map(|group| v1::GroupComoments {
            group,
            columns: 3,
            patterns: vec![pattern(0b1, 1), pattern(0b101, 2)],
        });
        let rows = |version, rows: &[u8], counts: &[i64]| v1::VersionComoments {
            version,
            rows: rows.to_vec(),
            counts: counts.to_vec(),
            row_length: 3,
            ..v1::VersionComoments::default()
        };
        let mut second = rows(2, &[0, 1, 2, 9, 1, 1], &[2, -1]);
        second.groups = groups.into();
        second.joint = vec![0, 5, 0, -1];
        v1::Comoments { versions: vec![rows(1, &[0, 1, 2, 9, 1, 1], &[]), second] }
    }

    #[test]
    fn co_moments_are_read_back_as_they_were_written() {
        let month = Month::try_from(stored()).unwrap();
        assert_eq!(v1::Comoments::from(&month), stored());
        assert_eq!(Month::try_from(v1::Comoments::default()), Ok(Month::default()));
    }

    #[test]
    fn broken_co_moments_are_refused_and_the_version_is_named() {
        let read = |change: fn(&mut v1::VersionComoments)| {
            let mut stored = stored();
            change(&mut stored.versions[1]);
            Month::try_from(stored).unwrap_err()
        };
        assert_eq!(read(|part| part.row_length = 0), BadComoments::Rows(2));
        assert_eq!(read(|part| part.row_length = 4), BadComoments::Rows(2));
        assert_eq!(read(|part| part.counts = vec![1]), BadComoments::Rows(2));
        assert_eq!(read(|part| part.rows.clear()), BadComoments::Rows(2));
        assert_eq!(read(|part| part.groups[0].group = 64), BadComoments::Sums(2));
        assert_eq!(read(|part| part.groups[0].columns = 2), BadComoments::Sums(2));
        assert_eq!(read(|part| part.groups[0].columns = 1 << 30), BadComoments::Sums(2));
        assert_eq!(
            read(|part| part.groups[0].patterns[0].answered = vec![1; 17]),
            BadComoments::Sums(2)
        );
        assert_eq!(read(|part| part.groups[0].patterns[0].sums.push(1)), BadComoments::Sums(2));
    }
}
