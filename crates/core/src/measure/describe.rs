//! Measures in words.

use super::{
    Band, Kind, Measure, bottom_box, classified_share, consensus, enps, gap, index, intent, mean,
    nps, scale_of, secure, set, share, wallet_share,
};
use crate::scale::Scale;
use crate::survey::Version;

impl Measure {
    /// How it is computed, in words.
    #[must_use]
    pub fn definition(&self, version: &Version) -> String {
        let with = |words: &dyn Fn(&Scale) -> String| {
            self.scale(version).map_or_else(|| self.kind.name().to_owned(), words)
        };
        match &self.kind {
            Kind::Nps => nps::definition(0),
            Kind::Nps1To10 => {
                let definition = nps::definition(1);
                format!("{definition}, asked on 1 to 10; not comparable with an NPS on 0 to 10")
            }
            Kind::Enps => enps::definition(),
            Kind::Csat { .. } | Kind::Ces => set::definition(self.top_set()),
            Kind::BottomBox { bottom } => bottom_box::definition(bottom),
            Kind::Mean { .. } => with(&mean::definition),
            Kind::Share { options } => share::definition(options),
            Kind::ClassifiedShare { options, classifier } => {
                classified_share::definition(options, classifier)
            }
            Kind::Frequency { options } => share::definition(options),
            Kind::Intent => intent::definition(),
            Kind::WalletShare => with(&|scale| wallet_share::definition(scale.max)),
            Kind::Consensus => with(&consensus::definition),
            Kind::Index { items } => index::definition(items),
            Kind::Gap { perceived, expected } => scale_of(version, perceived)
                .map_or_else(String::new, |scale| gap::definition(perceived, expected, scale)),
            Kind::Secure { items } => secure::definition(items),
        }
    }
}

impl Band {
    /// `promoter`, `passive`, `detractor`, `top` or `bottom`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Promoter => "promoter",
            Self::Passive => "passive",
            Self::Detractor => "detractor",
            Self::Top => "top",
            Self::Bottom => "bottom",
        }
    }
}
