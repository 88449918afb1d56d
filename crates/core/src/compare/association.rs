//! How strongly two ordered answers go together, from their joint counts.

/// A measure of association with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The measure, within [-1, 1]: positive when both rise together.
    pub value: f64,
    /// Its asymptotic standard error.
    pub error: f64,
}

/// Association of two ordered answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Association {
    /// Pairs of respondents of whom one is higher in both answers.
    pub concordant: f64,
    /// Pairs of whom one is higher in the one and lower in the other.
    pub discordant: f64,
    /// Goodman and Kruskal's γ = (C - D)/(C + D): among pairs that differ in both.
    pub gamma: Measured,
    /// Kendall's τ-b = (C - D)/√(pairs that differ in the row · in the column).
    pub tau_b: Measured,
    /// Somers' d = (C - D)/pairs that differ in the row: of the column given the row.
    pub somers_d: Measured,
    /// Spearman's correlation of the middle ranks.
    pub spearman: Measured,
}

/// The association of rows and columns, both in rising order: `table[i][j]` respondents gave the i-th
/// row and the j-th column. The standard errors are those of multinomial sampling, √(Σ n·(∂T/∂n)²)
/// (Goodman & Kruskal 1972; Brown & Benedetti 1977).
///
/// Absent unless the rows are equally long, both answers vary, and some pair differs in both.
///
/// ```
/// // Job satisfaction by income: Agresti, Categorical Data Analysis, γ = .221 with error .117.
/// let table: [&[u64]; 4] = [&[1, 3, 10, 6], &[2, 3, 10, 7], &[1, 6, 14, 12], &[0, 1, 9, 11]];
/// let found = plaudit_core::compare::association(&table).unwrap();
/// assert_eq!(format!("{:.3} {:.3}", found.gamma.value, found.gamma.error), "0.221 0.117");
/// ```
#[must_use]
pub fn association(table: &[&[u64]]) -> Option<Association> {
    let columns = table.first()?.len();
    if table.iter().any(|row| row.len() != columns) {
        return None;
    }
    let counts: Vec<Vec<f64>> =
        table.iter().map(|row| row.iter().map(|n| *n as f64).collect()).collect();
    let rows = Margin::new(counts.iter().map(|row| row.iter().sum()).collect());
    let columns =
        Margin::new((0..columns).map(|j| counts.iter().map(|row| row[j]).sum()).collect());
    let joint = Joint { agree: pairs(&counts, false), oppose: pairs(&counts, true), counts };
    // Each pair is seen from both its respondents.
    let (c, d) = (joint.sum(&joint.agree), joint.sum(&joint.oppose));
    let (differ_r, differ_c) = (rows.differ(), columns.differ());
    let n = rows.n;
    let product = (differ_r * differ_c).sqrt();
    let (gamma, tau, somers) = ((c - d) / (c + d), (c - d) / product, (c - d) / differ_r);
    let slope = |i: usize, j: usize| 2.0 * (joint.agree[i][j] - joint.oppose[i][j]);
    let slope_r = |i: usize| 2.0 * (n - rows.counts[i]);
    let slope_c = |j: usize| 2.0 * (n - columns.counts[j]);
    let measured = |value: f64, slope: &dyn Fn(usize, usize) -> f64| {
        let error = joint.over(&|i, j| slope(i, j).powi(2)).sqrt();
        (value.is_finite() && error.is_finite()).then_some(Measured { value, error })
    };
    Some(Association {
        concordant: c / 2.0,
        discordant: d / 2.0,
        gamma: measured(gamma, &|i, j| {
            4.0 * (d * joint.agree[i][j] - c * joint.oppose[i][j]) / (c + d).powi(2)
        })?,
        tau_b: measured(tau, &|i, j| {
            slope(i, j) / product - tau / 2.0 * (slope_r(i) / differ_r + slope_c(j) / differ_c)
        })?,
        somers_d: measured(somers, &|i, j| {
            slope(i, j) / differ_r - somers * slope_r(i) / differ_r
        })?,
        spearman: spearman(&joint, &rows, &columns, &measured)?,
    })
}

