//! How a figure is written: the one place that rounds, and the words for figures that do not exist.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use plaudit_proto::v1::{
    Difference, Estimate, Group, GroupResult, MeasureResult, Period, Report, Standing,
};

/// In place of a value without answers; never 0.
pub(crate) const NO_ANSWERS: &str = "no answers";

/// Unit of a measure's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// From -100 to 100.
    Points,
    /// From 0 to 100.
    Percent,
    /// From 0 to 100, of nothing in particular.
    Index,
    /// The scale's own.
    Score,
}

impl Unit {
    /// The unit that the contract names; an unknown one is shown like a score, with two decimals.
    pub(crate) fn of(name: &str) -> Self {
        match name {
            "points" => Self::Points,
            "percent" => Self::Percent,
            "index" => Self::Index,
            _ => Self::Score,
        }
    }

    /// How a column of such values is headed.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Percent => "percent",
            Self::Index => "index",
            Self::Score => "score",
        }
    }

    /// The unit in a list of facts; scores need none beside their scale.
    pub(crate) fn phrase(self) -> &'static str {
        match self {
            Self::Points => "in points; ",
            Self::Percent => "in percent; ",
            Self::Index => "from 0 to 100; ",
            Self::Score => "",
        }
    }

    /// Decimals that the uncertainty allows: shares, points and indices are whole unless the interval
    /// reaches less than 1 to either side; scores have two.
    pub(crate) fn decimals(self, lower: f64, upper: f64) -> usize {
        match self {
            Self::Score => 2,
            _ if (upper - lower) / 2.0 < 1.0 => 1,
            _ => 0,
        }
    }

    fn sign(self) -> &'static str {
        if self == Self::Percent { "%" } else { "" }
    }
}

/// An estimate, rounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The value without its unit; absent where only the interval may be shown.
    pub value: Option<String>,
    /// As in "33 to 61".
    pub interval: String,
    /// Answers, as in "1,204".
    pub n: String,
    /// How far it may be published.
    pub standing: Standing,
    sign: &'static str,
}

impl Shown {
    /// Rounds `estimate` by the rules of `unit`.
    pub(crate) fn new(estimate: &Estimate, unit: Unit) -> Self {
        let decimals = unit.decimals(estimate.lower, estimate.upper);
        let standing = estimate.standing();
        Self {
            value: (standing != Standing::IntervalOnly).then(|| number(estimate.value, decimals)),
            interval: range(estimate.lower, estimate.upper, decimals),
            n: count(estimate.n),
            standing,
            sign: unit.sign(),
        }
    }

    /// Whether the value may lead and be marked.
    pub(crate) fn leads(&self) -> bool {
        !matches!(self.standing, Standing::Indicative | Standing::IntervalOnly)
    }

    /// What is read first: the value, or the interval where that is all that holds.
    pub(crate) fn first(&self) -> String {
        match &self.value {
            Some(value) if self.leads() => format!("{value}{}", self.sign),
            _ => format!("{}{}", self.interval, self.sign),
        }
    }

    /// What follows: the interval, the value of an indicative estimate, or nothing.
    pub(crate) fn second(&self) -> Option<String> {
        match &self.value {
            Some(_) if self.leads() => Some(format!("({})", self.interval)),
            Some(_) => Some(self.cell()),
            None => None,
        }
    }

    /// Both in one, as in "48 (33 to 61)".
    pub(crate) fn text(&self) -> String {
        match self.second() {
            Some(second) => format!("{} {second}", self.first()),
            None => self.first(),
        }
    }

    /// The value in a column that is headed by its unit: in brackets when indicative, empty when
    /// only the interval may be shown.
    pub(crate) fn cell(&self) -> String {
        match &self.value {
            Some(value) if self.leads() => value.clone(),
            Some(value) => format!("({value})"),
            None => String::new(),
        }
    }
}

/// What the weights cost, as in "effective n 2,215, design effect 1.24".
pub(crate) fn effective(estimate: &Estimate) -> String {
    let design_effect = estimate.n as f64 / estimate.effective_n;
    let effective = count(estimate.effective_n.round() as u64);
    format!("effective n {effective}, design effect {}", number(design_effect, 2))
}

/// A difference, rounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShownDifference {
    /// As in "+12"; empty where the estimate shows only its interval.
    pub value: String,
    /// As in "2 to 21".
    pub interval: String,
    /// Adjusted, as in "0.012".
    pub p: String,
    /// What may be concluded from it.
    pub finding: Finding,
}

/// What may be concluded from a difference to the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// Reliably above the rest.
    Higher,
    /// Reliably below the rest.
    Lower,
    /// Nothing.
    None,
}

impl Finding {
    /// In words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Higher => "reliably higher",
            Self::Lower => "reliably lower",
            Self::None => "no reliable difference",
        }
    }

    /// As a mark; empty without a finding.
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Self::Higher => "▲",
            Self::Lower => "▼",
            Self::None => "",
        }
    }
}

impl ShownDifference {
    /// Rounds the `difference` of a group with the estimate `of` by the rules of `unit`.
    pub(crate) fn new(difference: &Difference, of: &Shown, unit: Unit) -> Self {
        let decimals = unit.decimals(difference.lower, difference.upper);
        let value = of.value.as_ref().map(|_| signed(difference.value, decimals));
        Self {
            value: value.unwrap_or_default(),
            interval: range(difference.lower, difference.upper, decimals),
            p: p_value(difference.p_adjusted),
            finding: match difference {
                d if d.reliable && d.value > 0.0 => Finding::Higher,
                d if d.reliable && d.value < 0.0 => Finding::Lower,
                _ => Finding::None,
            },
        }
    }
}

