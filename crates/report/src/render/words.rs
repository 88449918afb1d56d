//! The sentences that both the page and the terminal say about a report.

use std::collections::BTreeSet;

use plaudit_proto::v1::{Difference, Estimate, Report, Respondents, Trend};

use super::{
    control, driver,
    figure::{self, Unit},
    path, team,
};

/// What was left out: each filter as its segment and the values that pass.
pub(crate) fn filters(report: &Report) -> Vec<(String, String)> {
    let named = |value: &String| if value.is_empty() { "not given".into() } else { value.clone() };
    let values = |f: &plaudit_proto::v1::Filter| f.values.iter().map(named).collect::<Vec<_>>();
    report.filters.iter().map(|f| (f.segment.clone(), values(f).join(", "))).collect()
}

/// A group's name, whatever the survey declares of it.
pub(crate) fn group(group: &plaudit_proto::v1::Group) -> &str {
    value(&group.label, &group.value)
}

/// The name of a value of a segment; the empty value is "not given".
pub(crate) fn value<'a>(label: &'a str, value: &'a str) -> &'a str {
    match (label, value) {
        ("", "") => "not given",
        ("", value) => value,
        (label, _) => label,
    }
}

/// The label of something, or its id where it has none.
pub(crate) fn named<'a>(label: &'a str, id: &'a str) -> &'a str {
    if label.is_empty() { id } else { label }
}

/// The name of a component of the contract, and any other as it is.
pub(crate) fn component(id: &str) -> &str {
    if id == "top" { "top share" } else { id.strip_prefix("from_").unwrap_or(id) }
}

