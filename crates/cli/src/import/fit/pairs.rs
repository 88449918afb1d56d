//! Which question of a survey a question of the file is.

use plaudit_core::measure::Kind as Measure;
use plaudit_core::survey::{self, QuestionKind, Survey};

use super::super::formats::{Hint, Sheet};
use super::super::questions::{From, Question};
use super::super::slug::slug;

/// A question of the file and the one of the survey that it is.
pub(super) struct Pair<'a> {
    pub(super) question: &'a Question,
    pub(super) asked: &'a survey::Question,
    /// Not by id or words: it is the only one of its kind.
    pub(super) guessed: bool,
}

/// The pairs, in the order of the survey. By id first, then by the words in any language, then by kind
/// where that is clear.
pub(super) fn pairs<'a>(
    questions: &'a [Question],
    sheet: &Sheet,
    survey: &'a Survey,
) -> Vec<Pair<'a>> {
    let mut pairs: Vec<Pair<'a>> = Vec::new();
    let by_id = |question: &Question, asked: &survey::Question| {
        let name = &sheet.columns[question.columns()[0]].name;
        asked.id == question.id || asked.id == slug(name, "q_") || asked.id == *name
    };
    let by_words = |question: &Question, asked: &survey::Question| {
        let words = plain(&question.text);
        !words.is_empty() && asked.text.0.values().any(|text| plain(text) == words)
    };
    for alike in [&by_id as &dyn Fn(&Question, &survey::Question) -> bool, &by_words] {
        for asked in &survey.questions {
            let free = questions.iter().filter(|question| is_free(&pairs, question, asked));
            if let Some(question) = free.into_iter().find(|question| alike(question, asked)) {
                pairs.push(Pair { question, asked, guessed: false });
            }
        }
    }
    let free: Vec<&Question> = questions
        .iter()
        .filter(|question| pairs.iter().all(|pair| pair.question.id != question.id))
        .collect();
    for question in &free {
        let is_kind = |asked: &&survey::Question| is_kind(question.hint, asked, survey);
        let taken = |asked: &&survey::Question| pairs.iter().all(|pair| pair.asked.id != asked.id);
        let mut fitting = survey.questions.iter().filter(taken).filter(is_kind);
        let rivals = free.iter().filter(|other| other.hint == question.hint).count();
        if let (Some(asked), None, 1) = (fitting.next(), fitting.next(), rivals) {
            pairs.push(Pair { question, asked, guessed: true });
        }
    }
    let place = |pair: &Pair<'_>| survey.questions.iter().position(|q| q.id == pair.asked.id);
    pairs.sort_by_key(place);
    pairs
}

/// Whether both are without partner, and boxes meet a choice of several.
fn is_free(pairs: &[Pair<'_>], question: &Question, asked: &survey::Question) -> bool {
    let is_boxes = matches!(question.from, From::Ticks { .. });
    let is_several = matches!(asked.kind, QuestionKind::MultipleChoice(_));
    pairs.iter().all(|pair| pair.question.id != question.id && pair.asked.id != asked.id)
        && (!is_boxes || is_several)
}

fn is_kind(hint: Hint, asked: &survey::Question, survey: &Survey) -> bool {
    let is_scale = |low: i32, high: i32| matches!(&asked.kind, QuestionKind::Score(scale) if (scale.min, scale.max) == (low, high));
    match hint {
        Hint::Nps => survey
            .measures
            .iter()
            .any(|measure| matches!(measure.kind, Measure::Nps) && measure.question == asked.id),
        Hint::Csat(low, high) | Hint::Ces(low, high) => is_scale(low, high),
        Hint::Text => matches!(asked.kind, QuestionKind::Text { .. }),
        Hint::Open | Hint::Score | Hint::Choice | Hint::OwnWords => false,
    }
}

/// Letters and digits alone, in small letters.
fn plain(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}
