//! Words of scales: at both ends, and the same way round in every language.

use super::words::end;
use super::{Finding, Severity};
use crate::scale::Scale;
use crate::survey::{QuestionKind, Survey};
use crate::text::LocalText;

/// Scales with some words, but not at both ends.
pub(super) fn ends(survey: &Survey) -> Vec<Finding> {
    let finding = |(i, scale): (usize, &Scale)| {
        let reason = match scale.labels.as_slice() {
            [] => return None,
            [(only, _)] => format!("only {only} has words: give both ends some"),
            _ => {
                let bare = [scale.min, scale.max].into_iter().find(|s| scale.label(*s).is_none());
                format!("{} has no words, which is an end of the scale", bare?)
            }
        };
        Some(Finding::new(Severity::Warning, format!("questions[{i}].score.labels"), reason))
    };
    scales(survey).filter_map(finding).collect()
}

/// Scales whose ends are swapped in one language.
pub(super) fn directions(survey: &Survey) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut earlier: Vec<(&LocalText, &LocalText)> = Vec::new();
    for (i, scale) in scales(survey) {
        let (Some(low), Some(high)) = (scale.label(scale.min), scale.label(scale.max)) else {
            continue;
        };
        let scale = Ends { field: format!("questions[{i}].score.labels"), low, high };
        for language in low.0.keys().filter(|language| high.0.contains_key(*language)) {
            let finding = scale
                .alike(language)
                .or_else(|| scale.against_bank(language, &survey.default_language))
                .or_else(|| scale.against(&earlier, language, &survey.default_language));
            found.extend(finding);
        }
        earlier.push((low, high));
    }
    found
}

fn scales(survey: &Survey) -> impl Iterator<Item = (usize, &Scale)> {
    survey.questions.iter().enumerate().filter_map(|(i, question)| match &question.kind {
        QuestionKind::Score(scale) => Some((i, scale)),
        _ => None,
    })
}

/// The words at both ends of a scale.
struct Ends<'s> {
    field: String,
    low: &'s LocalText,
    high: &'s LocalText,
}

impl Ends<'_> {
    fn error(&self, language: &str, reason: String) -> Option<Finding> {
        Some(Finding::new(Severity::Error, &self.field, reason).of(language))
    }

    fn alike(&self, language: &str) -> Option<Finding> {
        let (low, high) = (&self.low.0[language], &self.high.0[language]);
        if low != high {
            return None;
        }
        self.error(language, format!("both ends are called {low:?}"))
    }

    /// By the words that the question bank uses at either end.
    fn against_bank(&self, language: &str, default: &str) -> Option<Finding> {
        let (way, usual) = (self.way(language), self.usual_way(default));
        if way == 0 || usual == 0 || way == usual {
            return None;
        }
        let (low, high) = (&self.low.0[language], &self.high.0[language]);
        let reason =
            format!("runs from {low:?} to {high:?}, the other way than in other languages");
        self.error(language, reason)
    }

    /// By the same words at the ends of another scale of the survey.
    fn against(
        &self,
        earlier: &[(&LocalText, &LocalText)],
        language: &str,
        default: &str,
    ) -> Option<Finding> {
        let same = |a: &LocalText, b: &LocalText, tag: &str| {
            a.0.get(tag).is_some_and(|words| b.0.get(tag) == Some(words))
        };
        let swapped = |(low, high): &&(&LocalText, &LocalText)| {
            same(low, self.low, default)
                && same(high, self.high, default)
                && same(low, self.high, language)
                && same(high, self.low, language)
        };
        earlier.iter().find(swapped)?;
        let reason = "its ends are swapped against an earlier scale with the same words";
        self.error(language, reason.to_owned())
    }

    /// 1 where the words rise with the scores, -1 where they fall, 0 where that is not known.
    fn way(&self, language: &str) -> i32 {
        let at = |text: &LocalText| text.0.get(language).map_or(0, |words| end(language, words));
        (at(self.high) - at(self.low)).signum()
    }

    /// That of the default language, else of most languages.
    fn usual_way(&self, default: &str) -> i32 {
        match self.way(default) {
            0 => self.low.0.keys().map(|language| self.way(language)).sum::<i32>().signum(),
            way => way,
        }
    }
}
