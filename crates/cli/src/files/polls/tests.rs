use super::*;
use crate::files::{Format, parse};

const CSV: &str = "\
Platform;Question;From;To;Option;Count;Reach\n\
facebook;poll_buy_again;2026-03-01;2026-03-07;certainly;61;5400\n\
tiktok;poll_buy_again;2026-03-02;2026-03-03;perhaps;9;\n\
facebook;poll_buy_again;2026-03-01;2026-03-07;perhaps;30;\n";

const TOML: &str = "\
survey = \"social-poll\"\n\
[[poll]]\n\
platform = \"facebook\"\n\
question = \"poll_buy_again\"\n\
from = 2026-03-01\n\
to = \"2026-03-07\"\n\
reach = 5400\n\
counts = {certainly = 61, perhaps = 30}\n\
[[poll]]\n\
platform = \"tiktok\"\n\
question = \"poll_buy_again\"\n\
from = \"2026-03-02\"\n\
to = \"2026-03-03\"\n\
counts = {perhaps = 9}\n";

#[test]
fn rows_and_tables_say_the_same() {
    let rows = rows::parse("p.csv", CSV, Some("social-poll")).unwrap();
    let tables = parse("p.toml", TOML, Format::Toml, |file| polls(file, None)).unwrap();
    let of = |written: &[Written]| written.iter().map(|it| it.poll.clone()).collect::<Vec<_>>();
    assert_eq!(of(&rows), of(&tables));
    assert_eq!(rows[0].poll.id, "2026-03-01/facebook/poll_buy_again");
    assert_eq!(rows.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 3]);
    let comma = CSV.replace(';', ",");
    assert_eq!(of(&rows::parse("p.csv", &comma, Some("social-poll")).unwrap()), of(&rows));
}

fn problems(text: &str, survey: Option<&str>) -> String {
    rows::parse("p.csv", text, survey).err().unwrap().to_string()
}

#[test]
fn what_is_wrong_with_a_row_is_named_by_line_and_column() {
    let text = CSV.replace(";61;", ";many;").replace("perhaps;30", "certainly;30");
    let said = problems(&text, Some("social-poll"));
    assert!(
        said.contains("p.csv:2:1: count: must be a whole number from 0, not \"many\""),
        "{said}"
    );
    assert!(said.contains("p.csv:4:1: option: \"certainly\" was counted above"), "{said}");
    assert!(problems(CSV, None).contains("p.csv:2:1: survey: is missing"));
    let said = problems(&CSV.replace("Option", "Choice"), Some("social-poll"));
    assert!(
        said.contains("option: is missing") && said.contains("choice: is not a column"),
        "{said}"
    );
    let said = problems(&CSV.replace("07;perhaps", "08;perhaps"), Some("social-poll"));
    assert!(said.contains("p.csv:4:1: to: is another"), "{said}");
    assert!(problems("", None).contains("has no rows"));
}

#[test]
fn what_is_wrong_in_a_table_is_named_by_its_key() {
    let text =
        TOML.replace("certainly = 61", "certainly = -1").replace("platform = \"tiktok\"\n", "");
    let read = parse("p.toml", &text, Format::Toml, |file| polls(file, None));
    let said = read.err().unwrap().to_string();
    for key in ["poll[0].counts.certainly", "poll[1].platform"] {
        assert!(said.contains(key), "{key}: {said}");
    }
}
