//! How weights were raked.

use plaudit_proto::v1::Report;

use super::{
    Page,
    ink::Ink,
    table::{Align, Cell, Table},
    text,
};
use crate::render::{figure, weighting, words};

/// Writes the section, when the report has one.
pub(super) fn write(page: &mut Page, report: &Report) {
    let Some(found) = &report.weighting else { return };
    page.section("Weights");
    page.paragraph(&weighting::summary(found), 0, Ink::Plain);
    for margin in &found.margins {
        page.blank();
        let mut table = Table::new([Align::Left, Align::Right, Align::Right]);
        let label = words::named(&margin.label, &margin.segment);
        table.head([&text::clean(label), "Responses", "Population"]);
        for value in &margin.values {
            table.row(vec![
                text::clean(words::value(&value.label, &value.value)).into(),
                Cell::new(figure::share(value.observed), Ink::Dim),
                figure::share(value.target).into(),
            ]);
        }
        page.table(&table);
    }
}
