//! What may be said about a finding (METHODS §4.8).
//!
//! Association is not called cause. The [`Evidence`] behind a finding decides which verb a sentence
//! may use; the sentences are templates with named places, so that other languages can replace them.

use crate::Interval;

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
    fn a_name_that_looks_like_a_place_stays_as_it_is() {
        assert_eq!(fill("{a} {b} {", &[("a", "{b}"), ("b", "x")]), "{b} x {");
    }
}
