//! How the answers to one question are read.

use plaudit_core::scale::Scale;
use plaudit_core::survey::{ChoiceOption, QuestionKind};

use super::super::formats::Sheet;
use super::super::questions::{From, ticked};
use super::super::score::{Missing, missing, score};
use super::super::seen::{Seen, Values};
use super::super::slug::slug;
use super::pairs::Pair;
use super::toml::{inline, list, quoted};

pub(super) struct Answer<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) seen: &'a Seen,
    pub(super) pair: &'a Pair<'a>,
}

impl Answer<'_> {
    /// A line below `[answers]`.
    pub(super) fn line(&self) -> String {
        let mut fields = match (&self.pair.question.from, &self.pair.asked.kind) {
            (From::Ticks { columns, own_words }, kind) => {
                self.ticks(columns, *own_words, kind.options())
            }
            (From::Column { column, .. }, QuestionKind::Score(scale)) => {
                let codes = self.scores(*column, scale);
                let mut fields = vec![("column", self.name(*column))];
                fields.extend((!codes.is_empty()).then(|| ("values", table(&codes))));
                fields
            }
            (From::Column { column, .. }, QuestionKind::Text { .. }) => {
                vec![("column", self.name(*column))]
            }
            (From::Column { column, separator, option_ids }, kind) => {
                self.options(*column, *separator, *option_ids, kind)
            }
        };
        fields.extend(self.codes());
        let key = quoted(&self.pair.asked.id);
        match fields.as_slice() {
            [("column", column)] => format!("{key} = {column}"),
            _ => format!("{key} = {}", inline(fields)),
        }
    }

    fn name(&self, column: usize) -> String {
        quoted(&self.sheet.columns[column].name)
    }

    fn values(&self) -> impl Iterator<Item = &Values> {
        self.pair.question.columns().into_iter().map(|column| self.seen.column(column))
    }

    /// Scores written with words, as faces or stars.
    fn scores(&self, column: usize, scale: &Scale) -> Vec<(String, String)> {
        let each = self.seen.column(column).each();
        let code = |value: &str| {
            let is_plain = super::super::cell::whole(value).is_ok();
            let (score, _) = score(value).filter(|_| !is_plain)?;
            scale.position(score).map(|_| (value.to_owned(), score.to_string()))
        };
        each.into_iter().filter_map(|(value, _)| code(value)).collect()
    }

    fn options(
        &self,
        column: usize,
        separator: Option<&str>,
        option_ids: Option<usize>,
        kind: &QuestionKind,
    ) -> Vec<(&'static str, String)> {
        let options = kind.options();
        let is_known =
            |id: &str| options.iter().any(|option| option.id == slug(id, "o_") || option.id == id);
        let by_id = option_ids.filter(|ids| {
            let each = self.seen.column(*ids).each();
            each.iter().any(|(ids, _)| ids.split(',').any(|id| is_known(id.trim())))
        });
        let (column, separator) = match by_id {
            Some(ids) => (ids, Some(",")),
            None => (column, separator),
        };
        let mut fields = vec![("column", self.name(column))];
        let separator = match kind {
            QuestionKind::MultipleChoice(_) => Some(separator.unwrap_or(";")),
            _ => None,
        };
        fields.extend(separator.map(|separator| ("separator", quoted(separator))));
        let each = self.seen.column(column).each();
        let parts = each.iter().flat_map(|(value, _)| match separator {
            Some(separator) => value.split(separator).map(str::trim).collect::<Vec<_>>(),
            None => vec![*value],
        });
        // Only what the reader would not find by itself needs a table, which then has all.
        let mut codes: Vec<(String, String)> = Vec::new();
        let mut is_needed = false;
        for part in parts {
            if let Some((id, plainly)) = option(part, options)
                && codes.iter().all(|(code, _)| code != part)
            {
                codes.push((part.to_owned(), quoted(id)));
                is_needed |= !plainly;
            }
        }
        fields.extend(is_needed.then(|| ("values", table(&codes))));
        fields
    }

    fn ticks(
        &self,
        columns: &[(usize, String)],
        own_words: Option<usize>,
        options: &[ChoiceOption],
    ) -> Vec<(&'static str, String)> {
        let id = |words: &str| {
            option(words, options).map_or_else(|| slug(words, "o_"), |(id, _)| id.to_owned())
        };
        let mut boxes: Vec<(String, String)> = columns
            .iter()
            .map(|(column, words)| (self.sheet.columns[*column].name.clone(), quoted(&id(words))))
            .collect();
        let other = own_words.and_then(|column| {
            let (id, _) = option("Other", options)?;
            boxes.push((self.sheet.columns[column].name.clone(), quoted(id)));
            Some(quoted(id))
        });
        let mut fields = vec![("columns", table(&boxes))];
        let mut ticks: Vec<&str> = Vec::new();
        for (column, _) in columns {
            let value = ticked(self.seen.column(*column)).map(|(value, _)| value);
            ticks.extend(value.filter(|value| !ticks.contains(value)));
        }
        fields.extend((!ticks.is_empty()).then(|| ("ticked", list(&ticks))));
        fields.extend(other.map(|other| ("other", other)));
        fields
    }

    /// Cells that are no answers, as far as they are none in this survey.
    fn codes(&self) -> Vec<(&'static str, String)> {
        let is_text = matches!(self.pair.asked.kind, QuestionKind::Text { .. });
        let options = self.pair.asked.kind.options();
        let words = |which: Missing| -> Vec<&str> {
            let mut words: Vec<&str> = Vec::new();
            for value in self.values().filter(|_| !is_text).flat_map(Values::each) {
                let is_free = option(value.0, options).is_none() && !words.contains(&value.0);
                words.extend((missing(value.0) == Some(which) && is_free).then_some(value.0));
            }
            words.retain(|word| !self.sheet.not_shown.contains(word));
            words
        };
        let not_shown = self.sheet.not_shown.iter().filter(|code| !is_text || code.is_empty());
        let lists = [
            ("blank", self.sheet.blank.to_vec()),
            ("not_applicable", words(Missing::NotApplicable)),
            ("dont_know", words(Missing::DontKnow)),
            ("not_shown", not_shown.copied().collect()),
        ];
        let lists = lists.into_iter().filter(|(_, codes)| !codes.is_empty());
        lists.map(|(key, codes)| (key, list(&codes))).collect()
    }
}

fn table(pairs: &[(String, String)]) -> String {
    inline(pairs.iter().map(|(key, value)| (key.as_str(), value.clone())))
}

/// The option that `words` name, and whether by its id or label alone.
fn option<'a>(words: &str, options: &'a [ChoiceOption]) -> Option<(&'a str, bool)> {
    let lower = words.to_lowercase();
    let plainly = |option: &&ChoiceOption| {
        option.id == lower
            || option.label.0.values().any(|label| label.trim().to_lowercase() == lower)
    };
    let id = slug(words, "o_");
    let loosely = |option: &&ChoiceOption| option.id == id;
    let found = options.iter().find(plainly).map(|option| (option.id.as_str(), true));
    found.or_else(|| options.iter().find(loosely).map(|option| (option.id.as_str(), false)))
}
