//! Measures.

use plaudit_core::Violation;
use plaudit_core::corrected::Classifier;
use plaudit_core::estimate::Method;
use plaudit_core::measure::{IndexItem, Kind, Measure, SecureItem};

use super::local;
use crate::v1;
use v1::IntervalMethod as M;
use v1::MeasureKind as K;

/// The kinds in the order of the contract, as an error lists them.
const KINDS: &str = "must be nps, nps_1_10, csat, ces, mean, share, enps, index, gap, consensus, \
     intent, frequency, secure, bottom_box, wallet_share or classified_share";

impl TryFrom<v1::Measure> for Measure {
    type Error = Violation;

    /// Refuses what core's types cannot hold and fields that the kind does not have; the rest is
    /// checked when the survey becomes a version.
    fn try_from(measure: v1::Measure) -> Result<Self, Violation> {
        let kind = measure.kind();
        unused(&measure, kind)?;
        let method = measure.method();
        if method == M::Unspecified && measure.method != 0 {
            return Err(Violation::new("method", "is not a method of this release"));
        }
        let v1::Measure { top, options, items, .. } = measure;
        let kind = match kind {
            K::Unspecified => return Err(Violation::new("kind", KINDS)),
            K::Nps => Kind::Nps,
            K::Nps110 => Kind::Nps1To10,
            K::Enps => Kind::Enps,
            K::Csat => Kind::Csat { top },
            K::Ces => Kind::Ces,
            K::Mean => Kind::Mean { top },
            K::BottomBox => Kind::BottomBox { bottom: top },
            K::Share => Kind::Share { options },
            K::ClassifiedShare => {
                let classifier = measure.classifier.map(classifier);
                let classifier =
                    classifier.ok_or_else(|| Violation::new("classifier", "is required"))?;
                Kind::ClassifiedShare { options, classifier }
            }
            K::Frequency => Kind::Frequency { options },
            K::Intent => Kind::Intent,
            K::WalletShare => Kind::WalletShare,
            K::Consensus => Kind::Consensus,
            K::Index => Kind::Index { items: items.into_iter().map(index_item).collect() },
            K::Gap => {
                let [perceived, expected] =
                    <[v1::MeasureItem; 2]>::try_from(items).map_err(|_| {
                        let reason = "must be two: what was perceived, then what was expected";
                        Violation::new("items", reason)
                    })?;
                Kind::Gap { perceived: perceived.question, expected: expected.question }
            }
            K::Secure => Kind::Secure {
                items: items
                    .into_iter()
                    .map(|item| SecureItem { question: item.question, top: item.top })
                    .collect(),
            },
        };
        Ok(Self {
            id: measure.id,
            kind,
            question: measure.question,
            label: local(measure.label),
            method: core_method(method),
        })
    }
}

/// Refuses the fields that a measure of this kind does not have.
fn unused(measure: &v1::Measure, kind: K) -> Result<(), Violation> {
    let refuse =
        |field: String, kinds: &str| Err(Violation::new(field, format!("is only for {kinds}")));
    if !measure.top.is_empty() && !matches!(kind, K::Csat | K::Mean | K::BottomBox) {
        return refuse("top".into(), "csat, mean and bottom_box");
    }
    if !measure.options.is_empty() && !matches!(kind, K::Share | K::Frequency | K::ClassifiedShare)
    {
        return refuse("options".into(), "share, frequency and classified_share");
    }
    if measure.classifier.is_some() && kind != K::ClassifiedShare {
        return refuse("classifier".into(), "classified_share");
    }
    if !measure.items.is_empty() && !matches!(kind, K::Index | K::Gap | K::Secure) {
        return refuse("items".into(), "index, gap and secure");
    }
    for (i, item) in measure.items.iter().enumerate() {
        if item.weight != 0 && kind != K::Index {
            return refuse(format!("items[{i}].weight"), "index");
        }
        if !item.top.is_empty() && kind != K::Secure {
            return refuse(format!("items[{i}].top"), "secure");
        }
    }
    Ok(())
}

