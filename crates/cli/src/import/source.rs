//! Where the rows of a file come from: the lines of a CSV file, or records that are gathered.

mod csv_rows;
mod gathered;
mod objects;
mod table;

use csv::StringRecord;
use encoding_rs::Encoding;

use super::formats::{self, Format, Sheet};
use super::input::{Input, Progress};
use super::mapping::Mapping;
use super::row::BadRow;
pub(super) use csv_rows::CsvRows;
pub(super) use gathered::{Cell, Gather, Gathered, Join};
pub(super) use objects::Object;
use objects::Objects;
use table::Table;

/// A file whose columns are known and whose rows are still to be read.
pub(super) struct Opened {
    /// Absent: only a mapping can say what its columns mean.
    pub(super) format: Option<&'static Format>,
    /// The rows of the header; the names of the columns first.
    pub(super) header: Vec<Vec<String>>,
    pub(super) rows: Rows,
    pub(super) progress: Progress,
}

/// How a file is to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) layout: Layout,
    /// Absent: UTF-8 or UTF-16.
    pub(super) encoding: Option<&'static Encoding>,
    /// Absent: found in the first line.
    pub(super) delimiter: Option<u8>,
}

/// How the rows of a file are laid out.
#[derive(Clone, Copy, Debug)]
pub(super) enum Layout {
    Of(&'static Format),
    /// So many rows of header, the names first.
    Rows(usize),
}

pub(super) enum Rows {
    Csv(Box<CsvRows>),
    Gathered(Box<Gathered>),
}

/// What comes next.
pub(super) enum Next {
    /// A row that begins on this line.
    Row(u64),
    Bad(BadRow),
    End,
    Failed(anyhow::Error),
}

impl Reading {
    /// As a mapping says.
    pub(super) fn of(mapping: &Mapping) -> Self {
        let layout = mapping.format.map_or(Layout::Rows(mapping.header_rows), Layout::Of);
        Self { layout, encoding: mapping.encoding, delimiter: mapping.delimiter }
    }
}

/// The format of `input`, by its header.
///
/// # Errors
/// It cannot be read.
pub(super) fn recognise(
    input: &Input,
    encoding: Option<&'static Encoding>,
) -> anyhow::Result<Option<&'static Format>> {
    let (mut text, _) = input.open(encoding)?;
    if objects::is_json(&mut text)? {
        return Ok(formats::recognise(&Objects::json(text).names()));
    }
    Ok(formats::recognise(&Table::new(text, None)?.header()?))
}

impl Opened {
    /// Opens `input` and reads its header.
    ///
    /// # Errors
    /// It cannot be read, is empty, or is not of the format that it has to be.
    pub(super) fn of(input: &Input, reading: Reading) -> anyhow::Result<Self> {
        let (mut text, progress) = input.open(reading.encoding)?;
        let (format, header_rows) = match reading.layout {
            Layout::Rows(rows) => (None, rows),
            Layout::Of(format) => (Some(format), format.header_rows),
        };
        if let Some(format) = format
            && let Some(gather) = &format.gather
        {
            let is_json = objects::is_json(&mut text)?;
            let objects = || {
                let (text, progress) = input.open(reading.encoding)?;
                let objects = match is_json {
                    true => Objects::json(text),
                    false => Objects::csv(Table::new(text, reading.delimiter)?)?,
                };
                Ok((objects, progress))
            };
            format.confirm(&objects()?.0.names())?;
            let (gathered, progress) = Gathered::open(gather, objects)?;
            let (header, rows) = (gathered.header(), Rows::Gathered(Box::new(gathered)));
            return Ok(Self { format: Some(format), header, rows, progress });
        }
        let mut table = Table::new(text, reading.delimiter)?;
        let mut header = vec![table.header()?];
        anyhow::ensure!(!header[0].is_empty(), "the file is empty");
        if let Some(format) = format {
            format.confirm(&header[0])?;
        }
        // A mapping may name billions of rows: what is behind the names is not kept for it.
        for _ in 1..header_rows {
            let row = table.header()?;
            if row.is_empty() {
                break;
            }
            if format.is_some() {
                header.push(row);
            }
        }
        let footer = format.is_some_and(|format| format.footer).then(|| progress.clone());
        let rows = Rows::Csv(Box::new(CsvRows::new(table, header[0].clone(), footer)));
        Ok(Self { format, header, rows, progress })
    }

    /// The columns and what the format knows of them.
    pub(super) fn sheet(&self) -> Option<Sheet> {
        self.format.map(|format| format.sheet(&self.header))
    }

    /// The names of the columns, each once where a format makes them.
    pub(super) fn names(&self) -> Vec<String> {
        match self.sheet() {
            Some(sheet) => sheet.columns.into_iter().map(|column| column.name).collect(),
            None => self.header[0].clone(),
        }
    }
}

impl Rows {
    /// Reads the next row into `record`.
    pub(super) fn next(&mut self, record: &mut StringRecord) -> Next {
        match self {
            Self::Csv(rows) => rows.next(record),
            Self::Gathered(rows) => rows.next(record),
        }
    }
}
