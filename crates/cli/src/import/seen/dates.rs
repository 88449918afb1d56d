//! In which order days and months are written.

use std::str::FromStr;

/// The order of day and month where the year comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// 31/12/2026
    Dmy,
    /// 12/31/2026
    Mdy,
}

impl FromStr for Order {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "dmy" => Ok(Self::Dmy),
            "mdy" => Ok(Self::Mdy),
            _ => Err("must be dmy or mdy"),
        }
    }
}

/// What all times of a file tell together.
#[derive(Clone, Debug, Default)]
pub(in crate::import) struct Dates {
    /// One whose first number is too high for a month.
    day_first: Option<String>,
    /// One whose second number is.
    month_first: Option<String>,
    /// One that could be both.
    either: Option<String>,
    /// What stands between the numbers, where the year comes last.
    separators: Vec<char>,
}

/// Behind the date.
const TIMES: [&str; 6] = ["", " %H:%M", " %H:%M:%S", " %H:%M:%S%.f", " %I:%M %p", " %I:%M:%S %p"];

impl Dates {
    pub(super) fn add(&mut self, time: &str) {
        let date = time.split([' ', 'T']).next().unwrap_or_default();
        let Some(separator) = date.chars().find(|c| matches!(c, '/' | '.' | '-')) else { return };
        let parts: Vec<&str> = date.split(separator).collect();
        let [first, second, year] = parts.as_slice() else { return };
        let (Ok(first), Ok(second), 4) = (first.parse::<u32>(), second.parse::<u32>(), year.len())
        else {
            return;
        };
        if !self.separators.contains(&separator) {
            self.separators.push(separator);
        }
        let example = match (first > 12, second > 12) {
            (true, _) => &mut self.day_first,
            (_, true) => &mut self.month_first,
            _ => &mut self.either,
        };
        example.get_or_insert_with(|| date.to_owned());
    }

    /// The formats of a mapping in which times with the year last are written; none where there are
    /// no such times.
    ///
    /// # Errors
    /// Nothing tells the order, or the file has both, and none is `given`.
    pub(in crate::import) fn formats(&self, given: Option<Order>) -> anyhow::Result<Vec<String>> {
        if self.separators.is_empty() {
            return Ok(Vec::new());
        }
        let order = match (given, &self.day_first, &self.month_first) {
            (Some(order), _, _) => order,
            (None, Some(_), None) => Order::Dmy,
            (None, None, Some(_)) => Order::Mdy,
            (None, Some(one), Some(other)) => anyhow::bail!(
                "the file has dates in two orders, {one} and {other}: say --dates dmy or --dates mdy; \
                 rows of the other order are bad"
            ),
            (None, None, None) => anyhow::bail!(
                "{} may be day and month or month and day, and no date of the file tells: say --dates \
                 dmy or --dates mdy",
                self.either.as_deref().unwrap_or("a date")
            ),
        };
        let date = |separator: &char| match order {
            Order::Dmy => format!("%d{separator}%m{separator}%Y"),
            Order::Mdy => format!("%m{separator}%d{separator}%Y"),
        };
        let dates = self.separators.iter().map(date);
        Ok(dates.flat_map(|date| TIMES.map(|time| format!("{date}{time}"))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(times: &[&str], given: Option<Order>) -> Result<String, String> {
        let mut dates = Dates::default();
        times.iter().for_each(|time| dates.add(time));
        let formats = dates.formats(given).map_err(|error| error.to_string())?;
        Ok(formats.first().cloned().unwrap_or_default())
    }

    #[test]
    fn the_order_is_told_by_any_one_date_or_has_to_be_said() {
        assert_eq!(order(&["2026-03-04 10:00:00", ""], None), Ok(String::new()));
        assert_eq!(order(&["03/04/2026", "13/04/2026 9:00"], None), Ok("%d/%m/%Y".into()));
        assert_eq!(order(&["03/04/2026", "04/13/2026"], None), Ok("%m/%d/%Y".into()));
        assert_eq!(order(&["3.4.2026"], Some(Order::Dmy)), Ok("%d.%m.%Y".into()));
        let unclear = order(&["03/04/2026 10:00"], None).unwrap_err();
        assert!(unclear.starts_with("03/04/2026 may be"), "{unclear}");
        let both = order(&["13/04/2026", "04/14/2026"], None).unwrap_err();
        assert!(both.contains("13/04/2026 and 04/14/2026"), "{both}");
    }
}
