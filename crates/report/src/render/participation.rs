//! How many reached the end and how long it took, in words for the page and the terminal.

use plaudit_proto::v1::{Participation, Range};

use super::figure::{self, Unit};

/// As `91%, 89 to 92`; the share alone where its interval is not known. Absent without responses.
pub(crate) fn completion(participation: &Participation) -> Option<String> {
    let Participation { responses, completed, completion, .. } = participation;
    let share = figure::share(*completed as f64 / (*responses).max(1) as f64);
    let Some(estimate) = completion else { return (*responses > 0).then_some(share) };
    let decimals = Unit::Percent.decimals(estimate.lower, estimate.upper);
    Some(format!("{share}, {}", figure::range(estimate.lower, estimate.upper, decimals)))
}

/// The median as `1 min 35 s, 1 min 20 s to 2 min`. Absent when it is not known.
pub(crate) fn duration(participation: &Participation) -> Option<String> {
    let Range { value, lower, upper } = participation.duration_seconds.as_ref()?;
    let limits =
        lower.zip(*upper).map(|(lower, upper)| format!(", {} to {}", time(lower), time(upper)));
    Some(time(*value) + &limits.unwrap_or_default())
}

/// Seconds in the two largest units that say something at 1 %.
fn time(seconds: f64) -> String {
    let units = [("d", 86_400.0), ("h", 3_600.0), ("min", 60.0), ("s", 1.0)];
    let seconds = if seconds < 3_600.0 { seconds.round() } else { (seconds / 60.0).round() * 60.0 };
    let largest = units.iter().position(|(_, unit)| seconds >= *unit).unwrap_or(units.len() - 1);
    let (mut rest, mut words) = (seconds, Vec::new());
    for (name, unit) in units.iter().skip(largest).take(2) {
        let whole = (rest / unit).floor();
        rest -= whole * unit;
        if whole > 0.0 || words.is_empty() && *name == "s" {
            words.push(format!("{} {name}", figure::number(whole, 0)));
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use plaudit_proto::v1::Estimate;

    #[test]
    fn times_are_told_in_two_units_at_most() {
        let cases = [
            (0.4, "0 s"),
            (42.3, "42 s"),
            (59.7, "1 min"),
            (95.0, "1 min 35 s"),
            (3_599.0, "59 min 59 s"),
            (3_660.0, "1 h 1 min"),
            (7_200.0, "2 h"),
            (604_800.0, "7 d"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(time(seconds), expected, "{seconds}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_said() {
        let mut found =
            Participation { responses: 200, completed: 180, ..Participation::default() };
        assert_eq!(completion(&found).as_deref(), Some("90%"));
        assert_eq!(duration(&found), None);
        found.completion =
            Some(Estimate { value: 90.0, lower: 85.1, upper: 93.4, ..Estimate::default() });
        assert_eq!(completion(&found).as_deref(), Some("90%, 85 to 93"));
        found.duration_seconds = Some(Range { value: 95.0, lower: Some(80.0), upper: Some(120.0) });
        assert_eq!(duration(&found).as_deref(), Some("1 min 35 s, 1 min 20 s to 2 min"));
        assert_eq!(completion(&Participation::default()), None);
    }
}
