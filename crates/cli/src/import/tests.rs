use std::io::Write as _;
use std::sync::Arc;

use plaudit_core::survey::{Survey, Version};
use plaudit_core::time::Timestamp;
use plaudit_proto::v1;
use proptest::prelude::*;
use v1::answer::Value;

use super::*;
use crate::files::{self, Format};

const SURVEY: &str = "
id: shop
title: Shop
time_zone: Europe/Helsinki
segments:
  - {id: team, values: [north, south]}
  - channel
questions:
  - {id: recommend, text: Recommend?, kind: score, scale: 0-10, required: true}
  - {id: quality, text: Quality?, kind: score, scale: 1-5}
  - {id: again, text: Again?, kind: single_choice, options: {ja: Certainly, nein: Never}}
  - {id: likes, text: Likes?, kind: multiple_choice, options: [price, staff, place]}
  - {id: comment, text: Comment?, kind: text}
";

const MAPPING: &str = r#"
survey = "shop"
id = "Response ID"
time = { column = "When", zone = "Europe/Helsinki" }
respondent = "Customer"
channel = "Channel"
completed = { column = "Done", is = ["yes"] }

[codes]
not_applicable = ["99"]
dont_know = ["98"]

[segments]
team = { column = "Team", values = { N = "north", S = "south" }, blank = ["-"] }

[answers]
recommend = "Q1"
quality = { column = "Q2", values = { good = 5 }, not_shown = ["n/a"] }
again = "Q3"
comment = "Q5"
[answers.likes]
columns = { Q4_price = "price", Q4_staff = "staff" }
"#;

const HEADER: &str = "Response ID, When ,Customer,Channel,Done,Team,Q1,q2,Q3,Q4_price,Q4_staff,Q5";

fn version(survey: &str) -> Arc<Version> {
    let survey = files::survey::parse("survey", survey, Format::Yaml).unwrap();
    let epoch = Timestamp::from_micros(0).unwrap();
    Arc::new(Version::new(3, epoch, Survey::try_from(survey).unwrap()).unwrap())
}

fn open(mapping: &str, bytes: impl Into<Vec<u8>>) -> anyhow::Result<Reader> {
    let mapping = Mapping::parse("mapping.toml", mapping)?;
    let now = Timestamp::from_micros(1_790_000_000_000_000).unwrap(); // 2026-09-21
    Reader::open(&Input::Memory(bytes.into().into()), &mapping, version(SURVEY), now)
}

fn rows(mapping: &str, bytes: impl Into<Vec<u8>>) -> Vec<Row> {
    open(mapping, bytes).unwrap().map(Result::unwrap).collect()
}

fn good(rows: &[Row]) -> Vec<&v1::Response> {
    fn response(row: &Row) -> &v1::Response {
        match row {
            Row::Good(row) => &row.response,
            Row::Bad(row) => panic!("{row}"),
        }
    }
    rows.iter().map(response).collect()
}

fn bad(line: &str) -> String {
    let rows = rows(MAPPING, format!("{HEADER}\n{line}\n"));
    let [Row::Bad(row)] = rows.as_slice() else { panic!("{rows:?}") };
    row.to_string()
}

fn refused(mapping: &str) -> String {
    let error = open(mapping, format!("{HEADER}\n")).err().unwrap();
    error.chain().last().unwrap().to_string()
}

fn value<'r>(response: &'r v1::Response, question: &str) -> Option<&'r Value> {
    let answer = response.answers.iter().find(|answer| answer.question == question)?;
    answer.value.as_ref()
}

fn no(reason: v1::NoAnswer) -> Option<Value> {
    Some(Value::NoAnswer(reason.into()))
}

