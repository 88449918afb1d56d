//! A change as it is told on the page and in the terminal: the figures of each measure, and in words
//! what else is known of it.

use plaudit_proto::v1::{Change, Difference, MeasureChange, MeasureResult, Report};

use super::figure::{self, Finding, Shown, ShownDifference, Unit};

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
        Some(Row::new(measure, change, report.privacy_k))
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

    /// What else is known, in whole sentences.
    pub(crate) fn remarks(&self, report: &Report) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.difference.is_none() {
            return remarks;
        }
        if self.change.detectable.is_some() {
            let finding = match self.words() {
                "no reliable difference" => "No reliable difference; this",
                _ => "This",
            };
            let detectable = self.detectable();
            remarks.push(format!("{finding} many answers could have detected {detectable}."));
        }
        if let Some(held) = self.change.held_steady {
            remarks.push(
                if held {
                    "It held steady within the margin asked for."
                } else {
                    "It is not shown to have held steady within the margin asked for."
                }
                .to_owned(),
            );
        }
        if let Some(difference) = &self.change.weighted_difference {
            remarks.push(format!("Weighted: {}.", self.weighted(difference)));
        }
        remarks.extend(self.mixes(report));
        if let Some(range) = &self.change.superiority {
            let limits = range.lower.zip(range.upper);
            let limits = limits.map(|(low, high)| format!(" ({})", figure::range(low, high, 0)));
            remarks.push(format!(
                "A random answer of this period is above a random one of the other with a chance of \
                 {}%{}, ties counting half.",
                figure::number(range.value, 0),
                limits.unwrap_or_default(),
            ));
        }
        if self.change.shared_respondents > 0 {
            remarks.push(format!(
                "{} respondents answered in both periods; the interval accounts for them.",
                figure::count(self.change.shared_respondents),
            ));
        }
        remarks
    }

    fn weighted(&self, difference: &Difference) -> String {
        let whole = self.now.as_ref().zip(self.difference.as_ref());
        let Some((now, plain)) = whole else { return String::new() };
        let shown = ShownDifference::new(difference, now, self.unit);
        let value =
            if plain.value.is_empty() { String::new() } else { format!("{} ", shown.value) };
        format!("{value}({}), {}", shown.interval, shown.finding.words())
    }

    fn mixes(&self, report: &Report) -> Vec<String> {
        let Some(change) = &self.change.difference else { return Vec::new() };
        if self.difference.as_ref().is_some_and(|difference| difference.value.is_empty()) {
            return Vec::new();
        }
        let decimals = self.unit.decimals(change.lower, change.upper).max(1);
        let parts = self.change.mixes.iter().map(|mix| {
            let split = report.splits.iter().find(|split| split.segment == mix.segment);
            let label = split.map_or("", |split| split.label.as_str());
            format!(
                "By {}: {} within its groups, {} because their sizes changed.",
                if label.is_empty() { &mix.segment } else { label },
                figure::signed(mix.within, decimals),
                figure::signed(mix.mix, decimals),
            )
        });
        parts.collect()
    }
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
