//! A survey made of the columns of a file, for a person to look at.

mod kind;
mod segments;

use std::collections::BTreeMap;

use anyhow::Context;
use plaudit_core::survey::Survey;
use plaudit_proto::v1;
use v1::question::Kind as Asks;

use super::formats::{Role, Sheet};
use super::questions::Question;
use super::seen::Seen;
use super::slug::{Ids, slug};
use kind::{Inferred, Kind};

/// A survey and what is not certain of it.
#[derive(Debug)]
pub(crate) struct Proposal {
    pub(crate) survey: v1::Survey,
    /// By id of the question.
    pub(crate) remarks: BTreeMap<String, String>,
    /// Of the survey as a whole.
    pub(crate) notes: Vec<String>,
}

/// The survey `id` that `questions` make, whose days are those of `time_zone`.
///
/// # Errors
/// No column is a question, or what they make cannot be published.
pub(super) fn propose(
    id: &str,
    sheet: &Sheet,
    seen: &Seen,
    questions: &[Question],
    time_zone: Option<&str>,
) -> anyhow::Result<Proposal> {
    let mut notes = Vec::new();
    let language = language(sheet, seen, &mut notes);
    let words = |text: &str| -> BTreeMap<String, String> {
        (!text.is_empty()).then(|| (language.clone(), shortened(text))).into_iter().collect()
    };
    let (mut asked, mut measures, mut remarks) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut ids = Ids::default();
    for question in questions {
        let Some(inferred) = kind::infer(question, seen) else {
            let name = &sheet.columns[question.columns()[0]].name;
            notes.push(format!("{name:?} is empty in every row: no question was made of it"));
            continue;
        };
        let Inferred { kind, measure, notes: doubts } = inferred;
        if !doubts.is_empty() {
            remarks.insert(question.id.clone(), doubts.join("; "));
        }
        if let Some(measure) = measure {
            let measure_id = match measure {
                v1::MeasureKind::Nps => "nps",
                _ => question.id.as_str(),
            };
            measures.push(v1::Measure {
                id: ids.give(measure_id),
                kind: measure.into(),
                question: question.id.clone(),
                // Satisfied are those of the upper two of five.
                top: if measure == v1::MeasureKind::Csat { vec![4, 5] } else { Vec::new() },
                ..v1::Measure::default()
            });
        }
        asked.push(v1::Question {
            id: question.id.clone(),
            text: words(if question.text.is_empty() { &question.id } else { &question.text }),
            wording: 1,
            kind: Some(asks(kind, words)),
            ..v1::Question::default()
        });
    }
    anyhow::ensure!(!asked.is_empty(), "no column of the file has answers");
    let respondents = sheet.columns.iter().position(|column| column.role == Role::Respondent);
    let survey = v1::Survey {
        repeat_respondents: respondents.is_some_and(|column| seen.column(column).comes_again()),
        id: slug(id, "survey_"),
        title: words(id),
        default_language: language.clone(),
        time_zone: time_zone.or(sheet.zone.as_deref()).unwrap_or("UTC").to_owned(),
        privacy_k: Survey::DEFAULT_PRIVACY_K,
        questions: asked,
        measures,
        segments: segments::segments(sheet, seen, words, &mut notes),
        ..v1::Survey::default()
    };
    if time_zone.is_none() && sheet.zone.is_none() {
        let note = "the zone of the times: the file does not tell it, and UTC was taken; \
                    --time-zone says another";
        notes.push(note.to_owned());
    }
    crate::files::survey::confirm(&survey).context("no survey can be made of the file")?;
    Ok(Proposal { survey, remarks, notes })
}

fn asks(kind: Kind, words: impl Fn(&str) -> BTreeMap<String, String>) -> Asks {
    let options = |options: Vec<kind::Choice>| v1::ChoiceQuestion {
        options: options
            .into_iter()
            .map(|option| v1::ChoiceOption { label: words(&option.label), id: option.id })
            .collect(),
        ..v1::ChoiceQuestion::default()
    };
    match kind {
        Kind::Score { min, max, labels } => Asks::Score(v1::ScoreQuestion {
            min,
            max,
            labels: labels
                .into_iter()
                .map(|(score, label)| v1::ScoreLabel { score, label: words(&label) })
                .collect(),
            ..v1::ScoreQuestion::default()
        }),
        Kind::Single(choices) => Asks::SingleChoice(options(choices)),
        Kind::Multiple(choices) => Asks::MultipleChoice(options(choices)),
        Kind::Text { longest } => Asks::TextAnswer(v1::TextQuestion { max_length: longest }),
    }
}

/// The language that most answered in.
fn language(sheet: &Sheet, seen: &Seen, notes: &mut Vec<String>) -> String {
    let column = sheet.columns.iter().position(|column| column.role == Role::Language);
    let languages = column.map(|column| seen.column(column).each()).unwrap_or_default();
    let most = languages.iter().rev().max_by_key(|(_, count)| *count);
    let Some((language, _)) = most else {
        notes.push("the language of the texts: English was taken".to_owned());
        return "en".to_owned();
    };
    if languages.len() > 1 {
        notes.push(format!("the language of the texts: {language} was answered in most often"));
    }
    let tag = super::language::tag(language);
    let is_tag = tag.len() <= 35 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_tag { tag } else { "en".to_owned() }
}

/// At most as long as a text of a survey may be.
fn shortened(text: &str) -> String {
    text.chars().take(2_000).collect()
}
