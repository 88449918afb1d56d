//! A share found by a classifier, corrected for its errors.

use super::share;
use crate::corrected::Classifier;

/// Below this J = sensitivity + specificity - 1 the share is not fit to be published (METHODS M18).
pub(super) const LEAST_YOUDEN: f64 = 0.5;

pub(super) fn definition(options: &[String], classifier: &Classifier) -> String {
    format!(
        "{}, corrected for a classifier with sensitivity {} and specificity {}; of those with a \
         class, not of all customers",
        share::definition(options),
        rate(classifier.sensitivity),
        rate(classifier.specificity),
    )
}

/// The field of the contract that is wrong, and why.
pub(super) fn check(classifier: &Classifier) -> Result<(), (&'static str, String)> {
    let Classifier { sensitivity, specificity } = classifier;
    for (found, name, (right, all)) in
        [("true_positives", "positives", sensitivity), ("true_negatives", "negatives", specificity)]
    {
        if *all == 0 {
            return Err((name, "must be at least 1".to_owned()));
        }
        if right > all {
            return Err((found, format!("must be at most {all}, the {name}")));
        }
    }
    let youden = youden(classifier);
    if youden < LEAST_YOUDEN {
        let reason = format!(
            "finds too little: sensitivity {} plus specificity {} must be at least 1.5, or the share \
             is not fit to be published",
            rate(*sensitivity),
            rate(*specificity),
        );
        return Err(("", reason));
    }
    Ok(())
}

fn youden(classifier: &Classifier) -> f64 {
    let share = |(right, all): (u64, u64)| right as f64 / all as f64;
    share(classifier.sensitivity) + share(classifier.specificity) - 1.0
}

/// As `0.8`.
fn rate((right, all): (u64, u64)) -> String {
    format!("{}", (right as f64 / all as f64 * 1e3).round() / 1e3)
}
