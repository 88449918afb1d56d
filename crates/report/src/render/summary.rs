//! What a split says of all its groups together, in words.

use plaudit_proto::v1::{MeasureResult, Report, Split};

use super::figure::{self, Shown, Unit};
use super::words;

/// One or two sentences on `measure` over the groups of `split`; none where nothing is known.
pub(crate) fn sentences(split: &Split, measure: &MeasureResult, report: &Report) -> Option<String> {
    let summary = split.summaries.iter().find(|summary| summary.measure == measure.id)?;
    let unit = Unit::of(&measure.unit);
    let below = |p: f64| p < 1.0 - report.level;
    let mut text = match summary.p_any {
        Some(p) if below(p) => format!("The groups differ beyond chance (p {})", p_value(p)),
        Some(p) => format!("The groups together do not differ beyond chance (p {})", p_value(p)),
        None => String::new(),
    };
    if let Some(p) = summary.p_trend.filter(|p| below(*p)) {
        let joined = if summary.p_any.is_some_and(below) { ", and" } else { ", but" };
        text += &format!("{joined} there is a trend along their declared order (p {})", p_value(p));
    }
    if !text.is_empty() {
        text += ". ";
    }
    if let Some(mean) = &summary.equal_weighted {
        let shown = Shown::new(mean, unit).text();
        text += &format!("With each group counting alike: {shown}. ");
    }
    let lowest = split.groups.iter().find(|group| group.value == summary.lowest);
    if let Some((lowest, bound)) = lowest.filter(|g| !g.value.is_empty()).zip(summary.lowest_bound)
    {
        let of = lowest.measures.iter().find(|result| result.measure == measure.id);
        let estimate = of.and_then(|result| result.estimate.as_ref());
        let decimals = estimate.map_or(0, |e| unit.decimals(e.lower, e.upper));
        let chance = match summary.p_any {
            Some(p) if !below(p) => ", as some group is by chance",
            _ => "",
        };
        text += &format!(
            "Lowest is {}{chance}; with all groups considered at once it is not below {}.",
            words::group(lowest),
            figure::number(bound, decimals),
        );
    }
    (!text.is_empty()).then(|| text.trim_end().to_owned())
}

/// As in "= 0.012" or "<0.001".
fn p_value(p: f64) -> String {
    let text = figure::p_value(p);
    if text.starts_with(['<', '>']) { text } else { format!("= {text}") }
}
