//! Competing causes: the Aalen-Johansen cumulative incidence.

use super::LifeTable;
use super::kaplan_meier::greenwood;

/// The share that had an event of one cause, day by day.
#[derive(Clone, Debug, PartialEq)]
pub struct Incidence {
    /// One a day with events of any cause, in order.
    pub points: Vec<IncidencePoint>,
}

/// The share after the events of one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IncidencePoint {
    /// Days since time zero.
    pub day: u32,
    /// Share with an event of the cause up to this day, within [0, 1].
    pub share: f64,
    /// Its standard error by the delta method (Marubini & Valsecchi 1995).
    pub se: f64,
}

impl Incidence {
    /// The share up to `day`.
    #[must_use]
    pub fn at(&self, day: u32) -> f64 {
        self.points.iter().rev().find(|point| point.day <= day).map_or(0.0, |point| point.share)
    }
}

impl LifeTable {
    /// The cumulative incidence of `cause` when other causes compete (Aalen & Johansen 1978):
    /// F(t) = Σ S(t−)·d_cause/n, S the curve of all causes. Never 1 − Kaplan-Meier of one cause,
    /// which is too high. Over all causes it sums to 1 − S. Absent without customers or such a cause.
    ///
    /// ```
    /// use plaudit_core::outcomes::LifeTable;
    /// // Of four, one left angry, then one moved away, then one more left angry.
    /// let mut table = LifeTable::new(2);
    /// assert!(table.event(1, 0) && table.event(2, 1) && table.event(3, 0));
    /// table.censored(3);
    /// let angry = table.incidence(0).unwrap();
    /// assert_eq!((angry.at(1), angry.at(2), angry.at(3)), (0.25, 0.25, 0.5));
    /// ```
    #[must_use]
    pub fn incidence(&self, cause: usize) -> Option<Incidence> {
        let mut rows = self.rows();
        rows.retain(|row| row.all_events() > 0);
        if cause >= self.causes() || self.rows().is_empty() {
            return None;
        }
        let (mut survival, mut share) = (1.0, 0.0);
        let mut before = Vec::with_capacity(rows.len()); // S(t−)
        let mut shares = Vec::with_capacity(rows.len());
        for row in &rows {
            let n = row.at_risk as f64;
            before.push(survival);
            share += survival * row.events[cause] as f64 / n;
            survival *= (n - row.all_events() as f64) / n;
            shares.push(share);
        }
        let variance = |end: usize| -> f64 {
            (0..=end)
                .map(|j| {
                    let (n, d) = (rows[j].at_risk as f64, rows[j].events[cause] as f64);
                    let later = shares[end] - shares[j];
                    let whole = if later > 0.0 { later * later * greenwood(&rows[j]) } else { 0.0 };
                    let own = before[j] * before[j] * d * (n - d) / (n * n * n);
                    whole + own - 2.0 * later * before[j] * d / (n * n)
                })
                .sum()
        };
        let points = rows
            .iter()
            .enumerate()
            .map(|(at, row)| IncidencePoint {
                day: row.day,
                share: shares[at].min(1.0),
                se: variance(at).max(0.0).sqrt(),
            })
            .collect();
        Some(Incidence { points })
    }
}
