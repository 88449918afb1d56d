//! Which answers and which outcomes may count (METHODS §5.6).

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use sha2::{Digest, Sha256};

use super::Exposure;

/// An answer that might be the one that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// Who answered; in business accounts the account.
    pub customer: &'a str,
    /// Id of the response.
    pub id: &'a str,
    /// Day of the answer, on any count.
    pub day: i64,
}

/// Which of a customer's answers in a window counts. Fix it before looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexRule {
    /// The first.
    First,
    /// One at random, the same whenever and in whatever order one looks: the one with the least
    /// SHA-256 of seed and id.
    Random {
        /// Another seed draws another sample.
        seed: u64,
    },
}

/// The positions of one answer per customer and window of so many days, in order; windows begin at
/// the multiples of `window`. A customer who answers ten times would else weigh ten times, and their
/// one outcome be counted ten times.
///
/// ```
/// use std::num::NonZeroU32;
/// use plaudit_core::outcomes::{Candidate, IndexRule, index_responses};
///
/// let of = |customer, id, day| Candidate { customer, id, day };
/// let answers = [of("ada", "r1", 12), of("ada", "r2", 3), of("ada", "r3", 95), of("bo", "r4", 5)];
/// let window = NonZeroU32::new(90).unwrap();
/// assert_eq!(index_responses(&answers, window, IndexRule::First), [1, 2, 3]);
/// ```
#[must_use]
pub fn index_responses(
    answers: &[Candidate<'_>],
    window: NonZeroU32,
    rule: IndexRule,
) -> Vec<usize> {
    let rank = |answer: &Candidate<'_>| match rule {
        IndexRule::First => (answer.day, Vec::new()),
        IndexRule::Random { seed } => {
            let hash = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(answer.id);
            (0, hash.finalize().to_vec())
        }
    };
    let mut chosen = BTreeMap::new();
    for (at, answer) in answers.iter().enumerate() {
        let place = (answer.customer, answer.day.div_euclid(i64::from(window.get())));
        let rank = (rank(answer), answer.id);
        let best = chosen.entry(place).or_insert_with(|| (rank.clone(), at));
        if rank < best.0 {
            *best = (rank, at);
        }
    }
    let mut positions: Vec<usize> = chosen.into_values().map(|(_, at)| at).collect();
    positions.sort_unstable();
    positions
}

/// What became of a customer in a window after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// The event came before the answer or on its day: it may be the cause, and is no outcome.
    Before,
    /// The window is not over: whatever happened until now, the customer is in no simple rate.
    /// Counting those whose event came early would raise the rate.
    Open,
    /// The event came within the window, so many days after the answer.
    Event(u32),
    /// The window is over and the event did not come in it.
    None,
}

/// What became of a customer who answered on the day `answered`, by the end of `today`, in the window
/// of the `window` days after the answer.
///
/// ```
/// use plaudit_core::outcomes::{Followed, follow};
/// assert_eq!(follow(100, Some(99), 30, 200), Followed::Before);
/// assert_eq!(follow(100, Some(104), 30, 129), Followed::Open);
/// assert_eq!(follow(100, Some(104), 30, 130), Followed::Event(4));
/// assert_eq!(follow(100, Some(131), 30, 200), Followed::None);
/// ```
#[must_use]
pub fn follow(answered: i64, event: Option<i64>, window: u32, today: i64) -> Followed {
    let last = answered.saturating_add(i64::from(window));
    match event {
        Some(event) if event <= answered => Followed::Before,
        _ if today < last => Followed::Open,
        Some(event) if event <= last => {
            u32::try_from(event - answered).map_or(Followed::None, Followed::Event)
        }
        _ => Followed::None,
    }
}

/// Customers and events of a group, of those alone whose window is over and who had not had the event
/// before.
///
/// ```
/// use plaudit_core::outcomes::{Exposure, Followed, exposure};
/// let group = [Followed::Event(4), Followed::Open, Followed::None, Followed::Before];
/// assert_eq!(exposure(group), Exposure { events: 1, n: 2 });
/// ```
#[must_use]
pub fn exposure(customers: impl IntoIterator<Item = Followed>) -> Exposure {
    let mut sum = Exposure { events: 0, n: 0 };
    for customer in customers {
        match customer {
            Followed::Event(_) => {
                sum.events += 1;
                sum.n += 1;
            }
            Followed::None => sum.n += 1,
            Followed::Before | Followed::Open => {}
        }
    }
    sum
}
