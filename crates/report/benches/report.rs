//! Speed of a report: from the stored tally to the message and to the page, beside a recount of the
//! same responses.
//!
//! Prints a table and writes `bench/report.json` in the target folder: rows of name, value, unit, the
//! peer's value, and how many times slower the peer is.

use std::collections::BTreeMap;
use std::fs::File;
use std::hint::black_box;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use plaudit_core::measure::{Kind, Measure};
use plaudit_core::response::{Given, NoAnswer, Response, Submission, SubmittedAnswer};
use plaudit_core::scale::Scale;
use plaudit_core::survey::{
    Asking, ChoiceOption, OptionOrder, Question, QuestionKind, Segment, Survey, Version,
};
use plaudit_core::tally::Tally;
use plaudit_core::text::LocalText;
use plaudit_core::time::Timestamp;
use plaudit_proto::v1;
use plaudit_report::{Query, build, render};
use prost::Message;

const DATA: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/airline/airline.csv.gz");
const SEGMENTS: [&str; 5] = ["Gender", "Customer Type", "Type of Travel", "Class", "split"];
/// Columns of the ratings.
const RATINGS: std::ops::Range<usize> = 7..21;
const ROUNDS: usize = 21;

struct Row {
    name: &'static str,
    milliseconds: f64,
}

fn main() {
    let (header, rows) = airline();
    let version = Arc::new(Version::new(1, at(), survey(&header)).expect("the survey is right"));
    let responses: Vec<_> = rows.iter().map(|row| response(&version, &header, row)).collect();
    let stored = v1::Tally::from(&recount(&version, &responses)).encode_to_vec();
    println!("{} responses, {} bytes of tally\n", responses.len(), stored.len());

    let versions = [Arc::clone(&version)];
    let whole = v1::BuildReportRequest::default();
    let splits = SEGMENTS.map(id).to_vec();
    let split = v1::BuildReportRequest { splits, ..Default::default() };
    let build = |request: &v1::BuildReportRequest| {
        let tally = v1::Tally::decode(stored.as_slice()).expect("it was encoded above");
        let tally = Tally::try_from(tally).expect("it was encoded above");
        let query = Query::new(request.clone(), &version).expect("the request is right");
        build(&versions, &tally.into(), &query, at()).expect("the tally is the survey's")
    };
    let report = build(&split);
    let peer = median(5, || drop(black_box(recount(&version, &responses))));
    let rows = [
        Row {
            name: "report from the stored tally",
            milliseconds: median(ROUNDS, || drop(black_box(build(&whole)))),
        },
        Row {
            name: "report with 5 splits",
            milliseconds: median(ROUNDS, || drop(black_box(build(&split)))),
        },
        Row {
            name: "report with 5 splits, as a page",
            milliseconds: median(ROUNDS, || drop(black_box(render::html(&build(&split))))),
        },
        Row {
            name: "that message as a page",
            milliseconds: median(ROUNDS, || drop(black_box(render::html(&report)))),
        },
        Row {
            name: "that message as JSON",
            milliseconds: median(ROUNDS, || drop(black_box(render::json(&report)))),
        },
    ];
    println!("{:<36} {:>10} {:>12} {:>8}", "", "ms", "recount ms", "times");
    for Row { name, milliseconds } in &rows {
        println!("{name:<36} {milliseconds:>10.3} {peer:>12.1} {:>8.0}", peer / milliseconds);
    }
    write(&rows, peer);
}

fn write(rows: &[Row], peer: f64) {
    let rows: Vec<_> = rows
        .iter()
        .map(|Row { name, milliseconds }| {
            serde_json::json!({
                "name": name, "value": milliseconds, "unit": "ms",
                "peer": { "name": "recount of the responses in memory", "value": peer },
                "ratio": peer / milliseconds,
            })
        })
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/bench");
    std::fs::create_dir_all(&folder).expect("target can be written");
    let text = serde_json::to_string_pretty(&rows).expect("numbers and names are JSON");
    std::fs::write(folder.join("report.json"), text + "\n").expect("target can be written");
}

/// Median time of `rounds` runs, in milliseconds.
fn median(rounds: usize, mut run: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[rounds / 2]
}

fn recount(version: &Version, responses: &[Response]) -> Tally {
    let mut tally = Tally::default();
    responses.iter().for_each(|response| tally.add(version, response));
    tally
}

