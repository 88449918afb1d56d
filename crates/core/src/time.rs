//! Instants, calendar days and the time zone that turns one into the other.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use jiff::{ToSpan, tz};

const DAY_MICROS: i64 = 86_400_000_000;

/// An instant, in microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0001-01-01T00:00:00Z.
    const MIN: Self = Self(-62_135_596_800_000_000);
    /// 9998-12-31T23:59:59.999999Z.
    const MAX: Self = Self(253_370_764_799_999_999);

    /// From microseconds since the epoch. Absent outside the years 0001 to 9998.
    #[must_use]
    pub fn from_micros(micros: i64) -> Option<Self> {
        (Self::MIN.0..=Self::MAX.0).contains(&micros).then_some(Self(micros))
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub fn as_micros(self) -> i64 {
        self.0
    }

    /// The day in UTC.
    #[must_use]
    pub fn utc_day(self) -> Day {
        Day(i32::try_from(self.0.div_euclid(DAY_MICROS)).expect("within the range of days"))
    }

    /// The instant `micros` later; clamped to the years 0001 to 9998.
    #[must_use]
    pub fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros).clamp(Self::MIN.0, Self::MAX.0))
    }

    /// The instant `days` times 24 hours later; clamped as by [`plus_micros`](Self::plus_micros).
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_micros(days.saturating_mul(DAY_MICROS))
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instant = jiff::Timestamp::from_microsecond(self.0).expect("within the range of jiff");
        instant.fmt(f)
    }
}

/// A calendar day, in days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// 0001-01-01.
    pub const MIN: Self = Self(-719_162);
    /// 9998-12-31.
    pub const MAX: Self = Self(2_932_531);

    /// From days since 1970-01-01. Absent outside the years 0001 to 9998.
    #[must_use]
    pub fn from_epoch_days(days: i32) -> Option<Self> {
        (Self::MIN.0..=Self::MAX.0).contains(&days).then_some(Self(days))
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn epoch_days(self) -> i32 {
        self.0
    }

    /// The next day.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// So many days before. Absent before [`MIN`](Self::MIN).
    #[must_use]
    pub fn minus(self, days: i32) -> Option<Self> {
        self.0.checked_sub(days).and_then(Self::from_epoch_days)
    }

    /// Days from `earlier` to this day; below 0 when it is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// The same day of the year before; 28 February for the 29th. Absent before [`MIN`](Self::MIN).
    #[must_use]
    pub fn year_before(self) -> Option<Self> {
        let date = self.date().checked_sub(1.year()).ok()?;
        Self::from_epoch_days(Self::of(date).0)
    }

    /// First day of the `interval` that this day lies in.
    #[must_use]
    pub fn start_of(self, interval: Interval) -> Self {
        let date = self.date();
        match interval {
            Interval::Day => self,
            Interval::Week => {
                let back = date.weekday().since(Weekday::Monday);
                Self(self.0 - i32::from(back))
            }
            Interval::Month => Self::of(date.first_of_month()),
        }
    }

    /// Last day of the `interval` that this day lies in.
    #[must_use]
    pub fn end_of(self, interval: Interval) -> Self {
        match interval {
            Interval::Day => self,
            Interval::Week => Self(self.start_of(Interval::Week).0 + 6),
            Interval::Month => Self::of(self.date().last_of_month()),
        }
    }

    fn date(self) -> Date {
        jiff::civil::date(1970, 1, 1)
            .checked_add(i64::from(self.0).days())
            .expect("within the range of jiff")
    }

    fn of(date: Date) -> Self {
        let days = jiff::civil::date(1970, 1, 1)
            .until(date)
            .map(|span| span.get_days())
            .expect("two dates are a number of days apart");
        Self(days)
    }
}

impl fmt::Display for Day {
    /// `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

impl FromStr for Day {
    type Err = NotADay;

    /// Reads `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Self, NotADay> {
        let date = Date::strptime("%Y-%m-%d", text).map_err(|_| NotADay(text.to_owned()))?;
        Self::from_epoch_days(Self::of(date).0).ok_or_else(|| NotADay(text.to_owned()))
    }
}

