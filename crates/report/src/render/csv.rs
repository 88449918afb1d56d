//! The report for tables and data frames: one figure a row, the same columns in every row.
//!
//! Figures have full precision; what does not exist is empty, never 0. There is a header, always,
//! and no footer. Texts of users that a spreadsheet would run as a formula get a leading
//! apostrophe, which spreadsheets read as "this is text".

mod change;
mod chart;
mod drivers;
mod path;
mod polls;
mod rates;
mod summary;
mod teams;
mod terms;
mod weighting;

use plaudit_proto::v1::{
    Bar, Component, Difference, Estimate, GroupResult, MeasureResult, Participation, Range, Report,
    Split, Standing, Trend,
};

/// The columns, in order.
pub const COLUMNS: [&str; 35] = [
    "survey",
    // participation, question, measure, component, weighted_component, distribution, trend, group,
    // split, change, driver, path_model, latent, item, path, total, response_rate, weighting, chart,
    // chart_point, shift, ranking, team or poll
    "section",
    "question",
    "measure",
    "component", // promoters, responses, weighted, … ; in a distribution the score or option
    "label",
    "band",
    "segment",
    "group", // empty with a segment: not given
    "from",
    "to",
    "unit", // responses, answers, share (0 to 1), points, percent (0 to 100) or score
    "value",
    "lower",
    "upper",
    "level",
    "method",
    "n",
    "effective_n",
    "standard_error",
    "count",
    "standing",
    "difference", // the group minus all other responses
    "difference_lower",
    "difference_upper",
    "difference_level",
    "difference_method",
    "p",
    "p_adjusted",
    "reliable",
    "selected_lower", // of a reliable difference, for whoever reads the reliable alone
    "selected_upper",
    "withheld",
    "definition",
    "definition_version",
];

/// Writes `report` as CSV (RFC 4180 quoting, line feeds, UTF-8 without a byte-order mark).
#[must_use]
pub fn csv(report: &Report) -> String {
    let mut table = Table::new(report);
    if let Some(participation) = &report.participation {
        table.participation(participation, report);
    }
    for measure in &report.measures {
        table.measure(measure);
    }
    for trend in &report.trends {
        table.trend(trend, report);
    }
    for split in &report.splits {
        table.split(split, report);
        table.summaries(split, report);
    }
    table.change(report);
    table.chart(report);
    table.teams(report);
    table.drivers(report);
    table.path_model(report);
    table.terms(report);
    table.rates(report);
    table.weighting(report);
    table.polls(report);
    table.finish()
}

/// One row, by column.
#[derive(Clone, Default)]
struct Row<'a> {
    section: &'a str,
    question: &'a str,
    measure: &'a str,
    component: &'a str,
    label: &'a str,
    band: &'a str,
    segment: &'a str,
    group: &'a str,
    span: Option<(&'a str, &'a str)>,
    unit: &'a str,
    value: Option<f64>,
    n: Option<u64>,
    count: Option<u64>,
    estimate: Option<&'a Estimate>,
    /// A value whose limits may not be known, with their level and method.
    range: Option<(&'a Range, f64, &'a str)>,
    difference: Option<&'a Difference>,
    /// Whether limits exclude 0, where there is no difference to say so.
    reliable: Option<bool>,
    withheld: Option<bool>,
    definition: &'a str,
    definition_version: Option<u32>,
}

struct Table<'a> {
    writer: ::csv::Writer<Vec<u8>>,
    survey: &'a str,
    from: &'a str,
    to: &'a str,
}

impl<'a> Table<'a> {
    fn new(report: &'a Report) -> Self {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        writer.write_record(COLUMNS).expect(MEMORY);
        let period = report.period.as_ref();
        Self {
            writer,
            survey: &report.survey,
            from: period.and_then(|p| p.from.as_deref()).unwrap_or_default(),
            to: period.and_then(|p| p.to.as_deref()).unwrap_or_default(),
        }
    }

