//! Tests of two small histograms by permutation.

use statrs::function::factorial::ln_binomial;

/// What a permutation test looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// One group scoring higher: |mean of middle ranks - expected|, as Mann and Whitney.
    Order,
    /// Any difference of the two distributions: Pearson's chi-square.
    Shape,
}

/// A permutation test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Permutation {
    /// Two-sided p-value.
    pub p: f64,
    /// The same with half the probability of tables exactly as far (Lancaster 1961).
    pub mid_p: f64,
    /// Whether all tables were counted; else [`DRAWS`] were drawn, and p is known to ±0.003 around
    /// 0.05.
    pub exact: bool,
}

/// Tables drawn when there are too many to count all.
pub const DRAWS: u32 = 20_000;

/// Tables counted at most.
const COUNTED: f64 = 200_000.0;

/// The largest smaller group from which tables are drawn.
const LARGEST: u64 = 1_000;

/// The permutation test of two histograms over the same scores: how often answers dealt to the two
/// groups at random, their sizes and all scores kept, are as far from alike. It needs no
/// approximation: for groups below ten answers. All tables with these margins are counted with their
/// hypergeometric probabilities while they are at most 200,000; else [`DRAWS`] are drawn by a generator
/// with a fixed seed, p = (tables as far + 1)/(draws + 1): the same answers give the same p.
///
/// Absent when a group is empty, the lists differ in length or all answered alike; and when tables
/// would have to be drawn for a smaller group of over 1,000 answers, where
/// [`brunner_munzel`](super::brunner_munzel) does as well.
///
/// ```
/// use plaudit_core::compare::{Against, permutation};
///
/// let test = permutation(&[0, 1, 2, 4], &[3, 2, 1, 0], Against::Order).unwrap();
/// assert_eq!(format!("{:.6} {:.6} {}", test.p, test.mid_p, test.exact), "0.007576 0.004953 true");
/// ```
#[must_use]
pub fn permutation(a: &[u64], b: &[u64], against: Against) -> Option<Permutation> {
    let total = |counts: &[u64]| counts.iter().try_fold(0_u64, |sum, n| sum.checked_add(*n));
    let (n_a, n_b) = (total(a)?, total(b)?);
    let n = n_a.checked_add(n_b)?;
    if a.len() != b.len() || n_a == 0 || n_b == 0 {
        return None;
    }
    // Both statistics are those of either group: deal the smaller.
    let (dealt, size) = if n_a <= n_b { (a, n_a) } else { (b, n_b) };
    let keep = |k: &usize| a[*k] + b[*k] > 0;
    let scores: Vec<usize> = (0..a.len()).filter(keep).collect();
    let all: Vec<u64> = scores.iter().map(|k| a[*k] + b[*k]).collect();
    let dealt: Vec<u64> = scores.iter().map(|k| dealt[*k]).collect();
    if all.len() < 2 {
        return None;
    }
    let urn = Urn { distance: Distance::new(&all, size, against), all, n, size };
    let found = urn.distance.of(&dealt);
    if urn.tables() <= COUNTED {
        let mut tails = Tails::default();
        urn.count(&mut vec![0; urn.all.len()], 0, urn.size, 0.0, &mut |table, probability| {
            tails.add(urn.distance.of(table), found, probability);
        });
        let (p, mid_p) = (tails.beyond + tails.equal, tails.beyond + tails.equal / 2.0);
        return Some(Permutation { p: p.min(1.0), mid_p: mid_p.min(1.0), exact: true });
    }
    (size <= LARGEST).then(|| {
        let (mut random, mut tails) = (SplitMix64(SEED), Tails::default());
        for _ in 0..DRAWS {
            tails.add(urn.distance.of(&urn.draw(&mut random)), found, 1.0);
        }
        let share = |tables: f64| (tables + 1.0) / (f64::from(DRAWS) + 1.0);
        let mid_p = share(tails.beyond + tails.equal / 2.0);
        Permutation { p: share(tails.beyond + tails.equal), mid_p, exact: false }
    })
}

/// All answers, of which one group gets `size`.
struct Urn {
    all: Vec<u64>,
    n: u64,
    size: u64,
    distance: Distance,
}

impl Urn {
    /// In how many ways the answers of one group can spread over the scores; infinite when many.
    fn tables(&self) -> f64 {
        if self.size as f64 > COUNTED {
            return f64::INFINITY;
        }
        // ways[m]: how to take m answers from the scores so far.
        let mut ways = vec![0.0; usize::try_from(self.size).unwrap_or(usize::MAX - 1) + 1];
        ways[0] = 1.0;
        for n in &self.all {
            let mut sums = vec![0.0; ways.len() + 1];
            for (m, w) in ways.iter().enumerate() {
                sums[m + 1] = sums[m] + w;
            }
            for (m, way) in ways.iter_mut().enumerate() {
                let first = m.saturating_sub(usize::try_from(*n).unwrap_or(usize::MAX));
                *way = sums[m + 1] - sums[first];
            }
        }
        ways[ways.len() - 1]
    }

