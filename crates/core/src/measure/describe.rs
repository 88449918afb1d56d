//! Measures in words.

use super::{Band, Kind, Measure, Unit};
use crate::scale::Scale;

impl Kind {
    /// `nps`, `nps_1_10`, `csat`, `ces`, `mean` or `share`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Nps1To10 => "nps_1_10",
            Self::Csat { .. } => "csat",
            Self::Ces => "ces",
            Self::Mean { .. } => "mean",
            Self::Share { .. } => "share",
        }
    }

    /// Raised whenever the same answers would give another value.
    #[must_use]
    pub fn definition_version(&self) -> u32 {
        1
    }

    /// What the values are counted in.
    #[must_use]
    pub fn unit(&self) -> Unit {
        match self {
            Self::Nps | Self::Nps1To10 => Unit::Points,
            Self::Csat { .. } | Self::Ces | Self::Share { .. } => Unit::Percent,
            Self::Mean { .. } => Unit::Score,
        }
    }

    /// Lowest and highest possible value; `scale` is that of a score question.
    #[must_use]
    pub fn bounds(&self, scale: Option<&Scale>) -> (f64, f64) {
        match (self.unit(), scale) {
            (Unit::Points, _) => (-100.0, 100.0),
            (Unit::Score, Some(scale)) => (f64::from(scale.min), f64::from(scale.max)),
            (Unit::Percent | Unit::Score, _) => (0.0, 100.0),
        }
    }
}

impl Measure {
    /// How it is computed, in words.
    #[must_use]
    pub fn definition(&self, scale: Option<&Scale>) -> String {
        match &self.kind {
            Kind::Nps => "percent of 9-10 minus percent of 0-6".to_owned(),
            Kind::Nps1To10 => {
                "percent of 9-10 minus percent of 1-6, asked on 1 to 10; not comparable with an NPS \
                 on 0 to 10"
                    .to_owned()
            }
            Kind::Csat { .. } | Kind::Ces => self.top_definition(),
            Kind::Mean { .. } => match scale {
                Some(scale) => mean_definition(scale),
                None => "mean score".to_owned(),
            },
            Kind::Share { options } => format!("percent that chose {}", options.join(" or ")),
        }
    }

    pub(super) fn top_definition(&self) -> String {
        let top = match &self.kind {
            Kind::Ces => vec![5, 6, 7],
            Kind::Csat { top } | Kind::Mean { top } => top.clone(),
            _ => Vec::new(),
        };
        format!("percent of {}", ranges(top))
    }
}

impl Unit {
    /// `points`, `percent` or `score`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Percent => "percent",
            Self::Score => "score",
        }
    }
}

impl Band {
    /// `promoter`, `passive`, `detractor` or `top`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Promoter => "promoter",
            Self::Passive => "passive",
            Self::Detractor => "detractor",
            Self::Top => "top",
        }
    }
}

/// As `mean score on 1 to 5`.
pub(super) fn mean_definition(scale: &Scale) -> String {
    format!("mean score on {} to {}", scale.min, scale.max)
}

/// Scores as runs: `4-5`, `1, 3-5`.
fn ranges(mut scores: Vec<i32>) -> String {
    scores.sort_unstable();
    scores
        .chunk_by(|a, b| a + 1 == *b)
        .map(|run| match run {
            [one] => one.to_string(),
            run => format!("{}-{}", run[0], run[run.len() - 1]),
        })
        .collect::<Vec<_>>()
        .join(", ")
}
