//! Chance from a seed. ChaCha gives the same sequence in every release, and so do these rules.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// One of 0 to `n` - 1, each as likely (to 1 in 2^32).
    pub(super) fn below(&mut self, n: u32) -> u32 {
        let wide = u64::from(self.0.next_u32()) * u64::from(n);
        u32::try_from(wide >> 32).expect("a product below n * 2^32")
    }

    /// True in so many of 1000 cases.
    pub(super) fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1_000) < per_mille
    }

    /// A position, as likely as its share of the sum.
    pub(super) fn pick(&mut self, shares: &[u32]) -> usize {
        let mut left = self.below(shares.iter().sum());
        for (i, share) in shares.iter().enumerate() {
            if left < *share {
                return i;
            }
            left -= share;
        }
        shares.len() - 1
    }

    /// One of `items`.
    pub(super) fn one<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let count = u32::try_from(items.len()).expect("lists here are short");
        &items[self.below(count) as usize]
    }
}
