//! The path model. A row names its latent variable, and that where a path ends, as `measure`; the one
//! where it begins as `group`.

use plaudit_proto::v1::{LatentResult, PathModelResult, PathResult, Range, Report};

use super::{Row, Table};
use crate::render::path;

impl Table<'_> {
    pub(super) fn path_model(&mut self, report: &Report) {
        let Some(model) = &report.path_model else { return };
        let row = Row {
            section: "path_model",
            component: "complete",
            unit: "share",
            withheld: Some(model.withheld),
            ..Row::default()
        };
        if model.latents.is_empty() {
            self.row(&row);
            return;
        }
        let (value, n) = (Some(model.complete_share), Some(model.n));
        self.row(&Row { value, n, definition: &model.missing, ..row.clone() });
        let rounds = Some(u64::from(model.rounds));
        self.row(&Row { component: "rounds", unit: "", count: rounds, ..row });
        for latent in &model.latents {
            self.latent(latent, model, report.level);
        }
        self.paths("path", &model.paths, model, report.level);
        self.paths("total", &model.totals, model, report.level);
    }

    fn latent(&mut self, latent: &LatentResult, model: &PathModelResult, level: f64) {
        let row = Row {
            section: "latent",
            measure: &latent.id,
            label: path::name(latent),
            withheld: Some(false),
            ..Row::default()
        };
        for (component, unit, range) in [
            ("index", "index", &latent.index),
            ("equal_index", "index", &latent.equal_index),
            ("r2", "share", &latent.r2),
        ] {
            let Some(found) = range else { continue };
            let range = Some((found, level, method(found, model)));
            self.row(&Row { component, unit, range, n: Some(model.n), ..row.clone() });
        }
        if latent.alpha.is_some() {
            self.row(&Row { component: "alpha", value: latent.alpha, ..row.clone() });
        }
        for item in &latent.items {
            let row = Row {
                section: "item",
                question: &item.question,
                label: path::item(item),
                ..row.clone()
            };
            for (component, unit, value) in [
                ("weight", "", item.weight),
                ("loading", "", item.loading),
                ("share", "percent", item.share),
            ] {
                self.row(&Row { component, unit, value: Some(value), ..row.clone() });
            }
        }
    }

    fn paths(&mut self, section: &str, list: &[PathResult], model: &PathModelResult, level: f64) {
        for found in list {
            let Some(coefficient) = &found.coefficient else { continue };
            self.row(&Row {
                section,
                measure: &found.to,
                component: "coefficient",
                label: path::named(model, &found.to),
                group: &found.from,
                range: Some((coefficient, level, method(coefficient, model))),
                n: Some(model.n),
                reliable: coefficient.lower.map(|_| found.reliable),
                withheld: Some(false),
                definition: &found.sentence,
                ..Row::default()
            });
        }
    }
}

/// The method of the limits, where there are any.
fn method<'a>(range: &Range, model: &'a PathModelResult) -> &'a str {
    if range.lower.is_some() { &model.error_method } else { "" }
}
