//! The figures of one driver.

use plaudit_core::Interval;
use plaudit_core::comoments::Joint;
use plaudit_core::compare::association;
use plaudit_core::drivers::wording::{self, Finding};
use plaudit_core::drivers::{Analysis, PenaltyReward, one_point_more, priority};
use plaudit_core::moments::Coding;
use plaudit_core::sample::Sample;
use plaudit_core::scale::{Direction, Scale};
use plaudit_core::survey::QuestionKind;
use plaudit_proto::v1;

use super::{Item, Study, range};

impl Study<'_> {
    /// All but performance and quadrant.
    pub(super) fn driver(
        &self,
        at: usize,
        found: &Analysis,
        ends: Option<&PenaltyReward>,
    ) -> v1::Driver {
        let (item, driver) = (&self.items[at], &found.drivers[at]);
        let falling = item.scale.direction == Direction::LowerIsBetter;
        let towards_good = self.factor * if falling { -1.0 } else { 1.0 };
        let slope = range(
            towards_good * driver.slope,
            driver.slope_interval.map(|interval| interval.times(towards_good)),
        );
        let share = driver.share_interval.map(|interval| interval.times(100.0));
        let in_units = |interval: Interval| {
            let interval = interval.times(self.factor);
            range(interval.value, Some(interval))
        };
        let columns = &self.model.drivers[at];
        let answers = |coding| ends.map_or_else(String::new, |_| answers(coding, item.scale));
        let mean = self.factor * found.moments.means()[0];
        v1::Driver {
            question: item.question.id.clone(),
            label: item.label.clone(),
            departments: item.question.departments.clone(),
            importance: Some(range(100.0 * driver.share, share)),
            rank: driver.rank.map_or(0, |rank| u32::try_from(rank).unwrap_or(u32::MAX)),
            vif: found.regression.slopes[at].vif,
            robustness: driver.robustness.map(|value| 100.0 * value),
            priority: self.priority(item, slope.value),
            penalty: ends.map(|ends| in_units(ends.penalty)),
            reward: ends.map(|ends| in_units(ends.reward)),
            role: ends.map_or("", |ends| ends.class.name()).to_owned(),
            one_point_more: self.one_point_more(item, slope, mean),
            gamma: self.gamma(&self.model.joints[at], item.scale),
            sentence: self.sentence(item, slope, driver.robustness),
            n: item.counts.iter().sum(),
            low: answers(columns.low.1),
            high: answers(columns.high.1),
            slope: Some(slope),
            ..v1::Driver::default()
        }
    }

    /// The mean on 0 to 100, 100 being the good end.
    pub(super) fn performance(&self, item: &Item<'_>) -> v1::Range {
        let values = item.scale.scores().map(|score| item.scale.pomp(f64::from(score))).collect();
        let sample = Sample::new(values, item.counts.to_vec());
        let estimate = sample.and_then(|sample| sample.vr_wilson(self.builder.query.level));
        estimate.map_or_else(v1::Range::default, |estimate| {
            let (lower, upper) = (Some(estimate.lower), Some(estimate.upper));
            v1::Range { value: estimate.value, lower, upper }
        })
    }

    fn priority(&self, item: &Item<'_>, slope: f64) -> f64 {
        let n: u64 = item.counts.iter().sum();
        let best = match item.scale.direction {
            Direction::HigherIsBetter => item.counts.last(),
            Direction::LowerIsBetter => item.counts.first(),
        };
        let below_top = 1.0 - best.copied().unwrap_or(0) as f64 / n.max(1) as f64;
        let better = if self.direction == Direction::LowerIsBetter { -slope } else { slope };
        priority(better, self.performance(item).value, below_top)
    }

    /// Within what is left of the outcome's range above and below its `mean`.
    fn one_point_more(&self, item: &Item<'_>, slope: v1::Range, mean: f64) -> Option<v1::Range> {
        let points = one_point_more(item.counts, item.scale)?;
        let (down, up) = (self.bounds.0 - mean, self.bounds.1 - mean);
        let change = |slope: f64| (slope * points).clamp(down.min(0.0), up.max(0.0));
        Some(v1::Range {
            value: change(slope.value),
            lower: slope.lower.map(change),
            upper: slope.upper.map(change),
        })
    }

    /// Of the driver towards its good end and the outcome: its scores, or whether it is counted.
    fn gamma(&self, joint: &Joint, scale: &Scale) -> Option<f64> {
        let outcome = &self.builder.version.survey().questions[self.model.outcome].kind;
        let row = |counts: &[u64]| match outcome {
            QuestionKind::Score(_) => counts.to_vec(),
            kind => {
                let mut row = vec![0; 2];
                for (option, count) in kind.options().iter().zip(counts) {
                    row[usize::from(self.outcome.has_option(&option.id))] += count;
                }
                row
            }
        };
        let mut rows: Vec<Vec<u64>> = joint.rows().map(row).collect();
        if scale.direction == Direction::LowerIsBetter {
            rows.reverse();
        }
        let found = association(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
        Some(found.gamma.value)
    }

    fn sentence(&self, item: &Item<'_>, slope: v1::Range, robustness: Option<f64>) -> String {
        wording::finding(&Finding {
            driver: &quoted(&item.label),
            outcome: &quoted(&self.label),
            slope: slope.value,
            limits: slope.lower.zip(slope.upper),
            unit: self.outcome.kind.unit(),
            direction: item.scale.direction,
            others: self.items.len() - 1,
            robustness,
        })
    }
}

/// A label in a sentence.
pub(super) fn quoted(label: &str) -> String {
    format!("“{label}”")
}

/// The scores that an end counts, as in "1-2".
fn answers(coding: Coding, scale: &Scale) -> String {
    let (from, to) = match coding {
        Coding::AtMost(to) => (scale.min, to),
        Coding::AtLeast(from) => (from, scale.max),
        _ => return String::new(),
    };
    if from == to { from.to_string() } else { format!("{from}-{to}") }
}
