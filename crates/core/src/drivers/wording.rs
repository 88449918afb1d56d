//! What may be said about a finding (METHODS §4.8).
//!
//! Association is not called cause. The [`Evidence`] behind a finding decides which verb a sentence
//! may use; the sentences are templates with named places, so that other languages can replace them.

use crate::Interval;
use crate::measure::Unit;
use crate::scale::Direction;

/// The ladder of evidence, from the weakest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Two things were seen together.
    Association,
    /// Seen together among customers alike on the other drivers.
    AdjustedAssociation,
    /// Before and after, against a comparison group.
    ComparisonGroup,
    /// Chance decided who got the change, or when.
    Randomised,
}

impl Evidence {
    /// Whether a sentence may say "effect".
    ///
    /// ```
    /// use plaudit_core::drivers::wording::Evidence;
    /// assert!(!Evidence::AdjustedAssociation.may_say_effect());
    /// assert!(Evidence::ComparisonGroup.may_say_effect());
    /// ```
    #[must_use]
    pub fn may_say_effect(self) -> bool {
        self >= Self::ComparisonGroup
    }

    /// Whether a sentence may say "causes".
    #[must_use]
    pub fn may_say_cause(self) -> bool {
        self == Self::Randomised
    }

    /// `association`, `adjusted_association`, `comparison_group` or `randomised`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Association => "association",
            Self::AdjustedAssociation => "adjusted_association",
            Self::ComparisonGroup => "comparison_group",
            Self::Randomised => "randomised",
        }
    }

    /// The sentence that closes a finding.
    #[must_use]
    pub fn caveat(self) -> &'static str {
        match self {
            Self::Association | Self::AdjustedAssociation => "This is an association.",
            Self::ComparisonGroup => {
                "This is the effect if both groups would have changed alike without it."
            }
            Self::Randomised => "Chance decided who got it, so this is an effect.",
        }
    }
}

/// A slope: places `{driver}`, `{outcome}`, `{size}`, `{direction}`, `{lower}`, `{upper}`, `{others}`.
pub const SLOPE: &str = "Customers who rated {driver} one point higher rated {outcome} {size} points \
    {direction} ({lower} to {upper}), comparing customers alike on the other {others} items.";
/// A slope without other drivers.
pub const SLOPE_ALONE: &str = "Customers who rated {driver} one point higher rated {outcome} {size} \
    points {direction} ({lower} to {upper}).";
/// A slope of a share or a net score: places as [`SLOPE`], and `{unit}`.
pub const SHIFT: &str = "Among customers who rated {driver} one point {better}, {outcome} was {size} \
    {unit} {direction}{limits}, comparing customers alike on the other {others}.";
/// A slope of a mean: places as [`SHIFT`].
pub const RISE: &str = "Customers who rated {driver} one point {better} rated {outcome} {size} {unit} \
    {direction}{limits}, comparing customers alike on the other {others}.";
/// What follows a slope that chance alone may have made.
pub const CHANCE: &str = "The interval holds 0, so it may be chance.";
/// A share of explained variation: places `{driver}`, `{share}`, `{outcome}`, `{r2}`.
pub const SHARE: &str = "{driver} carries {share} of the variation in {outcome} that the items \
    explain together ({r2} of all variation).";
/// A robustness value: place `{value}`.
pub const ROBUSTNESS: &str = "An unmeasured factor explaining {value} of the residual variation of \
    both would remove this.";
/// What opens a scenario.
pub const SCENARIO: &str = "If the association were fully causal, {outcome} would be {size} points \
    {direction} ({lower} to {upper}).";

/// Puts values into the `{places}` of a template. Places without a value stay.
///
/// ```
/// use plaudit_core::drivers::wording::{ROBUSTNESS, fill};
/// let text = fill(ROBUSTNESS, &[("value", "14%")]);
/// assert!(text.starts_with("An unmeasured factor explaining 14% of"));
/// ```
#[must_use]
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    // One pass from left to right, so that a value that looks like a place stays as it is.
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        text.push_str(&rest[..open]);
        rest = &rest[open..];
        let close = rest.find('}').map_or(rest.len(), |at| at + 1);
        let place = rest[..close].trim_start_matches('{').trim_end_matches('}');
        let value = values.iter().find(|(name, _)| *name == place).map(|(_, value)| *value);
        text.push_str(value.unwrap_or(&rest[..close]));
        rest = &rest[close..];
    }
    text + rest
}

/// The sentence about a slope, with two decimals, and its caveat.
///
/// ```
/// use plaudit_core::{Interval, drivers::wording};
/// let slope = Interval { value: 0.126, lower: 0.031, upper: 0.222 };
/// assert_eq!(
///     wording::slope("response time", "overall satisfaction", slope, 6),
///     "Customers who rated response time one point higher rated overall satisfaction 0.13 points \
///      higher (0.03 to 0.22), comparing customers alike on the other 6 items. This is an \
///      association.");
/// ```
#[must_use]
pub fn slope(driver: &str, outcome: &str, slope: Interval, others: usize) -> String {
    let (template, evidence) = match others {
        0 => (SLOPE_ALONE, Evidence::Association),
        _ => (SLOPE, Evidence::AdjustedAssociation),
    };
    // "0.13 points lower (0.03 to 0.22)": limits in the direction that the sentence names
    let (direction, limits) = if slope.value < 0.0 {
        ("lower", (-slope.upper, -slope.lower))
    } else {
        ("higher", (slope.lower, slope.upper))
    };
    let places = [
        ("driver", driver),
        ("outcome", outcome),
        ("size", &format!("{:.2}", slope.value.abs())),
        ("direction", direction),
        ("lower", &format!("{:.2}", limits.0)),
        ("upper", &format!("{:.2}", limits.1)),
        ("others", &others.to_string()),
    ];
    format!("{} {}", fill(template, &places), evidence.caveat())
}

