//! Terms that set comments apart.

use plaudit_proto::v1::Report;

use super::{Row, Table};
use crate::render::terms::Side;

impl Table<'_> {
    /// Comments by side, then each term with its figures; `band` is the side that uses it more.
    pub(super) fn terms(&mut self, report: &Report) {
        for found in &report.terms {
            let row = Row {
                section: "term",
                question: &found.question,
                measure: &found.measure,
                ..Row::default()
            };
            for (component, count) in [("good", found.good), ("bad", found.bad)] {
                let count = Some(count);
                self.row(&Row { component, unit: "comments", count, ..row.clone() });
            }
            for side in Side::BOTH {
                for term in side.terms(found) {
                    let row = Row { label: &term.text, band: side.name(), ..row.clone() };
                    for (component, count, n) in
                        [("good", term.good, found.good), ("bad", term.bad, found.bad)]
                    {
                        let (count, n) = (Some(count), Some(n));
                        self.row(&Row { component, unit: "comments", count, n, ..row.clone() });
                    }
                    for (component, unit, value) in [
                        ("delta", "log_odds", term.delta),
                        ("z", "standard_errors", term.z),
                        ("p_adjusted", "probability", term.p_adjusted),
                    ] {
                        self.row(&Row { component, unit, value: Some(value), ..row.clone() });
                    }
                }
            }
        }
    }
}
