//! Penalties and rewards of all drivers together, from co-moments.

use super::penalty::LEAST;
use super::{PenaltyReward, Side, penalty_reward, regress};
use crate::Interval;
use crate::estimate::Level;
use crate::jackknife;
use crate::moments::{Moments, Patterns};
use crate::scale::Direction;

/// Columns of one driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contrast {
    /// Its score.
    pub score: usize,
    /// 1 for an answer near the bad end, else 0.
    pub low: usize,
    /// 1 for an answer near the good end, else 0.
    pub high: usize,
}

/// Penalty and reward of each driver, the ends of the other drivers held fixed, over the responses that
/// answered the outcome and all drivers: [`penalty_reward`] with the limits of the
/// [`jackknife`](crate::jackknife) when there are several `groups`, else those of least squares.
/// `outcome` is a column and which of its ends is good: a penalty is what the good end loses.
///
/// A driver with fewer than 30 low, middle or high answers has none and is held fixed by its score.
/// None has one when a column does not exist or the ends determine each other.
///
/// ```
/// use plaudit_core::drivers::{Class, Contrast, contrasts};
/// use plaudit_core::{estimate::Level, moments::Patterns, scale::Direction};
///
/// // Outcome, score, low, high: low answers cost 3 points, high ones win 1, give or take.
/// let mut sums = Patterns::new(4).unwrap();
/// for i in 0..120 {
///     let (low, high) = (i32::from(i % 3 == 0), i32::from(i % 3 == 1));
///     sums.add(&[7 - 3 * low + high + (i / 3) % 2, 3 - low + high, low, high].map(Some));
/// }
/// let driver = [Contrast { score: 1, low: 2, high: 3 }];
/// let found = contrasts(&[sums], (0, Direction::HigherIsBetter), &driver, Level::default());
/// assert_eq!(found[0].as_ref().unwrap().class, Class::Basic);
/// ```
#[must_use]
pub fn contrasts(
    groups: &[Patterns],
    outcome: (usize, Direction),
    drivers: &[Contrast],
    level: Level,
) -> Vec<Option<PenaltyReward>> {
    let found = Task::new(groups, outcome, drivers).and_then(|task| task.find(level));
    found.unwrap_or_else(|| vec![None; drivers.len()])
}

struct Task {
    /// Co-moments of the complete responses: all of them, and by group.
    total: Moments,
    groups: Vec<Moments>,
    /// Positions of what is fitted.
    fitted: Vec<usize>,
    /// Of each driver the places of low and high among what is fitted, with their counts.
    ends: Vec<Option<(Side, Side)>>,
    /// -1 when the outcome's low end is good, else 1.
    sign: f64,
}

impl Task {
    fn new(
        groups: &[Patterns],
        (outcome, direction): (usize, Direction),
        drivers: &[Contrast],
    ) -> Option<Self> {
        let columns = |driver: &Contrast| [driver.score, driver.low, driver.high];
        let columns: Vec<usize> =
            [outcome].into_iter().chain(drivers.iter().flat_map(columns)).collect();
        let groups: Vec<Moments> =
            groups.iter().map(|group| group.listwise(&columns)).collect::<Option<_>>()?;
        let mut total = groups.first()?.clone();
        if !groups[1..].iter().all(|group| total.merge(group)) {
            return None;
        }
        let count = |position: usize| u64::try_from(total.sums()[position]).unwrap_or(0);
        let n = u64::try_from(total.n()).ok()?;
        let (mut fitted, mut ends) = (Vec::new(), Vec::new());
        for driver in 0..drivers.len() {
            let score = 1 + 3 * driver;
            let (low, high) = (count(score + 1), count(score + 2));
            if [low, high, n.saturating_sub(low + high)].iter().all(|count| *count >= LEAST) {
                let position = fitted.len();
                let low = Side { position, n: low };
                ends.push(Some((low, Side { position: position + 1, n: high })));
                fitted.extend([score + 1, score + 2]);
            } else {
                ends.push(None);
                fitted.push(score);
            }
        }
        let sign = if direction == Direction::LowerIsBetter { -1.0 } else { 1.0 };
        Some(Self { total, groups, fitted, ends, sign })
    }

    fn find(&self, level: Level) -> Option<Vec<Option<PenaltyReward>>> {
        if self.ends.iter().all(Option::is_none) {
            return None;
        }
        self.by_groups(level).or_else(|| self.by_squares(level))
    }

    fn by_groups(&self, level: Level) -> Option<Vec<Option<PenaltyReward>>> {
        if self.groups.len() < 2 {
            return None;
        }
        let statistics = |sums: &Moments| {
            let fit = regress(&sums.centred()?, 0, &self.fitted).ok()?;
            let slope = |side: Side| self.sign * fit.slopes[side.position].b;
            let each = |(low, high): &(Side, Side)| [-slope(*low), slope(*high)];
            let found: Vec<[f64; 2]> = self.ends.iter().flatten().map(each).collect();
            Some(found.into_iter().flat_map(|[p, r]| [p, r, r - p]).collect())
        };
        let found = jackknife::over(&self.groups, Moments::merge, Moments::unmerge, statistics)?;
        let mut next = (0..).map(|i| found.interval(i, level));
        let mut take = || next.next().flatten();
        let of = |ends: &Option<(Side, Side)>| {
            ends.as_ref()?;
            Some(PenaltyReward::of(take()?, take()?, take()?, true))
        };
        Some(self.ends.iter().map(of).collect())
    }

    fn by_squares(&self, level: Level) -> Option<Vec<Option<PenaltyReward>>> {
        let fit = regress(&self.total.centred()?, 0, &self.fitted).ok()?;
        let of = |ends: &Option<(Side, Side)>| {
            let (low, high) = (*ends)?;
            let found = penalty_reward(&fit, low, high, level)?;
            let turned = |interval: Interval| interval.times(self.sign);
            let [p, r, d] = [found.penalty, found.reward, found.difference].map(turned);
            Some(PenaltyReward::of(p, r, d, true))
        };
        Some(self.ends.iter().map(of).collect())
    }
}

#[cfg(test)]
mod tests;