/// A slope with what a sentence about it needs.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'a> {
    /// What the driver is called.
    pub driver: &'a str,
    /// What the outcome is called.
    pub outcome: &'a str,
    /// The outcome's units per point of the driver towards its good end.
    pub slope: f64,
    /// Its limits, where they are known.
    pub limits: Option<(f64, f64)>,
    /// What the outcome is counted in.
    pub unit: Unit,
    /// Which end of the driver is good.
    pub direction: Direction,
    /// Drivers beside this one.
    pub others: usize,
    /// Robustness value, 0 to 1, where it is known.
    pub robustness: Option<f64>,
}

/// The finding in words: size, limits, whether it may be chance, how robust it is, and that it is an
/// association.
///
/// ```
/// use plaudit_core::drivers::wording::{Finding, finding};
/// use plaudit_core::{measure::Unit, scale::Direction};
/// let text = finding(&Finding {
///     driver: "Waiting",
///     outcome: "NPS",
///     slope: 4.24,
///     limits: Some((1.06, 7.44)),
///     unit: Unit::Points,
///     direction: Direction::LowerIsBetter,
///     others: 1,
///     robustness: Some(0.139),
/// });
/// assert_eq!(text,
///     "Among customers who rated Waiting one point better, NPS was 4.2 points higher (1.1 to 7.4), \
///      comparing customers alike on the other item. An unmeasured factor explaining 14% of the \
///      residual variation of both would remove this. This is an association.");
/// ```
#[must_use]
pub fn finding(finding: &Finding<'_>) -> String {
    let Finding { slope, limits, unit, others, .. } = *finding;
    let (template, unit, decimals) = match unit {
        Unit::Score => (RISE, "points", 2),
        Unit::Points | Unit::Index => (SHIFT, "points", 1),
        Unit::Percent => (SHIFT, "percentage points", 1),
    };
    let template = if others == 0 { template.replace(ALIKE, ".") } else { template.to_owned() };
    let sign = if slope < 0.0 { -1.0 } else { 1.0 };
    let number = |x: f64| format!("{:.decimals$}", sign * x).replace('-', "−");
    let limits = limits.map(|(a, b)| if slope < 0.0 { (b, a) } else { (a, b) });
    let places = [
        ("driver", finding.driver),
        ("outcome", finding.outcome),
        ("better", if finding.direction == Direction::LowerIsBetter { "better" } else { "higher" }),
        ("size", &number(slope)),
        ("unit", unit),
        ("direction", if slope < 0.0 { "lower" } else { "higher" }),
        (
            "limits",
            &limits.map_or_else(String::new, |(a, b)| format!(" ({} to {})", number(a), number(b))),
        ),
        ("others", &if others == 1 { "item".to_owned() } else { format!("{others} items") }),
    ];
    let mut text = fill(&template, &places);
    let holds_zero = limits.map(|(a, b)| a.min(b) <= 0.0 && a.max(b) >= 0.0);
    match (holds_zero, finding.robustness) {
        (Some(true), _) => text += &format!(" {CHANCE}"),
        (Some(false), Some(value)) => {
            let value = format!("{:.0}%", 100.0 * value);
            text += &format!(" {}", fill(ROBUSTNESS, &[("value", &value)]));
        }
        _ => {}
    }
    let evidence = if others == 0 { Evidence::Association } else { Evidence::AdjustedAssociation };
    format!("{text} {}", evidence.caveat())
}

/// What a sentence without other drivers leaves out.
const ALIKE: &str = ", comparing customers alike on the other {others}.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_below_the_third_rung_says_effect_or_cause() {
        let interval = Interval { value: -0.4, lower: -0.6, upper: -0.2 };
        for others in [0, 3] {
            let text = slope("waiting", "satisfaction", interval, others);
            assert!(text.contains("0.40 points lower (0.20 to 0.60)"), "{text}");
            assert!(!text.contains("effect") && !text.contains("cause"), "{text}");
        }
        for template in [SLOPE, SLOPE_ALONE, SHARE, ROBUSTNESS] {
            assert!(!template.contains("effect") && !template.contains("cause"));
        }
        assert!(Evidence::Randomised.may_say_cause() && !Evidence::ComparisonGroup.may_say_cause());
    }

    #[test]
    fn a_finding_says_what_chance_allows_and_never_cause() {
        let shift = Finding {
            driver: "“Price”",
            outcome: "“Stays”",
            slope: -0.04,
            limits: Some((-0.3, 0.22)),
            unit: Unit::Score,
            direction: Direction::HigherIsBetter,
            others: 0,
            robustness: Some(0.01),
        };
        assert_eq!(
            finding(&shift),
            "Customers who rated “Price” one point higher rated “Stays” 0.04 points lower (−0.22 to \
             0.30). The interval holds 0, so it may be chance. This is an association."
        );
        let sure = Finding { limits: None, unit: Unit::Percent, others: 3, ..shift };
        assert_eq!(
            finding(&sure),
            "Among customers who rated “Price” one point higher, “Stays” was 0.0 percentage points \
             lower, comparing customers alike on the other 3 items. This is an association."
        );
        for template in [SHIFT, RISE, CHANCE] {
            assert!(!template.contains("effect") && !template.contains("cause"));
            assert!(template == CHANCE || template.ends_with(ALIKE));
        }
    }

    #[test]
    fn a_name_that_looks_like_a_place_stays_as_it_is() {
        assert_eq!(fill("{a} {b} {", &[("a", "{b}"), ("b", "x")]), "{b} x {");
    }
}
