//! What a split says of all its groups together.

use plaudit_proto::v1::{Report, Split};

use super::{Row, Table, unit};

impl Table<'_> {
    /// The tests over all groups, their mean and the bound of the lowest.
    pub(super) fn summaries(&mut self, split: &Split, report: &Report) {
        for summary in &split.summaries {
            let row = Row {
                section: "split",
                measure: &summary.measure,
                segment: &split.segment,
                ..Row::default()
            };
            for (component, value) in [("p_any", summary.p_any), ("p_trend", summary.p_trend)] {
                if value.is_some() {
                    self.row(&Row { component, unit: "p", value, ..row.clone() });
                }
            }
            let row = Row { unit: unit(report, &summary.measure), ..row };
            if summary.equal_weighted.is_some() {
                let estimate = summary.equal_weighted.as_ref();
                self.row(&Row { component: "equal_weighted", estimate, ..row.clone() });
            }
            if summary.lowest_bound.is_some() {
                self.row(&Row {
                    component: "lowest_bound",
                    group: &summary.lowest,
                    value: summary.lowest_bound,
                    ..row
                });
            }
        }
    }
}