/// A number with a true minus sign; what rounds to nothing has no sign.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    let factor = 10f64.powi(i32::try_from(decimals).unwrap_or(2));
    let rounded = (value * factor).round() / factor;
    let text = format!("{:.decimals$}", rounded.abs());
    if rounded < 0.0 { format!("−{text}") } else { text }
}

/// A number that shows its sign, as differences do.
pub(crate) fn signed(value: f64, decimals: usize) -> String {
    let text = number(value, decimals);
    let zero = text.chars().all(|c| matches!(c, '0' | '.'));
    if zero || text.starts_with('−') { text } else { format!("+{text}") }
}

/// Two limits, as in "33 to 61".
pub(crate) fn range(lower: f64, upper: f64, decimals: usize) -> String {
    format!("{} to {}", number(lower, decimals), number(upper, decimals))
}

/// A count with thousands apart, as in "1,204".
pub(crate) fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share from 0 to 1 as whole percent; what is neither nothing nor all is not rounded to either.
pub(crate) fn share(share: f64) -> String {
    match share * 100.0 {
        p if p > 0.0 && p < 0.5 => "<1%".into(),
        p if (99.5..100.0).contains(&p) => ">99%".into(),
        p => format!("{}%", number(p, 0)),
    }
}

/// A p-value with three decimals.
pub(crate) fn p_value(p: f64) -> String {
    match p {
        p if p < 0.001 => "<0.001".into(),
        p if p > 0.999 => ">0.999".into(),
        p => number(p, 3),
    }
}

/// A level as in "95%".
pub(crate) fn level(level: f64) -> String {
    let tenths = (level * 1000.0).round();
    format!("{}%", number(level * 100.0, usize::from(tenths % 10.0 != 0.0)))
}

/// Fewest answers that may be shown of `measure`: of employees never fewer than ten.
pub(crate) fn k(measure: &MeasureResult, report: &Report) -> u32 {
    if measure.kind == "enps" { report.privacy_k.max(10) } else { report.privacy_k }
}

/// Why a whole measure or a point of a trend is not shown.
pub(crate) fn withheld(k: u32) -> String {
    format!("withheld (fewer than {k})")
}

/// Why a group is not shown: it is small itself, or it would give a small one away.
pub(crate) fn withheld_group(group: &Group, k: u32) -> String {
    if group.responses < u64::from(k) {
        withheld(k)
    } else {
        "withheld (protects a small group)".into()
    }
}

/// In place of a group's estimate, or none when it has one.
pub(crate) fn missing(group: &Group, result: &GroupResult, k: u32) -> Option<String> {
    match (result.withheld, &result.estimate) {
        (true, _) => Some(withheld_group(group, k)),
        (false, None) => Some(NO_ANSWERS.into()),
        (false, Some(_)) => None,
    }
}

/// In place of a measure's estimate, or none when it has one.
pub(crate) fn missing_measure(measure: &MeasureResult, k: u32) -> Option<String> {
    match (measure.withheld, &measure.estimate) {
        (true, _) => Some(withheld(k)),
        (false, None) => Some(NO_ANSWERS.into()),
        (false, Some(_)) => None,
    }
}

/// A day as in "5 Jan 2026"; what is not a day stays as it is.
pub(crate) fn day(iso: &str) -> String {
    format_day(iso, "%-d %b %Y")
}

/// A day within its year, as in "5 Jan".
pub(crate) fn short_day(iso: &str) -> String {
    format_day(iso, "%-d %b")
}

/// A month as in "Jan 2026".
pub(crate) fn month(iso: &str) -> String {
    format_day(iso, "%b %Y")
}

/// A month within its year, as in "Jan".
pub(crate) fn short_month(iso: &str) -> String {
    format_day(iso, "%b")
}

/// The name of the day of the week, as in "Mon".
pub(crate) fn weekday(iso: &str) -> String {
    format_day(iso, "%a")
}

/// A period, as in "1 Jan 2026 to 31 Dec 2026".
pub(crate) fn period(period: Option<&Period>) -> String {
    match period.map(|p| (p.from.as_deref(), p.to.as_deref())) {
        Some((Some(from), Some(to))) => format!("{} to {}", day(from), day(to)),
        Some((Some(from), None)) => format!("from {}", day(from)),
        Some((None, Some(to))) => format!("until {}", day(to)),
        _ => "no responses".into(),
    }
}

/// When the report was built, in its time zone.
pub(crate) fn generated(report: &Report) -> Option<String> {
    let at = report.generated_at.as_ref()?;
    let at = Timestamp::new(at.seconds, at.nanos).ok()?;
    let zone = TimeZone::get(&report.time_zone).unwrap_or(TimeZone::UTC);
    Some(at.to_zoned(zone).strftime("%-d %b %Y, %H:%M %Z").to_string())
}

fn format_day(iso: &str, format: &str) -> String {
    iso.parse::<Date>().map_or_else(|_| iso.to_owned(), |date| date.strftime(format).to_string())
}

#[cfg(test)]
mod tests;