/// The interval that stays right however often one looks.
pub(crate) fn anytime(estimate: &Estimate, unit: Unit) -> String {
    let decimals = unit.decimals(estimate.lower, estimate.upper);
    let range = figure::range(estimate.lower, estimate.upper, decimals);
    format!("stays right however often one looks: {range}")
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
    if !report.splits.is_empty() || report.change.is_some() {
        methods.push(("Differences", differences(report)));
    }
    methods.push(("Respondents", respondents(report).into()));
    if report.splits.iter().any(|split| !split.summaries.is_empty()) {
        methods.push(("Groups together", GROUPS.into()));
    }
    if report.change.is_some() {
        methods.push(("Change", CHANGE.into()));
    }
    methods.extend(control::methods(report).map(|sentences| ("Control charts", sentences)));
    methods.extend(team::methods(report).map(|sentences| ("Teams", sentences)));
    methods.extend(driver::methods(report).map(|sentences| ("Drivers", sentences)));
    methods.extend(path::methods(report).map(|sentences| ("Path model", sentences)));
    if report.measures.iter().any(|measure| measure.weighted.is_some()) {
        let raked = if report.weighting.is_some() { RAKED } else { "" };
        methods.push(("Weights", format!("{WEIGHTS}{raked}")));
    }
    if !report.terms.is_empty() {
        methods.push(("Comments", TERMS.into()));
    }
    if report.response_rates.is_some() {
        methods.push(("Response rates", RATES.into()));
    }
    if report.measures.iter().any(|measure| measure.anytime.is_some()) {
        methods.push(("However often one looks", ANYTIME.into()));
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
                 reveal one by subtraction.{}",
                if report.measures.iter().any(|measure| figure::k(measure, report) > k) {
                    " Of employees groups of fewer than 10 are."
                } else {
                    ""
                }
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

/// What is taken as independent.
fn respondents(report: &Report) -> &'static str {
    match report.respondents {
        Some(_) => REPEATS,
        None => "Each response is taken as of another respondent.",
    }
}

/// How many answered, where one may answer several times.
pub(crate) fn answered_by(respondents: &Respondents) -> String {
    let Respondents { respondents, repeating, anonymous } = *respondents;
    let mut sentence = format!(
        "{} respondents, {} of them more than once",
        figure::count(respondents),
        figure::count(repeating)
    );
    if anonymous > 0 {
        sentence += &format!("; {} responses name nobody", figure::count(anonymous));
    }
    sentence
}

const REPEATS: &str = "Variances are sums over respondents, not responses (cluster-robust), with \
     respondents minus 1 degrees of freedom; groups and periods that share respondents are compared \
     with their covariance. A response without a pseudonym is taken as of another respondent.";

const TERMS: &str = "Words by Unicode's boundaries and Snowball stems (English, Finnish, Italian), \
     Vietnamese as one to three syllables; a comment counts a term once. Weighted log-odds with an \
     informative prior (Monroe, Colaresi & Quinn 2008), p-values adjusted for all terms that may be \
     shown (Benjamini-Hochberg). Terms that too few used on either side are withheld.";

const WEIGHTS: &str = "A weighted value is as precise as that of a simple random sample of its \
     effective n answers; the design effect is n divided by it.";

const RAKED: &str = " Weights are raked to each margin in turn until all are met, cut at five times \
     the median and raked once more. The intervals take them for given. Weights mend the mix by the \
     margins alone, not that the angry may answer more often.";

const GROUPS: &str = "Whether groups differ at all: Kruskal-Wallis test on the order of the answers. \
     Along the declared order: Cochran-Armitage test of a straight trend. The mean of groups that \
     count alike has a MOVER interval. The bound of the lowest group is at the Šidák level. \
     Answers without a group and withheld groups are left out.";

const CHANGE: &str = "What many answers could have detected has 80% power. Held steady: two \
     one-sided tests. A change is split by groups into what changed within them and what their sizes \
     changed (Kitagawa 1955); both parts sum to the change, and withheld groups count as one. The \
     chance that an answer is above another: Brunner-Munzel.";

const RATES: &str = "Rates by AAPOR's Standard Definitions. Had all answered: Manski bounds, which \
     assume nothing of those who did not; what the silent need on average for all together to be in \
     the middle. R-indicator: Schouten, Cobben & Bethlehem 2009.";

const ANYTIME: &str = "Such an interval holds at all looks together, where the others hold at one; it \
     is wider for that. Shares and net scores: Dirichlet mixture, exact. Means: asymptotic, from 30 \
     answers on. Answers must come independently from one distribution.";

fn intervals(report: &Report) -> String {
    let estimates = report.measures.iter().flat_map(|measure| {
        let components = measure.components.iter().chain(&measure.weighted_components);
        let components = components.filter_map(|c| c.estimate.as_ref());
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
    let groups = report.splits.iter().flat_map(|s| &s.groups).flat_map(|g| &g.measures);
    let groups = groups.filter_map(|g| g.difference.as_ref());
    let changes = report.change.iter().flat_map(|change| &change.measures);
    let changes = changes.filter_map(|change| change.difference.as_ref());
    let methods: BTreeSet<_> =
        groups.chain(changes).map(|d: &Difference| method(&d.method)).collect();
    let methods = methods.into_iter().filter(|m| !m.is_empty()).collect::<Vec<_>>().join(", ");
    let method = if methods.is_empty() { String::new() } else { format!(" ({methods})") };
    let compared = match (report.splits.is_empty(), report.change.is_some()) {
        (false, true) => {
            "Each group is compared with all other responses of the report, and the report with the \
             other period"
        }
        (true, true) => "The report is compared with the other period",
        _ => "Each group is compared with all other responses of the report",
    };
    let comparisons = match report.comparisons {
        1 => "1 comparison was made".into(),
        n => format!("{} comparisons were made", figure::count(n.into())),
    };
    format!(
        "{compared}{method}. {comparisons}; the p-values are adjusted for all of them \
         (Benjamini-Hochberg), and a difference is called reliable when its adjusted p-value is below \
         {}. A difference does not say what brings it about.",
        ((1.0 - report.level) * 1e6).round() / 1e6
    )
}

fn method(id: &str) -> &str {
    match id {
        "wilson" => "Wilson score interval",
        "tango" => "Tango score interval",
        "agresti_coull" => "Agresti-Coull interval",
        "clopper_pearson" => "Clopper-Pearson interval",
        "jeffreys" => "Jeffreys interval",
        "korn_graubard" => "Korn-Graubard interval",
        "logit" => "logit interval",
        "adjusted_wald" => "adjusted Wald interval",
        "bonett_price" => "Bonett-Price interval",
        "t" => "Student's t interval",
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

/// Whether a bar stands for several values, which its label names.
pub(crate) fn is_class(bar: &plaudit_proto::v1::Bar) -> bool {
    bar.label.strip_prefix(&bar.value).is_some_and(|rest| rest.starts_with(" to "))
}
