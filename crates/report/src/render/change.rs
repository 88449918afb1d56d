//! A change as it is told on the page and in the terminal: the figures of each measure, and in words
//! what else is known of it.

use plaudit_proto::v1::{Change, MeasureChange, MeasureResult, Report};

use super::figure::{self, Finding, Shown, ShownDifference, Unit};
use super::words;

/// The change of one measure.
pub(crate) struct Row<'a> {
    pub measure: &'a MeasureResult,
    pub change: &'a MeasureChange,
    pub unit: Unit,
    pub before: Option<Shown>,
    pub now: Option<Shown>,
    /// In place of a difference that does not exist.
    pub missing: Option<String>,
    pub difference: Option<ShownDifference>,
    /// What the change may be marked with: nothing unless both values may lead.
    pub finding: Finding,
}

/// The measures of a change that the report has.
pub(crate) fn rows<'a>(change: &'a Change, report: &'a Report) -> Vec<Row<'a>> {
    let measures = change.measures.iter().filter_map(|change| {
        let measure = report.measures.iter().find(|measure| measure.id == change.measure)?;
        Some(Row::new(measure, change, figure::k(measure, report)))
    });
    measures.collect()
}

impl<'a> Row<'a> {
    fn new(measure: &'a MeasureResult, change: &'a MeasureChange, k: u32) -> Self {
        let unit = Unit::of(&measure.unit);
        let shown = |e: &plaudit_proto::v1::Estimate| Shown::new(e, unit);
        let (now, before) = (measure.estimate.as_ref(), change.base.as_ref());
        let (now, before) = (now.map(shown), before.map(shown));
        let missing = match (&change.difference, change.withheld) {
            (_, true) => Some(figure::withheld(k)),
            (None, false) => Some(figure::NO_ANSWERS.to_owned()),
            (Some(_), false) => None,
        };
        // The weaker of the two says how much may be shown.
        let weaker = [&now, &before].into_iter().flatten().min_by_key(|s| s.value.is_some());
        let difference = change.difference.as_ref().zip(weaker);
        let difference = difference.map(|(d, weaker)| ShownDifference::new(d, weaker, unit));
        let lead = [&now, &before].into_iter().flatten().all(Shown::leads);
        let finding = difference.as_ref().filter(|_| lead).map_or(Finding::None, |d| d.finding);
        Self { measure, change, unit, before, now, missing, difference, finding }
    }

    /// The class that colours the finding as better or worse; empty without one.
    pub(crate) fn class(&self) -> &'static str {
        match (self.finding, self.measure.higher_is_better) {
            (Finding::None, _) => "",
            (Finding::Higher, true) | (Finding::Lower, false) => "good",
            (Finding::Higher, false) | (Finding::Lower, true) => "bad",
        }
    }

    /// The finding in words; a change is spoken of against the other period.
    pub(crate) fn words(&self) -> &'static str {
        self.difference.as_ref().map_or("", |difference| difference.finding.words())
    }

    /// The smallest change that could have been seen, as in "about 8"; empty where none is known.
    pub(crate) fn detectable(&self) -> String {
        let points = |d: &f64| format!("about {}", figure::number(*d, self.decimals(*d)));
        self.change.detectable.as_ref().map(points).unwrap_or_default()
    }

    fn decimals(&self, half: f64) -> usize {
        self.unit.decimals(-half, half)
    }

    /// Whether it held steady; absent without a margin.
    pub(crate) fn held(&self) -> Option<&'static str> {
        let held = self.change.held_steady.filter(|_| self.difference.is_some())?;
        Some(if held { "yes" } else { "not shown" })
    }

    /// The chance to be above an answer of the other period, as in "51% (49 to 52)".
    pub(crate) fn superiority(&self) -> Option<String> {
        let range = self.change.superiority.as_ref().filter(|_| self.difference.is_some())?;
        let limits = range.lower.zip(range.upper);
        let limits = limits.map(|(low, high)| format!(" ({})", figure::range(low, high, 0)));
        Some(format!("{}%{}", figure::number(range.value, 0), limits.unwrap_or_default()))
    }

    /// The weighted change with what may be concluded from it.
    pub(crate) fn weighted(&self) -> Option<String> {
        let difference = self.change.weighted_difference.as_ref()?;
        let (now, plain) = self.now.as_ref().zip(self.difference.as_ref())?;
        let shown = ShownDifference::new(difference, now, self.unit);
        let figures = match plain.value.as_str() {
            "" => shown.interval,
            _ => format!("{} ({})", shown.value, shown.interval),
        };
        Some(format!("{figures}, {}", shown.finding.words()))
    }

    /// The change by the groups of `segment`: within them, and by their sizes.
    pub(crate) fn mix(&self, segment: &str) -> Option<(String, String)> {
        let mix = self.change.mixes.iter().find(|mix| mix.segment == segment)?;
        let change = self.change.difference.as_ref()?;
        let shows = self.difference.as_ref().is_some_and(|d| !d.value.is_empty());
        let decimals = self.unit.decimals(change.lower, change.upper).max(1);
        shows.then(|| (figure::signed(mix.within, decimals), figure::signed(mix.mix, decimals)))
    }

    /// What else is known, in whole sentences.
    pub(crate) fn remarks(&self, report: &Report) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.difference.is_some() && self.change.detectable.is_some() {
            let finding = match self.words() {
                "no reliable difference" => "No reliable difference; this",
                _ => "This",
            };
            let detectable = self.detectable();
            remarks.push(format!("{finding} many answers could have detected {detectable}."));
        }
        remarks.extend(self.held().map(|held| match held {
            "yes" => "It held steady within the margin asked for.".to_owned(),
            _ => "It is not shown to have held steady within the margin asked for.".to_owned(),
        }));
        remarks.extend(self.weighted().map(|weighted| format!("Weighted: {weighted}.")));
        for (segment, label) in segments(report) {
            remarks.extend(self.mix(segment).map(|(within, mix)| {
                format!(
                    "By {label}: {within} within its groups, {mix} because their sizes changed."
                )
            }));
        }
        remarks.extend(self.superiority().map(|chance| {
            format!("Chance that an answer is above one of the other period: {chance}.")
        }));
        if self.change.shared_respondents > 0 {
            remarks.push(format!(
                "{} respondents answered in both periods; the interval accounts for them.",
                figure::count(self.change.shared_respondents),
            ));
        }
        remarks
    }
}

/// The segments that a change is split by, each with its label.
pub(crate) fn segments(report: &Report) -> impl Iterator<Item = (&str, &str)> {
    let splits = report.splits.iter();
    splits.map(|split| (&*split.segment, words::named(&split.label, &split.segment)))
}

/// The scale of some measures, as in "percent" or "score, 1 to 7".
pub(crate) fn scale(measure: &MeasureResult) -> String {
    match Unit::of(&measure.unit) {
        Unit::Score => {
            let range = figure::range(measure.minimum, measure.maximum, 0);
            format!("{}, {range}", Unit::Score.label())
        }
        unit => unit.label().to_owned(),
    }
}

/// What is compared with, as in "the period before: 1 Jan 2025 to 31 Dec 2025, 1,102 responses".
pub(crate) fn base(change: &Change) -> String {
    let kind = match change.kind.as_str() {
        "previous" => "the period before: ",
        "year_before" => "the same days of the year before: ",
        _ => "",
    };
    let period = figure::period(change.base.as_ref());
    format!("{kind}{period}, {} responses", figure::count(change.responses))
}
