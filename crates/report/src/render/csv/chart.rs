//! Control charts.

use plaudit_proto::v1::{Chart, ChartPoint, Report, Shift};

use super::{Row, Table, unit};
use crate::render::control::Mark;

impl Table<'_> {
    pub(super) fn chart(&mut self, report: &Report) {
        for chart in &report.charts {
            let unit = unit(report, &chart.measure);
            let row = Row { measure: &chart.measure, ..Row::default() };
            self.baseline(&row, chart, unit);
            for point in &chart.points {
                self.point(&row, point, unit);
            }
            for shift in &chart.shifts {
                self.shift(&row, shift, unit);
            }
        }
    }

    fn baseline(&mut self, row: &Row<'_>, chart: &Chart, unit: &str) {
        for (component, unit, value) in [
            ("centre", unit, chart.centre),
            ("dispersion", "ratio", chart.dispersion),
            ("baseline", "points", Some(f64::from(chart.baseline))),
            ("decision_limit", "standard errors", chart.decision_limit),
            ("longest_run", "points", chart.longest_run.map(f64::from)),
            ("longest_allowed", "points", chart.longest_allowed.map(f64::from)),
            ("crossings", "crossings", chart.crossings.map(f64::from)),
            ("crossings_needed", "crossings", chart.crossings_needed.map(f64::from)),
        ] {
            self.row(&Row { section: "chart", component, unit, value, ..row.clone() });
        }
    }

    fn point(&mut self, row: &Row<'_>, point: &ChartPoint, unit: &str) {
        let row = Row {
            section: "chart_point",
            span: Some((&point.from, &point.to)),
            withheld: Some(point.withheld),
            ..row.clone()
        };
        let mark = match Mark::of(point) {
            Some(Mark::Above) => "above",
            Some(Mark::Below) => "below",
            Some(Mark::Drifting) => "drifting",
            None => "",
        };
        self.row(&Row {
            component: "value",
            band: mark,
            unit,
            value: point.value,
            n: point.value.map(|_| point.n),
            ..row.clone()
        });
        for (component, unit, value) in [
            ("lower_limit", unit, point.lower),
            ("upper_limit", unit, point.upper),
            ("cusum_up", "standard errors", point.cusum_up),
            ("cusum_down", "standard errors", point.cusum_down),
            ("ewma", unit, point.ewma),
        ] {
            if value.is_some() {
                self.row(&Row { component, unit, value, ..row.clone() });
            }
        }
    }

    fn shift(&mut self, row: &Row<'_>, shift: &Shift, unit: &str) {
        let between = shift.between.as_ref();
        let day = |day: Option<&Option<String>>| day.cloned().flatten().unwrap_or_default();
        let (from, to) = (day(between.map(|b| &b.from)), day(between.map(|b| &b.to)));
        for (component, value) in [("before", shift.before), ("after", shift.after)] {
            self.row(&Row {
                section: "shift",
                component,
                label: &shift.day,
                span: Some((&from, &to)),
                unit,
                value: Some(value),
                ..row.clone()
            });
        }
    }
}