type Slope<'s> = &'s dyn Fn(usize, usize) -> f64;

fn spearman(
    joint: &Joint,
    rows: &Margin,
    columns: &Margin,
    measured: &dyn Fn(f64, Slope) -> Option<Measured>,
) -> Option<Measured> {
    let (spread_r, spread_c) = (rows.spread(), columns.spread());
    let product = (spread_r * spread_c).sqrt();
    let value = joint.over(&|i, j| rows.ranks[i] * columns.ranks[j]) / product;
    // One respondent more in (i, j) also moves the ranks of all others.
    let (to_rows, to_columns) = (joint.by_row(&columns.ranks), joint.by_column(&rows.ranks));
    let moved = |sums: &[f64], at: usize| {
        (sums[at + 1..].iter().sum::<f64>() - sums[..at].iter().sum::<f64>()) / 2.0
    };
    measured(value, &|i, j| {
        let covariance =
            rows.ranks[i] * columns.ranks[j] + moved(&to_rows, i) + moved(&to_columns, j);
        let spread = |margin: &Margin, at: usize, spread: f64| {
            (margin.n.powi(2) - margin.counts[at].powi(2)) / 4.0 / spread
        };
        covariance / product
            - value / 2.0 * (spread(rows, i, spread_r) + spread(columns, j, spread_c))
    })
}

/// The counts of one answer.
struct Margin {
    n: f64,
    counts: Vec<f64>,
    /// Middle ranks about their mean.
    ranks: Vec<f64>,
}

impl Margin {
    fn new(counts: Vec<f64>) -> Self {
        let n: f64 = counts.iter().sum();
        let mut below = 0.0;
        let rank = |count: &f64| {
            below += count;
            below - count / 2.0 - n / 2.0
        };
        let ranks = counts.iter().map(rank).collect();
        Self { n, counts, ranks }
    }

    /// Ordered pairs that differ: n² - Σ count².
    fn differ(&self) -> f64 {
        self.n * self.n - self.counts.iter().map(|n| n * n).sum::<f64>()
    }

    /// Σ count·rank² = (n³ - Σ count³)/12.
    fn spread(&self) -> f64 {
        (self.n.powi(3) - self.counts.iter().map(|n| n.powi(3)).sum::<f64>()) / 12.0
    }
}

struct Joint {
    counts: Vec<Vec<f64>>,
    agree: Vec<Vec<f64>>,
    oppose: Vec<Vec<f64>>,
}

impl Joint {
    fn over(&self, f: Slope) -> f64 {
        let rows = self.counts.iter().enumerate();
        rows.flat_map(|(i, row)| row.iter().enumerate().map(move |(j, n)| n * f(i, j))).sum()
    }

    fn sum(&self, values: &[Vec<f64>]) -> f64 {
        self.over(&|i, j| values[i][j])
    }

    fn by_row(&self, values: &[f64]) -> Vec<f64> {
        self.counts.iter().map(|row| row.iter().zip(values).map(|(n, v)| n * v).sum()).collect()
    }

    fn by_column(&self, values: &[f64]) -> Vec<f64> {
        let sum = |j: usize| self.counts.iter().zip(values).map(|(row, v)| row[j] * v).sum();
        (0..self.counts[0].len()).map(sum).collect()
    }
}

/// For each cell the respondents that lie beyond it in both answers or before it in both; with `turned`
/// beyond in one and before in the other.
fn pairs(counts: &[Vec<f64>], turned: bool) -> Vec<Vec<f64>> {
    let block = |rows: &[Vec<f64>], from: usize, to: usize| -> f64 {
        rows.iter().map(|row| row[from..to].iter().sum::<f64>()).sum()
    };
    let cell = |i: usize, j: usize, width: usize| {
        let (above, below) = (&counts[..i], &counts[i + 1..]);
        if turned {
            block(below, 0, j) + block(above, j + 1, width)
        } else {
            block(below, j + 1, width) + block(above, 0, j)
        }
    };
    let rows = counts.iter().enumerate();
    rows.map(|(i, row)| (0..row.len()).map(|j| cell(i, j, row.len())).collect()).collect()
}
