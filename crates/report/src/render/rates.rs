//! Response rates and what silence may hide, in words.

use plaudit_proto::v1::{MeasureResult, Report, ResponseRates};

use super::figure::{self, Shown, Unit};

/// What the letters in the definitions of the rates stand for.
pub(crate) const LETTERS: &str = "I complete, P partial, R refused or broke off, NC not reached, O \
     other, U unknown whether there was someone, e the share of the unknown that was eligible.";

/// How many of the invited answered.
pub(crate) fn answered(rates: &ResponseRates) -> String {
    let of = if rates.of_invitations { "invited in this period" } else { "invited" };
    let sentence = format!(
        "{} complete and {} partial responses of {} {of}",
        figure::count(rates.complete),
        figure::count(rates.partial),
        figure::count(rates.invited),
    );
    match rates.rates.iter().find(|rate| rate.name == "RR1") {
        Some(rate) => format!("{sentence}: response rate {} (RR1).", percent(rate.value)),
        None => format!("{sentence}."),
    }
}

/// How alike those who answered are to those who were invited.
pub(crate) fn alike(rates: &ResponseRates) -> Option<String> {
    let (r, bias) = rates.r_indicator.zip(rates.largest_bias)?;
    Some(format!(
        "By the groups of the frame the R-indicator is {} (1: all groups answer alike); such unlike \
         response can move a mean by up to {} standard deviations of its answers.",
        figure::number(r, 2),
        figure::number(bias, 2),
    ))
}

/// A share from 0 to 1 in percent with a decimal, as rates are quoted.
pub(crate) fn percent(share: f64) -> String {
    format!("{}%", figure::number(share * 100.0, 1))
}

/// What a measure could be, had all answered.
pub(crate) struct Band<'a> {
    pub measure: &'a MeasureResult,
    /// Of those who answered; empty where only an interval may be shown.
    pub value: String,
    /// As in "−68 to 81".
    pub range: String,
    /// What the silent would have to give on average for all together to be in the middle.
    pub needed: String,
}

/// The bands of the measures that the report has.
pub(crate) fn bands<'a>(rates: &ResponseRates, report: &'a Report) -> Vec<Band<'a>> {
    let bands = rates.bands.iter().filter_map(|band| {
        let measure = report.measures.iter().find(|measure| measure.id == band.measure)?;
        let unit = Unit::of(&measure.unit);
        let shown = Shown::new(measure.estimate.as_ref()?, unit);
        let decimals = unit.decimals(band.lowest, band.highest);
        let middle = figure::number(f64::midpoint(measure.minimum, measure.maximum), decimals);
        let needed = match band.break_even {
            needed if needed < measure.minimum => format!("stays above {middle}"),
            needed if needed > measure.maximum => format!("stays below {middle}"),
            needed => format!("{} for {middle}", figure::number(needed, decimals)),
        };
        Some(Band {
            measure,
            value: shown.cell(),
            range: figure::range(band.lowest, band.highest, decimals),
            needed,
        })
    });
    bands.collect()
}
