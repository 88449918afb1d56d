//! What stands in the columns of a file, over all of its rows.

mod dates;

use std::collections::HashMap;

use csv::StringRecord;

use super::formats::{Role, Sheet};
use super::plan::LeaveOut;
use super::reader::Cells;
use super::row::misfit;
use super::source::{Next, Opened};
pub(super) use dates::Dates;
pub(crate) use dates::Order;

/// The values of all columns.
#[derive(Debug)]
pub(super) struct Seen {
    /// How many rows are responses.
    pub(super) rows: u64,
    columns: Vec<Values>,
    /// The times of all columns that have some.
    pub(super) dates: Dates,
    /// Label by id of the options, by the column of the ids.
    pairs: HashMap<usize, HashMap<String, String>>,
}

/// The values of one column, but for those that the format has for no answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    /// Cells that are not empty.
    pub(super) filled: u64,
    /// Characters of the longest.
    pub(super) longest: usize,
    /// Whether an address of e-mail stands among them.
    pub(super) addresses: bool,
    /// Whether there are more different ones than are kept.
    pub(super) more: bool,
    /// How often each stands there, and its place in the order of their appearance.
    counts: HashMap<String, (u64, usize)>,
}

/// The most different values of a column that are kept.
const MOST: usize = 400;
/// The most characters of a value that is kept; options and scores are shorter.
const LONGEST: usize = 200;

impl Seen {
    /// Goes over the rows of `opened`, but for those that are no responses.
    pub(super) fn of(mut opened: Opened, sheet: &Sheet) -> anyhow::Result<Self> {
        let width = sheet.columns.len();
        let position = |name: &str| sheet.columns.iter().position(|column| column.name == name);
        let rules: Vec<LeaveOut> = sheet
            .leave_out
            .iter()
            .filter_map(|rule| Some(rule.planned(position(&rule.column)?)))
            .collect();
        let times: Vec<usize> = (0..width)
            .filter(|i| matches!(sheet.columns[*i].role, Role::Time | Role::CompletedAt))
            .collect();
        let ids: Vec<(usize, usize)> = (0..width)
            .filter_map(|i| match sheet.columns[i].role {
                Role::OptionIds { of } => Some((i, of)),
                _ => None,
            })
            .collect();
        let mut seen = Self {
            rows: 0,
            columns: vec![Values::default(); width],
            dates: Dates::default(),
            pairs: HashMap::new(),
        };
        let mut record = StringRecord::new();
        loop {
            match opened.rows.next(&mut record) {
                Next::Row(_) if misfit(&record, width).is_some() => continue,
                Next::Row(_) => {}
                Next::Bad(_) => continue,
                Next::End => return Ok(seen),
                Next::Failed(error) => return Err(error),
            }
            let cells = Cells(&record);
            if cells.are_empty() || rules.iter().any(|rule| rule.reason(&cells).is_some()) {
                continue;
            }
            seen.rows += 1;
            for (i, values) in seen.columns.iter_mut().enumerate() {
                let cell = cells.get(i);
                if !sheet.blank.contains(&cell) && !sheet.not_shown.contains(&cell) {
                    values.add(cell);
                }
            }
            for time in times.iter().map(|i| cells.get(*i)) {
                if !sheet.no_time.contains(&time) {
                    seen.dates.add(time);
                }
            }
            for (id, of) in &ids {
                seen.pair(*id, cells.get(*id), cells.get(*of));
            }
        }
    }

    /// A row with a single option says which label is whose.
    fn pair(&mut self, column: usize, id: &str, label: &str) {
        let pairs = self.pairs.entry(column).or_default();
        if !id.is_empty() && !id.contains(',') && pairs.len() < MOST {
            pairs.entry(id.to_owned()).or_insert_with(|| label.to_owned());
        }
    }

    pub(super) fn column(&self, column: usize) -> &Values {
        &self.columns[column]
    }

    /// The label of the option `id` in the column of ids.
    pub(super) fn label(&self, column: usize, id: &str) -> Option<&str> {
        self.pairs.get(&column)?.get(id).map(String::as_str)
    }
}

impl Values {
    fn add(&mut self, cell: &str) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        let length = cell.chars().count();
        self.longest = self.longest.max(length);
        self.addresses |= cell.contains('@');
        let next = self.counts.len();
        if let Some((count, _)) = self.counts.get_mut(cell) {
            *count += 1;
        } else if next < MOST && length <= LONGEST {
            self.counts.insert(cell.to_owned(), (1, next));
        } else {
            self.more = true;
        }
    }

    /// Whether one of them stands there more than once.
    pub(super) fn comes_again(&self) -> bool {
        self.counts.values().any(|(count, _)| *count > 1)
    }

    /// Each kept value and how often it stands there, in the order of their appearance.
    pub(super) fn each(&self) -> Vec<(&str, u64)> {
        let mut each: Vec<_> = self.counts.iter().collect();
        each.sort_unstable_by_key(|(_, (_, place))| *place);
        each.into_iter().map(|(value, (count, _))| (value.as_str(), *count)).collect()
    }
}