#[test]
fn a_row_becomes_a_response_as_the_mapping_says() {
    let line = "r1, 2026-01-31 23:30:00 ,c-9,web,yes,N,9.0,good,Certainly,1,0,\"So, so\nfine\"";
    let rows = rows(MAPPING, format!("{HEADER}\n{line}\n"));
    let response = good(&rows)[0];
    assert_eq!((response.id.as_str(), response.survey_id.as_str()), ("r1", "shop"));
    assert_eq!(response.version, 3);
    assert_eq!(response.answered_at.unwrap().seconds, 1_769_895_000); // 21:30 in UTC
    assert_eq!((response.respondent.as_str(), response.channel.as_str()), ("c-9", "web"));
    assert_eq!(response.segments["team"], "north");
    assert!(response.completed);
    assert_eq!(value(response, "recommend"), Some(&Value::Score(9)));
    assert_eq!(value(response, "quality"), Some(&Value::Score(5)));
    assert_eq!(value(response, "again"), Some(&Value::Option("ja".into())));
    let ticked = v1::OptionSet { ids: vec!["price".into()] };
    assert_eq!(value(response, "likes"), Some(&Value::Options(ticked)));
    assert_eq!(value(response, "comment"), Some(&Value::Text("So, so\nfine".into())));
}

#[test]
fn codes_tell_apart_blank_not_applicable_not_known_and_not_shown() {
    let lines = "r1,2026-01-31,,,no,-,98.0,n/a,99,,,\nr2,2026-01-31,,,no,S,,99,nein,0,,98";
    let rows = rows(MAPPING, format!("{HEADER}\n{lines}\n"));
    let responses = good(&rows);
    let first = responses[0];
    assert!(first.segments.is_empty() && first.channel.is_empty() && !first.completed);
    assert_eq!(value(first, "recommend").cloned(), no(v1::NoAnswer::DontKnow));
    assert_eq!(value(first, "quality"), None);
    assert_eq!(value(first, "again").cloned(), no(v1::NoAnswer::NotApplicable));
    assert_eq!(value(first, "likes").cloned(), no(v1::NoAnswer::Skipped));
    assert_eq!(value(first, "comment").cloned(), no(v1::NoAnswer::Skipped));
    let second = responses[1];
    assert_eq!(value(second, "recommend").cloned(), no(v1::NoAnswer::Skipped));
    assert_eq!(value(second, "quality").cloned(), no(v1::NoAnswer::NotApplicable));
    assert_eq!(value(second, "likes"), Some(&Value::Options(v1::OptionSet::default())));
    assert_eq!(
        value(second, "comment"),
        Some(&Value::Text("98".into())),
        "codes leave texts alone"
    );
}

#[test]
fn a_bad_row_names_line_column_and_every_reason() {
    let cases = [
        ("r1,2026-01-31,,,yes,N,5.5,3,nein,,,", "line 2: Q1 \"5.5\": must be a whole number"),
        ("r1,2026-01-31,,,yes,N,11,3,nein,,,", "line 2: Q1 \"11\": must be within 0..=10"),
        (
            ",31.1.2026,,,yes,X,9,6,maybe,?,,",
            "; Team \"X\": is not among the values of the mapping; q2 \"6\": must be within 1..=5; Q3",
        ),
        (
            "r1,2026-01-31,,,yes,N,,3,nein,,,",
            "line 2: Q1 \"\": a completed response must answer \"recommend\"",
        ),
        (
            "r1,2026-12-31,,,yes,N,9,3,nein,,,",
            "line 2: When \"2026-12-31\": is more than five minutes ahead",
        ),
        (
            "r1,2026-01-31,,,yes,N,9,3,nevre,,,",
            "Q3 \"nevre\": is neither an option nor a code of the mapping (did you mean \"Never\"?)",
        ),
        ("r1,2026-01-31,,,yes", "line 2: has 5 cells where the header has 12"),
    ];
    for (line, expected) in cases {
        let found = bad(line);
        assert!(found.contains(expected), "{line}\n  found    {found}\n  expected {expected}");
    }
    let all = bad(",31.1.2026,,,yes,X,9,6,maybe,?,,");
    for column in
        ["Response ID \"\"", "When \"31.1.2026\"", "Team", "q2 \"6\"", "Q3 \"maybe\"", "Q4_price"]
    {
        assert_eq!(all.matches(column).count(), 1, "{column} in {all}");
    }
}

