//! `plaudit import`.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::ready;
use std::sync::Arc;
use std::thread::JoinHandle;

use anyhow::{Context, bail};
use futures::{Stream, StreamExt, stream};
use indicatif::ProgressBar;
use plaudit_client::{Client, Delivery};
use plaudit_core::survey::Version;
use plaudit_proto::v1;
use plaudit_server::clock;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::args::{Format, Global, Import};
use crate::import::{Lines, Mapping, Progress, Reader, Row};
use crate::output;
use crate::progress::{self, count};

/// Most bad rows that are listed one by one.
const LISTED: u64 = 100;

/// Rows that are handed on at once.
const CHUNK: usize = 500;
/// Chunks that wait to be sent.
const CHUNKS_AHEAD: usize = 4;

/// Reads the file, sends what is good, lists what is bad. Everything is in order when no row was bad.
pub(crate) async fn run(args: Import, global: &Global, client: &Client) -> anyhow::Result<bool> {
    let (survey, rows, source) = open(&args, client).await?;
    let bar = progress::bar("importing", Some(source.total), global.quiet);
    let import = RefCell::new(State { bar, ..State::default() });
    let (rows, reading) = read(rows);
    let responses = rows
        .map(|row| {
            let mut import = import.borrow_mut();
            import.bar.set_position(source.read());
            import.row(row)
        })
        .take_while(|row| ready(row.is_some()))
        .filter_map(|row| ready(row.flatten()));
    let delivery = if args.dry_run {
        Delivery { stored: responses.count().await as u64, ..Delivery::default() }
    } else {
        let acknowledged = |outcomes: &_| import.borrow_mut().acknowledged(outcomes);
        client.deliver_stream(responses, acknowledged).await?
    };
    if reading.join().is_err() {
        bail!("the file was read only in part; what was read is stored");
    }
    let import = import.into_inner();
    import.bar.finish_and_clear();
    if let Some(error) = import.failure {
        return Err(error.context("the file was read only in part; what was read is stored"));
    }
    let bad = import.bad + delivery.rejected + delivery.conflicts;
    let left_out = source.left_out();
    let summary = Summary { survey: &survey, delivery, unreadable: import.bad, left_out };
    output::write(None, &summary.written(global.format == Some(Format::Json), args.dry_run)?)?;
    Ok(bad == 0)
}

type Rows = Box<dyn Iterator<Item = anyhow::Result<Row>> + Send>;

/// Reads the next rows on a thread of their own while the ones before are sent.
fn read(mut rows: Rows) -> (impl Stream<Item = anyhow::Result<Row>>, JoinHandle<()>) {
    let (read, to_send) = mpsc::channel(CHUNKS_AHEAD);
    let reading = std::thread::spawn(move || {
        loop {
            let chunk: Vec<_> = rows.by_ref().take(CHUNK).collect();
            if chunk.is_empty() || read.blocking_send(chunk).is_err() {
                return;
            }
        }
    });
    (ReceiverStream::new(to_send).flat_map(stream::iter), reading)
}

/// What the summary is about, the rows of the file, and how far they were read.
async fn open(args: &Import, client: &Client) -> anyhow::Result<(String, Rows, Progress)> {
    let Some(mapping) = &args.mapping else {
        let lines = Lines::open(&args.data)?;
        let source = lines.progress();
        let name = match args.data.to_str() {
            Some("-") => "standard input".to_owned(),
            _ => args.data.display().to_string(),
        };
        return Ok((name, Box::new(lines), source));
    };
    let mapping = Mapping::read(mapping)?;
    let version = version(client, mapping.survey(), mapping.version()).await?;
    let reader = Reader::open(&args.data, &mapping, Arc::new(version), clock::system()())?;
    let source = reader.progress();
    Ok((mapping.survey().to_owned(), Box::new(reader), source))
}

