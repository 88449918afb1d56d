//! The measures over time.

use plaudit_core::measure::Measure;
use plaudit_core::privacy;
use plaudit_core::tally::Durations;
use plaudit_core::time::{Day, Interval};
use plaudit_proto::v1;

use super::{Builder, Error, estimate};
use crate::sums::Counted;

/// Most points of a trend: ten years by day.
const MOST_POINTS: usize = 3_660;

impl Builder<'_> {
    /// One trend a measure; none when no trend was asked for or there is no response.
    pub(super) fn trends(&self) -> Result<Vec<v1::Trend>, Error> {
        let (Some(interval), Some(_)) = (self.query.trend, self.sums.days) else {
            return Ok(Vec::new());
        };
        let spans = self.spans(interval)?;
        let measures = self.measures.iter();
        Ok(measures.map(|(measure, hidden)| self.trend(measure, *hidden, &spans)).collect())
    }

    /// The spans of the report; none without a response.
    pub(super) fn spans(&self, interval: Interval) -> Result<Vec<(Day, Day)>, Error> {
        let Some((first, last)) = self.sums.days else { return Ok(Vec::new()) };
        let (first, last) = (self.query.from.unwrap_or(first), self.query.to.unwrap_or(last));
        let spans: Vec<_> = spans(first, last, interval).take(MOST_POINTS + 1).collect();
        if spans.len() > MOST_POINTS {
            return Err(Error::TrendTooLong { most: MOST_POINTS });
        }
        Ok(spans)
    }

    fn trend(&self, measure: &Measure, hidden: bool, spans: &[(Day, Day)]) -> v1::Trend {
        let interval = self.query.trend.unwrap_or(Interval::Day);
        let empty = Counted {
            counts: vec![0; self.version.layout().len()],
            durations: Durations::default(),
            weighted: None,
            repeats: Vec::new(),
        };
        let counted: Vec<_> = spans
            .iter()
            .map(|(from, _)| self.sums.trend.get(&from.start_of(interval)).unwrap_or(&empty))
            .collect();
        let figures: Vec<_> = counted.iter().map(|counted| self.figure(measure, counted)).collect();
        let sizes: Vec<u64> = figures.iter().map(|figure| figure.figure.n()).collect();
        let small = privacy::withheld(&sizes, self.k(measure));
        let points = spans.iter().zip(&counted).zip(&figures).zip(small);
        let points = points.map(|((((from, to), counted), figure), small)| {
            let withheld = figure.figure.n() > 0 && (hidden || small);
            let mut point = v1::TrendPoint {
                from: from.to_string(),
                to: to.to_string(),
                withheld,
                ..v1::TrendPoint::default()
            };
            if !withheld {
                point.estimate = figure.estimate(self.query.level).map(estimate);
                point.weighted = self.weighted(measure, counted);
            }
            point
        });
        v1::Trend {
            measure: measure.id.clone(),
            interval: name(interval).to_owned(),
            points: points.collect(),
        }
    }
}

/// As in the contract: `day`, `week` or `month`.
pub(super) fn name(interval: Interval) -> &'static str {
    match interval {
        Interval::Day => "day",
        Interval::Week => "week",
        Interval::Month => "month",
    }
}

/// The spans from `first` to `last`, without gaps, cut at both ends.
pub(crate) fn spans(first: Day, last: Day, interval: Interval) -> impl Iterator<Item = (Day, Day)> {
    let mut next = Some(first);
    std::iter::from_fn(move || {
        let from = next.filter(|from| *from <= last)?;
        let to = from.end_of(interval).min(last);
        next = Some(to.next());
        Some((from, to))
    })
}
