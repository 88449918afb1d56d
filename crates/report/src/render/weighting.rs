//! Raked weights, in words.

use plaudit_proto::v1::Weighting;

use super::figure;

/// What raking did and what it cost.
pub(crate) fn summary(weighting: &Weighting) -> String {
    let mut text = format!(
        "{} responses were weighted until they had the shares of the population, in {} rounds. The \
         weights run from {} to {} around a mean of 1; the design effect is {}.",
        figure::count(weighting.responses),
        weighting.rounds,
        figure::number(weighting.smallest, 2),
        figure::number(weighting.largest, 2),
        figure::number(weighting.design_effect, 2),
    );
    if weighting.trimmed > 0.0 {
        text += &format!(
            " Of all weight {} lay above five times the median and was spread before raking once more.",
            figure::share(weighting.trimmed),
        );
    }
    text
}