fn index_item(item: v1::MeasureItem) -> IndexItem {
    IndexItem { question: item.question, weight: item.weight.max(1) }
}

fn classifier(classifier: v1::Classifier) -> Classifier {
    Classifier {
        sensitivity: (classifier.true_positives, classifier.positives),
        specificity: (classifier.true_negatives, classifier.negatives),
    }
}

impl From<&Measure> for v1::Measure {
    fn from(measure: &Measure) -> Self {
        let plain = Self {
            id: measure.id.clone(),
            question: measure.question.clone(),
            label: measure.label.0.clone(),
            method: contract_method(measure.method).into(),
            ..Self::default()
        };
        let item = |question: &str| v1::MeasureItem {
            question: question.to_owned(),
            ..v1::MeasureItem::default()
        };
        let of = |kind: K| Self { kind: kind.into(), ..plain.clone() };
        match &measure.kind {
            Kind::Nps => of(K::Nps),
            Kind::Nps1To10 => of(K::Nps110),
            Kind::Enps => of(K::Enps),
            Kind::Csat { top } => Self { top: top.clone(), ..of(K::Csat) },
            Kind::Ces => of(K::Ces),
            Kind::Mean { top } => Self { top: top.clone(), ..of(K::Mean) },
            Kind::BottomBox { bottom } => Self { top: bottom.clone(), ..of(K::BottomBox) },
            Kind::Share { options } => Self { options: options.clone(), ..of(K::Share) },
            Kind::ClassifiedShare { options, classifier } => Self {
                options: options.clone(),
                classifier: Some(v1::Classifier {
                    positives: classifier.sensitivity.1,
                    true_positives: classifier.sensitivity.0,
                    negatives: classifier.specificity.1,
                    true_negatives: classifier.specificity.0,
                }),
                ..of(K::ClassifiedShare)
            },
            Kind::Frequency { options } => Self { options: options.clone(), ..of(K::Frequency) },
            Kind::Intent => of(K::Intent),
            Kind::WalletShare => of(K::WalletShare),
            Kind::Consensus => of(K::Consensus),
            Kind::Index { items } => {
                let of_item =
                    |own: &IndexItem| v1::MeasureItem { weight: own.weight, ..item(&own.question) };
                Self { items: items.iter().map(of_item).collect(), ..of(K::Index) }
            }
            Kind::Gap { perceived, expected } => {
                Self { items: vec![item(perceived), item(expected)], ..of(K::Gap) }
            }
            Kind::Secure { items } => {
                let of_item = |own: &SecureItem| v1::MeasureItem {
                    top: own.top.clone(),
                    ..item(&own.question)
                };
                Self { items: items.iter().map(of_item).collect(), ..of(K::Secure) }
            }
        }
    }
}

fn core_method(method: M) -> Option<Method> {
    Some(match method {
        M::Unspecified => return None,
        M::Wilson => Method::Wilson,
        M::AgrestiCoull => Method::AgrestiCoull,
        M::ClopperPearson => Method::ClopperPearson,
        M::Jeffreys => Method::Jeffreys,
        M::KornGraubard => Method::KornGraubard,
        M::Logit => Method::Logit,
        M::Tango => Method::Tango,
        M::AdjustedWald => Method::AdjustedWald,
        M::BonettPrice => Method::BonettPrice,
        M::VrWilson => Method::VrWilson,
        M::T => Method::T,
    })
}

fn contract_method(method: Option<Method>) -> M {
    match method {
        None => M::Unspecified,
        Some(Method::Wilson) => M::Wilson,
        Some(Method::AgrestiCoull) => M::AgrestiCoull,
        Some(Method::ClopperPearson) => M::ClopperPearson,
        Some(Method::Jeffreys) => M::Jeffreys,
        Some(Method::KornGraubard) => M::KornGraubard,
        Some(Method::Logit) => M::Logit,
        Some(Method::Tango) => M::Tango,
        Some(Method::AdjustedWald) => M::AdjustedWald,
        Some(Method::BonettPrice) => M::BonettPrice,
        Some(Method::VrWilson) => M::VrWilson,
        Some(Method::T) => M::T,
    }
}
