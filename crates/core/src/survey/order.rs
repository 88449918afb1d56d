//! The order in which one respondent sees questions and options.

use sha2::{Digest as _, Sha256};

use super::{OptionOrder, Version};

impl Version {
    /// Positions of the questions in the order in which the respondent of `seed` is asked. The seed is
    /// whatever stays the same for one respondent, as the id of an invitation.
    ///
    /// Questions of a random block are sorted by a hash of seed and id: each order is as likely as
    /// any other, the same seed always gives the same, and a question added later leaves the order of the others
    /// as it was.
    #[must_use]
    pub fn order(&self, seed: &[u8]) -> Vec<usize> {
        let questions = &self.survey().questions;
        let mut order: Vec<usize> = (0..questions.len()).collect();
        for block in &self.survey().asking.random_blocks {
            let slots: Vec<usize> = block.iter().filter_map(|id| self.position(id)).collect();
            shuffle(&mut order, slots, |at| rank(seed, "", &questions[at].id));
        }
        order
    }

    /// Positions of the options of the question at `position` in the order in which the respondent of
    /// `seed` sees them, as [`order`](Self::order).
    #[must_use]
    pub fn option_order(&self, position: usize, seed: &[u8]) -> Vec<usize> {
        let question = &self.survey().questions[position];
        let options = question.kind.options();
        let mut order: Vec<usize> = (0..options.len()).collect();
        if let OptionOrder::Random { fixed } = &question.option_order {
            let free = order.iter().copied().filter(|at| !fixed.contains(&options[*at].id));
            let free: Vec<usize> = free.collect();
            shuffle(&mut order, free, |at| rank(seed, &question.id, &options[at].id));
        }
        order
    }
}

/// Puts what stands at `slots` of an order that was not changed there into the order of `rank`.
fn shuffle(order: &mut [usize], mut slots: Vec<usize>, rank: impl Fn(usize) -> [u8; 32]) {
    slots.sort_unstable();
    let mut shuffled = slots.clone();
    shuffled.sort_by_cached_key(|at| rank(*at));
    for (slot, at) in slots.into_iter().zip(shuffled) {
        order[slot] = at;
    }
}

/// Ids have no NUL, so that no two of them run into each other.
fn rank(seed: &[u8], question: &str, id: &str) -> [u8; 32] {
    let hash = Sha256::new().chain_update(question).chain_update([0]).chain_update(id);
    hash.chain_update([0]).chain_update(seed).finalize().into()
}
