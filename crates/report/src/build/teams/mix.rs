//! Teams as if all had everybody's mix of cases.

use plaudit_core::measure::Figure;
use plaudit_core::teams::{Standardised, standardise};

/// The cases of all responses, by the values of the segments whose mix is evened out.
pub(super) struct Mix<'f> {
    /// Answers in each cell.
    standard: Vec<f64>,
    k: u64,
    figure: &'f dyn Fn(&[u64]) -> Figure,
}

type Cells<'c> = [Option<&'c [u64]>];

impl<'f> Mix<'f> {
    /// The mix of all `groups` together, teams or not, withheld or not; `figure` is the measure of some
    /// counters.
    pub(super) fn new<'c>(
        groups: impl Iterator<Item = &'c Cells<'c>>,
        k: u64,
        figure: &'f dyn Fn(&[u64]) -> Figure,
    ) -> Self {
        let mut standard = Vec::new();
        for cells in groups {
            standard.resize(cells.len(), 0.0);
            for (sum, counts) in standard.iter_mut().zip(cells) {
                *sum += counts.map_or(0, |counts| figure(counts).n()) as f64;
            }
        }
        Self { standard, k, figure }
    }

    /// A team's value at this mix; `known` are the value of a figure and its variance.
    ///
    /// Cells of fewer than k answers are put together, with the next smallest where they are still too
    /// few, so that nobody's answers can be found by comparing the value with that of the team's own
    /// mix. Cells in which the team has no answers are left out, and the shares of the others scaled up.
    pub(super) fn standardise(
        &self,
        cells: &Cells<'_>,
        known: &impl Fn(&Figure) -> Option<(f64, Option<f64>)>,
    ) -> Option<Standardised> {
        let sized = cells.iter().zip(&self.standard).map(|(counts, share)| {
            let counts = counts.unwrap_or_default();
            let n = if counts.is_empty() { 0 } else { (self.figure)(counts).n() };
            (n, *share, counts)
        });
        let (mut given, empty): (Vec<_>, Vec<_>) = sized.partition(|(n, ..)| *n > 0);
        given.sort_by_key(|(n, ..)| *n);
        let mut together = 0;
        let mut few = 0;
        while given.get(few).is_some_and(|(n, ..)| *n < self.k || (1..self.k).contains(&together)) {
            together += given[few].0;
            few += 1;
        }
        let (pool, own) = given.split_at(few);
        let pooled = (!pool.is_empty()).then(|| {
            let len = pool[0].2.len();
            let counts = super::sum(pool.iter().map(|(.., counts)| *counts), len);
            (pool.iter().map(|(_, share, _)| share).sum(), known(&(self.figure)(&counts)))
        });
        let own = own.iter().map(|(_, share, counts)| (*share, known(&(self.figure)(counts))));
        let empty = empty.iter().map(|(_, share, _)| (*share, None));
        let (standard, groups): (Vec<f64>, Vec<_>) =
            pooled.into_iter().chain(own).chain(empty).unzip();
        standardise(&standard, &groups)
    }
}
