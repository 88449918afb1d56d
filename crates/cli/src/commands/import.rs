//! `plaudit import`.

mod known;
mod open;
mod proposed;
mod summary;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::ready;
use std::thread::JoinHandle;

use anyhow::bail;
use futures::{Stream, StreamExt, stream};
use indicatif::ProgressBar;
use plaudit_client::Client;
use plaudit_proto::v1;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::args::{Format, Global, Import};
use crate::config;
use crate::import::{Key, Row};
use crate::output;
use crate::progress;
use known::Known;
use open::{Opened, Rows, ToImport, open};
use proposed::Proposed;
use summary::Summary;

/// Most bad rows that are listed one by one.
const LISTED: u64 = 100;

/// Rows that are handed on at once.
const CHUNK: usize = 500;
/// Chunks that wait to be sent.
const CHUNKS_AHEAD: usize = 4;

/// Reads the file, sends what is good, lists what is bad. Everything is in order when no row was bad.
pub(crate) async fn run(
    args: Import,
    global: &Global,
    config: &config::Import,
    client: &Client,
) -> anyhow::Result<bool> {
    let looking = progress::bar("looking", None, global.quiet);
    let opened = open(&args, Key::of(&config.pseudonym_key), client).await;
    looking.finish_and_clear();
    match opened? {
        Opened::Rows(rows) => import(*rows, args.dry_run, global, client).await,
        Opened::Proposed(proposed) => told(&proposed, &args, global),
    }
}

/// Writes the survey that the file makes, and its mapping; needs no database.
pub(crate) fn propose(args: &Import, global: &Global) -> anyhow::Result<bool> {
    told(&open::propose(args)?, args, global)
}

/// Shows or writes the survey that the file makes. In order where that is what was asked for.
fn told(proposed: &Proposed, args: &Import, global: &Global) -> anyhow::Result<bool> {
    let said = match &args.propose {
        Some(path) => proposed.write(path, &args.data)?,
        None => {
            let (survey, said) = proposed.shown(&args.data);
            output::write(None, survey)?;
            said
        }
    };
    if !global.quiet {
        eprint!("{said}");
        proposed.doubts.iter().for_each(|doubt| eprintln!("uncertain: {doubt}"));
    }
    Ok(args.propose.is_some())
}

async fn import(
    opened: ToImport,
    dry_run: bool,
    global: &Global,
    client: &Client,
) -> anyhow::Result<bool> {
    let ToImport { name, rows, source, version, remarks } = opened;
    if !global.quiet {
        remarks.iter().for_each(|remark| eprintln!("{remark}"));
    }
    let bar = progress::bar("importing", Some(source.total), global.quiet);
    let import = RefCell::new(State { bar, ..State::default() });
    let (rows, reading) = read(rows);
    let mut responses = rows
        .map(|row| {
            let mut import = import.borrow_mut();
            import.bar.set_position(source.read());
            import.row(row)
        })
        .take_while(|row| ready(row.is_some()))
        .filter_map(|row| ready(row.flatten()));
    let delivery = if dry_run {
        let mut known = Known::new(version);
        while let Some(response) = responses.next().await {
            known.add(response);
        }
        drop(responses);
        known.delivery(client).await
    } else {
        let acknowledged = |outcomes: &_| import.borrow_mut().acknowledged(outcomes);
        let delivery = client.deliver_stream(responses, acknowledged).await?;
        known::Found { delivery, ..known::Found::default() }
    };
    if reading.join().is_err() {
        bail!("the file was read only in part; what was read is stored");
    }
    let import = import.into_inner();
    import.bar.finish_and_clear();
    if let Some(error) = import.failure {
        return Err(error.context("the file was read only in part; what was read is stored"));
    }
    let known::Found { delivery, conflicts, remark } = delivery;
    conflicts.iter().for_each(|conflict| eprintln!("{conflict}"));
    if let Some(remark) = remark.filter(|_| !global.quiet) {
        eprintln!("{remark}");
    }
    let bad = import.bad + delivery.rejected + delivery.conflicts;
    let summary = Summary {
        survey: &name,
        delivery,
        unreadable: import.bad,
        partial: import.partial,
        left_out: source.left_out(),
        dry_run,
    };
    output::write(None, &summary.written(global.format == Some(Format::Json))?)?;
    Ok(bad == 0)
}

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

/// What is known on the way.
struct State {
    bar: ProgressBar,
    /// Lines of the rows that were sent and not yet acknowledged, in order.
    lines: VecDeque<u64>,
    bad: u64,
    /// Good rows whose respondent did not reach the end.
    partial: u64,
    listed: u64,
    failure: Option<anyhow::Error>,
}

impl Default for State {
    fn default() -> Self {
        let bar = ProgressBar::hidden();
        Self { bar, lines: VecDeque::new(), bad: 0, partial: 0, listed: 0, failure: None }
    }
}

impl State {
    /// The response of a row; `Some(None)` when the row is bad, absent when reading failed.
    fn row(&mut self, row: anyhow::Result<Row>) -> Option<Option<v1::Response>> {
        match row {
            Ok(Row::Good(row)) => {
                self.lines.push_back(row.line);
                self.partial += u64::from(!row.response.completed);
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
