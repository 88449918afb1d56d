//! The known composition of a population, which weighted figures are raked to.
//!
//! ```toml
//! [gender]                    # a segment; its values with shares or counts
//! female = 51.2
//! male = 48.8
//! [age]
//! "18-34" = 4100
//! "35+" = 9800
//! "" = 300                    # not given
//! ```

use std::path::Path;

use plaudit_proto::v1;

use super::Entry;

/// Reads the margins at `path`.
///
/// # Errors
/// The file cannot be read, or everything that is wrong in it.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<v1::Margin>> {
    super::read(path, margins)
}

/// Reads them from the root of a file.
pub(crate) fn margins(file: &Entry<'_>) -> Option<Vec<v1::Margin>> {
    let segments = file.pairs()?;
    if segments.is_empty() {
        file.refuse("must have a table for at least one segment");
    }
    Some(segments.into_iter().filter_map(|(segment, values)| margin(segment, &values)).collect())
}

fn margin(segment: &str, values: &Entry<'_>) -> Option<v1::Margin> {
    let value = |(value, target): (&str, Entry<'_>)| {
        let value = value.to_owned();
        Some(v1::MarginValue { value, target: target.amount()? })
    };
    let values = values.pairs()?.into_iter().filter_map(value).collect();
    Some(v1::Margin { segment: segment.to_owned(), values })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Format, parse};

    #[test]
    fn margins_are_read_in_the_order_of_the_file() {
        let text = "[gender]\nmale = 48.8\nfemale = 51\n[age]\n\"\" = 300\n";
        let read = parse("m.toml", text, Format::Toml, margins).unwrap();
        let value = |value: &str, target| v1::MarginValue { value: value.to_owned(), target };
        assert_eq!(
            read,
            [
                v1::Margin {
                    segment: "gender".to_owned(),
                    values: vec![value("male", 48.8), value("female", 51.0)],
                },
                v1::Margin { segment: "age".to_owned(), values: vec![value("", 300.0)] },
            ]
        );
    }

    #[test]
    fn what_is_no_amount_is_refused_with_its_line() {
        let text = "[gender]\nmale = \"half\"\nfemale = -1\n";
        let problems = parse("m.toml", text, Format::Toml, margins).unwrap_err().to_string();
        assert!(problems.contains("m.toml:2:"), "{problems}");
        assert!(problems.contains("gender.male"), "{problems}");
        assert!(problems.contains("gender.female"), "{problems}");
        assert!(parse("m.toml", "", Format::Toml, margins).is_err());
    }
}
