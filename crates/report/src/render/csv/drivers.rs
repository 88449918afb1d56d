//! What outcomes go with.

use plaudit_proto::v1::{Driver, DriverAnalysis, Range, Report};

use super::{Row, Table};

impl Table<'_> {
    pub(super) fn drivers(&mut self, report: &Report) {
        for analysis in &report.drivers {
            let row = Row {
                section: "driver",
                measure: &analysis.outcome,
                label: &analysis.label,
                withheld: Some(analysis.withheld),
                ..Row::default()
            };
            if analysis.drivers.is_empty() {
                self.row(&Row { component: "r2", unit: "share", ..row });
                continue;
            }
            self.whole(&row, analysis, report.level);
            for driver in &analysis.drivers {
                self.driver(&row, driver, analysis, report.level);
            }
        }
    }

    /// The figures of all drivers together.
    fn whole(&mut self, row: &Row<'_>, analysis: &DriverAnalysis, level: f64) {
        let method = known(analysis.r2.as_ref(), &analysis.error_method);
        self.row(&Row {
            component: "r2",
            unit: "share",
            range: analysis.r2.as_ref().map(|range| (range, level, method)),
            n: Some(analysis.n),
            ..row.clone()
        });
        for (component, unit, value) in [
            ("complete", "share", Some(analysis.complete_share)),
            ("condition_number", "", Some(analysis.condition_number)),
            ("first_axis", "share", Some(analysis.first_axis)),
            ("alpha", "", analysis.alpha),
        ] {
            let definition = if component == "complete" { analysis.missing.as_str() } else { "" };
            self.row(&Row { component, unit, value, definition, ..row.clone() });
        }
    }

    fn driver(&mut self, row: &Row<'_>, driver: &Driver, analysis: &DriverAnalysis, level: f64) {
        let row = Row { question: &driver.question, label: &driver.label, ..row.clone() };
        let (errors, unit) = (analysis.error_method.as_str(), analysis.unit.as_str());
        for (component, unit, range, method, definition) in [
            (
                "importance",
                "percent",
                &driver.importance,
                errors,
                analysis.importance_method.as_str(),
            ),
            ("performance", "index", &driver.performance, "vr_wilson", ""),
            ("slope", unit, &driver.slope, errors, ""),
            ("penalty", unit, &driver.penalty, errors, driver.low.as_str()),
            ("reward", unit, &driver.reward, errors, driver.high.as_str()),
            ("one_point_more", unit, &driver.one_point_more, errors, ""),
        ] {
            let Some(range) = range else { continue };
            self.row(&Row {
                component,
                unit,
                definition,
                range: Some((range, level, known(Some(range), method))),
                n: Some(if component == "performance" { driver.n } else { analysis.n }),
                ..row.clone()
            });
        }
        let rank = (driver.rank > 0).then_some(f64::from(driver.rank));
        for (component, unit, value) in [
            ("rank", "", rank),
            ("vif", "", Some(driver.vif)),
            ("robustness", "percent", driver.robustness),
            ("priority", unit, Some(driver.priority)),
            ("gamma", "", driver.gamma),
        ] {
            if value.is_some() {
                self.row(&Row { component, unit, value, ..row.clone() });
            }
        }
        let chances = &driver.quadrant_probabilities;
        const QUADRANTS: [&str; 4] =
            ["concentrate_here", "keep_up", "low_priority", "possible_overkill"];
        self.row(&Row { component: "quadrant", band: &driver.quadrant, ..row.clone() });
        for (band, chance) in QUADRANTS.into_iter().zip(chances) {
            let value = Some(*chance);
            self.row(&Row {
                component: "quadrant_probability",
                band,
                unit: "share",
                value,
                ..row.clone()
            });
        }
        if !driver.role.is_empty() {
            self.row(&Row { component: "role", band: &driver.role, ..row.clone() });
        }
        self.row(&Row { component: "sentence", definition: &driver.sentence, ..row });
    }
}

/// The method of the limits, where there are any.
fn known<'a>(range: Option<&Range>, method: &'a str) -> &'a str {
    if range.is_some_and(|range| range.lower.is_some()) { method } else { "" }
}
