//! Polls as the rows of a CSV file, one an option; rows of one poll need not stand together.

use std::path::Path;

use anyhow::Context;
use csv::StringRecord;
use plaudit_proto::v1;

use super::{Written, with_id};
use crate::files::{Mark, Problem, Problems, hint};
use crate::import::input::sniff;

const NEEDED: [&str; 6] = ["platform", "question", "from", "to", "option", "count"];
const KNOWN: [&str; 11] = [
    "platform", "question", "from", "to", "option", "count", "url", "reach", "voters", "survey",
    "id",
];

/// Reads the polls at `path`; commas, semicolons or tabs part the columns.
pub(super) fn read(path: &Path, survey: Option<&str>) -> anyhow::Result<Vec<Written>> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| format!("reading {name}"))?;
    let (text, _, bad) = encoding_rs::UTF_8.decode(&bytes);
    anyhow::ensure!(!bad, "{name} is not UTF-8: save it as \"CSV UTF-8\"");
    Ok(parse(&name, &text, survey)?)
}

/// Reads the polls of `text`.
pub(super) fn parse(
    name: &str,
    text: &str,
    survey: Option<&str>,
) -> Result<Vec<Written>, Problems> {
    let mut rows = Rows { columns: Vec::new(), survey, found: Vec::new(), polls: Vec::new() };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(sniff(text.as_bytes()).delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    for record in reader.records() {
        match record {
            Ok(record) if rows.columns.is_empty() => rows.header(&record),
            Ok(record) if record.iter().all(str::is_empty) => {}
            Ok(record) => rows.row(&record),
            Err(error) => rows.refuse(0, "", error.to_string()),
        }
        if !rows.found.is_empty() && rows.polls.is_empty() {
            break; // Nothing can be read under a wrong header.
        }
    }
    if rows.polls.is_empty() && rows.found.is_empty() {
        rows.refuse(1, "", "has no rows");
    }
    match rows.found.is_empty() {
        true => Ok(rows.polls),
        false => Err(Problems::new(name, rows.found)),
    }
}

struct Rows<'a> {
    columns: Vec<String>,
    survey: Option<&'a str>,
    found: Vec<Problem>,
    polls: Vec<Written>,
}

impl Rows<'_> {
    fn refuse(&mut self, line: u64, column: &str, reason: impl Into<String>) {
        let at = (line > 0).then_some(Mark { line, column: 1 });
        self.found.push(Problem { at, key: column.to_owned(), reason: reason.into() });
    }

    fn header(&mut self, record: &StringRecord) {
        self.columns = record.iter().map(str::to_lowercase).collect();
        for column in NEEDED {
            if !self.columns.iter().any(|it| it == column) {
                self.refuse(1, column, "is missing in the first line, which names the columns");
            }
        }
        for column in self.columns.clone() {
            if !KNOWN.contains(&&*column) {
                let near = hint(&column, KNOWN);
                self.refuse(1, &column, format!("is not a column here{near}"));
            }
        }
    }

    fn row(&mut self, record: &StringRecord) {
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |column: &str| {
            let at = self.columns.iter().position(|it| it == column);
            at.and_then(|at| record.get(at)).unwrap_or_default().to_owned()
        };
        let mut wrong = Vec::new();
        let mut whole = |column: &'static str| match cell(column) {
            text if text.is_empty() => None,
            text => {
                let number = text.parse::<u64>().ok();
                if number.is_none() {
                    wrong.push((column, format!("must be a whole number from 0, not {text:?}")));
                }
                number
            }
        };
        let (count, voters, reach) = (whole("count"), whole("voters"), whole("reach"));
        if count.is_none() && cell("count").is_empty() {
            wrong.push(("count", "is missing".to_owned()));
        }
        let survey_id = match cell("survey") {
            named if named.is_empty() => self.survey.unwrap_or_default().to_owned(),
            named => named,
        };
        if survey_id.is_empty() {
            wrong.push(("survey", "is missing: give the column or --survey".to_owned()));
        }
        let row = with_id(v1::Poll {
            id: cell("id"),
            survey_id,
            version: 0,
            question: cell("question"),
            platform: cell("platform"),
            url: cell("url"),
            from: cell("from"),
            to: cell("to"),
            counts: [(cell("option"), count.unwrap_or_default())].into(),
            voters,
            reach,
        });
        let same =
            |it: &&mut Written| (&it.poll.id, &it.poll.survey_id) == (&row.id, &row.survey_id);
        match self.polls.iter_mut().find(same) {
            Some(written) => wrong.extend(add(&mut written.poll, row)),
            None => self.polls.push(Written { poll: row, line }),
        }
        for (column, reason) in wrong {
            self.refuse(line, column, reason);
        }
    }
}

/// Adds a row of the same poll. Returns what contradicts the rows before.
fn add(poll: &mut v1::Poll, row: v1::Poll) -> Vec<(&'static str, String)> {
    let mut wrong = Vec::new();
    let mut agree = |column, agrees: bool| {
        if !agrees {
            let reason = "is another than in the rows above of this poll: give each poll an id";
            wrong.push((column, reason.to_owned()));
        }
    };
    agree("platform", poll.platform == row.platform);
    agree("question", poll.question == row.question);
    agree("from", poll.from == row.from);
    agree("to", poll.to == row.to);
    agree("url", poll.url == row.url || poll.url.is_empty() || row.url.is_empty());
    agree("voters", poll.voters.or(row.voters) == row.voters.or(poll.voters));
    agree("reach", poll.reach.or(row.reach) == row.reach.or(poll.reach));
    if poll.url.is_empty() {
        poll.url = row.url;
    }
    (poll.voters, poll.reach) = (poll.voters.or(row.voters), poll.reach.or(row.reach));
    for (option, count) in row.counts {
        if poll.counts.insert(option.clone(), count).is_some() {
            let reason = format!("{option:?} was counted above: give each poll an id");
            wrong.push(("option", reason));
        }
    }
    wrong
}