#[test]
fn good_rows_are_kept_beside_bad_ones() {
    let fine = "2026-01-31,,,yes,N,9,3,nein,,,";
    let mut file = format!("{HEADER}\nr1,{fine}\nr2,{fine}x\nr3,2026-01-31,,,yes,N,9,3,nein,,,caf")
        .into_bytes();
    file.extend_from_slice(b"\xe9\nr4,");
    file.extend_from_slice(fine.as_bytes());
    let rows = rows(MAPPING, file);
    let lines: Vec<String> = rows
        .iter()
        .map(|row| match row {
            Row::Good(row) => row.response.id.clone(),
            Row::Bad(row) => row.to_string(),
        })
        .collect();
    assert_eq!(
        lines,
        [
            "r1",
            "r2",
            "line 4: Q5: is not UTF-8: name its encoding, by --encoding or in the mapping, as windows-1252",
            "r4"
        ]
    );
}

#[test]
fn the_delimiter_the_mark_and_gzip_are_recognised() {
    let plain = format!("{HEADER}\nr1,2026-01-31,,,yes,N,9,3,nein,,,fine\n");
    let expected = rows(MAPPING, plain.clone());
    good(&expected);
    for delimiter in [";", "\t"] {
        let marked = format!("\u{feff}{}", plain.replace(',', delimiter));
        assert_eq!(rows(MAPPING, marked), expected);
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(format!("\u{feff}{plain}").as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    assert_eq!(rows(MAPPING, packed.clone()), expected);
    let damaged =
        open(MAPPING, &packed[..packed.len() - 9]).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    assert!(damaged.is_err());
}

#[test]
fn a_mapping_that_fits_neither_file_nor_survey_says_where_and_what_all_at_once() {
    let mapping = MAPPING
        .replace("\"Q1\"", "\"Q11\"")
        .replace("respondent = \"Customer\"", "respondent = \"Person\"")
        .replace("again =", "agian =")
        .replace("team =", "tema =")
        .replace("\"staff\"", "\"stuff\"")
        .replace("[\"99\"]", "[\"99\", \"5\"]");
    let found = refused(&mapping);
    let expected = [
        "mapping.toml:5:14: respondent: the file has no column \"Person\"",
        "mapping.toml:14:1: segments.tema: the survey declares no such segment (did you mean \"team\"?)",
        "mapping.toml:17:13: answers.recommend: the file has no column \"Q11\" (did you mean \"Q1\"?)",
        "mapping.toml:18:1: answers.quality: the code \"5\" of [codes] (codes.not_applicable[1]) is an answer",
        "mapping.toml:19:1: answers.agian: the survey has no such question (did you mean \"again\"?)",
        "mapping.toml:22:44: answers.likes.columns.Q4_staff: \"stuff\" is not an option of the question (did you mean \"staff\"?)",
    ];
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(lines.len(), expected.len(), "{found}");
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line.starts_with(expected), "\n  found    {line}\n  expected {expected}");
    }
}

#[test]
fn a_mapping_of_the_wrong_form_says_where_and_what() {
    let cases = [
        ("survey = \"shop\"", "survey = 5.5", "2:10: survey: must be a text"),
        ("survey = \"shop\"", "", "1:1: survey: is missing"),
        (
            "id = \"Response ID\"",
            "id = { prefix = \"x\" }",
            "3:6: id: must have one of column, columns, row_number",
        ),
        (
            "id = \"Response ID\"",
            "id = { colum = \"x\" }",
            "3:8: id.colum: is not a key here (did you mean \"column\"?)",
        ),
        (
            "column = \"When\"",
            "constant = \"yesterday\"",
            "4:21: time.constant: \"yesterday\" is not a time",
        ),
        (
            "column = \"When\"",
            "template = \"20{Y\"",
            "4:21: time.template: must be a text whose braces",
        ),
        ("Europe/Helsinki", "Europe/Hell", "4:34: time.zone: \"Europe/Hell\" is not a time zone"),
        (
            "comment = \"Q5\"",
            "comment = { column = \"Q5\", values = { a = \"b\" } }",
            "answers.comment.values.a: only a score",
        ),
        ("zone =", "format = \"%d.%m.%K\", zone =", "time.format: must be rfc3339"),
        ("[codes]", "[code]", "9:2: code: is not a key here (did you mean \"codes\"?)"),
        ("good = 5", "good = \"fine\"", "answers.quality.values.good: must be a score"),
        (
            "again = \"Q3\"",
            "again = { column = \"Q3\", separator = \";\" }",
            "only a multiple choice has several",
        ),
        (
            "[segments]",
            "[segments]\nchannel = \"Q5\"",
            "segments.channel: belongs above the tables",
        ),
        ("[segments]", "[segments", "mapping.toml:13:10: "),
        (
            "blank = [\"-\"]",
            "blnak = [\"-\"]",
            "segments.team.blnak: is not a key here (did you mean \"blank\"?)",
        ),
    ];
    for (right, wrong, expected) in cases {
        assert!(MAPPING.contains(right), "{right}");
        let found = refused(&MAPPING.replacen(right, wrong, 1));
        assert!(found.contains(expected), "{wrong}\n  found    {found}\n  expected {expected}");
    }
}

