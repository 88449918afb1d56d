//! The Kaplan-Meier curve.

use super::{LifeTable, Row};
use crate::Interval;
use crate::estimate::Level;

/// The share still without an event, day by day.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// One a day with events, in order.
    pub points: Vec<CurvePoint>,
    /// The last day on which anyone was seen.
    pub last_day: u32,
}

/// The curve after the events of one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// Days since time zero.
    pub day: u32,
    /// Customers at risk just before.
    pub at_risk: u64,
    /// Events on this day.
    pub events: u64,
    /// Share without an event after this day, within [0, 1].
    pub survival: f64,
    /// Greenwood's standard error of the share.
    pub se: f64,
    /// Limits of the log(−log) interval. Absent where the share is 0.
    pub limits: Option<(f64, f64)>,
}

/// The day by which half had an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Median {
    /// The first day on which the curve is at or below ½ (the middle, where it stays on ½). Absent
    /// when it never is.
    pub value: Option<f64>,
    /// The same for the lower limits of the curve.
    pub lower: Option<f64>,
    /// The same for the upper limits of the curve.
    pub upper: Option<f64>,
}

/// Mean days without an event up to a horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RestrictedMean {
    /// The mean with its normal interval, in days.
    pub days: Interval,
    /// Its standard error, in days.
    pub se: f64,
}

impl LifeTable {
    /// The Kaplan-Meier curve of events of any cause: S = Π(1 − d/n), Greenwood's
    /// Var = S²Σ d/(n(n−d)), limits S^exp(±zσ) with σ = √(Σ d/(n(n−d)))/|ln S|. Absent without
    /// customers.
    ///
    /// ```
    /// use plaudit_core::{estimate::Level, outcomes::LifeTable};
    /// let mut table = LifeTable::new(1);
    /// assert!(table.event(3, 0));
    /// table.censored(5);
    /// let curve = table.kaplan_meier(Level::default()).unwrap();
    /// assert_eq!((curve.points[0].survival, curve.median().value), (0.5, Some(4.0)));
    /// ```
    #[must_use]
    pub fn kaplan_meier(&self, level: Level) -> Option<Curve> {
        let rows = self.rows();
        let last_day = rows.last()?.day;
        let (mut survival, mut hazard) = (1.0, 0.0);
        let points = rows
            .iter()
            .filter(|row| row.all_events() > 0)
            .map(|row| {
                let (d, n) = (row.all_events() as f64, row.at_risk as f64);
                survival *= (n - d) / n;
                hazard += greenwood(row);
                let limits = (survival > 0.0).then(|| log_log(survival, hazard, level.z()));
                let se = if survival > 0.0 { survival * f64::sqrt(hazard) } else { 0.0 };
                CurvePoint {
                    day: row.day,
                    at_risk: row.at_risk,
                    events: row.all_events(),
                    survival,
                    se,
                    limits,
                }
            })
            .collect();
        Some(Curve { points, last_day })
    }
}

/// d/(n(n−d)); infinite when all had the event.
pub(super) fn greenwood(row: &Row) -> f64 {
    let (d, n) = (row.all_events() as f64, row.at_risk as f64);
    d / (n * (n - d))
}

fn log_log(survival: f64, hazard: f64, z: f64) -> (f64, f64) {
    let log = survival.ln();
    let sigma = hazard.sqrt() / log.abs();
    (survival.powf((z * sigma).exp()), survival.powf((-z * sigma).exp()))
}

impl Curve {
    /// The share without an event after `day`.
    #[must_use]
    pub fn survival_at(&self, day: u32) -> f64 {
        self.points.iter().rev().find(|point| point.day <= day).map_or(1.0, |point| point.survival)
    }

    /// The median with the interval that inverts the curve's (Brookmeyer & Crowley 1982).
    #[must_use]
    pub fn median(&self) -> Median {
        Median {
            value: self.crossing(|point| point.survival),
            lower: self.crossing(|point| point.limits.map_or(0.0, |limits| limits.0)),
            upper: self.crossing(|point| point.limits.map_or(1.0, |limits| limits.1)),
        }
    }

    /// Mean days without an event up to day `horizon`: the area under the curve, with
    /// Var = Σ (area after the day)² d/(n(n−d)). Absent when the horizon is beyond the last day seen.
    #[must_use]
    pub fn restricted_mean(&self, horizon: u32, level: Level) -> Option<RestrictedMean> {
        if horizon > self.last_day {
            return None;
        }
        let within: Vec<&CurvePoint> =
            self.points.iter().take_while(|point| point.day < horizon).collect();
        // From the last day back: the area after each day, and the variance with it.
        let (mut after, mut variance, mut end) = (0.0, 0.0, horizon);
        for point in within.iter().rev() {
            after += point.survival * f64::from(end - point.day);
            let (d, n) = (point.events as f64, point.at_risk as f64);
            if after > 0.0 {
                variance += after * after * d / (n * (n - d));
            }
            end = point.day;
        }
        let se = f64::sqrt(variance);
        let days = Interval::around(after + f64::from(end), level.z() * se);
        Some(RestrictedMean { days, se })
    }

    /// The first day on which `height` is at or below ½.
    fn crossing(&self, height: impl Fn(&CurvePoint) -> f64) -> Option<f64> {
        // Products of ratios that should be ½ may be off by rounding.
        const ROUNDING: f64 = 1e-12;
        let at = self.points.iter().position(|point| height(point) <= 0.5 + ROUNDING)?;
        let day = f64::from(self.points[at].day);
        if (height(&self.points[at]) - 0.5).abs() > ROUNDING {
            return Some(day);
        }
        let next = self.points.get(at + 1).map_or(self.last_day, |point| point.day);
        Some((day + f64::from(next)) / 2.0)
    }
}
