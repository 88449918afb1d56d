//! The words and figures that the renderings share about drivers.

use plaudit_proto::v1::{Driver, DriverAnalysis, Range, Report};

use super::figure::{self, Unit};

/// A quadrant or role of the contract, in words.
pub(crate) fn plain(name: &str) -> String {
    name.replace('_', " ")
}

/// What a driver is called.
pub(crate) fn name(driver: &Driver) -> &str {
    if driver.label.is_empty() { &driver.question } else { &driver.label }
}

/// What the outcome is called.
pub(crate) fn outcome(analysis: &DriverAnalysis) -> &str {
    if analysis.label.is_empty() { &analysis.outcome } else { &analysis.label }
}

/// Decimals of changes of an outcome.
pub(crate) fn decimals(analysis: &DriverAnalysis) -> usize {
    if Unit::of(&analysis.unit) == Unit::Score { 2 } else { 1 }
}

/// The unit of changes of an outcome.
pub(crate) fn unit(analysis: &DriverAnalysis) -> &'static str {
    match Unit::of(&analysis.unit) {
        Unit::Percent => "percentage points",
        _ => "points",
    }
}

/// Both limits, where they are known.
pub(crate) fn limits(range: &Range) -> Option<(f64, f64)> {
    range.lower.zip(range.upper)
}

/// The limits, as in "18 to 27"; empty where they are not known.
pub(crate) fn interval(range: Option<&Range>, decimals: usize) -> String {
    let limits = range.and_then(limits);
    limits.map_or_else(String::new, |(lower, upper)| figure::range(lower, upper, decimals))
}

/// Value and limits, as in "22% (18 to 27)".
pub(crate) fn text(range: &Range, decimals: usize, sign: &str) -> String {
    let value = format!("{}{sign}", figure::number(range.value, decimals));
    match interval(Some(range), decimals) {
        limits if limits.is_empty() => value,
        limits => format!("{value} ({limits})"),
    }
}

/// Decimals of shares of importance: those of the least certain.
pub(crate) fn share_decimals(analysis: &DriverAnalysis) -> usize {
    let limits =
        analysis.drivers.iter().filter_map(|driver| driver.importance.as_ref().and_then(limits));
    limits.map(|(lower, upper)| Unit::Percent.decimals(lower, upper)).min().unwrap_or(0)
}

/// Why there is nothing to show of an analysis; none when there is.
pub(crate) fn missing(analysis: &DriverAnalysis, report: &Report) -> Option<String> {
    match (analysis.withheld, analysis.drivers.is_empty()) {
        (true, _) => Some(figure::withheld(report.privacy_k)),
        (false, true) if analysis.notes.is_empty() => Some(figure::NO_ANSWERS.into()),
        (false, true) => Some(String::new()),
        (false, false) => None,
    }
}

/// How much is explained, by how many questions, from how many responses.
pub(crate) fn summary(analysis: &DriverAnalysis) -> String {
    let percent = |range: &Range| {
        let times = |x: f64| 100.0 * x;
        Range {
            value: times(range.value),
            lower: range.lower.map(times),
            upper: range.upper.map(times),
        }
    };
    let r2 = analysis.r2.as_ref().map(|r2| text(&percent(r2), 0, "%")).unwrap_or_default();
    format!(
        "The {} questions together explain {r2} of the variation, from {} responses.",
        analysis.drivers.len(),
        figure::count(analysis.n)
    )
}

/// The chance that a driver lies in its quadrant, as in "91%".
pub(crate) fn chance(driver: &Driver) -> Option<String> {
    const ORDER: [&str; 4] = ["concentrate_here", "keep_up", "low_priority", "possible_overkill"];
    let at = ORDER.iter().position(|quadrant| *quadrant == driver.quadrant)?;
    // By a normal approximation, which knows no certainty.
    driver.quadrant_probabilities.get(at).map(|chance| figure::share(chance.clamp(0.001, 0.999)))
}

/// How the figures about drivers came about.
pub(crate) fn methods(report: &Report) -> Option<String> {
    let shown = report.drivers.iter().filter(|analysis| !analysis.drivers.is_empty());
    let shown: Vec<&DriverAnalysis> = shown.collect();
    if shown.is_empty() {
        return None;
    }
    let has = |of: fn(&DriverAnalysis) -> &str, name: &str| shown.iter().any(|a| of(a) == name);
    let mut text = "Importance is a question's share of the variation that all questions explain \
        together"
        .to_owned();
    match (has(|a| &a.importance_method, "lmg"), has(|a| &a.importance_method, "johnson")) {
        (true, false) => text += " (LMG, its Shapley value)",
        (false, true) => text += " (Johnson's relative weights)",
        _ => text += " (LMG, its Shapley value; Johnson's relative weights beyond 15 questions)",
    }
    text += "; performance is the mean answer on 0 to 100, 100 being the good end. A change per point \
        compares customers alike on the other questions (least squares).";
    if has(|a| &a.error_method, "jackknife") {
        text += " Intervals hold for repeat respondents (jackknife over 64 groups of respondents).";
    }
    if has(|a| &a.error_method, "least_squares") {
        text += " Where fewer than 128 responses allow no jackknife, intervals are those of least \
            squares for independent answers, and importance has none.";
    }
    if has(|a| &a.missing, "em") {
        text += " Missing answers were predicted from the given ones (EM).";
    }
    text += " Customers were only observed: no figure here says what brings an outcome about.";
    Some(text)
}
