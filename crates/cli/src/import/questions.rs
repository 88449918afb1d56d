//! The questions of a file: columns that belong together.

use super::formats::{Asked, Hint, Role, Sheet};
use super::seen::{Seen, Values};
use super::slug::{Ids, slug, slug_of_part};

/// A question of the file.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// The id that a survey made of the file has for it.
    pub(super) id: String,
    /// The words, as far as the file has them.
    pub(super) text: String,
    pub(super) hint: Hint,
    pub(super) from: From,
}

/// Where its answers stand.
#[derive(Clone, Debug)]
pub(super) enum From {
    Column {
        column: usize,
        /// Between several options.
        separator: Option<&'static str>,
        /// The ids of the options.
        option_ids: Option<usize>,
    },
    /// One column an option, with its words; the last may hold the respondent's own.
    Ticks { columns: Vec<(usize, String)>, own_words: Option<usize> },
}

impl Question {
    /// Its columns, in order.
    pub(super) fn columns(&self) -> Vec<usize> {
        match &self.from {
            From::Column { column, option_ids, .. } => {
                std::iter::once(*column).chain(*option_ids).collect()
            }
            From::Ticks { columns, own_words } => {
                columns.iter().map(|(column, _)| *column).chain(*own_words).collect()
            }
        }
    }
}

/// The questions of `sheet` in the order of its columns.
pub(super) fn questions(sheet: &Sheet, seen: &Seen) -> Vec<Question> {
    let asked: Vec<(usize, &Asked)> = sheet
        .columns
        .iter()
        .enumerate()
        .filter_map(|(i, column)| match &column.role {
            Role::Answer(asked) => Some((i, asked)),
            _ => None,
        })
        .collect();
    let mut grouping = Grouping { sheet, seen, ids: Ids::default(), questions: Vec::new() };
    for group in asked.chunk_by(|a, b| a.1.key == b.1.key && b.1.part.is_some()) {
        grouping.add(group);
    }
    grouping.questions
}

struct Grouping<'a> {
    sheet: &'a Sheet,
    seen: &'a Seen,
    ids: Ids,
    questions: Vec<Question>,
}

impl Grouping<'_> {
    fn add(&mut self, group: &[(usize, &Asked)]) {
        let (key, text) = (&group[0].1.key, &group[0].1.text);
        let is_own = |asked: &Asked| asked.hint == Hint::OwnWords;
        let parts: Vec<(usize, String)> = group
            .iter()
            .filter(|(_, asked)| !is_own(asked))
            .filter_map(|(i, asked)| Some((*i, asked.part.clone()?)))
            .collect();
        let own = group.iter().find(|(_, asked)| is_own(asked) && asked.part.is_some());
        let is_one = group[0].1.hint == Hint::Choice || self.are_ticks(&parts);
        if !parts.is_empty() && is_one && group[0].1.part.is_some() {
            let (columns, own_words) = (parts, own.map(|(i, _)| *i));
            let from = From::Ticks { columns, own_words };
            self.push(&slug(key, "q_"), text.clone(), Hint::Choice, from);
        } else {
            for (i, asked) in group.iter().filter(|(_, asked)| own.is_none() || !is_own(asked)) {
                let (id, text) = match &asked.part {
                    None => (slug(key, "q_"), asked.text.clone()),
                    Some(part) => {
                        (slug_of_part(key, part, "q_"), format!("{} – {part}", asked.text))
                    }
                };
                self.push(&id, text, asked.hint, self.column(*i, asked));
            }
        }
        if let Some((i, asked)) = own {
            let part = asked.part.as_deref().unwrap_or_default();
            let (id, text) = (slug_of_part(key, "other", "q_"), format!("{text} – {part}"));
            self.push(&id, text, Hint::Text, self.column(*i, asked));
        }
    }

    fn push(&mut self, id: &str, text: String, hint: Hint, from: From) {
        let id = self.ids.give(id);
        self.questions.push(Question { id, text, hint, from });
    }

    fn column(&self, column: usize, asked: &Asked) -> From {
        let is_of = |role: &Role| matches!(role, Role::OptionIds { of } if *of == column);
        let option_ids = self.sheet.columns.iter().position(|column| is_of(&column.role));
        From::Column { column, separator: asked.separator, option_ids }
    }

    /// Whether the columns are boxes that are ticked or not: each has a value of its own, its words, or
    /// one that all ticked boxes have. The rows of a matrix have the values of a scale.
    fn are_ticks(&self, parts: &[(usize, String)]) -> bool {
        let mut own: Vec<&str> = Vec::new();
        for (column, words) in parts {
            let values = self.seen.column(*column);
            let Some((value, count)) = ticked(values) else { continue };
            let others = values.filled - count - unticked(values);
            if others * 2 > count {
                return false;
            }
            if !value.eq_ignore_ascii_case(words)
                && !TICKED.contains(&value.to_lowercase().as_str())
            {
                if own.contains(&value) {
                    return false;
                }
                own.push(value);
            }
        }
        true
    }
}

/// Cells that mean that a box was ticked, in small letters.
const TICKED: [&str; 7] = ["y", "yes", "true", "x", "1", "selected", "checked"];
/// Cells that mean that it was not.
const UNTICKED: [&str; 7] = ["n", "no", "false", "0", "-99", "n/a", "not selected"];

/// What stands in a column of boxes most often where the box is ticked.
pub(super) fn ticked(values: &Values) -> Option<(&str, u64)> {
    let each = values.each().into_iter().rev();
    each.filter(|(value, _)| !UNTICKED.contains(&value.to_lowercase().as_str()))
        .max_by_key(|(_, count)| *count)
}

fn unticked(values: &Values) -> u64 {
    let each = values.each().into_iter();
    each.filter(|(value, _)| UNTICKED.contains(&value.to_lowercase().as_str()))
        .map(|(_, count)| count)
        .sum()
}