async fn version(client: &Client, survey: &str, version: Option<u32>) -> anyhow::Result<Version> {
    let request =
        v1::GetSurveyRequest { survey_id: survey.to_owned(), version: version.unwrap_or_default() };
    let reply = client.surveys().get_survey(request).await?.into_inner();
    let version = reply.version.with_context(|| {
        format!("{survey}: was never published; `plaudit survey publish {survey}` opens it")
    })?;
    Version::try_from(version).map_err(|found| {
        anyhow::anyhow!("{survey}: {}", found.first().map_or_else(String::new, ToString::to_string))
    })
}

/// What is known on the way.
struct State {
    bar: ProgressBar,
    /// Lines of the rows that were sent and not yet acknowledged, in order.
    lines: VecDeque<u64>,
    bad: u64,
    listed: u64,
    failure: Option<anyhow::Error>,
}

impl Default for State {
    fn default() -> Self {
        let bar = ProgressBar::hidden();
        Self { bar, lines: VecDeque::new(), bad: 0, listed: 0, failure: None }
    }
}

impl State {
    /// The response of a row; `Some(None)` when the row is bad, absent when reading failed.
    fn row(&mut self, row: anyhow::Result<Row>) -> Option<Option<v1::Response>> {
        match row {
            Ok(Row::Good(row)) => {
                self.lines.push_back(row.line);
                Some(Some(row.response))
            }
            Ok(Row::Bad(row)) => {
                self.bad += 1;
                self.list(&row.to_string());
                Some(None)
            }
            Err(error) => {
                self.failure = Some(error);
                None
            }
        }
    }

    fn acknowledged(&mut self, outcomes: &[v1::ResponseOutcome]) {
        for outcome in outcomes {
            let line = self.lines.pop_front().unwrap_or_default();
            for violation in &outcome.violations {
                let (id, field) = (&outcome.response_id, &violation.field);
                self.list(&format!("line {line}, id {id}: {field}: {}", violation.reason));
            }
        }
    }

    fn list(&mut self, problem: &str) {
        self.listed += 1;
        match self.listed {
            ..=LISTED => self.bar.suspend(|| eprintln!("{problem}")),
            n if n == LISTED + 1 => self.bar.suspend(|| eprintln!("… and more")),
            _ => {}
        }
    }
}

struct Summary<'a> {
    survey: &'a str,
    delivery: Delivery,
    unreadable: u64,
    left_out: u64,
}

impl Summary<'_> {
    fn written(&self, json: bool, dry_run: bool) -> anyhow::Result<String> {
        let Self { survey, delivery, unreadable, left_out } = self;
        let rejected = delivery.rejected + unreadable;
        if json {
            let summary = serde_json::json!({
                "survey": survey,
                "dryRun": dry_run,
                "rows": delivery.total() + unreadable + left_out,
                "stored": if dry_run { 0 } else { delivery.stored },
                "wouldBeSent": if dry_run { delivery.stored } else { 0 },
                "duplicates": delivery.duplicates,
                "conflicts": delivery.conflicts,
                "rejected": rejected,
                "erased": delivery.erased,
                "leftOut": left_out,
            });
            return Ok(format!("{}\n", serde_json::to_string_pretty(&summary)?));
        }
        let rows = count(delivery.total() + unreadable + left_out);
        let erased = match delivery.erased {
            0 => String::new(),
            n => format!(", {} erased before", count(n)),
        };
        let left_out = match left_out {
            0 => String::new(),
            n => format!(", {} left out as the mapping says", count(*n)),
        };
        if dry_run {
            let good = count(delivery.stored);
            return Ok(format!(
                "{survey}: {rows} rows read, {good} good, {} bad{left_out}; nothing was stored\n",
                count(rejected)
            ));
        }
        Ok(format!(
            "{survey}: {rows} rows read, {} stored, {} duplicates, {} conflicts, {} \
             rejected{erased}{left_out}\n",
            count(delivery.stored),
            count(delivery.duplicates),
            count(delivery.conflicts),
            count(rejected),
        ))
    }
}
