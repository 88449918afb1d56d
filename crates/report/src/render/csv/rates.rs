//! Response rates and what silence may hide.

use plaudit_proto::v1::Report;

use super::{Row, Table, unit};

impl Table<'_> {
    /// Each rate by its name, and the band of each measure.
    pub(super) fn rates(&mut self, report: &Report) {
        let Some(found) = &report.response_rates else { return };
        let row = Row { section: "response_rate", ..Row::default() };
        for (component, count) in
            [("invited", found.invited), ("complete", found.complete), ("partial", found.partial)]
        {
            self.row(&Row { component, unit: "people", count: Some(count), ..row.clone() });
        }
        for rate in &found.rates {
            self.row(&Row {
                component: &rate.name,
                unit: "share",
                value: Some(rate.value),
                definition: &rate.definition,
                ..row.clone()
            });
        }
        for (component, unit, value) in [
            ("r_indicator", "index", found.r_indicator),
            ("largest_bias", "standard deviations", found.largest_bias),
        ] {
            if value.is_some() {
                self.row(&Row { component, unit, value, ..row.clone() });
            }
        }
        for band in &found.bands {
            let unit = unit(report, &band.measure);
            let row = Row { measure: &band.measure, unit, ..row.clone() };
            for (component, value) in [
                ("lowest", band.lowest),
                ("highest", band.highest),
                ("break_even", band.break_even),
            ] {
                self.row(&Row { component, value: Some(value), ..row.clone() });
            }
        }
    }
}
