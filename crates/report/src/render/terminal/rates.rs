//! Response rates and what silence may hide.

use plaudit_proto::v1::Report;

use super::{
    Page,
    ink::Ink,
    table::{Align, Cell, Table},
    text,
};
use crate::render::rates;

/// Writes the section, when the report has one.
pub(super) fn write(page: &mut Page, report: &Report) {
    let Some(found) = &report.response_rates else { return };
    page.section("Response rates");
    page.paragraph(&rates::answered(found), 0, Ink::Plain);
    if let Some(alike) = rates::alike(found) {
        page.paragraph(&alike, 0, Ink::Plain);
    }
    page.blank();
    let mut table = Table::new([Align::Left, Align::Right, Align::Left]);
    for rate in &found.rates {
        table.row(vec![
            text::clean(&rate.name).into(),
            rates::percent(rate.value).into(),
            Cell::new(text::clean(&rate.definition), Ink::Dim),
        ]);
    }
    page.table(&table);
    page.paragraph(rates::LETTERS, 2, Ink::Dim);
    let bands = rates::bands(found, report);
    if bands.is_empty() {
        return;
    }
    page.blank();
    let mut table = Table::new([Align::Left, Align::Right, Align::Right, Align::Left]);
    table.head(["Had all answered", "Value", "could be", "the silent need"]);
    for band in bands {
        table.row(vec![
            text::clean(&band.measure.label).into(),
            band.value.into(),
            band.range.into(),
            Cell::new(band.needed, Ink::Dim),
        ]);
    }
    page.table(&table);
}
