//! Co-moments by which columns were answered.

use std::collections::BTreeMap;

use super::Moments;

/// The most columns of one [`Patterns`].
pub const MAX_COLUMNS: usize = 128;

/// Which columns a response answered: bit i for column i.
pub type Pattern = u128;

/// [`Moments`] of the answered columns, for each combination of answered columns that occurs.
///
/// An abelian group; a pattern whose sums are all zero does not exist, so that equal sums are equal
/// values. A pattern of k answered columns takes 8·(1 + k + k(k+1)/2) bytes: 1,088 for 15.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patterns {
    columns: usize,
    cells: BTreeMap<Pattern, Moments>,
}

impl Patterns {
    /// No responses, `columns` columns. Absent beyond [`MAX_COLUMNS`].
    #[must_use]
    pub fn new(columns: usize) -> Option<Self> {
        (columns <= MAX_COLUMNS).then(|| Self { columns, cells: BTreeMap::new() })
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Number of responses, whatever they answered.
    #[must_use]
    pub fn n(&self) -> i64 {
        self.cells.values().map(Moments::n).fold(0, i64::wrapping_add)
    }

    /// The patterns that occur, with the moments of their answered columns in order.
    pub fn cells(&self) -> impl Iterator<Item = (Pattern, &Moments)> {
        self.cells.iter().map(|(pattern, moments)| (*pattern, moments))
    }

    /// Counts one response; columns beyond the end of `values` are not answered. Values beyond the
    /// columns are not read.
    pub fn add(&mut self, values: &[Option<i32>]) {
        self.add_times(values, 1);
    }

    /// Takes one response out again, exactly.
    pub fn subtract(&mut self, values: &[Option<i32>]) {
        self.add_times(values, -1);
    }

    /// Counts so many responses that are alike; takes them out when `times` is negative.
    pub fn add_times(&mut self, values: &[Option<i32>], times: i64) {
        let values = &values[..values.len().min(self.columns)];
        let given: Vec<i32> = values.iter().copied().flatten().collect();
        let pattern = pattern(values);
        let cell = self.cells.entry(pattern).or_insert_with(|| Moments::zero(given.len()));
        let fits = cell.add_times(&given, times);
        debug_assert!(fits);
        if cell.is_zero() {
            self.cells.remove(&pattern);
        }
    }

    /// Adds `moments` of the columns in `pattern`. False, and nothing changes, when they do not fit.
    #[must_use]
    pub fn merge_cell(&mut self, pattern: Pattern, moments: &Moments) -> bool {
        self.combine_cell(pattern, moments, Moments::merge)
    }

    /// Adds all of `other`. False, and nothing changes, when it has other columns.
    #[must_use]
    pub fn merge(&mut self, other: &Self) -> bool {
        self.combine(other, Moments::merge)
    }

    /// Subtracts all of `other`. False, and nothing changes, when it has other columns.
    #[must_use]
    pub fn unmerge(&mut self, other: &Self) -> bool {
        self.combine(other, Moments::unmerge)
    }

    /// The moments of `columns`, in that order, over the responses that answered all of them. Absent
    /// when a column does not exist.
    #[must_use]
    pub fn listwise(&self, columns: &[usize]) -> Option<Moments> {
        if columns.iter().any(|column| *column >= self.columns) {
            return None;
        }
        let wanted = columns.iter().fold(0, |pattern: Pattern, column| pattern | 1 << column);
        let mut sum = Moments::zero(columns.len());
        for (pattern, moments) in self.cells().filter(|(pattern, _)| pattern & wanted == wanted) {
            let places: Vec<usize> = columns.iter().map(|column| place(pattern, *column)).collect();
            let fits = sum.merge(&moments.select(&places)?);
            debug_assert!(fits);
        }
        Some(sum)
    }

    /// The moments of one pattern.
    #[must_use]
    pub fn cell(&self, pattern: Pattern) -> Option<&Moments> {
        self.cells.get(&pattern)
    }

    /// Whether nothing is counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// These `columns` alone, in that order, each once; a response that answered none of them is
    /// counted as one without answers. Absent when a column does not exist.
    ///
    /// ```
    /// use plaudit_core::moments::Patterns;
    /// let mut sums = Patterns::new(3).unwrap();
    /// sums.add(&[Some(1), Some(2), Some(3)]);
    /// sums.add(&[None, Some(4), None]);
    /// let mut last_first = Patterns::new(2).unwrap();
    /// last_first.add(&[Some(3), Some(1)]);
    /// last_first.add(&[None, None]);
    /// assert_eq!(sums.select(&[2, 0]), Some(last_first));
    /// ```
    #[must_use]
    pub fn select(&self, columns: &[usize]) -> Option<Self> {
        if columns.iter().any(|column| *column >= self.columns) {
            return None;
        }
        let mut selected = Self::new(columns.len())?;
        for (pattern, moments) in self.cells() {
            let given = columns.iter().enumerate().filter(|(_, c)| pattern >> **c & 1 == 1);
            let places: Vec<usize> = given.clone().map(|(_, c)| place(pattern, *c)).collect();
            let pattern = given.fold(0, |pattern: Pattern, (at, _)| pattern | 1 << at);
            let fits = selected.merge_cell(pattern, &moments.select(&places)?);
            debug_assert!(fits);
        }
        Some(selected)
    }

    /// Share of the responses with any of `columns` that answered all of them: how much listwise
    /// deletion keeps. Absent without such responses or when a column does not exist.
    #[must_use]
    pub fn complete_share(&self, columns: &[usize]) -> Option<f64> {
        let complete = self.listwise(columns)?.n();
        let wanted = columns.iter().fold(0, |pattern: Pattern, column| pattern | 1 << column);
        let touched = self.cells().filter(|(pattern, _)| pattern & wanted != 0);
        let any = touched.map(|(_, moments)| moments.n()).fold(0, i64::wrapping_add);
        (any > 0).then(|| complete as f64 / any as f64)
    }

    fn combine(&mut self, other: &Self, with: fn(&mut Moments, &Moments) -> bool) -> bool {
        other.columns == self.columns
            && other.cells().all(|(pattern, moments)| self.combine_cell(pattern, moments, with))
    }

    fn combine_cell(
        &mut self,
        pattern: Pattern,
        moments: &Moments,
        with: fn(&mut Moments, &Moments) -> bool,
    ) -> bool {
        let answered = pattern.count_ones() as usize;
        let within = pattern.checked_shr(u32::try_from(self.columns).unwrap_or(u32::MAX));
        if within.unwrap_or(0) != 0 || moments.columns() != answered {
            return false;
        }
        let cell = self.cells.entry(pattern).or_insert_with(|| Moments::zero(answered));
        let fits = with(cell, moments);
        if cell.is_zero() {
            self.cells.remove(&pattern);
        }
        fits
    }
}

fn pattern(values: &[Option<i32>]) -> Pattern {
    let answered = values.iter().enumerate().filter(|(_, value)| value.is_some());
    answered.fold(0, |pattern, (column, _)| pattern | 1 << column)
}

/// Position of `column` among the answered columns of `pattern`.
pub(super) fn place(pattern: Pattern, column: usize) -> usize {
    (pattern & ((1 << column) - 1)).count_ones() as usize
}

#[cfg(test)]
mod tests;
