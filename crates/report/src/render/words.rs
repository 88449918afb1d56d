//! The sentences that both the page and the terminal say about a report.

use std::collections::BTreeSet;

use plaudit_proto::v1::{Report, Trend};

use super::figure;

/// What was left out: each filter as its segment and the values that pass.
pub(crate) fn filters(report: &Report) -> Vec<(String, String)> {
    let named = |value: &String| if value.is_empty() { "not given".into() } else { value.clone() };
    let values = |f: &plaudit_proto::v1::Filter| f.values.iter().map(named).collect::<Vec<_>>();
    report.filters.iter().map(|f| (f.segment.clone(), values(f).join(", "))).collect()
}

/// A group's name, whatever the survey declares of it.
pub(crate) fn group(group: &plaudit_proto::v1::Group) -> &str {
    match (group.label.as_str(), group.value.as_str()) {
        ("", "") => "not given",
        ("", value) => value,
        (label, _) => label,
    }
}

/// The name of a component of the contract, and any other as it is.
pub(crate) fn component(id: &str) -> &str {
    if id == "top" { "top share" } else { id }
}

/// The name of one point of a trend.
pub(crate) fn point(trend: &Trend, index: usize) -> String {
    let from = &trend.points[index].from;
    if trend.interval == "month" { figure::month(from) } else { figure::day(from) }
}

/// How often a trend has a point, as an adjective.
pub(crate) fn every(interval: &str) -> &str {
    match interval {
        "day" => "daily",
        "week" => "weekly",
        "month" => "monthly",
        other => other,
    }
}

/// How the figures came about: each a heading with a few sentences.
pub(crate) fn methods(report: &Report) -> Vec<(&'static str, String)> {
    let mut methods = vec![("Intervals", intervals(report))];
    if !report.splits.is_empty() {
        methods.push(("Differences", differences(report)));
    }
    if report.measures.iter().any(|measure| measure.weighted.is_some()) {
        methods.push((
            "Weights",
            "A weighted value is as precise as that of a simple random sample of its effective n \
             answers; the design effect is n divided by it. The weighted values of groups and of \
             points in time are in the CSV and the JSON."
                .into(),
        ));
    }
    methods.push((
        "Few answers",
        "From 10 to 29 answers a value is indicative: the interval comes first and the value stands \
         in brackets. Below 10 only the interval is shown."
            .into(),
    ));
    methods.push((
        "Privacy",
        match report.privacy_k {
            0 | 1 => "The survey withholds no group, however small.".into(),
            k => format!(
                "Groups with fewer than {k} answers are withheld, and so is any group that would \
                 reveal one by subtraction."
            ),
        },
    ));
    methods.push((
        "Counting",
        format!(
            "Days are counted in the time zone {}. Only answers count: skipped, not applicable and \
             don't know are never in the base. Figures are rounded once, here.",
            report.time_zone
        ),
    ));
    methods
}

fn intervals(report: &Report) -> String {
    let estimates = report.measures.iter().flat_map(|measure| {
        let components = measure.components.iter().filter_map(|c| c.estimate.as_ref());
        measure.estimate.iter().chain(&measure.weighted).chain(components)
    });
    let methods: BTreeSet<_> = estimates.map(|estimate| method(&estimate.method)).collect();
    let level = figure::level(report.level);
    let methods = methods.into_iter().filter(|m| !m.is_empty()).collect::<Vec<_>>().join(", ");
    if methods.is_empty() {
        return format!("Every interval has the confidence level {level}.");
    }
    format!("Every interval has the confidence level {level}. Methods: {methods}.")
}

fn differences(report: &Report) -> String {
    let compared = report.splits.iter().flat_map(|s| &s.groups).flat_map(|g| &g.measures);
    let methods: BTreeSet<_> =
        compared.filter_map(|g| g.difference.as_ref()).map(|d| method(&d.method)).collect();
    let methods = methods.into_iter().filter(|m| !m.is_empty()).collect::<Vec<_>>().join(", ");
    let method = if methods.is_empty() { String::new() } else { format!(" ({methods})") };
    let comparisons = match report.comparisons {
        1 => "1 comparison was made".into(),
        n => format!("{} comparisons were made", figure::count(n.into())),
    };
    format!(
        "Each group is compared with all other responses of the report{method}. {comparisons}; the \
         p-values are adjusted for all of them (Benjamini-Hochberg), and a difference is called \
         reliable when its adjusted p-value is below {}. A difference does not say what brings it \
         about.",
        ((1.0 - report.level) * 1e6).round() / 1e6
    )
}

fn method(id: &str) -> &str {
    match id {
        "wilson" => "Wilson score interval",
        "tango" => "Tango score interval",
        "vr_wilson" => "variance-ratio Wilson interval",
        "mover" => "MOVER interval",
        other => other,
    }
}

/// A scale as people say it: "scale 0 to 10", or "options".
pub(crate) fn scale(scale: &str) -> String {
    match scale.split_once("..=") {
        Some((low, high)) => format!("scale {low} to {high}"),
        None => scale.to_owned(),
    }
}

/// What an answer is called.
pub(crate) fn answer(bar: &plaudit_proto::v1::Bar) -> &str {
    if bar.label.is_empty() { &bar.value } else { &bar.label }
}

/// Whether an answer has a label that says more than its value.
pub(crate) fn labelled(bar: &plaudit_proto::v1::Bar) -> bool {
    !bar.label.is_empty() && bar.label != bar.value
}
