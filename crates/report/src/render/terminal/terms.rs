//! Terms that set comments apart.

use plaudit_proto::v1::{Report, Term, Terms};

use super::{
    Page, bars,
    ink::Ink,
    table::{Align, Cell, Table},
    text,
};
use crate::render::{
    figure,
    terms::{self, Side},
};

/// From here on there is room for bars.
const WIDE: usize = 76;
const BAR: usize = 16;

/// Writes the section, when the report has one.
pub(super) fn write(page: &mut Page, report: &Report) {
    for found in &report.terms {
        page.section(&format!("Comments: {}", text::clean(terms::label(found))));
        if !found.measure.is_empty() {
            page.paragraph(&terms::lead(found, report), 0, Ink::Plain);
        }
        for side in Side::BOTH {
            list(page, found, side);
        }
        for note in &found.notes {
            page.blank();
            page.paragraph(note, 0, Ink::Dim);
        }
    }
}

fn list(page: &mut Page, found: &Terms, side: Side) {
    let list = side.terms(found);
    if found.measure.is_empty() || found.good + found.bad == 0 {
        return;
    }
    page.blank();
    page.inked(&format!("  {}", side.heading()), Ink::Bold);
    if list.is_empty() {
        page.paragraph("no term reliably", 2, Ink::Dim);
        return;
    }
    let wide = page.width >= WIDE;
    let mut columns = vec![Align::Left, Align::Right, Align::Right, Align::Right];
    let mut head = vec!["Term", "Good", "Bad", "Adj. p"];
    if wide {
        columns.push(Align::Left);
        head.push("");
    }
    let mut table = Table::new(columns);
    table.head(head);
    for term in list {
        table.row(row(term, found, side, wide));
    }
    page.table(&table);
}

fn row(term: &Term, found: &Terms, side: Side, wide: bool) -> Vec<Cell> {
    let (good, bad) = terms::shares(term, found);
    let ink = if side == Side::Good { Ink::Good } else { Ink::Bad };
    let mut cells = vec![
        Cell::from(text::clean(&term.text)),
        figure::share(good).into(),
        figure::share(bad).into(),
        Cell::new(figure::p_value(term.p_adjusted), Ink::Dim),
    ];
    if wide {
        let own = if side == Side::Good { good } else { bad };
        cells.push(Cell::new(bars::bar(own / terms::widest(found), BAR), ink));
    }
    cells
}
