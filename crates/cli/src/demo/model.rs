//! How satisfaction comes about: an outcome depends on rated items by known weights, and on luck.

use std::collections::BTreeMap;

use super::dice::Dice;

/// A question on 1 to 5 that an outcome may depend on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) question: &'static str,
    /// 0: it does not matter.
    pub(super) weight: i32,
    /// Of 1000 customers, how many give 1, 2, 3, 4, 5.
    pub(super) chances: [u32; 5],
}

/// The question that the items lead to: `centre`, and one score more for each `step` that the
/// weighted items (each less 3) and luck add up to. Luck is the sum of two even draws from
/// -`luck` / 2 to `luck` / 2.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) min: i32,
    pub(super) max: i32,
    pub(super) centre: i32,
    pub(super) step: i32,
    /// Even.
    pub(super) luck: u32,
}

/// The chance of each score; the chances add up to 1.
pub(super) type Chances = BTreeMap<i32, f64>;

impl Item {
    /// Of each 1000 customers so many give one more than they did (below 0: one less).
    pub(super) fn lifted(mut self, per_mille: i32) -> Self {
        let old = self.chances;
        for (from, count) in old.into_iter().enumerate() {
            let to = if per_mille >= 0 { from + 1 } else { from.wrapping_sub(1) };
            if to < old.len() {
                let moved = count * per_mille.unsigned_abs() / 1_000;
                self.chances[from] -= moved;
                self.chances[to] += moved;
            }
        }
        self
    }

    pub(super) fn draw(&self, dice: &mut Dice) -> i32 {
        i32::try_from(dice.pick(&self.chances)).expect("below 5") + 1
    }

    /// Variance that the item brings into the sum.
    pub(super) fn variance(&self) -> f64 {
        let mean = |power: i32| -> f64 {
            let terms = (1..).zip(self.chances);
            terms.map(|(score, n)| f64::from(score).powi(power) * f64::from(n) / 1_000.0).sum()
        };
        f64::from(self.weight).powi(2) * (mean(2) - mean(1).powi(2))
    }
}

impl Outcome {
    /// The outcome of `scores`, one for each of `items`.
    pub(super) fn draw(&self, items: &[Item], scores: &[i32], dice: &mut Dice) -> i32 {
        let sum: i32 = items.iter().zip(scores).map(|(item, s)| item.weight * (s - 3)).sum();
        let mut luck = || i32::try_from(dice.below(self.luck + 1)).expect("luck is small");
        let luck = luck() + luck() - i32::try_from(self.luck).expect("luck is small");
        self.score(sum + luck)
    }

    /// The exact chance of each score.
    pub(super) fn chances(&self, items: &[Item]) -> Chances {
        let mut sums = Chances::from([(0, 1.0)]);
        for item in items {
            let scores = (1..).zip(item.chances);
            let steps = scores.map(|(s, n)| (item.weight * (s - 3), f64::from(n) / 1_000.0));
            sums = add(&sums, &steps.collect::<Vec<_>>());
        }
        let half = i32::try_from(self.luck / 2).expect("luck is small");
        let even = 1.0 / f64::from(self.luck + 1);
        let luck: Vec<(i32, f64)> = (-half..=half).map(|step| (step, even)).collect();
        let mut chances = Chances::new();
        for (sum, chance) in add(&add(&sums, &luck), &luck) {
            *chances.entry(self.score(sum)).or_default() += chance;
        }
        chances
    }

    fn score(&self, sum: i32) -> i32 {
        (self.centre + sum.div_euclid(self.step)).clamp(self.min, self.max)
    }
}

/// The chances of the sum of two independent draws.
fn add(sums: &Chances, steps: &[(i32, f64)]) -> Chances {
    let mut all = Chances::new();
    for (sum, chance) in sums {
        for (step, other) in steps {
            *all.entry(sum + step).or_default() += chance * other;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawing_agrees_with_the_exact_chances() {
        let item = |weight| Item { question: "q", weight, chances: [50, 100, 250, 380, 220] };
        let items = [item(3).lifted(200), item(1).lifted(-150), item(0)];
        let outcome = Outcome { min: 0, max: 10, centre: 7, step: 2, luck: 6 };
        let exact = outcome.chances(&items);
        assert!((exact.values().sum::<f64>() - 1.0).abs() < 1e-12);
        let (mut dice, mut counts) = (Dice::new(1), Chances::new());
        let n = 200_000;
        for _ in 0..n {
            let scores: Vec<i32> = items.iter().map(|item| item.draw(&mut dice)).collect();
            *counts.entry(outcome.draw(&items, &scores, &mut dice)).or_default() += 1.0;
        }
        for (score, chance) in exact {
            let found = counts.get(&score).copied().unwrap_or_default() / f64::from(n);
            let error = (chance * (1.0 - chance) / f64::from(n)).sqrt();
            assert!((found - chance).abs() < 5.0 * error, "{score}: {found} {chance}");
        }
    }
}
