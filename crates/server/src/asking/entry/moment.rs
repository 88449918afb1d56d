//! Date and time as a field has them, in the time zone of a survey.

use jiff::civil::DateTime;
use jiff::tz;
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;

fn zone(version: &Version) -> tz::TimeZone {
    tz::TimeZone::get(version.zone().name()).unwrap_or(tz::TimeZone::UTC)
}

/// `instant` as `2026-03-01T14:00`.
pub(super) fn shown(version: &Version, instant: Timestamp) -> String {
    let instant = jiff::Timestamp::from_microsecond(instant.as_micros()).unwrap_or_default();
    zone(version).to_datetime(instant).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// The instant of such a text. An hour that the clocks had twice is the first of both.
pub(super) fn read(version: &Version, text: &str) -> Option<Timestamp> {
    let local: DateTime = text.trim().parse().ok()?;
    let instant = local.to_zoned(zone(version)).ok()?.timestamp();
    Timestamp::from_micros(instant.as_microsecond())
}

#[cfg(test)]
mod tests {
    use plaudit_core::bank;

    use super::*;

    #[test]
    fn a_moment_is_one_of_the_zone_of_the_survey() {
        let mut survey = bank::templates()[0].survey.clone();
        survey.time_zone = "Europe/Helsinki".to_owned();
        let version = Version::new(1, Timestamp::from_micros(0).unwrap(), survey).unwrap();
        for (text, instant) in [
            ("2026-03-01T14:00", "2026-03-01T12:00:00Z"),
            ("2026-07-01T14:00", "2026-07-01T11:00:00Z"),
            ("2026-10-25T03:30", "2026-10-25T00:30:00Z"),
        ] {
            let found = read(&version, text).unwrap();
            assert_eq!(
                (found.to_string().as_str(), shown(&version, found).as_str()),
                (instant, text)
            );
        }
        for wrong in ["", "yesterday", "2026-02-30T10:00", "2026-02-03T25:00"] {
            assert_eq!(read(&version, wrong), None, "{wrong}");
        }
    }
}
