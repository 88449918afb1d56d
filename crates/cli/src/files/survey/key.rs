//! From the fields of the contract to the keys of a survey file.

/// `questions[0].score.max` is written `questions[0].scale.max`, and so on.
pub(super) fn of_field(field: &str) -> String {
    if let Some((before, inside)) = field.split_once(".show_if") {
        return format!("{before}.show_if{}", of_condition(inside));
    }
    let mut key = field
        .replace(".score.", ".scale.")
        .replace(".single_choice.", ".")
        .replace(".multiple_choice.", ".")
        .replace(".text_answer.", ".")
        .replace(".random_order", ".random_options");
    if key.starts_with("random_blocks") {
        key = key.replace(".questions[", "[").replace(".questions", "");
    }
    if key.contains(".scale.labels[") {
        // In the file the labels of a scale are a map: `labels: {1: bad, 5: good}`.
        key = key.replace("].score", "]").replace("].label", "]");
    }
    key
}

/// `.all.conditions[1].answer.score.max` is written `.all[1].to`.
fn of_condition(field: &str) -> String {
    field
        .replace(".conditions", "")
        .replace(".answer", "")
        .replace(".score.min", ".from")
        .replace(".score.max", ".to")
        .replace(".score", "")
        .replace(".options.options", ".is")
}
