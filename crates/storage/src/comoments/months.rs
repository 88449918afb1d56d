//! Which months of a period are whole.

use std::ops::RangeInclusive;

use plaudit_core::time::{Day, Interval};

/// A period, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Months {
    /// The first days of the first and of the last whole month.
    pub(super) whole: Option<RangeInclusive<Day>>,
    /// The other days.
    pub(super) parts: Vec<RangeInclusive<Day>>,
}

impl Months {
    /// Takes `days` apart. No month counts as whole when all are to be `scanned`.
    pub(super) fn of(days: RangeInclusive<Day>, scanned: bool) -> Self {
        let (from, to) = days.clone().into_inner();
        let first = match from.start_of(Interval::Month) {
            start if start == from => Some(from),
            _ => Some(from.end_of(Interval::Month).next()),
        };
        let last = match to.end_of(Interval::Month) {
            end if end == to => Some(to.start_of(Interval::Month)),
            _ => to.start_of(Interval::Month).minus(1).map(|day| day.start_of(Interval::Month)),
        };
        let whole = first.zip(last).filter(|(first, last)| !scanned && first <= last);
        let Some((first, last)) = whole else { return Self { whole: None, parts: vec![days] } };
        let before = first.minus(1).map(|end| from..=end);
        let after =
            (last.end_of(Interval::Month) < to).then(|| last.end_of(Interval::Month).next()..=to);
        let parts = before.into_iter().chain(after).filter(|days| !days.is_empty()).collect();
        Self { whole: Some(first..=last), parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, to: &str) -> RangeInclusive<Day> {
        from.parse().unwrap()..=to.parse().unwrap()
    }

    #[test]
    fn whole_months_are_told_from_parts() {
        let of = |from, to| {
            let Months { whole, parts } = Months::of(days(from, to), false);
            (whole, parts)
        };
        assert_eq!(
            of("2026-01-15", "2026-04-10"),
            (
                Some(days("2026-02-01", "2026-03-01")),
                vec![days("2026-01-15", "2026-01-31"), days("2026-04-01", "2026-04-10")]
            )
        );
        let february = Some(days("2026-02-01", "2026-02-01"));
        assert_eq!(of("2026-02-01", "2026-02-28"), (february, vec![]));
        let within = days("2026-02-02", "2026-02-28");
        assert_eq!(of("2026-02-02", "2026-02-28"), (None, vec![within]));
        let across = days("2026-02-02", "2026-03-30");
        assert_eq!(of("2026-02-02", "2026-03-30"), (None, vec![across]));
        let all = Months::of(Day::MIN..=Day::MAX, false);
        assert_eq!(all.whole, Some(days("0001-01-01", "9998-12-01")));
        assert_eq!(all.parts, []);
        assert_eq!(Months::of(Day::MIN..=Day::MAX, true).parts, [Day::MIN..=Day::MAX]);
    }
}
