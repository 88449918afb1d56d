//! When a row was answered.

use jiff::Zoned;
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::TimeZone;
use plaudit_core::time::Timestamp;

/// How a time is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Rfc3339,
    UnixSeconds,
    UnixMilliseconds,
    /// As of strptime. Without a time of day: the day's beginning. With ` UTC` at its end: in no other
    /// zone.
    Pattern(String),
}

/// Tried in turn where the mapping names none.
pub(super) const DEFAULT: [&str; 5] =
    ["rfc3339", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d"];

impl Format {
    /// By its name in the mapping. Absent when it is neither a name nor a pattern in which a time can be
    /// written and read.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "rfc3339" => Self::Rfc3339,
            "unix_seconds" => Self::UnixSeconds,
            "unix_milliseconds" => Self::UnixMilliseconds,
            pattern if pattern.contains('%') => {
                let noon = Zoned::new(jiff::Timestamp::constant(1_494_072_000, 0), TimeZone::UTC);
                let written = strtime::format(pattern, &noon).ok()?;
                let format = Self::Pattern(pattern.to_owned());
                format.read(&written, &TimeZone::UTC).map(|_| format)?
            }
            _ => return None,
        })
    }

    /// The formats tried where the mapping names none.
    pub(crate) fn defaults() -> Vec<Self> {
        DEFAULT.into_iter().filter_map(Self::of).collect()
    }

    /// The instant that `text` writes; one without an offset is in `zone`.
    pub(crate) fn read(&self, text: &str, zone: &TimeZone) -> Option<Timestamp> {
        let micros = match self {
            Self::Rfc3339 => text.parse::<jiff::Timestamp>().ok()?.as_microsecond(),
            Self::UnixSeconds => text.parse::<i64>().ok()?.checked_mul(1_000_000)?,
            Self::UnixMilliseconds => text.parse::<i64>().ok()?.checked_mul(1_000)?,
            Self::Pattern(pattern) => {
                let time = BrokenDownTime::parse(pattern, text).ok()?;
                let zone = if pattern.ends_with(" UTC") { &TimeZone::UTC } else { zone };
                let instant = match time.offset() {
                    Some(_) => time.to_timestamp().ok()?,
                    None => zone.to_timestamp(time.to_datetime().ok()?).ok()?,
                };
                instant.as_microsecond()
            }
        };
        Timestamp::from_micros(micros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: &str, text: &str, zone: &str) -> String {
        let zone = TimeZone::get(zone).unwrap();
        let time = Format::of(format).unwrap().read(text, &zone);
        time.map_or_else(|| "none".to_owned(), |time| time.to_string())
    }

    #[test]
    fn times_are_read_in_their_zone_and_days_from_their_beginning() {
        let cases = [
            ("rfc3339", "2017-05-06T10:00:00-07:00", "UTC", "2017-05-06T17:00:00Z"),
            ("unix_seconds", "1494090000", "UTC", "2017-05-06T17:00:00Z"),
            ("unix_milliseconds", "1494090000500", "UTC", "2017-05-06T17:00:00.5Z"),
            ("%Y-%m-%d", "2017-05-6", "America/Los_Angeles", "2017-05-06T07:00:00Z"),
            ("%d.%m.%Y %H:%M", "6.5.2017 10:00", "Europe/Helsinki", "2017-05-06T07:00:00Z"),
            ("%m/%d/%Y %I:%M %p", "05/06/2017 01:30 PM", "UTC", "2017-05-06T13:30:00Z"),
            ("%Y-%m-%d %H:%M UTC", "2017-05-06 10:00 UTC", "Asia/Tokyo", "2017-05-06T10:00:00Z"),
            // Midnight does not exist in this night: the day begins at one.
            ("%Y-%m-%d", "2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z"),
            ("%Y-%m-%d", "2017-05-32", "UTC", "none"),
            ("%Y-%m-%d", "2017-05-06 10", "UTC", "none"),
        ];
        for (format, text, zone, expected) in cases {
            assert_eq!(read(format, text, zone), expected, "{format} {text}");
        }
        for unreadable in ["ISO", "%d.%m", "%d.%m.%Y %K", "%H:%M"] {
            assert_eq!(Format::of(unreadable), None, "{unreadable}");
        }
    }
}
