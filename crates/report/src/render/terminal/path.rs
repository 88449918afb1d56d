//! The path model: its indices, what goes with what, and the questions behind it.

use plaudit_proto::v1::{PathModelResult, PathResult, Report};

use super::{
    Page,
    ink::Ink,
    table::{Align, Cell, Table},
    text,
};
use crate::render::{driver, figure, path};

/// Findings told in words.
const TOLD: usize = 3;

/// Writes the section, when the report has one.
pub(super) fn write(page: &mut Page, report: &Report) {
    let Some(model) = &report.path_model else { return };
    page.section("Path model");
    let missing = path::missing(model, report);
    match &missing {
        Some(missing) if missing.is_empty() => {}
        Some(missing) => page.paragraph(missing, 0, Ink::Dim),
        None => page.paragraph(&path::summary(model), 0, Ink::Plain),
    }
    for note in &model.notes {
        page.paragraph(note, 0, Ink::Plain);
    }
    if missing.is_none() {
        indices(page, model, report);
        paths(page, "Path", path::COEFFICIENT, &model.paths, model, report);
        paths(page, "All ways", path::TOTAL, &model.totals, model, report);
        items(page, model);
        told(page, model);
    }
}

fn indices(page: &mut Page, model: &PathModelResult, report: &Report) {
    page.blank();
    let mut table = Table::new([
        Align::Left,
        Align::Right,
        Align::Right,
        Align::Right,
        Align::Right,
        Align::Right,
    ]);
    let interval = format!("{} interval", figure::level(report.level));
    table.head(["Latent", "Index", &interval, "Equal", "Alpha", "R²"]);
    for latent in &model.latents {
        let value = |range: &Option<plaudit_proto::v1::Range>| {
            range.as_ref().map_or_else(String::new, |range| figure::number(range.value, 1))
        };
        let r2 = latent.r2.as_ref().map(|r2| figure::share(r2.value));
        table.row(vec![
            text::clean(path::name(latent)).into(),
            value(&latent.index).into(),
            driver::interval(latent.index.as_ref(), 1).into(),
            value(&latent.equal_index).into(),
            latent.alpha.map_or_else(String::new, |alpha| figure::number(alpha, 2)).into(),
            r2.unwrap_or_default().into(),
        ]);
    }
    page.table(&table);
    page.paragraph(path::INDEX, 2, Ink::Dim);
}

/// Under each latent variable where something ends what leads there.
fn paths(
    page: &mut Page,
    title: &str,
    meaning: &str,
    list: &[PathResult],
    model: &PathModelResult,
    report: &Report,
) {
    if list.is_empty() {
        return;
    }
    page.blank();
    let mut table = Table::new([Align::Left, Align::Right, Align::Right, Align::Left]);
    let interval = format!("{} interval", figure::level(report.level));
    table.head([title, "", &interval, ""]);
    for latent in &model.latents {
        let leading = || list.iter().filter(|path| path.to == latent.id);
        if leading().next().is_some() {
            table.row(vec![Cell::from(format!("to {}", text::clean(path::name(latent))))]);
        }
        for found in leading() {
            let from = text::clean(path::named(model, &found.from));
            let range = found.coefficient.as_ref();
            let value = range.map(|range| figure::signed(range.value, path::DECIMALS));
            table.row(vec![
                format!("  from {from}").into(),
                value.unwrap_or_default().into(),
                driver::interval(range, path::DECIMALS).into(),
                if found.reliable { "reliable" } else { "" }.into(),
            ]);
        }
    }
    page.table(&table);
    page.paragraph(meaning, 2, Ink::Dim);
}

fn items(page: &mut Page, model: &PathModelResult) {
    page.blank();
    let mut table = Table::new([Align::Left, Align::Right, Align::Right, Align::Right]);
    table.head(["Question", "Weight", "Loading", "Of the index"]);
    for latent in &model.latents {
        table.row(vec![Cell::from(text::clean(path::name(latent)))]);
        for item in &latent.items {
            table.row(vec![
                format!("  {}", text::clean(path::item(item))).into(),
                figure::number(item.weight, path::DECIMALS).into(),
                figure::number(item.loading, path::DECIMALS).into(),
                format!("{}%", figure::number(item.share, 0)).into(),
            ]);
        }
    }
    page.table(&table);
}

/// The closest paths in words.
fn told(page: &mut Page, model: &PathModelResult) {
    let size = |path: &&PathResult| path.coefficient.map_or(0.0, |range| range.value.abs());
    let mut paths: Vec<&PathResult> = model.paths.iter().collect();
    paths.sort_by(|a, b| size(b).total_cmp(&size(a)));
    for path in paths.into_iter().take(TOLD) {
        page.blank();
        page.paragraph(&path.sentence, 0, Ink::Plain);
    }
}