/// Header and rows of the airline data, or made-up rows of the same shape when it is not here.
fn airline() -> (Vec<String>, Vec<Vec<String>>) {
    let Ok(file) = File::open(DATA) else {
        println!("{DATA} is not here: the rows are made up, of the same shape");
        return made_up();
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).expect("the data can be read");
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let header = csv.headers().expect("it has a header").iter().map(str::to_owned).collect();
    let row = |row: Result<csv::StringRecord, _>| -> Vec<String> {
        row.expect("it is whole").iter().map(str::to_owned).collect()
    };
    let rows = csv.records().map(row).collect();
    (header, rows)
}

fn made_up() -> (Vec<String>, Vec<Vec<String>>) {
    let mut header = vec!["id".to_owned(), "satisfaction".to_owned()];
    header.extend(SEGMENTS.map(str::to_owned));
    let blank = RATINGS.start - header.len();
    header.extend((0..blank).map(|i| format!("other {i}")));
    header.extend((0..14).map(|i| format!("rating {i}")));
    let rows = (0..129_880_u64).map(|i| {
        let at = |n: u64, of: u64| (i.wrapping_mul(6_364_136_223_846_793_005) >> (7 + n)) % of;
        let mut row = vec![i.to_string()];
        row.push(if at(1, 2) == 0 { "satisfied" } else { "neutral or dissatisfied" }.to_owned());
        row.extend((0..5).map(|n| at(n + 3, 2 + u64::from(n == 3)).to_string()));
        row.extend((0..blank).map(|_| String::new()));
        row.extend((0..14).map(|n| at(n * 3, 6).to_string()));
        row
    });
    (header, rows.collect())
}

fn survey(header: &[String]) -> Survey {
    let question = |id: String, kind| Question {
        text: LocalText::of("en", &id),
        id,
        wording: 1,
        required: false,
        show_if: None,
        option_order: OptionOrder::Written,
        departments: Vec::new(),
        kind,
    };
    let mean = |id: String| Measure {
        kind: Kind::Mean { top: vec![4, 5] },
        question: id.clone(),
        label: LocalText::default(),
        id,
        method: None,
    };
    let option = |id: &str| ChoiceOption { id: id.into(), label: LocalText::default() };
    let ratings = || header[RATINGS].iter().map(|name| id(name));
    let mut questions: Vec<_> =
        ratings().map(|id| question(id, QuestionKind::Score(Scale::new(1, 5)))).collect();
    let options = vec![option("satisfied"), option("dissatisfied")];
    questions.push(question("satisfaction".into(), QuestionKind::SingleChoice(options)));
    let mut measures = vec![Measure {
        id: "satisfied".into(),
        kind: Kind::Share { options: vec!["satisfied".into()] },
        question: "satisfaction".into(),
        label: LocalText::default(),
        method: None,
    }];
    measures.extend(ratings().map(mean));
    let segment = |name| Segment {
        id: id(name),
        label: LocalText::default(),
        values: Vec::new(),
        required: true,
    };
    Survey {
        id: "airline".into(),
        title: LocalText::of("en", "Airline"),
        default_language: "en".into(),
        time_zone: "UTC".into(),
        questions,
        measures,
        segments: SEGMENTS.map(segment).to_vec(),
        privacy_k: 5,
        weighted: false,
        repeat_respondents: false,
        strata: None,
        driver_models: Vec::new(),
        path_model: None,
        asking: Asking::default(),
        retention_days: None,
    }
}

fn response(version: &Version, header: &[String], row: &[String]) -> Response {
    let cell = |name: &str| {
        let column = header.iter().position(|column| column == name);
        row[column.expect("the column is there")].clone()
    };
    let rating = |at: usize| SubmittedAnswer {
        question: id(&header[at]),
        given: Some(match row[at].parse() {
            Ok(0) | Err(_) => Given::NoAnswer(NoAnswer::NotApplicable),
            Ok(score) => Given::Score(score),
        }),
    };
    let satisfied = if cell("satisfaction") == "satisfied" { "satisfied" } else { "dissatisfied" };
    let mut answers: Vec<_> = RATINGS.map(rating).collect();
    let given = Some(Given::Option(satisfied.into()));
    answers.push(SubmittedAnswer { question: "satisfaction".into(), given });
    let submission = Submission {
        id: cell("id"),
        answered_at: Some(at()),
        respondent: None,
        channel: None,
        language: None,
        weight: None,
        duration_seconds: None,
        segments: SEGMENTS.iter().map(|name| (id(name), cell(name))).collect::<BTreeMap<_, _>>(),
        answers,
        completed: true,
    };
    version.check(submission, at()).expect("the row is right")
}

/// A column's name as an id.
fn id(name: &str) -> String {
    name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

fn at() -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000).expect("is in range")
}