#[test]
fn rows_that_are_left_out_and_further_header_rows_are_no_responses() {
    let mapping = format!("header_rows = 3\nleave_out = {{ Done = [\"preview\"] }}\n{MAPPING}");
    let row = |id: &str, done: &str| format!("{id},2026-01-31,,,{done},N,9,3,nein,,,\n");
    let file = format!(
        "{HEADER}\nThe question\n{{\"ImportId\":1}}\n{}{}",
        row("r1", "preview"),
        row("r2", "yes")
    );
    let mut reader = open(&mapping, file).unwrap();
    let rows: Vec<Row> = reader.by_ref().map(Result::unwrap).collect();
    assert_eq!(good(&rows)[0].id, "r2");
    let Row::Good(row) = &rows[0] else { panic!() };
    assert_eq!((row.line, reader.progress().left_out()["Done preview"]), (5, 1));
}

#[test]
fn rows_without_anything_in_them_are_left_out() {
    let row = "r1,2026-01-31,,,yes,N,9,3,nein,,,";
    let mut reader =
        open(MAPPING, format!("\n{HEADER}\n  \n{row}\n,,,,\n,,,,,,,,,,,,,\n")).unwrap();
    let rows: Vec<Row> = reader.by_ref().map(Result::unwrap).collect();
    assert_eq!(good(&rows)[0].id, "r1");
    assert_eq!(reader.progress().left_out()["empty"], 3);
}

#[test]
fn a_row_without_a_time_has_that_of_the_mapping() {
    let at = |time: &str, cell: &str| -> String {
        let mapping = MAPPING.replace("{ column = \"When\", zone", &format!("{{ {time}, zone"));
        let file = format!("{HEADER}\nr1,{cell},,,yes,N,9,3,nein,,,\n");
        match &rows(&mapping, file)[0] {
            Row::Good(row) => row.response.answered_at.unwrap().seconds.to_string(),
            Row::Bad(row) => row.to_string(),
        }
    };
    let otherwise = "blank = [\"-\"], otherwise = \"2026-02-01\"";
    let ways = ["column = \"When\"", "columns = [\"When\"]", "template = \"2026-{When}\""];
    for way in ways {
        for blank in ["", "-"] {
            assert_eq!(at(&format!("{way}, {otherwise}"), blank), "1769896800", "{way} {blank:?}");
            let found = at(&format!("{way}, blank = [\"-\"]"), blank);
            assert!(found.contains("has no time"), "{way} {blank:?}: {found}");
        }
    }
    assert_eq!(at(&format!("{}, {otherwise}", ways[0]), "2026-01-31"), "1769810400");
    assert_eq!(at(&format!("{}, {otherwise}", ways[2]), "01-31"), "1769810400");
}

#[test]
fn no_code_of_all_questions_swallows_an_answer() {
    let own = MAPPING.replace("values = { good = 5 }", "values = { 99 = 5 }");
    let found = refused(&own);
    assert!(found.contains("answers.quality: the code \"99\" of [codes]"), "{found}");
    let label = MAPPING.replace("[\"98\"]", "[\"Never\"]");
    let found = refused(&label);
    assert!(found.contains("answers.again: the code \"Never\" of [codes]"), "{found}");
}

#[test]
fn progress_reaches_the_end_of_a_file_whose_records_are_gathered() {
    let row = |id: u64| {
        format!(
            "{{\"id\":\"{id}\",\"person\":\"p\",\"survey_type\":\"nps\",\"score\":9,\"created_at\":1769810400}}\n"
        )
    };
    let file: String = (0..3_000).map(row).collect();
    let mapping = "survey = \"shop\"\nformat = \"delighted\"\nid = \"id\"\n\
                   time = { column = \"created_at\", format = \"unix_seconds\" }\n\
                   [answers]\nrecommend = \"nps score\"\n";
    let size = file.len() as u64;
    let mut reader = open(mapping, file).unwrap();
    let progress = reader.progress();
    assert!(progress.read() < size);
    assert_eq!(good(&reader.by_ref().map(Result::unwrap).collect::<Vec<_>>()).len(), 3_000);
    assert_eq!(progress.read(), size);
}

