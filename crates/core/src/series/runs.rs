//! Runs on one side of the centre (Anhøj & Olesen 2014).

use statrs::distribution::{Binomial, DiscreteCDF};

/// Runs of a series about its centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runs {
    /// Periods that are not exactly at the centre.
    pub useful: usize,
    /// Longest run on one side.
    pub longest: usize,
    /// Longest run that chance explains: round(log₂ useful) + 3.
    pub longest_expected: usize,
    /// How often the series crosses the centre.
    pub crossings: usize,
    /// Fewest crossings that chance explains: the 5% quantile of Binomial(useful - 1, ½).
    pub crossings_expected: usize,
}

impl Runs {
    /// Whether the series shifted: a run too long, or too few crossings.
    #[must_use]
    pub fn shifted(&self) -> bool {
        self.longest > self.longest_expected || self.crossings < self.crossings_expected
    }
}

/// The runs of `values` about `centre`, best their median. Absent below ten useful periods.
///
/// ```
/// let values = [1.0, 2.0, 1.5, 2.5, 1.0, 2.0, 4.0, 5.0, 4.5, 5.5, 4.0, 5.0];
/// let runs = plaudit_core::series::run_rules(&values, 3.0).unwrap();
/// assert_eq!((runs.longest, runs.crossings), (6, 1));
/// assert!(runs.shifted());
/// ```
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn run_rules(values: &[f64], centre: f64) -> Option<Runs> {
    let sides: Vec<bool> =
        values.iter().filter(|v| (**v - centre).abs() > 0.0).map(|v| *v > centre).collect();
    let useful = sides.len();
    if useful < 10 {
        return None;
    }
    let (mut longest, mut run, mut crossings) = (1, 1, 0);
    for pair in sides.windows(2) {
        if pair[0] == pair[1] {
            run += 1;
        } else {
            run = 1;
            crossings += 1;
        }
        longest = longest.max(run);
    }
    let longest_expected = (useful as f64).log2().round() as usize + 3;
    let chance = Binomial::new(0.5, useful as u64 - 1).ok()?;
    let crossings_expected = (0..useful).find(|k| chance.cdf(*k as u64) >= 0.05).unwrap_or(0);
    Some(Runs { useful, longest, longest_expected, crossings, crossings_expected })
}
