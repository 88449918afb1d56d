//! What a format says of the columns of a file.

use std::collections::HashSet;

use super::super::plan;

/// The columns of a file and what they are.
#[derive(Clone, Debug, Default)]
pub(in crate::import) struct Sheet {
    /// All, in the order of the file.
    pub(in crate::import) columns: Vec<Column>,
    /// In front of the file's own ids.
    pub(in crate::import) prefix: &'static str,
    /// Further ways in which times are written, as a mapping says.
    pub(in crate::import) time_formats: &'static [&'static str],
    /// Cells that stand for no time.
    pub(in crate::import) no_time: &'static [&'static str],
    /// The zone of times; absent: the account's, which the file does not tell.
    pub(in crate::import) zone: Option<String>,
    /// How all of it was answered.
    pub(in crate::import) channel: Option<&'static str>,
    /// From the file's words for channels to Plaudit's.
    pub(in crate::import) channels: &'static [(&'static str, &'static str)],
    /// Cells that mean that the end was reached; absent: any text, where there is such a column.
    pub(in crate::import) completed: &'static [&'static str],
    /// Columns, and the values with which a row is no response.
    pub(in crate::import) leave_out: Vec<LeaveOut>,
    /// Cells that mean that a question was shown and left blank.
    pub(in crate::import) blank: &'static [&'static str],
    /// Cells that mean that a question was not shown.
    pub(in crate::import) not_shown: &'static [&'static str],
}

/// Rows that are no responses.
#[derive(Clone, Debug)]
pub(in crate::import) struct LeaveOut {
    pub(in crate::import) column: String,
    pub(in crate::import) values: &'static [&'static str],
    /// Between several values of one cell.
    pub(in crate::import) separator: Option<&'static str>,
}

/// A column: its name, which no other has, and what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Column {
    pub(in crate::import) name: String,
    pub(in crate::import) role: Role,
}

/// What stands in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) enum Role {
    /// The file's own id of a response, or a part of it.
    Id,
    /// When it was answered. Of several columns the first that has a time counts.
    Time,
    /// Who answered; becomes a pseudonym.
    Respondent,
    Language,
    Channel,
    /// In seconds.
    Duration,
    Completed,
    /// When the end was reached; empty where it was not.
    CompletedAt,
    Answer(Asked),
    /// The ids of the options whose labels stand in the column of this position.
    OptionIds {
        of: usize,
    },
    /// Known of the respondent or the touchpoint: perhaps a segment.
    Fact,
    Ignored(Ignored),
}

/// Why nothing is taken from a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::import) enum Ignored {
    /// Names, addresses, places.
    Personal,
    /// Made by the other software from other columns.
    Derived,
    /// About the collecting, not the answer.
    Technical,
}

/// A question, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Asked {
    /// What the columns of one question have in common; a good id.
    pub(in crate::import) key: String,
    /// The words of the question.
    pub(in crate::import) text: String,
    /// The words of the option or row, where a question has several columns.
    pub(in crate::import) part: Option<String>,
    pub(in crate::import) hint: Hint,
    /// Between several options of one cell.
    pub(in crate::import) separator: Option<&'static str>,
}

/// What a format knows of a question's kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Hint {
    /// Nothing: its values tell.
    Open,
    /// Recommendation from 0 to 10.
    Nps,
    /// Satisfaction, effort or a rating on such a scale.
    Csat(i32, i32),
    Ces(i32, i32),
    /// A score on a scale that the values tell.
    Score,
    Choice,
    Text,
    /// Text beside the option "other".
    OwnWords,
}

impl LeaveOut {
    /// For rows whose `column` is at this position.
    pub(in crate::import) fn planned(&self, column: usize) -> plan::LeaveOut {
        plan::LeaveOut {
            name: self.column.clone(),
            column,
            values: self.values.iter().map(|value| (*value).to_owned()).collect(),
            separator: self.separator.map(str::to_owned),
        }
    }
}

impl Sheet {
    /// Columns named by `names`, each of the role that `role` gives by position and name.
    pub(super) fn of(names: &[String], role: impl Fn(usize, &str) -> Role) -> Self {
        let column =
            |(i, name): (usize, &String)| Column { name: name.clone(), role: role(i, name) };
        Self { columns: names.iter().enumerate().map(column).collect(), ..Self::default() }
    }

    /// The names of the columns of a role.
    pub(in crate::import) fn all(&self, role: &Role) -> Vec<&str> {
        let columns = self.columns.iter().filter(|column| column.role == *role);
        columns.map(|column| column.name.as_str()).collect()
    }

    /// The name of the first column of a role.
    pub(in crate::import) fn first(&self, role: &Role) -> Option<&str> {
        self.all(role).first().copied()
    }

    /// Leaves out rows with one of `values` in the column `name`, if there is one.
    pub(super) fn leave_out(
        &mut self,
        name: &str,
        values: &'static [&'static str],
        separator: Option<&'static str>,
    ) {
        let found = self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name));
        self.leave_out.extend(found.map(|column| LeaveOut {
            column: column.name.clone(),
            values,
            separator,
        }));
    }

    /// Gives columns of equal names, whatever their case, a number each.
    pub(super) fn name_apart(&mut self) {
        let mut names = HashSet::new();
        for column in &mut self.columns {
            let (plain, mut number) = (column.name.clone(), 1);
            while !names.insert(column.name.to_lowercase()) {
                number += 1;
                column.name = format!("{plain} ({number})");
            }
        }
    }
}

impl Asked {
    /// A question of one column.
    pub(super) fn one(key: impl Into<String>, text: impl Into<String>, hint: Hint) -> Self {
        Self { key: key.into(), text: words(&text.into()), part: None, hint, separator: None }
    }

    /// The same with options between separators.
    pub(super) fn separated(self, separator: &'static str) -> Self {
        Self { separator: Some(separator), ..self }
    }

    /// The same as one part of a question.
    pub(super) fn part(self, part: impl Into<String>) -> Self {
        Self { part: Some(words(&part.into())), ..self }
    }
}

/// The name of a column up to a text behind the code: `id. Response ID` is `id`.
pub(super) fn bare(name: &str) -> &str {
    name.split_once(". ").map_or(name, |(code, _)| code).trim()
}

/// Text without tags and superfluous blanks.
fn words(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        let is_tag = behind.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        match behind.split_once('>') {
            Some((_, after)) if is_tag => {
                plain.push_str(before);
                plain.push(' ');
                rest = after;
            }
            _ => {
                plain.push_str(before);
                plain.push('<');
                rest = behind;
            }
        }
    }
    plain.push_str(rest);
    plain.replace("&nbsp;", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}