#[test]
fn several_options_in_one_cell_are_told_apart_by_the_separator() {
    let mapping = MAPPING.replace(
        "columns = { Q4_price = \"price\", Q4_staff = \"staff\" }",
        "column = \"Q4_price\"\nseparator = \"|\"",
    );
    let file = format!("{HEADER}\nr1,2026-01-31,,,yes,N,9,3,nein,staff | price,,\n");
    let rows = rows(&mapping, file);
    let ids = vec!["staff".into(), "price".into()];
    assert_eq!(value(good(&rows)[0], "likes"), Some(&Value::Options(v1::OptionSet { ids })));
}

#[test]
fn ids_come_from_the_file_and_stay_the_same() {
    let file = format!(
        "{HEADER}\nr 1,2026-01-31,c,,yes,N,9,3,nein,,,\nr2,2026-01-31,c,,yes,N,9,3,nein,,,\n"
    );
    let ids = |id: &str| -> Vec<String> {
        let rows = rows(&MAPPING.replace("id = \"Response ID\"", id), file.clone());
        good(&rows).iter().map(|response| response.id.clone()).collect()
    };
    assert_eq!(
        ids("id = { columns = [\"Customer\", \"Response ID\"], prefix = \"p-\" }")[1],
        "p-c/r2"
    );
    assert_eq!(ids("id = { row_number = true, prefix = \"p-\" }"), ["p-1", "p-2"]);
    let hashed = ids("id = \"Response ID\"");
    assert_eq!(hashed, ids("id = \"Response ID\""));
    assert_eq!((hashed[0].len(), hashed[1].as_str()), (33, "r2"));
}

#[test]
fn weights_are_read_only_where_the_survey_is_weighted() {
    let found = refused(&format!("weight = \"Q1\"\n{MAPPING}"));
    assert!(found.contains("mapping.toml:1:10: weight: the survey is not weighted"), "{found}");
    let weighted = version(&format!("weighted: true\n{SURVEY}"));
    let now = Timestamp::from_micros(1_790_000_000_000_000).unwrap();
    let mapping = |text: &str| Mapping::parse("mapping.toml", text).unwrap();
    let file = format!(
        "{HEADER}\nr1,2026-01-31,,,yes,N,9,3,nein,,,\"0,25\"\nr2,2026-01-31,,,yes,N,9,3,nein,,,-1\n"
    );
    let open = |text: &str| {
        Reader::open(
            &Input::Memory(file.clone().into_bytes().into()),
            &mapping(text),
            Arc::clone(&weighted),
            now,
        )
    };
    assert!(open(MAPPING).is_err());
    let text = format!("weight = \"Q5\"\n{}", MAPPING.replace("comment = \"Q5\"", ""));
    let rows: Vec<Row> = open(&text).unwrap().map(Result::unwrap).collect();
    assert_eq!(good(&rows[..1])[0].weight, Some(0.25));
    let Row::Bad(row) = &rows[1] else { panic!() };
    assert_eq!(row.to_string(), "line 3: Q5 \"-1\": must be above 0 and at most 10000");
}

proptest! {
    #[test]
    fn no_file_makes_the_reader_panic_and_every_line_comes_to_something(
        cells in prop::collection::vec("[ -~]{0,9}|[0-9]{1,3}|é|\"\"\"\"", 0..40),
        end in "[\"\n;]?",
    ) {
        let lines: Vec<String> = cells.chunks(12).map(|row| row.join(",")).collect();
        for row in open(MAPPING, format!("{HEADER}\n{}{end}", lines.join("\n"))).unwrap() {
            match row.unwrap() {
                Row::Good(row) => prop_assert!(!row.response.id.is_empty()),
                Row::Bad(row) => prop_assert!(row.line > 1 && !row.problems.is_empty()),
            }
        }
    }
}
