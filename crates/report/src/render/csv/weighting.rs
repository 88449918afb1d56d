//! How weights were raked.

use plaudit_proto::v1::Report;

use super::{Row, Table};

impl Table<'_> {
    /// What the weights are like, and the shares of each value before and after.
    pub(super) fn weighting(&mut self, report: &Report) {
        let Some(found) = &report.weighting else { return };
        let row = Row { section: "weighting", ..Row::default() };
        self.row(&Row {
            component: "responses",
            unit: "responses",
            count: Some(found.responses),
            ..row.clone()
        });
        for (component, unit, value) in [
            ("rounds", "rounds", f64::from(found.rounds)),
            ("smallest", "weight", found.smallest),
            ("largest", "weight", found.largest),
            ("design_effect", "factor", found.design_effect),
            ("trimmed", "share", found.trimmed),
        ] {
            self.row(&Row { component, unit, value: Some(value), ..row.clone() });
        }
        for margin in &found.margins {
            for value in &margin.values {
                let row = Row {
                    segment: &margin.segment,
                    group: &value.value,
                    label: &value.label,
                    unit: "share",
                    ..row.clone()
                };
                let (observed, target) = (Some(value.observed), Some(value.target));
                self.row(&Row { component: "observed", value: observed, ..row.clone() });
                self.row(&Row { component: "target", value: target, ..row });
            }
        }
    }
}
