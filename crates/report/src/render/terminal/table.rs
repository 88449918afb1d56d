//! Columns that line up: the first takes what the others leave.

use super::{
    ink::{Ink, paint},
    text,
};

/// Where a column's texts stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// A text and how it stands out.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub text: String,
    pub ink: Ink,
}

impl Cell {
    pub(super) fn new(text: impl Into<String>, ink: Ink) -> Self {
        Self { text: text.into(), ink }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::new(text, Ink::Plain)
    }
}

/// Rows of cells. A row with fewer cells than columns lets its last one run on to the end.
#[derive(Debug)]
pub(super) struct Table {
    columns: Vec<Align>,
    rows: Vec<Vec<Cell>>,
}

const INDENT: usize = 2;
const GAP: usize = 2;

impl Table {
    pub(super) fn new(columns: impl Into<Vec<Align>>) -> Self {
        Self { columns: columns.into(), rows: Vec::new() }
    }

    pub(super) fn head(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        self.row(cells.into_iter().map(|cell| Cell::new(cell, Ink::Dim)).collect());
    }

    pub(super) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// The lines, of at most `width` columns.
    pub(super) fn lines(&self, width: usize, color: bool) -> Vec<String> {
        let widths = self.widths(width);
        let mut lines = Vec::new();
        for row in &self.rows {
            let mut line = " ".repeat(INDENT);
            for (i, cell) in row.iter().enumerate() {
                let last = i + 1 == row.len();
                let runs_on = last && row.len() < self.columns.len();
                let room = if runs_on {
                    widths[i..].iter().sum::<usize>() + GAP * (widths.len() - i - 1)
                } else {
                    widths[i]
                };
                let padded = match self.columns[i] {
                    _ if runs_on => text::fit(&cell.text, room),
                    Align::Left => text::left(&cell.text, room),
                    Align::Right => text::right(&cell.text, room),
                };
                line += &paint(&padded, cell.ink, color);
                if !last {
                    line += &" ".repeat(GAP);
                }
            }
            lines.push(line.trim_end().to_owned());
        }
        lines
    }

    fn widths(&self, width: usize) -> Vec<usize> {
        let mut widths = vec![0; self.columns.len()];
        for row in &self.rows {
            let runs_on = row.len() < self.columns.len();
            for (i, cell) in row.iter().enumerate() {
                if i + 1 < row.len() || !runs_on {
                    widths[i] = widths[i].max(text::width(&cell.text));
                }
            }
        }
        let others: usize = widths[1..].iter().map(|w| w + GAP).sum();
        widths[0] = widths[0].min(width.saturating_sub(INDENT + others).max(8));
        widths
    }
}