    fn participation(&mut self, participation: &Participation, report: &Report) {
        let row = Row { section: "participation", unit: "responses", ..Row::default() };
        for (component, count) in
            [("responses", participation.responses), ("completed", participation.completed)]
        {
            self.row(&Row { component, count: Some(count), ..row.clone() });
        }
        if let (Some(found), Some(definition)) =
            (&report.self_selected, super::polls::self_selected(report))
        {
            let (count, definition) = (Some(found.by_open_link), &*definition);
            self.row(&Row { component: "open_link", count, definition, ..row.clone() });
        }
        if let Some(found) = &report.respondents {
            for (component, count) in [
                ("respondents", found.respondents),
                ("repeating", found.repeating),
                ("anonymous", found.anonymous),
            ] {
                self.row(&Row { component, count: Some(count), ..row.clone() });
            }
        }
        if participation.completion.is_some() {
            let estimate = participation.completion.as_ref();
            self.row(&Row { component: "completion", unit: "percent", estimate, ..row.clone() });
        }
        if let Some(range) = &participation.duration_seconds {
            let range = Some((range, report.level, "order_statistics"));
            self.row(&Row { component: "duration", unit: "seconds", range, ..row });
        }
        for question in &participation.questions {
            let row = Row {
                section: "question",
                question: &question.question,
                label: &question.text,
                unit: "answers",
                ..Row::default()
            };
            for (component, count) in [
                ("answered", question.answered),
                ("skipped", question.skipped),
                ("not_applicable", question.not_applicable),
                ("dont_know", question.dont_know),
            ] {
                self.row(&Row { component, count: Some(count), ..row.clone() });
            }
        }
    }

