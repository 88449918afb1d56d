//! What outcomes go with: bars with intervals, the figures beside them, and the first findings.

use plaudit_proto::v1::{Driver, DriverAnalysis, Report};

use super::{
    Page,
    ink::Ink,
    table::{Align, Cell, Table},
    text, trend,
};
use crate::render::{axis::Axis, driver, figure};

/// Findings told in words.
const TOLD: usize = 3;

/// Writes the section, when the report has one.
pub(super) fn write(page: &mut Page, report: &Report) {
    for analysis in &report.drivers {
        page.section(&format!("What goes with {}", driver::outcome(analysis)));
        let missing = driver::missing(analysis, report);
        match &missing {
            Some(missing) if missing.is_empty() => {}
            Some(missing) => page.paragraph(missing, 0, Ink::Dim),
            None => page.paragraph(&driver::summary(analysis), 0, Ink::Plain),
        }
        for note in &analysis.notes {
            page.paragraph(note, 0, Ink::Plain);
        }
        if missing.is_none() {
            importance(page, analysis, report);
            figures(page, analysis, report);
            sides(page, analysis);
            for driver in analysis.drivers.iter().take(TOLD) {
                page.blank();
                page.paragraph(&driver.sentence, 0, Ink::Plain);
            }
        }
    }
}

fn names(analysis: &DriverAnalysis) -> impl Iterator<Item = (String, &Driver)> {
    let drivers = analysis.drivers.iter().enumerate();
    drivers.map(|(i, d)| (format!("{} {}", i + 1, text::clean(driver::name(d))), d))
}

fn importance(page: &mut Page, analysis: &DriverAnalysis, report: &Report) {
    let shares = || analysis.drivers.iter().filter_map(|driver| driver.importance.as_ref());
    let ends = shares().flat_map(|share| [Some(share.value), share.upper]).flatten();
    let axis = Axis::around(ends.chain([0.0]), (0.0, 100.0));
    let columns = page.width / 3;
    let decimals = driver::share_decimals(analysis);
    page.blank();
    let mut table = Table::new([Align::Left, Align::Right, Align::Right, Align::Left]);
    let interval = format!("{} interval", figure::level(report.level));
    table.head(["Importance", "%", &interval, &trend::scale(&axis, columns)]);
    for (name, driver) in names(analysis) {
        let Some(share) = &driver.importance else { continue };
        let at = |value: f64| (axis.position(value) * (columns - 1) as f64).round() as usize;
        table.row(vec![
            name.into(),
            figure::number(share.value, decimals).into(),
            driver::interval(Some(share), decimals).into(),
            Cell::new(
                bar(at(share.value), driver::limits(share).map(|(l, u)| (at(l), at(u))), columns),
                Ink::Good,
            ),
        ]);
    }
    page.table(&table);
}

/// A bar that is solid up to the lower limit, with a dot at the value and a line up to the upper.
fn bar(value: usize, limits: Option<(usize, usize)>, columns: usize) -> String {
    let (lower, upper) = limits.unwrap_or((value, value));
    let mut plot = vec![' '; columns];
    plot[..lower].fill('█');
    plot[lower..=upper.max(lower)].fill('─');
    plot[value] = if limits.is_some() { '●' } else { '█' };
    plot.into_iter().collect()
}

fn figures(page: &mut Page, analysis: &DriverAnalysis, report: &Report) {
    let decimals = driver::decimals(analysis);
    page.blank();
    let mut table = Table::new([Align::Left, Align::Right, Align::Right, Align::Right]);
    let interval = format!("{} interval", figure::level(report.level));
    table.head(["Question", "Perf.", "Per point", &interval]);
    for (name, driver) in names(analysis) {
        let value = |range: &plaudit_proto::v1::Range, signed: bool, decimals: usize| {
            if signed {
                figure::signed(range.value, decimals)
            } else {
                figure::number(range.value, decimals)
            }
        };
        let performance = driver.performance.as_ref().map(|range| value(range, false, 0));
        let slope = driver.slope.as_ref().map(|range| value(range, true, decimals));
        table.row(vec![
            name.into(),
            performance.unwrap_or_default().into(),
            slope.unwrap_or_default().into(),
            driver::interval(driver.slope.as_ref(), decimals).into(),
        ]);
    }
    page.table(&table);
    let sentence = format!(
        "Perf.: mean answer on 0 to 100, 100 being the good end. Per point: {} of the outcome that go \
         with one point towards the good end, the other questions held alike.",
        driver::unit(analysis)
    );
    page.paragraph(&sentence, 2, Ink::Dim);
}

/// Which questions, by number, lie where on the map and do what at their ends.
fn sides(page: &mut Page, analysis: &DriverAnalysis) {
    let mut list = |meaning: &str, is: &dyn Fn(&Driver) -> bool| {
        let with = analysis.drivers.iter().enumerate().filter(|(_, driver)| is(driver));
        let with: Vec<String> = with.map(|(i, _)| (i + 1).to_string()).collect();
        if !with.is_empty() {
            page.paragraph(&format!("{meaning}: {}", with.join(", ")), 2, Ink::Plain);
        }
    };
    for (quadrant, meaning) in [
        ("concentrate_here", "important and weak, concentrate here"),
        ("keep_up", "important and strong, keep up"),
        ("low_priority", "less important and weak, low priority"),
        ("possible_overkill", "less important and strong, possible overkill"),
    ] {
        list(meaning, &|driver| driver.quadrant == quadrant);
    }
    for (role, meaning) in [
        ("basic", "low answers cost more than high ones bring"),
        ("excitement", "high answers bring more than low ones cost"),
        ("performance", "low answers cost about what high ones bring"),
    ] {
        list(meaning, &|driver| driver.role == role);
    }
}
