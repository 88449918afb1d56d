//! The kinds of figures.

use crate::corrected::Classifier;
use crate::estimate::Method;

/// The kinds of figures. Changing what one of them computes changes its
/// [`definition_version`](Kind::definition_version).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Net promoter score on 0 to 10: percent of 9-10 minus percent of 0-6, in points (Reichheld 2003).
    Nps,
    /// The same asked on 1 to 10: percent of 9-10 minus percent of 1-6. Another measure: it has 6
    /// detractor scores of 10 where the other has 7 of 11, and the two are never compared.
    Nps1To10,
    /// Net promoter score of employees: as [`Nps`](Self::Nps), never compared with customers', and
    /// never of fewer than 10.
    Enps,
    /// Percent of answers in the top set.
    Csat {
        /// Scores that count as satisfied.
        top: Vec<i32>,
    },
    /// Customer effort score 2.0 on 1 to 7: percent of 5-7 (Dixon, Freeman & Toman 2010).
    Ces,
    /// Mean score on the question's own scale.
    Mean {
        /// Scores whose share is shown beside the mean; may be empty.
        top: Vec<i32>,
    },
    /// Percent of answers in a set of which fewer are better: the angry, those who would switch.
    BottomBox {
        /// Scores that are counted.
        bottom: Vec<i32>,
    },
    /// Percent of those who answered that chose one of the options.
    Share {
        /// Option ids; exactly one for a multiple-choice question.
        options: Vec<String>,
    },
    /// A share found by a classifier, corrected for its errors (Rogan & Gladen 1978).
    ClassifiedShare {
        /// Option ids that the classifier gives; exactly one for a multiple-choice question.
        options: Vec<String>,
        /// How often it is right.
        classifier: Classifier,
    },
    /// Percent that chose one of the options at an end of an ordered choice: "at least monthly".
    Frequency {
        /// Option ids: all from one on, to one end of the order.
        options: Vec<String>,
    },
    /// Mean stated probability, asked on 0 to 10, in percent (Juster 1966).
    Intent,
    /// Share of wallet expected of a rank among 2 to 20 brands, in percent (Keiningham et al. 2011).
    WalletShare,
    /// Agreement of the answers, from 0 (split at the ends) to 100 (Tastle & Wierman 2007).
    Consensus,
    /// Weighted mean of several scores, each on 0 to 100 with 100 the best (Fornell et al. 1996).
    Index {
        /// 2 to 30 score questions of equally many steps.
        items: Vec<IndexItem>,
    },
    /// Mean of what was perceived minus what was expected, by the same respondents (Parasuraman,
    /// Zeithaml & Berry 1988).
    Gap {
        /// The question of the performance.
        perceived: String,
        /// The question of the expectation, on the same scale.
        expected: String,
    },
    /// Percent of those who answered all items that are in the top set of each.
    Secure {
        /// 2 to 30 score questions.
        items: Vec<SecureItem>,
    },
}

/// One question of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexItem {
    /// Id of a score question.
    pub question: String,
    /// Its weight, 1 to 10.
    pub weight: u32,
}

/// One question of the share of secure customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecureItem {
    /// Id of a score question.
    pub question: String,
    /// Scores that count as secure.
    pub top: Vec<i32>,
}

/// What a measure's values are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// -100 to 100.
    Points,
    /// 0 to 100.
    Percent,
    /// The scale's own.
    Score,
    /// 0 to 100, but not a part of anything.
    Index,
}

impl Kind {
    /// As in the contract, in lower case: `nps`, `csat`, `bottom_box` ….
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Nps1To10 => "nps_1_10",
            Self::Enps => "enps",
            Self::Csat { .. } => "csat",
            Self::Ces => "ces",
            Self::Mean { .. } => "mean",
            Self::BottomBox { .. } => "bottom_box",
            Self::Share { .. } => "share",
            Self::ClassifiedShare { .. } => "classified_share",
            Self::Frequency { .. } => "frequency",
            Self::Intent => "intent",
            Self::WalletShare => "wallet_share",
            Self::Consensus => "consensus",
            Self::Index { .. } => "index",
            Self::Gap { .. } => "gap",
            Self::Secure { .. } => "secure",
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
            Self::Nps | Self::Nps1To10 | Self::Enps => Unit::Points,
            Self::Csat { .. }
            | Self::Ces
            | Self::BottomBox { .. }
            | Self::Share { .. }
            | Self::ClassifiedShare { .. }
            | Self::Frequency { .. }
            | Self::Intent
            | Self::WalletShare
            | Self::Secure { .. } => Unit::Percent,
            Self::Mean { .. } | Self::Gap { .. } => Unit::Score,
            Self::Consensus | Self::Index { .. } => Unit::Index,
        }
    }

    /// Ids of its items' questions, in their order; none for a measure of one question.
    #[must_use]
    pub fn items(&self) -> Vec<&str> {
        match self {
            Self::Index { items } => items.iter().map(|item| item.question.as_str()).collect(),
            Self::Gap { perceived, expected } => vec![perceived, expected],
            Self::Secure { items } => items.iter().map(|item| item.question.as_str()).collect(),
            _ => Vec::new(),
        }
    }

    /// Ids of the options it counts.
    #[must_use]
    pub fn options(&self) -> &[String] {
        match self {
            Self::Share { options }
            | Self::ClassifiedShare { options, .. }
            | Self::Frequency { options } => options,
            _ => &[],
        }
    }

    /// The method of its interval, while there are neither weights nor a design.
    #[must_use]
    pub fn default_method(&self) -> Method {
        match self {
            Self::Nps | Self::Nps1To10 | Self::Enps => Method::Tango,
            Self::Csat { .. }
            | Self::Ces
            | Self::BottomBox { .. }
            | Self::Share { .. }
            | Self::Frequency { .. }
            | Self::Secure { .. } => Method::Wilson,
            Self::Mean { .. }
            | Self::ClassifiedShare { .. }
            | Self::Intent
            | Self::WalletShare
            | Self::Consensus
            | Self::Index { .. }
            | Self::Gap { .. } => Method::VrWilson,
        }
    }

    /// Whether `method` is made for this kind.
    #[must_use]
    pub fn takes(&self, method: Method) -> bool {
        match method {
            Method::VrWilson | Method::T => true,
            Method::Tango | Method::AdjustedWald | Method::BonettPrice => {
                self.default_method() == Method::Tango
            }
            Method::Wilson
            | Method::AgrestiCoull
            | Method::ClopperPearson
            | Method::Jeffreys
            | Method::KornGraubard
            | Method::Logit => self.default_method() == Method::Wilson,
        }
    }
}

impl Unit {
    /// `points`, `percent`, `score` or `index`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Percent => "percent",
            Self::Score => "score",
            Self::Index => "index",
        }
    }
}