    fn measure<'b>(&mut self, measure: &'b MeasureResult) {
        let row = Row { question: &measure.question, measure: &measure.id, ..Row::default() };
        let value = Row {
            section: "measure",
            label: &measure.label,
            unit: &measure.unit,
            estimate: measure.estimate.as_ref(),
            withheld: Some(measure.withheld),
            definition: &measure.definition,
            definition_version: Some(measure.definition_version),
            ..row.clone()
        };
        self.with_weights(&value, measure.weighted.as_ref(), None);
        if measure.anytime.is_some() {
            let estimate = measure.anytime.as_ref();
            self.row(&Row { component: "anytime", estimate, ..value });
        }
        let part = |section: &'b str, component: &'b Component| Row {
            section,
            component: &component.id,
            unit: &component.unit,
            estimate: component.estimate.as_ref(),
            withheld: Some(measure.withheld),
            definition: &component.definition,
            ..row.clone()
        };
        for component in &measure.components {
            self.row(&part("component", component));
        }
        for component in measure.weighted_components.iter().filter(|c| c.estimate.is_some()) {
            self.row(&part("weighted_component", component));
        }
        let n: u64 = measure.distribution.iter().map(|bar| bar.count).sum();
        for Bar { value, label, count, share, band } in &measure.distribution {
            self.row(&Row {
                section: "distribution",
                component: value,
                label,
                band,
                unit: "share",
                value: (n > 0).then_some(*share),
                n: Some(n),
                count: Some(*count),
                ..row.clone()
            });
        }
    }

    fn trend(&mut self, trend: &Trend, report: &Report) {
        for point in &trend.points {
            let value = Row {
                section: "trend",
                measure: &trend.measure,
                component: &trend.interval,
                unit: unit(report, &trend.measure),
                span: Some((&point.from, &point.to)),
                estimate: point.estimate.as_ref(),
                withheld: Some(point.withheld),
                ..Row::default()
            };
            self.with_weights(&value, point.weighted.as_ref(), None);
        }
    }

    fn split(&mut self, split: &Split, report: &Report) {
        for group in &split.groups {
            let row = Row {
                section: "group",
                label: &group.label,
                segment: &split.segment,
                group: &group.value,
                ..Row::default()
            };
            self.row(&Row {
                component: "responses",
                unit: "responses",
                count: Some(group.responses),
                ..row.clone()
            });
            for result in &group.measures {
                let GroupResult { measure, estimate, withheld, difference, .. } = result;
                let value = Row {
                    measure,
                    unit: unit(report, measure),
                    estimate: estimate.as_ref(),
                    difference: difference.as_ref(),
                    withheld: Some(*withheld),
                    ..row.clone()
                };
                let difference = result.weighted_difference.as_ref();
                self.with_weights(&value, result.weighted.as_ref(), difference);
            }
        }
    }

    /// The row, and one more for the weighted value of the same responses, where there is one.
    fn with_weights(
        &mut self,
        row: &Row<'_>,
        weighted: Option<&Estimate>,
        difference: Option<&Difference>,
    ) {
        self.row(row);
        if weighted.is_some() {
            let component = "weighted";
            self.row(&Row { component, estimate: weighted, difference, ..row.clone() });
        }
    }

    fn row(&mut self, row: &Row<'_>) {
        let (from, to) = row.span.unwrap_or((self.from, self.to));
        let e = row.estimate;
        let d = row.difference;
        let (range, level, method) = match row.range {
            Some((range, level, method)) => (Some(range), range.lower.map(|_| level), method),
            None => (None, None, ""),
        };
        let standing = e.map(|e| match e.standing() {
            Standing::Unspecified => "",
            Standing::Reportable => "reportable",
            Standing::Indicative => "indicative",
            Standing::IntervalOnly => "interval_only",
        });
        let fields: [String; COLUMNS.len()] = [
            text(self.survey),
            text(row.section),
            text(row.question),
            text(row.measure),
            text(row.component),
            text(row.label),
            text(row.band),
            text(row.segment),
            text(row.group),
            text(from),
            text(to),
            text(row.unit),
            number(row.value.or(e.map(|e| e.value)).or(range.map(|range| range.value))),
            number(e.map(|e| e.lower).or(range.and_then(|range| range.lower))),
            number(e.map(|e| e.upper).or(range.and_then(|range| range.upper))),
            number(e.map(|e| e.level).or(level)),
            text(e.map_or(method, |e| &e.method)),
            number(row.n.or(e.map(|e| e.n))),
            number(e.map(|e| e.effective_n)),
            number(e.and_then(|e| e.standard_error)),
            number(row.count.or(e.and_then(|e| e.count))),
            text(standing.unwrap_or_default()),
            number(d.map(|d| d.value)),
            number(d.map(|d| d.lower)),
            number(d.map(|d| d.upper)),
            number(d.map(|d| d.level)),
            text(d.map_or("", |d| &d.method)),
            number(d.map(|d| d.p)),
            number(d.map(|d| d.p_adjusted)),
            number(row.reliable.or(d.map(|d| d.reliable))),
            number(d.and_then(|d| d.selected_lower)),
            number(d.and_then(|d| d.selected_upper)),
            number(row.withheld),
            text(row.definition),
            number(row.definition_version),
        ];
        self.writer.write_record(fields).expect(MEMORY);
    }

    fn finish(self) -> String {
        let bytes = self.writer.into_inner().expect(MEMORY);
        String::from_utf8(bytes).expect("every field is UTF-8")
    }
}

const MEMORY: &str = "writing to memory does not fail, and every row has the same columns";

fn unit<'a>(report: &'a Report, measure: &str) -> &'a str {
    report.measures.iter().find(|m| m.id == measure).map_or("", |m| &m.unit)
}

fn number(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

/// A text that no spreadsheet runs. A plain number, such as the score -2, stays one.
fn text(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let number = text.trim_start_matches(['+', '-']);
    let plain = number.starts_with(|c: char| c.is_ascii_digit()) && text.parse::<f64>().is_ok();
    if runs && !plain { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests;
