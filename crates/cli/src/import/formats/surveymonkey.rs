//! SurveyMonkey: questions in one row, their options or rows in a second.

use super::{Asked, Format, Hint, Ignored, Role, Sheet};

pub(super) static FORMAT: Format = Format {
    name: "surveymonkey",
    product: "SurveyMonkey",
    header_rows: 2,
    footer: false,
    signs: &["Respondent ID", "Collector ID", "Date Created"],
    sheet,
    gather: None,
};

fn sheet(header: &[Vec<String>]) -> Sheet {
    // The text of a question stands above the first of its columns alone.
    let mut texts: Vec<String> = header[0].clone();
    for i in 1..texts.len() {
        if texts[i].is_empty() {
            texts[i] = texts[i - 1].clone();
        }
    }
    let below = |i: usize| header.get(1).and_then(|row| row.get(i)).map_or("", String::as_str);
    let is_alone = |i: usize| texts.iter().filter(|text| **text == texts[i]).count() == 1;
    let mut sheet = Sheet::of(&texts, |i, name| role(name, below(i), is_alone(i)));
    for (i, column) in sheet.columns.iter_mut().enumerate() {
        if matches!(column.role, Role::Answer(_)) && !is_alone(i) {
            column.name = format!("{} [{}]", column.name, below(i));
        }
    }
    sheet
}

fn role(name: &str, below: &str, is_alone: bool) -> Role {
    match name {
        "Respondent ID" => Role::Id,
        "Date Created" => Role::Time,
        "Email Address" => Role::Respondent,
        "IP Address" | "First Name" | "Last Name" => Role::Ignored(Ignored::Personal),
        "Collector ID" | "Date Modified" => Role::Ignored(Ignored::Technical),
        name if name.starts_with("Custom Data ") => Role::Fact,
        name => Role::Answer(match below {
            "Open-Ended Response" => Asked::one(name, name, Hint::Text),
            "" | "Response" => Asked::one(name, name, Hint::Open),
            _ if below.starts_with("Other (please specify)") => {
                Asked::one(name, name, Hint::OwnWords).part(below)
            }
            _ if is_alone => Asked::one(name, name, Hint::Open),
            _ => Asked::one(name, name, Hint::Open).part(below),
        }),
    }
}
