//! A change split into what is real and what is another mix of answers (Kitagawa 1955).

/// A change of a mean over groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MixAdjusted {
    /// After minus before.
    pub change: f64,
    /// What it would be had the groups kept their shares.
    pub real: f64,
    /// What other shares of the groups alone would have done.
    pub mix: f64,
}

/// Splits the change of a mean into Σ w̄·Δθ (real) and Σ θ̄·Δw (mix) over groups, w̄ and θ̄ the
/// averages of before and after: "the NPS fell by 4, of which 3 because more phone customers answered".
///
/// `before` and `after` hold for each group, in the same order, its weight (answers) and its mean. A
/// group without answers in one period has no mean there, which is then taken from the other, so that
/// it counts as mix alone. Absent without answers in either period, and when the lists differ in length
/// or a weight is negative.
///
/// ```
/// use plaudit_core::series::mix_adjusted;
///
/// // Web 60 and phone 20 both times; the share of phone rises from 20% to 50%.
/// let split = mix_adjusted(&[(80.0, 60.0), (20.0, 20.0)], &[(50.0, 60.0), (50.0, 20.0)]).unwrap();
/// assert_eq!(format!("{:.1} {:.1} {:.1}", split.change, split.real, split.mix), "-12.0 0.0 -12.0");
/// ```
#[must_use]
pub fn mix_adjusted(before: &[(f64, f64)], after: &[(f64, f64)]) -> Option<MixAdjusted> {
    let total = |groups: &[(f64, f64)]| groups.iter().map(|(w, _)| w).sum::<f64>();
    let (n0, n1) = (total(before), total(after));
    let fits =
        |(w, mean): &(f64, f64)| *w >= 0.0 && w.is_finite() && (*w == 0.0 || mean.is_finite());
    let all = before.iter().chain(after).all(fits);
    if before.len() != after.len() || !all || n0 <= 0.0 || n1 <= 0.0 {
        return None;
    }
    let (mut real, mut mix) = (0.0, 0.0);
    for (&(w0, m0), &(w1, m1)) in before.iter().zip(after) {
        if w0 + w1 <= 0.0 {
            continue;
        }
        let m0 = if w0 > 0.0 { m0 } else { m1 };
        let m1 = if w1 > 0.0 { m1 } else { m0 };
        let (s0, s1) = (w0 / n0, w1 / n1);
        real += (s0 + s1) / 2.0 * (m1 - m0);
        mix += (m0 + m1) / 2.0 * (s1 - s0);
    }
    Some(MixAdjusted { change: real + mix, real, mix })
}
