//! The change from another period.

use plaudit_proto::v1::{MeasureChange, Report};

use super::{Row, Table, unit};

impl Table<'_> {
    /// One row a measure, with the base and the difference, and one for each other figure.
    pub(super) fn change(&mut self, report: &Report) {
        let Some(change) = &report.change else { return };
        let days = change.base.as_ref().map(|base| {
            (base.from.as_deref().unwrap_or_default(), base.to.as_deref().unwrap_or_default())
        });
        let row = Row { section: "change", span: days, definition: &change.kind, ..Row::default() };
        self.row(&Row {
            component: "responses",
            unit: "responses",
            count: Some(change.responses),
            ..row.clone()
        });
        for measure in &change.measures {
            self.measure_change(measure, &row, report);
        }
    }

    fn measure_change(&mut self, change: &MeasureChange, row: &Row<'_>, report: &Report) {
        let row = Row {
            measure: &change.measure,
            unit: unit(report, &change.measure),
            withheld: Some(change.withheld),
            ..row.clone()
        };
        let (estimate, difference) = (change.base.as_ref(), change.difference.as_ref());
        self.row(&Row { component: "base", estimate, difference, ..row.clone() });
        if change.weighted_difference.is_some() {
            let difference = change.weighted_difference.as_ref();
            self.row(&Row { component: "weighted", difference, ..row.clone() });
        }
        if change.detectable.is_some() {
            self.row(&Row { component: "detectable", value: change.detectable, ..row.clone() });
        }
        if let Some(held) = change.held_steady {
            let value = Some(f64::from(u8::from(held)));
            self.row(&Row { component: "held_steady", unit: "0 or 1", value, ..row.clone() });
        }
        if let Some(range) = &change.superiority {
            let range = Some((range, report.level, "brunner_munzel"));
            self.row(&Row { component: "superiority", unit: "percent", range, ..row.clone() });
        }
        if change.shared_respondents > 0 {
            let count = Some(change.shared_respondents);
            let (component, unit) = ("shared_respondents", "respondents");
            self.row(&Row { component, unit, count, ..row.clone() });
        }
        for mix in &change.mixes {
            let row = Row { segment: &mix.segment, ..row.clone() };
            self.row(&Row { component: "within", value: Some(mix.within), ..row.clone() });
            self.row(&Row { component: "mix", value: Some(mix.mix), ..row });
        }
    }
}
