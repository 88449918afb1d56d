//! The data files of the bank. What they refer to must exist, which the tests hold.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Entry, Role, Template};
use crate::invitation::Rules;
use crate::measure::{IndexItem, Kind, Measure, SecureItem};
use crate::response::NoAnswer;
use crate::scale::{Direction, Scale};
use crate::survey::{
    Asking, ChoiceOption, Condition, DriverModel, OptionOrder, Question, QuestionKind, Recontact,
    RecontactScope, Segment, SegmentValue, Survey, Test,
};
use crate::text::LocalText;

/// A text; without one of its languages the file is not read.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    en: String,
    vi: String,
    it: String,
    fi: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScale {
    min: i32,
    max: i32,
    #[serde(default)]
    direction: RawDirection,
    labels: BTreeMap<String, Words>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RawDirection {
    #[default]
    HigherIsBetter,
    LowerIsBetter,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Questions {
    question: Vec<RawQuestion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuestion {
    id: String,
    /// One of these three makes its kind.
    scale: Option<String>,
    options: Option<Vec<Labelled>>,
    max_length: Option<u32>,
    #[serde(default)]
    multiple: bool,
    departments: Vec<String>,
    touchpoint: String,
    role: RawRole,
    measure: Option<RawKind>,
    /// What is offered beside an answer.
    #[serde(default)]
    no_answer: Vec<RawNoAnswer>,
    text: Words,
    label: Option<Words>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum RawNoAnswer {
    NotApplicable,
    DontKnow,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Labelled {
    id: String,
    label: Words,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum RawRole {
    Outcome,
    Driver,
    Context,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum RawKind {
    Nps,
    #[serde(rename = "nps_1_10")]
    Nps1To10,
    Ces,
    Consensus,
    Csat {
        top: Vec<i32>,
    },
    Mean {
        #[serde(default)]
        top: Vec<i32>,
    },
    BottomBox {
        top: Vec<i32>,
    },
    Share {
        options: Vec<String>,
    },
    Frequency {
        options: Vec<String>,
    },
    Index {
        items: Vec<Item>,
    },
    Gap {
        items: [Item; 2],
    },
    Secure {
        items: Vec<Item>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    question: String,
    #[serde(default)]
    top: Vec<i32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSegment {
    label: Words,
    #[serde(default)]
    values: Vec<Labelled>,
    #[serde(default)]
    required: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Templates {
    thanks: BTreeMap<String, Words>,
    template: Vec<RawTemplate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTemplate {
    id: String,
    about: String,
    title: Words,
    thanks: String,
    recontact: Option<RawRecontact>,
    #[serde(default)]
    repeat_respondents: bool,
    #[serde(default)]
    open_link: bool,
    privacy_k: u32,
    segments: Vec<String>,
    questions: Vec<Use>,
    #[serde(default)]
    random_blocks: Vec<Vec<String>>,
    #[serde(default)]
    measures: Vec<RawMeasure>,
    #[serde(default)]
    drivers: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRecontact {
    days: u32,
    scope: RawScope,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum RawScope {
    Tenant,
    Survey,
}

/// A question of the bank in a template.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Use {
    #[serde(rename = "use")]
    question: String,
    #[serde(default)]
    required: bool,
    show_if: Option<RawCondition>,
    /// The options are in random order, but for these.
    random: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCondition {
    question: String,
    is: Option<Vec<String>>,
    from: Option<i32>,
    to: Option<i32>,
}

#[derive(Deserialize)]
struct RawMeasure {
    id: String,
    #[serde(default)]
    question: String,
    label: Words,
    #[serde(flatten)]
    kind: RawKind,
}

/// Answers of templates are kept so long, in days: two years.
const RETENTION_DAYS: u32 = 730;

fn read<T: serde::de::DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("a file of the question bank: {error}"))
}

pub(super) fn scales(text: &str) -> Vec<(String, Scale)> {
    let scale = |raw: RawScale| {
        let score = |at: String| at.parse::<i32>().expect("labels stand at scores");
        let mut labels: Vec<(i32, LocalText)> =
            raw.labels.into_iter().map(|(at, words)| (score(at), words.into())).collect();
        labels.sort_unstable_by_key(|(at, _)| *at);
        let direction = match raw.direction {
            RawDirection::HigherIsBetter => Direction::HigherIsBetter,
            RawDirection::LowerIsBetter => Direction::LowerIsBetter,
        };
        Scale { min: raw.min, max: raw.max, direction, labels }
    };
    let scales: BTreeMap<String, RawScale> = read(text);
    scales.into_iter().map(|(name, raw)| (name, scale(raw))).collect()
}

pub(super) fn entries(text: &str, scales: &[(String, Scale)]) -> Vec<Entry> {
    let questions: Questions = read(text);
    questions.question.into_iter().map(|raw| entry(raw, scales)).collect()
}

fn entry(raw: RawQuestion, scales: &[(String, Scale)]) -> Entry {
    let scale = |name: &str| {
        let found = scales.iter().find(|(known, _)| known == name);
        found.unwrap_or_else(|| panic!("{}: no scale {name:?}", raw.id)).1.clone()
    };
    let option = |raw: Labelled| ChoiceOption { id: raw.id, label: raw.label.into() };
    let kind = match (&raw.scale, raw.options, raw.max_length) {
        (Some(name), None, None) => QuestionKind::Score(scale(name)),
        (None, Some(options), None) => {
            let options = options.into_iter().map(option).collect();
            match raw.multiple {
                true => QuestionKind::MultipleChoice(options),
                false => QuestionKind::SingleChoice(options),
            }
        }
        (None, None, Some(max_length)) => QuestionKind::Text { max_length },
        _ => panic!("{}: needs one of scale, options and max_length", raw.id),
    };
    let label: LocalText = raw.label.map(Into::into).unwrap_or_default();
    let measure = raw.measure.map(|kind| measure(raw.id.clone(), raw.id.clone(), kind, &label));
    let question = Question {
        id: raw.id,
        text: raw.text.into(),
        wording: 1,
        required: false,
        show_if: None,
        option_order: OptionOrder::Written,
        no_answer: raw.no_answer.into_iter().map(Into::into).collect(),
        departments: raw.departments,
        kind,
    };
    let role = match raw.role {
        RawRole::Outcome => Role::Outcome,
        RawRole::Driver => Role::Driver,
        RawRole::Context => Role::Context,
    };
    Entry { question, label, touchpoint: raw.touchpoint, role, measure }
}

fn measure(id: String, question: String, kind: RawKind, label: &LocalText) -> Measure {
    let kind = match kind {
        RawKind::Nps => Kind::Nps,
        RawKind::Nps1To10 => Kind::Nps1To10,
        RawKind::Ces => Kind::Ces,
        RawKind::Consensus => Kind::Consensus,
        RawKind::Csat { top } => Kind::Csat { top },
        RawKind::Mean { top } => Kind::Mean { top },
        RawKind::BottomBox { top } => Kind::BottomBox { bottom: top },
        RawKind::Share { options } => Kind::Share { options },
        RawKind::Frequency { options } => Kind::Frequency { options },
        RawKind::Gap { items: [perceived, expected] } => {
            Kind::Gap { perceived: perceived.question, expected: expected.question }
        }
        RawKind::Index { items } => {
            let item = |item: Item| IndexItem { question: item.question, weight: 1 };
            Kind::Index { items: items.into_iter().map(item).collect() }
        }
        RawKind::Secure { items } => {
            let item = |item: Item| SecureItem { question: item.question, top: item.top };
            Kind::Secure { items: items.into_iter().map(item).collect() }
        }
    };
    Measure { id, kind, question, label: label.clone(), method: None }
}

pub(super) fn templates(text: &str, segments: &str, entries: &[Entry]) -> Vec<Template> {
    let Templates { thanks, template } = read(text);
    let segments: BTreeMap<String, RawSegment> = read(segments);
    let segment = |id: &String| {
        let raw = segments.get(id).unwrap_or_else(|| panic!("no segment {id:?}"));
        let value =
            |raw: &Labelled| SegmentValue { id: raw.id.clone(), label: raw.label.clone().into() };
        Segment {
            id: id.clone(),
            label: raw.label.clone().into(),
            values: raw.values.iter().map(value).collect(),
            required: raw.required,
        }
    };
    let build = |raw: RawTemplate| {
        let used: Vec<&Entry> = raw.questions.iter().map(|used| find(entries, used)).collect();
        let own = |raw: RawMeasure| measure(raw.id, raw.question, raw.kind, &raw.label.into());
        let measures = used.iter().filter_map(|entry| entry.measure.clone());
        let thanks = thanks.get(&raw.thanks).unwrap_or_else(|| panic!("{}: no thanks", raw.id));
        let survey = Survey {
            id: raw.id.clone(),
            title: raw.title.into(),
            default_language: "en".to_owned(),
            time_zone: "UTC".to_owned(),
            questions: raw.questions.into_iter().zip(&used).map(question).collect(),
            measures: measures.chain(raw.measures.into_iter().map(own)).collect(),
            segments: raw.segments.iter().map(segment).collect(),
            privacy_k: raw.privacy_k,
            weighted: false,
            repeat_respondents: raw.repeat_respondents,
            strata: None,
            driver_models: raw
                .drivers
                .into_iter()
                .map(|(outcome, drivers)| DriverModel { outcome, drivers })
                .collect(),
            path_model: None,
            asking: Asking {
                thanks: thanks.clone().into(),
                recontact: raw.recontact.map(Into::into),
                invitations: Rules::default(),
                random_blocks: raw.random_blocks,
                open_link: raw.open_link,
            },
            retention_days: Some(RETENTION_DAYS),
        };
        Template { id: raw.id, about: raw.about, survey }
    };
    template.into_iter().map(build).collect()
}

fn find<'e>(entries: &'e [Entry], used: &Use) -> &'e Entry {
    let found = entries.iter().find(|entry| entry.question.id == used.question);
    found.unwrap_or_else(|| panic!("the bank has no question {:?}", used.question))
}

fn question((used, entry): (Use, &&Entry)) -> Question {
    let fixed = |fixed| OptionOrder::Random { fixed };
    Question {
        required: used.required,
        show_if: used.show_if.map(Into::into),
        option_order: used.random.map_or(OptionOrder::Written, fixed),
        ..entry.question.clone()
    }
}

impl From<RawCondition> for Condition {
    fn from(raw: RawCondition) -> Self {
        let test = match raw.is {
            Some(options) => Test::Options(options),
            None => Test::Score { min: raw.from, max: raw.to },
        };
        Self::Given { question: raw.question, test }
    }
}

impl From<RawNoAnswer> for NoAnswer {
    fn from(raw: RawNoAnswer) -> Self {
        match raw {
            RawNoAnswer::NotApplicable => Self::NotApplicable,
            RawNoAnswer::DontKnow => Self::DontKnow,
        }
    }
}

impl From<RawRecontact> for Recontact {
    fn from(raw: RawRecontact) -> Self {
        let scope = match raw.scope {
            RawScope::Tenant => RecontactScope::Tenant,
            RawScope::Survey => RecontactScope::Survey,
        };
        Self { days: raw.days, scope }
    }
}

impl From<Words> for LocalText {
    fn from(Words { en, vi, it, fi }: Words) -> Self {
        let pairs = [("en", en), ("vi", vi), ("it", it), ("fi", fi)];
        Self(pairs.map(|(tag, text)| (tag.to_owned(), text)).into())
    }
}
