//! Shares of the options of a choice.

use crate::survey::QuestionKind;

pub(super) fn definition(options: &[String]) -> String {
    format!("percent that chose {}", options.join(" or "))
}

/// Whether `options` are options of the question, each once; one alone where several can be ticked.
pub(super) fn check(options: &[String], kind: &QuestionKind) -> Result<(), String> {
    if options.is_empty() {
        return Err("must name the options that are measured".to_owned());
    }
    for (i, id) in options.iter().enumerate() {
        if !kind.options().iter().any(|option| option.id == *id) {
            return Err(format!("{id:?} is not an option of the question"));
        }
        if options[..i].contains(id) {
            return Err(format!("names {id:?} twice"));
        }
    }
    if matches!(kind, QuestionKind::MultipleChoice(_)) && options.len() > 1 {
        let reason = "must be one option: who ticked at least one of several is not counted";
        return Err(reason.to_owned());
    }
    Ok(())
}
