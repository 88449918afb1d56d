//! `plaudit demo`: a made-up company, a real way through the service.

mod findings;

use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use plaudit_client::{Client, Delivery};
use plaudit_core::time::{Day, TimeZone};
use plaudit_proto::v1;
use plaudit_report::render;
use plaudit_server::clock;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::args::{Demo, Global};
use crate::commands::serve;
use crate::config::{BadConfig, Config};
use crate::demo::Company;
use crate::progress::{self, count};
use crate::{output, session};

/// Days of the last half of the year.
const HALF_YEAR: i32 = 182;

/// Makes the company, serves, sends its answers over a socket, and shows the report.
pub(crate) async fn run(args: Demo, global: &Global, mut config: Config) -> anyhow::Result<bool> {
    if !config.client.server.is_empty() {
        let reason = "the demo runs a server of its own: leave out --server";
        return Err(anyhow::anyhow!(reason).context(BadConfig));
    }
    let company = Company::new(args.seed, yesterday()).context("the clock is before the year 2")?;
    if global.database.is_none() {
        config.database.url = fresh_database(&args.output)?;
    }
    config.server.listen.set_port(0);
    let port = if args.serve { 7710 } else { 0 };
    let listener = listen(port).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let store = session::open_store(&config).await?;
    let (stop, stopped) = oneshot::channel::<()>();
    let settings = config.settings();
    let server = tokio::spawn(async move {
        let stopped = async { drop(stopped.await) };
        plaudit_server::run(listener, store, clock::system(), &settings, stopped).await
    });

    let shown = tell(&company, &args, global, &Client::connect(&url, None)?).await;
    if shown.is_ok() && args.serve {
        output::write(None, &format!("\nServing {url}/ until Ctrl-C\n"))?;
        serve::stop()?.await;
    }
    drop(stop);
    server.await??;
    shown.map(|()| true)
}

async fn tell(
    company: &Company,
    args: &Demo,
    global: &Global,
    client: &Client,
) -> anyhow::Result<()> {
    let made_up =
        "Lumo Home is made up. Its answers go through the real service, over a socket.\n\n";
    output::write(None, made_up)?;
    for survey in company.surveys() {
        let draft = v1::SaveDraftRequest { survey: Some(survey.clone()) };
        client.surveys().save_draft(draft).await?;
        let publish = v1::PublishSurveyRequest { survey_id: survey.id.clone() };
        client.surveys().publish_survey(publish).await?;
    }
    let start = Instant::now();
    let delivery = deliver(company, global, client).await?;
    let seconds = start.elapsed().as_secs_f64();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let rate = (delivery.total() as f64 / seconds) as u64;
    let taken = format!(
        "{} surveys published. {} answers from {} to {} acknowledged in {seconds:.1} s ({}/s): {} \
         stored, {} duplicates, {} refused.\n\n",
        company.surveys().len(),
        count(delivery.total()),
        company.first(),
        company.last(),
        count(rate),
        count(delivery.stored),
        count(delivery.duplicates),
        count(delivery.conflicts + delivery.rejected),
    );
    output::write(None, &taken)?;
    let shown = render::terminal(&headline(company, client).await?, output::terminal(false));
    output::write(None, &shown)?;
    for survey in company.surveys() {
        let report = report(client, survey).await?;
        let file = args.output.join(format!("{}.html", survey.id));
        std::fs::create_dir_all(&args.output)
            .and_then(|()| std::fs::write(&file, render::html(&report)))
            .with_context(|| format!("{}: cannot be written", file.display()))?;
    }
    let findings = findings::tell(&company.truth(), client).await?;
    output::write(None, &format!("\n{findings}"))?;
    let pages: Vec<_> =
        company.surveys().iter().map(|survey| format!("{}.html", survey.id)).collect();
    let (folder, pages) = (args.output.display(), pages.join(","));
    output::write(None, &format!("\nReports as pages: {folder}/{{{pages}}}\n"))
}

async fn deliver(company: &Company, global: &Global, client: &Client) -> anyhow::Result<Delivery> {
    let bar = progress::bar("sending", Some(u64::from(Company::RESPONSES)), global.quiet);
    let delivery = client
        .deliver(company.responses(), |outcomes| {
            bar.inc(outcomes.len() as u64);
        })
        .await?;
    bar.finish_and_clear();
    Ok(delivery)
}

/// The company's net promoter score in the last half of the year: against the half before, week by
/// week, by team, and what it goes with.
async fn headline(company: &Company, client: &Client) -> anyhow::Result<v1::Report> {
    let nps = || vec!["nps".to_owned()];
    let from = Day::from_epoch_days(company.last().epoch_days() - (HALF_YEAR - 1));
    let request = v1::BuildReportRequest {
        survey_id: "lumo-relationship".to_owned(),
        from: from.context("the year of the demo is too early")?.to_string(),
        to: company.last().to_string(),
        measures: nps(),
        splits: vec!["team".to_owned()],
        compare: "previous".to_owned(),
        charts: nps(),
        drivers: nps(),
        ..v1::BuildReportRequest::default()
    };
    Ok(client.report(request).await?)
}

/// The survey's year by month, split by every segment but language, with all its drivers.
async fn report(client: &Client, survey: &v1::Survey) -> anyhow::Result<v1::Report> {
    let segments = survey.segments.iter().map(|segment| segment.id.clone());
    let request = v1::BuildReportRequest {
        survey_id: survey.id.clone(),
        splits: segments.filter(|segment| segment != "language").collect(),
        trend: v1::TrendInterval::Month.into(),
        drivers: survey.driver_models.iter().map(|model| model.outcome.clone()).collect(),
        ..v1::BuildReportRequest::default()
    };
    Ok(client.report(request).await?)
}

/// The database of a demo in `folder`, without what an earlier demo left.
fn fresh_database(folder: &Path) -> anyhow::Result<String> {
    let file = folder.join("plaudit.db");
    std::fs::create_dir_all(folder)
        .with_context(|| format!("{}: cannot be made", folder.display()))?;
    for ending in ["", "-wal", "-shm"] {
        let mut old = file.clone().into_os_string();
        old.push(ending);
        match std::fs::remove_file(&old) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{}: cannot be removed", old.display()));
            }
            _ => {}
        }
    }
    Ok(format!("sqlite:{}", file.display()))
}

/// A port of this machine: `port`, or any when it is taken.
async fn listen(port: u16) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(("127.0.0.1", port)).await {
        Ok(listener) => Ok(listener),
        Err(_) => Ok(TcpListener::bind(("127.0.0.1", 0)).await?),
    }
}

fn yesterday() -> Day {
    let utc: TimeZone = "UTC".parse().expect("is a time zone");
    let today = utc.day_of(clock::system()());
    Day::from_epoch_days(today.epoch_days() - 1).expect("yesterday was a day")
}
