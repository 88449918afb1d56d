//! A stored response as one text, its fields one after the other, empty where there is none: a row of
//! many columns costs the driver more than it costs the database to find it.

use super::{Exported, Unreadable, answered_at, json, weight};

/// Stands between the fields. None holds it: ids and pseudonyms have no control characters, and JSON
/// escapes them.
pub(crate) const SEPARATOR: char = '\u{1f}';

/// Time, in microseconds, and id.
pub(crate) fn key(line: &str) -> Result<(i64, &str), Unreadable> {
    let mut fields = line.splitn(3, SEPARATOR);
    match (fields.next(), fields.next(), fields.next()) {
        (Some(time), Some(id), Some(_)) => Ok((number("answered_at", time)?, id)),
        _ => Err(Unreadable::Fields),
    }
}

/// What the line says.
pub(crate) fn read(line: &str) -> Result<Exported<'_>, Unreadable> {
    let mut fields = line.split(SEPARATOR);
    let mut field = || fields.next().ok_or(Unreadable::Fields);
    let read = Exported {
        answered_at: answered_at(number("answered_at", field()?)?)?,
        id: field()?,
        version: number("version", field()?)?,
        respondent: present(field()?),
        channel: present(field()?),
        language: present(field()?),
        weight: present(field()?).map(|steps| weight(number("weight", steps)?)).transpose()?,
        duration_seconds: present(field()?)
            .map(|seconds| number("duration_seconds", seconds).map(i32::cast_unsigned))
            .transpose()?,
        completed: field()? == "1",
        segments: json::read_segments(field()?).map_err(Unreadable::Segments)?,
        answers: json::read_answers(field()?).map_err(Unreadable::Answers)?,
    };
    if fields.next().is_some() { Err(Unreadable::Fields) } else { Ok(read) }
}

fn present(field: &str) -> Option<&str> {
    (!field.is_empty()).then_some(field)
}

fn number<N: std::str::FromStr>(field: &'static str, text: &str) -> Result<N, Unreadable> {
    text.parse().map_err(|_| Unreadable::Number { field, value: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str =
        "1772366400000000|r-1|2|p-7|email||4294967296|95|1|{\"team\":\"a\"}|{\"q\":3}";

    fn read(line: &str) -> Result<String, String> {
        let line = line.replace('|', &SEPARATOR.to_string());
        super::read(&line).map(|read| format!("{read:?}")).map_err(|reason| reason.to_string())
    }

    #[test]
    fn a_line_is_read_field_by_field() {
        let line = LINE.replace('|', &SEPARATOR.to_string());
        let read = super::read(&line).unwrap();
        assert_eq!((read.id, read.version, read.completed), ("r-1", 2, true));
        assert_eq!(
            (read.respondent, read.channel, read.language),
            (Some("p-7"), Some("email"), None)
        );
        assert_eq!((read.weight, read.duration_seconds), (Some(1.0), Some(95)));
        assert_eq!(read.segments, [("team".into(), "a".into())]);
        assert_eq!(read.answers, [("q".into(), json::Value::Score(3))]);
        assert_eq!(key(&line).unwrap(), (1_772_366_400_000_000, "r-1"));
    }

    #[test]
    fn what_is_no_line_is_refused() {
        let check = |line: &str, expected: &str| assert_eq!(read(line), Err(expected.to_owned()));
        check("", "answered_at \"\" is not a number");
        check("1772366400000000|r-1", "it has not the fields of a response");
        check(&format!("{LINE}|"), "it has not the fields of a response");
        check(&LINE.replace("|2|", "|two|"), "version \"two\" is not a number");
        check(&LINE.replace("4294967296", "0"), "weight 0 is out of range");
        check(
            &LINE.replace("1772366400000000", "9223372036854775807"),
            "answered_at 9223372036854775807 is out of range",
        );
        assert!(key("r-1").is_err());
    }
}
