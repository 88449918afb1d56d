//! Responses that are put together from records: several with one key, or the latest of them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};

use csv::StringRecord;

use super::super::input::Progress;
use super::super::row::{BadRow, CellProblem};
use super::Next;
use super::objects::{Object, Objects, Read};

/// How records become responses.
pub(in crate::import) struct Gather {
    /// The name of the value that records of one response have in common.
    pub(in crate::import) key: &'static str,
    /// What a record says, column by column, or why it says nothing.
    pub(in crate::import) cells: fn(&Object) -> Result<Vec<Cell>, CellProblem>,
    pub(in crate::import) join: Join,
}

/// What becomes of the records of one response.
#[derive(Clone, Copy, Debug)]
pub(in crate::import) enum Join {
    /// Each adds its answers; several answers to one question are lines of one cell.
    All,
    /// The one whose number of this name is the highest, and among equals the last.
    Latest(&'static str),
}

/// A value of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Cell {
    pub(in crate::import) column: String,
    /// The words of the question, as far as the file has them.
    pub(in crate::import) text: String,
    /// The kind of the question; empty where the column is no answer.
    pub(in crate::import) kind: String,
    pub(in crate::import) value: String,
}

/// Gathers in two passes: the first counts the records of each key (16 bytes a key) and finds the
/// columns; the second keeps a response only until its last record.
pub(in crate::import) struct Gathered {
    gather: &'static Gather,
    objects: Objects,
    columns: Columns,
    /// How many records of a key are still to come.
    to_come: HashMap<u64, u32>,
    open: HashMap<String, Open>,
}

/// A response of which records are still to come.
struct Open {
    line: u64,
    cells: Vec<String>,
    rank: i64,
}

/// The columns in the order in which they appear.
#[derive(Default)]
struct Columns {
    positions: HashMap<String, usize>,
    /// Name, text and kind.
    rows: [Vec<String>; 3],
}

/// The most columns of a file.
const MOST: usize = 2_000;

impl Gathered {
    /// Goes over the records that `objects` reads, twice. The progress is that of the second pass.
    pub(super) fn open(
        gather: &'static Gather,
        objects: impl Fn() -> anyhow::Result<(Objects, Progress)>,
    ) -> anyhow::Result<(Self, Progress)> {
        let (mut columns, mut to_come) = (Columns::default(), HashMap::<u64, u32>::new());
        for read in objects()?.0 {
            if let Ok((_, key, cells)) = piece(gather, read?) {
                *to_come.entry(hash(&key)).or_default() += 1;
                columns.add(cells)?;
            }
        }
        let (objects, progress) = objects()?;
        Ok((Self { gather, objects, columns, to_come, open: HashMap::new() }, progress))
    }

    /// Three rows of header: names, texts and kinds.
    pub(super) fn header(&self) -> Vec<Vec<String>> {
        self.columns.rows.to_vec()
    }

    pub(super) fn next(&mut self, record: &mut StringRecord) -> Next {
        loop {
            let (line, key, cells) = match self.objects.next() {
                None => return self.rest(record),
                Some(Err(error)) => return Next::Failed(error),
                Some(Ok(read)) => match piece(self.gather, read) {
                    Ok(piece) => piece,
                    Err(bad) => return Next::Bad(bad),
                },
            };
            let new = self.row(line, cells);
            let to_come = self.to_come.entry(hash(&key)).or_default();
            *to_come = to_come.saturating_sub(1);
            let is_last = *to_come == 0;
            let row = match (self.open.remove(&key), self.gather.join) {
                (None, _) => new,
                (Some(old), Join::All) => self.joined(old, new),
                (Some(old), Join::Latest(_)) if old.rank > new.rank => old,
                (Some(old), Join::Latest(_)) => Open { line: old.line, ..new },
            };
            if is_last {
                return row.into_next(record);
            }
            self.open.insert(key, row);
        }
    }

    /// What is still open at the end: keys of one hash.
    fn rest(&mut self, record: &mut StringRecord) -> Next {
        let key = self.open.keys().next().cloned();
        match key.and_then(|key| self.open.remove(&key)) {
            Some(row) => row.into_next(record),
            None => Next::End,
        }
    }

    fn row(&self, line: u64, cells: Vec<Cell>) -> Open {
        let mut row = vec![String::new(); self.columns.rows[0].len()];
        let mut rank = 0;
        for cell in cells {
            if matches!(self.gather.join, Join::Latest(name) if name == cell.column) {
                rank = cell.value.parse().unwrap_or_default();
            }
            // A file that changes between the passes may have others.
            if let Some(at) = self.columns.positions.get(&cell.column) {
                row[*at] = cell.value;
            }
        }
        Open { line, cells: row, rank }
    }

    /// Answers are added; of everything else the first stays.
    fn joined(&self, mut old: Open, new: Open) -> Open {
        for ((old, new), kind) in old.cells.iter_mut().zip(new.cells).zip(&self.columns.rows[2]) {
            if old.is_empty() {
                *old = new;
            } else if !kind.is_empty() && !new.is_empty() && !old.split('\n').any(|o| o == new) {
                old.push('\n');
                old.push_str(&new);
            }
        }
        old
    }
}

impl Open {
    fn into_next(self, record: &mut StringRecord) -> Next {
        *record = StringRecord::from(self.cells);
        Next::Row(self.line)
    }
}

impl Columns {
    fn add(&mut self, cells: Vec<Cell>) -> anyhow::Result<()> {
        for Cell { column, text, kind, .. } in cells {
            let next = self.positions.len();
            anyhow::ensure!(next < MOST, "the file has more than {MOST} fields");
            if let Entry::Vacant(place) = self.positions.entry(column) {
                let name = place.key().clone();
                place.insert(next);
                for (row, word) in self.rows.iter_mut().zip([name, text, kind]) {
                    row.push(word);
                }
            }
        }
        Ok(())
    }
}

/// Line, key and cells of a record.
fn piece(gather: &Gather, read: Read) -> Result<(u64, String, Vec<Cell>), BadRow> {
    let (line, object) = read?;
    let bad = |problem| BadRow { line, problems: vec![problem] };
    let cells = (gather.cells)(&object).map_err(bad)?;
    let key = cells.iter().find(|cell| cell.column == gather.key).map(|cell| cell.value.clone());
    match key.filter(|key| !key.is_empty()) {
        Some(key) => Ok((line, key, cells)),
        None => Err(bad(CellProblem {
            column: Some(gather.key.to_owned()),
            cell: None,
            reason: "is missing: without it, importing twice would store it twice".to_owned(),
        })),
    }
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
