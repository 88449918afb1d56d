//! What the text of a cell means.

use std::borrow::Cow;

/// A table from the codes of a file to what they mean. Codes are few, so they are tried in turn.
#[derive(Clone, Debug)]
pub(super) struct Table<T>(pub(super) Vec<(String, T)>);

impl<T> Table<T> {
    /// What `cell` stands for: itself, or the whole number it writes (`5.0` is the code `5`).
    pub(super) fn get(&self, cell: &str) -> Option<&T> {
        let find = |text: &str| self.0.iter().find(|(code, _)| code == text).map(|(_, to)| to);
        find(cell).or_else(|| match plain(cell) {
            Cow::Owned(number) => find(&number),
            Cow::Borrowed(_) => None,
        })
    }
}

/// A whole number, which may be written `5.0`.
///
/// # Errors
/// Why it is none.
pub(super) fn whole(cell: &str) -> Result<i32, &'static str> {
    match plain(cell).parse() {
        Ok(number) => Ok(number),
        Err(_) if cell.parse::<f64>().is_ok() => Err("must be a whole number"),
        Err(_) => Err("is neither a number nor a code of the mapping"),
    }
}

/// A number with a point or, as in files with semicolons, a comma.
pub(super) fn decimal(cell: &str) -> Option<f64> {
    cell.parse().or_else(|_| cell.replace(',', ".").parse()).ok().filter(|n: &f64| n.is_finite())
}

/// A number of seconds, rounded up: some platforms write fractions.
pub(super) fn seconds(cell: &str) -> Option<u32> {
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, "0"));
    let is_number = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    let more = fraction.bytes().any(|b| b != b'0');
    whole.parse::<u32>().ok().filter(|_| is_number)?.checked_add(u32::from(more))
}

/// `5.00` and `5,0` as `5`; every other text as it is.
fn plain(cell: &str) -> Cow<'_, str> {
    match cell.split_once(['.', ',']) {
        Some((whole, zeros))
            if !zeros.is_empty()
                && zeros.bytes().all(|b| b == b'0')
                && whole.trim_start_matches(['-', '+']).bytes().all(|b| b.is_ascii_digit()) =>
        {
            Cow::Owned(whole.to_owned())
        }
        _ => Cow::Borrowed(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_may_be_written_with_zeros_behind_the_point_and_nothing_else() {
        for (cell, score) in [("5", 5), ("5.0", 5), ("5,00", 5), ("-3.0", -3), ("+2", 2)] {
            assert_eq!(whole(cell), Ok(score), "{cell}");
        }
        for cell in ["5.5", "1e1", ".0", "5.", "", "five", "99999999999"] {
            assert!(whole(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn a_part_of_a_second_counts_as_one() {
        for (cell, expected) in [("61", 61), ("61.0", 61), ("61.02", 62), ("0.4", 1)] {
            assert_eq!(seconds(cell), Some(expected), "{cell}");
        }
        for cell in ["", "1,234", "61.", ".5", "-1", "1:02", "4294967295.5"] {
            assert_eq!(seconds(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_code_is_found_however_its_number_is_written() {
        let table = Table(vec![("0".to_owned(), 'a'), ("Blank".to_owned(), 'b')]);
        assert_eq!(table.get("0.0"), Some(&'a'));
        assert_eq!(table.get("Blank"), Some(&'b'));
        assert_eq!(table.get("0.5"), None);
    }
}
