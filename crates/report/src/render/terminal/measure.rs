//! One measure: its value, what it is made of, and how the answers are spread.

use plaudit_proto::v1::{Bar, Component, MeasureResult, Report};

use super::{
    Page, bars,
    ink::{Ink, paint},
    table::{Align, Cell, Table},
    text, trend,
};
use crate::render::{
    figure::{self, Shown, Unit},
    words,
};

/// The bands of a recommendation question, in order, with a shade that tells them apart uncoloured.
const BANDS: [(&str, &str, Ink); 3] =
    [("detractor", "▒", Ink::Bad), ("passive", "░", Ink::Dim), ("promoter", "█", Ink::Good)];

pub(super) fn write(page: &mut Page, measure: &MeasureResult, report: &Report) {
    page.blank();
    headline(page, measure, figure::k(measure, report));
    if !measure.question_text.is_empty() && measure.question_text != measure.label {
        page.paragraph(&measure.question_text, 0, Ink::Plain);
    }
    let unit = Unit::of(&measure.unit);
    let scale = words::scale(&measure.scale);
    page.paragraph(&format!("{}; {}{scale}", measure.definition, unit.phrase()), 0, Ink::Dim);
    if let Some(weighted) = &measure.weighted {
        let shown = Shown::new(weighted, unit).text();
        page.paragraph(
            &format!("weighted {shown}, {}", figure::effective(weighted)),
            0,
            Ink::Plain,
        );
    }
    if let Some(anytime) = &measure.anytime {
        page.paragraph(&words::anytime(anytime, unit), 0, Ink::Plain);
    }
    if measure.distribution.iter().any(|bar| bar.count > 0) {
        page.blank();
        distribution(page, &measure.distribution);
    }
    if measure.components.iter().any(|component| component.estimate.is_some()) {
        page.blank();
        components(page, measure);
    }
    for trend in report.trends.iter().filter(|trend| trend.measure == measure.id) {
        page.blank();
        trend::write(page, trend, measure, report);
    }
}

fn headline(page: &mut Page, measure: &MeasureResult, k: u32) {
    let shown = measure.estimate.as_ref().map(|e| Shown::new(e, Unit::of(&measure.unit)));
    let (first, rest) = match (figure::missing_measure(measure, k), &shown) {
        (Some(missing), _) => (missing, String::new()),
        (None, Some(shown)) => {
            let second = shown.second().map(|s| format!(" {s}")).unwrap_or_default();
            (shown.first(), format!("{second}  n {}", shown.n))
        }
        (None, None) => (String::new(), String::new()),
    };
    let room = page.width - text::width(&first) - text::width(&rest) - 2;
    let label = text::left(&text::clean(&measure.label), room);
    let color = page.color;
    let label = paint(&label, Ink::Bold, color);
    page.line(&format!(
        "{label}  {}{}",
        paint(&first, Ink::Accent, color),
        paint(&rest, Ink::Dim, color)
    ));
}

fn distribution(page: &mut Page, distribution: &[Bar]) {
    if distribution.iter().any(|bar| bar.band == "promoter" || bar.band == "detractor") {
        bands(page, distribution);
        return;
    }
    let room = page.width / 2;
    let mut table = Table::new([Align::Left, Align::Left, Align::Right, Align::Right]);
    for bar in distribution {
        let ink = match bar.band.as_str() {
            "top" => Ink::Good,
            "bottom" => Ink::Bad,
            _ => Ink::Plain,
        };
        table.row(vec![
            answer(bar).into(),
            Cell::new(text::left(&bars::bar(bar.share, room), room), ink),
            figure::share(bar.share).into(),
            Cell::new(figure::count(bar.count), Ink::Dim),
        ]);
    }
    page.table(&table);
}

/// An answer as its score and label, or its label alone.
fn answer(bar: &Bar) -> String {
    let label = text::clean(words::answer(bar));
    if words::labelled(bar) && !words::is_class(bar) && bar.value.parse::<f64>().is_ok() {
        format!("{} {label}", text::clean(&bar.value))
    } else {
        label
    }
}

fn bands(page: &mut Page, distribution: &[Bar]) {
    let shares = BANDS.map(|(band, ..)| {
        distribution.iter().filter(|bar| bar.band == band).map(|bar| bar.share).sum::<f64>()
    });
    let room = page.width - 4;
    let mut line = "  ".to_owned();
    for (length, (_, shade, ink)) in bars::parts(&shares, room).into_iter().zip(BANDS) {
        line += &paint(&shade.repeat(length), ink, page.color);
    }
    page.line(&line);
    let legend = BANDS.iter().zip(shares).map(|((band, shade, ink), share)| {
        format!("{} {band}s {}", paint(shade, *ink, page.color), figure::share(share))
    });
    page.line(&format!("  {}", legend.collect::<Vec<_>>().join("   ")));
    page.blank();
    let (low, high) = (distribution.first(), distribution.last());
    if let (Some(low), Some(high)) = (low, high) {
        let columns = bars::columns(distribution.iter().map(|bar| bar.share));
        let [low, high] = [low, high].map(|bar| text::clean(&bar.value));
        let columns = paint(&columns, Ink::Good, page.color);
        page.line(&format!("  {low} {columns} {high}"));
    }
}

fn components(page: &mut Page, measure: &MeasureResult) {
    let mut table = Table::new([Align::Left, Align::Right, Align::Left, Align::Right, Align::Left]);
    // The definitions stand where they can be read whole, or nearly.
    let room = if page.width < 76 { 0 } else { page.width - 52 };
    for component in &measure.components {
        let name = text::clean(words::component(&component.id));
        let weighted = measure.weighted_components.iter().find(|w| w.id == component.id);
        table_row(&mut table, name, component, room);
        if let Some(weighted) = weighted {
            table_row(&mut table, "  weighted".to_owned(), weighted, 0);
        }
    }
    page.table(&table);
}

fn table_row(table: &mut Table, name: String, component: &Component, room: usize) {
    let Some(estimate) = &component.estimate else { return };
    let shown = Shown::new(estimate, Unit::of(&component.unit));
    let n = match estimate.count {
        Some(count) => format!("{} of {}", figure::count(count), shown.n),
        None => format!("n {}", shown.n),
    };
    table.row(vec![
        name.into(),
        shown.first().into(),
        shown.second().unwrap_or_default().into(),
        Cell::new(n, Ink::Dim),
        Cell::new(text::fit(&text::clean(&component.definition), room), Ink::Dim),
    ]);
}
