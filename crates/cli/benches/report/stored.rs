//! A database that holds the year, and the report on it.

use std::sync::Arc;

use plaudit_client::Client;
use plaudit_core::tally::Tally;
use plaudit_core::time::{Day, Timestamp};
use plaudit_proto::v1;
use plaudit_report::render;
use plaudit_server::settings::{Asking, Collector, Folding, Mail};
use plaudit_server::{DEFAULT_TENANT, Local};
use plaudit_storage::{Incoming, Options, Store, Tenant};
use prost::Message;
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

use crate::answers::{self, Answers, DAYS, FIRST_DAY, SEGMENTS};

/// Responses of one transaction.
const BATCH: usize = 5_000;

pub(crate) struct Stored {
    url: String,
    store: Store,
    client: Client,
    local: Local,
    _folder: Option<TempDir>,
}

/// The day after the year.
fn after() -> Day {
    Day::from_epoch_days(FIRST_DAY + i32::try_from(DAYS).unwrap()).unwrap()
}

fn now() -> Timestamp {
    Timestamp::from_micros(i64::from(after().epoch_days()) * 86_400_000_000).unwrap()
}

fn tenant() -> Tenant {
    DEFAULT_TENANT.parse().unwrap()
}

impl Stored {
    pub(crate) async fn open(url: &str) -> Self {
        let options = Options { url: url.to_owned(), max_connections: 4 };
        let store = Store::connect(&options).await.unwrap();
        let defaults: toml::Table = include_str!("../../src/config/defaults.toml").parse().unwrap();
        let collector: Collector = defaults["collector"].clone().try_into().unwrap();
        let folding: Folding = defaults["folding"].clone().try_into().unwrap();
        // Months are folded when the benchmark says so.
        let first = Timestamp::from_micros(0).unwrap();
        let clock = Arc::new(move || first);
        let local = {
            let (asking, mail) = (Asking::default(), Mail::default());
            Local::new(store.clone(), clock, collector, folding, &asking, &mail, tenant())
        };
        let client = Client::local(local.routes());
        Self { url: url.to_owned(), store, client, local, _folder: None }
    }

    async fn empty() -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let url = format!("sqlite:{}", folder.path().join("year.db").display());
        let options = Options { url: url.clone(), max_connections: 1 };
        let store = Store::connect(&options).await.unwrap();
        store.migrate().await.unwrap();
        let survey = answers::survey();
        store.save_draft(&tenant(), &survey, now()).await.unwrap();
        store.publish(&tenant(), &survey.id, now()).await.unwrap();
        store.close().await;
        Self { _folder: Some(folder), ..Self::open(&url).await }
    }

    /// With these tallies of days.
    pub(crate) async fn create(name: &str, tallies: &[(Day, Tally)]) -> Self {
        let stored = Self::empty().await;
        let mut connection = SqliteConnection::connect(&stored.url).await.unwrap();
        let mut tx = connection.begin().await.unwrap();
        for (day, tally) in tallies {
            let insert = "INSERT INTO tally_day (tenant_id, survey_id, day, tally) VALUES ($1, 'year', $2, $3)";
            sqlx::query(insert)
                .bind(tenant().as_str())
                .bind(day.epoch_days())
                .bind(v1::Tally::packed(tally).encode_to_vec())
                .execute(&mut *tx)
                .await
                .unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        tx.commit().await.unwrap();
        stored
    }

    /// With these answers, sent and folded.
    pub(crate) async fn submitted(answers: &Answers) -> Self {
        let stored = Self::empty().await;
        let version = answers::version();
        let all: Vec<_> = answers.all().enumerate().collect();
        for part in all.chunks(BATCH) {
            let incoming = |(number, answer): &(usize, answers::Answer)| {
                let response = version.check(answer.submission(*number), now()).unwrap();
                Incoming::new(&version, response)
            };
            let batch: Vec<_> = part.iter().map(incoming).collect();
            stored.store.submit(&tenant(), &batch, now()).await.unwrap();
        }
        while stored.store.fold(&tenant(), 1).await.unwrap() > 0 {}
        stored.fold().await;
        stored
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Ends its background work, which would otherwise panic when the runtime goes.
    pub(crate) async fn close(self) {
        self.local.close().await;
    }

    /// Folds the months that a server folds after the year, with the settings that it comes with.
    pub(crate) async fn fold(&self) {
        let old = after().minus(62).unwrap();
        self.store.fold_months(&tenant(), old).await.unwrap();
    }

    /// The report as JSON.
    pub(crate) async fn report(&self) -> String {
        let request = v1::BuildReportRequest {
            survey_id: "year".to_owned(),
            splits: SEGMENTS.map(|(id, _)| id.to_owned()).into(),
            trend: v1::TrendInterval::Day.into(),
            ..Default::default()
        };
        let mut report = self.client.report(request).await.unwrap();
        report.generated_at = None;
        render::json(&report)
    }

    /// What the tallies take in the database, in kB.
    pub(crate) async fn tally_kb(&self) -> f64 {
        let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
        let bytes: i64 = sqlx::query_scalar(
            "SELECT SUM(LENGTH(tally)) FROM (SELECT tally FROM tally_day
             UNION ALL SELECT tally FROM tally_month)",
        )
        .fetch_one(&mut connection)
        .await
        .unwrap();
        bytes as f64 / 1e3
    }
}