    /// Calls `each` with every table and its probability.
    fn count(
        &self,
        table: &mut Vec<u64>,
        k: usize,
        left: u64,
        ln: f64,
        each: &mut dyn FnMut(&[u64], f64),
    ) {
        let here = self.all[k];
        if k + 1 == self.all.len() {
            table[k] = left;
            let ln = ln + ln_binomial(here, left) - ln_binomial(self.n, self.size);
            each(table, ln.exp());
            return;
        }
        let after: u64 = self.all[k + 1..].iter().sum();
        for take in left.saturating_sub(after)..=left.min(here) {
            table[k] = take;
            self.count(table, k + 1, left - take, ln + ln_binomial(here, take), each);
        }
    }

    /// A table, drawn answer by answer without replacement.
    fn draw(&self, random: &mut SplitMix64) -> Vec<u64> {
        let (mut rest, mut table) = (self.all.clone(), vec![0; self.all.len()]);
        for drawn in 0..self.size {
            let mut at = random.below(self.n - drawn);
            let mut k = 0;
            while at >= rest[k] {
                at -= rest[k];
                k += 1;
            }
            rest[k] -= 1;
            table[k] += 1;
        }
        table
    }
}

/// How far a group is from what chance expects: |Σ n·coefficient| or Σ (n - expected)²·coefficient.
struct Distance {
    against: Against,
    coefficients: Vec<f64>,
    expected: Vec<f64>,
}

impl Distance {
    fn new(all: &[u64], size: u64, against: Against) -> Self {
        let n = all.iter().sum::<u64>() as f64;
        let mut below = 0.0;
        let coefficient = |here: &u64| {
            let here = *here as f64;
            below += here;
            match against {
                Against::Order => below - here / 2.0 - n / 2.0,
                Against::Shape => 1.0 / here,
            }
        };
        let expected = all.iter().map(|here| *here as f64 * size as f64 / n).collect();
        Self { against, coefficients: all.iter().map(coefficient).collect(), expected }
    }

    fn of(&self, table: &[u64]) -> f64 {
        let pairs = table.iter().zip(&self.coefficients);
        match self.against {
            Against::Order => pairs.map(|(n, c)| *n as f64 * c).sum::<f64>().abs(),
            Against::Shape => pairs
                .zip(&self.expected)
                .map(|((n, c), expected)| (*n as f64 - expected).powi(2) * c)
                .sum(),
        }
    }
}

/// Probability of tables farther than the one found, and as far.
#[derive(Default)]
struct Tails {
    beyond: f64,
    equal: f64,
}

impl Tails {
    fn add(&mut self, distance: f64, found: f64, probability: f64) {
        // Distances that are the same may differ through rounding.
        let slack = 1e-9 * found.max(1.0);
        if distance > found + slack {
            self.beyond += probability;
        } else if distance >= found - slack {
            self.equal += probability;
        }
    }
}

const SEED: u64 = 0x506c_6175_6469_7421;

/// Steele, Lea and Flood's generator (2014): 64 bits from a counter, the same on every machine.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`, uniform but for a share of n/2⁶⁴.
    #[allow(clippy::cast_possible_truncation)]
    fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(n)) >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::close;

    #[test]
    fn the_generator_is_the_published_one() {
        // The first numbers from the seed 1234567, as in the reference implementation.
        let mut random = SplitMix64(1_234_567);
        let found = [random.next(), random.next(), random.next()];
        assert_eq!(
            found,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn drawn_tables_find_what_counting_all_finds() {
        let (a, b): ([u64; 4], [u64; 4]) = ([6, 3, 2, 1], [2, 3, 4, 6]);
        for against in [Against::Order, Against::Shape] {
            let exact = permutation(&a, &b, against).unwrap();
            assert!(exact.exact);
            let all: Vec<u64> = a.iter().zip(&b).map(|(a, b)| a + b).collect();
            let urn = Urn { distance: Distance::new(&all, 12, against), all, n: 27, size: 12 };
            let (mut random, found) = (SplitMix64(SEED), urn.distance.of(&a));
            let mut tails = Tails::default();
            (0..DRAWS).for_each(|_| tails.add(urn.distance.of(&urn.draw(&mut random)), found, 1.0));
            let share = (tails.beyond + tails.equal) / f64::from(DRAWS);
            let error = (exact.p * (1.0 - exact.p) / f64::from(DRAWS)).sqrt();
            close(share, exact.p, 4.0 * error);
        }
    }
}