/// A text that is not a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a day as YYYY-MM-DD")]
pub struct NotADay(String);

/// A span of days by which figures are shown over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
}

/// A time zone of the IANA database, which is compiled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeZone(tz::TimeZone);

impl TimeZone {
    /// The day in which `instant` falls.
    #[must_use]
    pub fn day_of(&self, instant: Timestamp) -> Day {
        let instant =
            jiff::Timestamp::from_microsecond(instant.0).expect("within the range of jiff");
        let local = instant.as_second() + i64::from(self.0.to_offset(instant).seconds());
        Day(i32::try_from(local.div_euclid(86_400)).expect("within the range of jiff"))
    }

    /// When `day` begins: its first instant, also where there is no midnight.
    #[must_use]
    pub fn start_of(&self, day: Day) -> Timestamp {
        let midnight = i64::from(day.0) * DAY_MICROS;
        let start = day.date().to_zoned(self.0.clone());
        Timestamp(start.map_or(midnight, |start| start.timestamp().as_microsecond()))
    }

    /// The zone's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }
}

impl FromStr for TimeZone {
    type Err = NotATimeZone;

    /// Finds a zone by its IANA name.
    fn from_str(name: &str) -> Result<Self, NotATimeZone> {
        tz::TimeZone::get(name).map(Self).map_err(|_| NotATimeZone(name.to_owned()))
    }
}

/// A name that is not in the IANA database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a time zone of the IANA database, as \"Europe/Helsinki\"")]
pub struct NotATimeZone(String);

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_in_its_zone_even_where_there_is_no_midnight() {
        for (zone, day, start) in [
            ("UTC", "2026-03-01", "2026-03-01T00:00:00Z"),
            ("Europe/Helsinki", "2026-03-01", "2026-02-28T22:00:00Z"),
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
        ] {
            let (zone, day) = (zone.parse::<TimeZone>().unwrap(), day.parse::<Day>().unwrap());
            let found = zone.start_of(day);
            assert_eq!(found.to_string(), start);
            assert_eq!((zone.day_of(found), zone.day_of(found.plus_micros(-1)).next()), (day, day));
        }
    }

    #[test]
    fn an_instant_beyond_the_calendar_is_its_end() {
        let day = Timestamp(0).plus_days(1);
        assert_eq!(day.to_string(), "1970-01-02T00:00:00Z");
        for days in [i64::MAX, 5_000_000] {
            assert_eq!(day.plus_days(days).to_string(), "9998-12-31T23:59:59.999999Z");
            assert_eq!(day.plus_days(-days).to_string(), "0001-01-01T00:00:00Z");
        }
    }

    #[test]
    fn days_are_counted_from_the_epoch_and_read_back() {
        assert_eq!(day("1970-01-01").epoch_days(), 0);
        assert_eq!(day("2026-11-22").epoch_days(), 20_779);
        assert_eq!(day("0001-01-01").to_string(), "0001-01-01");
        for bad in ["2026-02-29", "26-1-1x", "2026-13-01", "", "9999-12-31"] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        let sunday = day("2026-11-22");
        assert_eq!(sunday.start_of(Interval::Week), day("2026-11-16"));
        assert_eq!(sunday.end_of(Interval::Week), sunday);
        assert_eq!(sunday.start_of(Interval::Month), day("2026-11-01"));
        assert_eq!(sunday.end_of(Interval::Month), day("2026-11-30"));
    }

    #[test]
    fn an_answer_falls_in_the_day_of_its_time_zone() {
        // 2026-03-29T22:30:00Z, the night in which Helsinki changes to summer time.
        let instant = Timestamp::from_micros(1_774_823_400_000_000).unwrap();
        assert_eq!(instant.to_string(), "2026-03-29T22:30:00Z");
        let zone = |name: &str| name.parse::<TimeZone>().unwrap();
        assert_eq!(zone("UTC").day_of(instant), day("2026-03-29"));
        assert_eq!(zone("Europe/Helsinki").day_of(instant), day("2026-03-30"));
        assert_eq!(zone("America/New_York").day_of(instant), day("2026-03-29"));
        assert!("Mars/Olympus".parse::<TimeZone>().is_err());
    }
}
