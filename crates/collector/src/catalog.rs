//! The published surveys, held in memory.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use plaudit_core::survey::Version;
use plaudit_core::time::Timestamp;
use plaudit_storage::{Error, State, Store, SurveyRecord, Tenant};
use tokio::sync::Mutex;
use tonic::Status;

use crate::status;

/// How far back a refresh looks for changes, in microseconds: the most that the clocks of two
/// processes on one database may differ.
const OVERLAP_MICROS: i64 = 5 * 60 * 1_000_000;

/// A survey that was published, with its versions.
#[derive(Clone, Debug)]
pub struct Published {
    /// Whether it takes responses.
    pub open: bool,
    /// From the first; never empty.
    pub versions: Vec<Arc<Version>>,
    changed_at: Timestamp,
}

impl Published {
    /// The latest version.
    #[must_use]
    pub fn latest(&self) -> &Arc<Version> {
        self.versions.last().expect("a published survey has a version")
    }

    /// The version `number`; 0 means the latest.
    #[must_use]
    pub fn version(&self, number: u32) -> Option<&Arc<Version>> {
        match number {
            0 => self.versions.last(),
            number => self.versions.iter().find(|version| version.number() == number),
        }
    }
}

type Surveys = HashMap<(Tenant, String), Arc<Published>>;

/// The surveys that were asked for, read without a lock, loaded on first use, and loaded again when
/// any process publishes or closes them.
#[derive(Debug)]
pub struct Catalog {
    store: Store,
    surveys: ArcSwap<Surveys>,
    loading: Mutex<()>,
}

impl Catalog {
    /// An empty catalog over `store`.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, surveys: ArcSwap::default(), loading: Mutex::new(()) }
    }

    /// The survey, if it was ever published. `version` is the one that is wanted (0 for the latest):
    /// when memory does not have it, the store is asked, since another process may have published it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn get(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        version: u32,
    ) -> Result<Option<Arc<Published>>, Error> {
        let key = (tenant.clone(), survey_id.to_owned());
        if let Some(published) = self.surveys.load().get(&key)
            && published.version(version).is_some()
        {
            return Ok(Some(Arc::clone(published)));
        }
        self.load(tenant, survey_id).await
    }

    /// A published version, 0 for the latest, that a request names in `field`.
    ///
    /// # Errors
    /// `NOT_FOUND` without such a survey, `INVALID_ARGUMENT` for `field` without such a version, or when
    /// the store fails.
    pub(crate) async fn version(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        number: u32,
        field: &str,
    ) -> Result<Arc<Version>, Status> {
        let published = self.get(tenant, survey_id, number).await.map_err(status::failed)?;
        let published = published.ok_or_else(|| {
            Status::not_found(format!("there is no published survey {survey_id:?}"))
        })?;
        published.version(number).map(Arc::clone).ok_or_else(|| {
            let reason = format!("the survey {survey_id:?} has no version {number}");
            status::invalid_field(field, reason)
        })
    }

    /// Reads the survey from the store and keeps it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn load(
        &self,
        tenant: &Tenant,
        survey_id: &str,
    ) -> Result<Option<Arc<Published>>, Error> {
        let _one_at_a_time = self.loading.lock().await;
        let record = self.store.survey(tenant, survey_id).await?;
        let Some(published) = record.and_then(published) else { return Ok(None) };
        let published = Arc::new(published);
        let mut surveys = Surveys::clone(&self.surveys.load());
        surveys.insert((tenant.clone(), survey_id.to_owned()), Arc::clone(&published));
        self.surveys.store(Arc::new(surveys));
        Ok(Some(published))
    }

    /// Loads the survey again, if it was asked for before.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn changed(&self, tenant: &Tenant, survey_id: &str) -> Result<(), Error> {
        if self.surveys.load().contains_key(&(tenant.clone(), survey_id.to_owned())) {
            self.load(tenant, survey_id).await?;
        }
        Ok(())
    }

    /// Loads again what any process changed lately. `now` is the server's time.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn refresh(&self, now: Timestamp) -> Result<(), Error> {
        for change in self.store.changes(now.plus_micros(-OVERLAP_MICROS)).await? {
            let key = (change.tenant, change.survey_id);
            let stale = {
                let surveys = self.surveys.load();
                surveys.get(&key).is_some_and(|known| known.changed_at != change.changed_at)
            };
            if stale {
                self.load(&key.0, &key.1).await?;
            }
        }
        Ok(())
    }
}

fn published(record: SurveyRecord) -> Option<Published> {
    let SurveyRecord { state, versions, changed_at, .. } = record;
    (!versions.is_empty()).then_some(Published { open: state == State::Open, versions, changed_at })
}
