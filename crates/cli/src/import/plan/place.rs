//! From what core calls a field to the column of the file that it was read from.

use super::{Plan, SourcePlan, TextOrColumn, TimeFrom, TimePlan};

impl Plan {
    /// The column that a field of a submission was read from; `asked` has for each of its answers
    /// the position in the plan.
    pub(in crate::import) fn column_of(&self, field: &str, asked: &[usize]) -> Option<usize> {
        if let Some(rest) = field.strip_prefix("answers[") {
            let index: usize = rest.split(']').next()?.parse().ok()?;
            return self.answers[*asked.get(index)?].columns.first().copied();
        }
        if let Some(id) = field.strip_prefix("segments.") {
            let (_, source) = self.segments.iter().find(|(segment, _)| segment == id)?;
            return source.column();
        }
        match field {
            "id" => self.id.as_ref()?.first().copied(),
            "answered_at" => self.time.column(),
            "respondent" => self.respondent.as_ref()?.column(),
            "channel" => self.channel.as_ref()?.column(),
            "language" => self.language.as_ref()?.column(),
            "weight" => self.weight,
            "duration_seconds" => self.duration_seconds,
            _ => None,
        }
    }
}

impl SourcePlan {
    fn column(&self) -> Option<usize> {
        match self {
            Self::Constant(_) => None,
            Self::Column { column, .. } => Some(*column),
        }
    }
}

impl TimePlan {
    /// The first column of a time.
    pub(in crate::import) fn column(&self) -> Option<usize> {
        let Self::Cells { from, .. } = self else { return None };
        match from {
            TimeFrom::First(columns) => columns.first().copied(),
            TimeFrom::Parts(parts) => parts.iter().find_map(TextOrColumn::column),
        }
    }
}
