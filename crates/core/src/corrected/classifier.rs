//! A share found by a classifier that errs (Rogan & Gladen 1978).

/// How often a classifier is right, counted on answers labelled by people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classifier {
    /// Of those that are in the class: (found, all).
    pub sensitivity: (u64, u64),
    /// Of those that are not: (left out, all).
    pub specificity: (u64, u64),
}

/// A share corrected for the classifier's errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Classified {
    /// The corrected share, within [0, 1].
    pub value: f64,
    /// Standard error, which knows that the classifier's rates are estimates.
    pub error: f64,
    /// Youden's J = sensitivity + specificity - 1. Below one half the share is not fit to be published.
    pub youden: f64,
}

/// The share of a class among `n` answers of which the classifier found `found`: (q + sp - 1)/J with
/// the variance q(1 - q)/(nJ²) + se(1 - se)π²/(n_se·J²) + sp(1 - sp)(1 - π)²/(n_sp·J²). Its base are the
/// answers with a text, not the customers. Absent without answers or labels, and when the classifier is
/// no better than chance.
///
/// ```
/// use plaudit_core::corrected::{Classifier, rogan_gladen};
///
/// // METHODS §8.14: 30% of 1,000 found at se .80 (of 100) and sp .90 (of 200).
/// let classifier = Classifier { sensitivity: (80, 100), specificity: (180, 200) };
/// let share = rogan_gladen(300, 1_000, classifier).unwrap();
/// assert_eq!(format!("{:.6} {:.6}", share.value, share.error), "0.285714 0.034113");
/// ```
#[must_use]
pub fn rogan_gladen(found: u64, n: u64, classifier: Classifier) -> Option<Classified> {
    let q = rate((found, n))?;
    corrected_share(q, q * (1.0 - q) / n as f64, classifier)
}

/// The same of a share with a variance of its own, as weighted answers have it. Absent unless the share
/// is within 0 and 1, without labels, and when the classifier is no better than chance.
#[must_use]
pub fn corrected_share(share: f64, variance: f64, classifier: Classifier) -> Option<Classified> {
    let (se, sp) = (rate(classifier.sensitivity)?, rate(classifier.specificity)?);
    let youden = se + sp - 1.0;
    if youden <= 0.0 || !(0.0..=1.0).contains(&share) {
        return None;
    }
    let value = ((share + sp - 1.0) / youden).clamp(0.0, 1.0);
    let spread = |p: f64, n: u64| p * (1.0 - p) / n as f64;
    let variance = variance
        + spread(se, classifier.sensitivity.1) * value * value
        + spread(sp, classifier.specificity.1) * (1.0 - value) * (1.0 - value);
    Some(Classified { value, error: variance.max(0.0).sqrt() / youden, youden })
}

fn rate((part, all): (u64, u64)) -> Option<f64> {
    (part <= all && all > 0).then(|| part as f64 / all as f64)
}
