//! From the fields of the contract to the keys of a survey file.

/// `questions[0].score.max` is written `questions[0].scale.max`, and so on.
pub(super) fn of_field(field: &str) -> String {
    let mut key = field
        .replace(".score.", ".scale.")
        .replace(".single_choice.", ".")
        .replace(".multiple_choice.", ".")
        .replace(".text_answer.", ".");
    if key.contains(".scale.labels[") {
        // In the file the labels of a scale are a map: `labels: {1: bad, 5: good}`.
        key = key.replace("].score", "]").replace("].label", "]");
    }
    key
}
