//! How much the answers to a measure may vary, to plan how many are needed before there are any.

use super::{Kind, Measure};
use crate::compare::answers_needed;
use crate::estimate::Level;
use crate::scale::Scale;
use crate::survey::Version;

/// How many answers a wished precision needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Where answers vary as they often do: a net promoter score of 60 % promoters and 11 % detractors
    /// (variance 0.49), a share of 80 %, scores with a standard deviation of a fifth of their scale.
    pub usual: u64,
    /// Where they vary more: a net promoter score of variance 0.75, a share of 50 %, scores spread evenly
    /// over the scale.
    pub cautious: u64,
}

impl Measure {
    /// How many answers give an interval of ± `points`: percentage points of shares, points of net
    /// promoter scores and indices, hundredths of the scale of mean scores and gaps (METHODS §2.5 M1).
    /// Absent for a wallet share, a consensus and a corrected share, and unless `points` are above 0.
    ///
    /// The tests hold 753 and 1,153 answers for ± 5 points of an NPS, and 385 for ± 5 points of a share.
    #[must_use]
    pub fn answers_needed(&self, version: &Version, points: f64, level: Level) -> Option<Plan> {
        let (usual, cautious) = self.variances(version)?;
        let needed = |variance: f64| answers_needed(variance * 1e4, points, level);
        Some(Plan { usual: needed(usual)?, cautious: needed(cautious)? })
    }

    /// Usual and cautious variance, on 0 to 1; of a gap, on -1 to 1.
    fn variances(&self, version: &Version) -> Option<(f64, f64)> {
        let one = |scale: &Scale| Some((0.04, even(scale.len())));
        match &self.kind {
            Kind::Nps | Kind::Nps1To10 | Kind::Enps => Some((0.49, 0.75)),
            Kind::Csat { .. }
            | Kind::Ces
            | Kind::BottomBox { .. }
            | Kind::Share { .. }
            | Kind::Frequency { .. }
            | Kind::Secure { .. } => Some((0.16, 0.25)),
            Kind::Mean { .. } | Kind::Intent => one(self.scale(version)?),
            Kind::Index { .. } => one(super::scale_of(version, self.questions().first()?)?),
            // Two answers that are not related vary twice as much as one; related by a half, as much.
            Kind::Gap { perceived, .. } => {
                let scale = super::scale_of(version, perceived)?;
                Some((0.04, 2.0 * even(scale.len())))
            }
            Kind::WalletShare | Kind::Consensus | Kind::ClassifiedShare { .. } => None,
        }
    }
}

/// Variance of answers spread evenly over `values` equally distant values from 0 to 1.
fn even(values: usize) -> f64 {
    let k = values as f64;
    (k * k - 1.0) / 12.0 / (k - 1.0).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn a_wished_precision_needs_the_answers_of_the_reference() {
        let version = testing::version(false);
        let needed = |id: &str, points: f64| {
            let measure = version.survey().measures.iter().find(|m| m.id == id).unwrap();
            let plan = measure.answers_needed(&version, points, Level::default()).unwrap();
            (plan.usual, plan.cautious)
        };
        // METHODS §2.5 M1; shares: 1.96²·p(1-p)/0.05²; 1 to 5 spread evenly: variance 2 in steps of 4.
        assert_eq!(needed("nps", 5.0), (753, 1_153));
        assert_eq!(needed("nps", 10.0), (189, 289));
        assert_eq!(needed("csat", 5.0), (246, 385));
        assert_eq!(needed("mean", 5.0), (62, 193));
        let nps = &version.survey().measures[0];
        assert_eq!(nps.answers_needed(&version, 0.0, Level::default()), None);
        let consensus = Measure { kind: Kind::Consensus, ..version.survey().measures[2].clone() };
        assert_eq!(consensus.answers_needed(&version, 5.0, Level::default()), None);
    }
}
