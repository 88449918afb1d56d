//! Reading stored responses: in chunks, ordered by time and id, in one snapshot.

mod reader;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;

use plaudit_core::comoments::Plan;
use plaudit_core::response::Response;
use plaudit_core::survey::{Segment, Version};
use plaudit_core::time::Day;

use crate::stored::line;
use crate::stored::{Exported, StoredResponse};
use crate::surveys::version_of;
use crate::transaction::{Snapshot, within};
use crate::{Error, Store, Tenant};
pub(crate) use reader::Reader;

/// Responses in a chunk.
pub(crate) const CHUNK: usize = 1_000;

/// All versions of a survey.
pub(crate) const VERSIONS: &str = "
SELECT version FROM survey_version WHERE tenant_id = $1 AND survey_id = $2 ORDER BY number";

impl Store {
    /// Shows `visit` each response of these days with the version that it answers, ordered by time
    /// and id, in one snapshot. For the few questions that tallies do not answer: it costs as much as
    /// there are responses.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a stored response cannot be read, or when the database cannot.
    pub async fn scan(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        days: RangeInclusive<Day>,
        visit: impl FnMut(&Version, Response) + Send,
    ) -> Result<(), Error> {
        let mut snapshot = self.snapshot().await?;
        let versions = Versions::read(&mut snapshot, tenant, survey_id).await?;
        versions.scan(&mut snapshot, Reader::new(tenant, survey_id, days), visit).await
    }
}

/// All versions of one survey.
pub(crate) struct Versions(BTreeMap<u32, Version>);

impl Versions {
    pub(crate) async fn read(
        snapshot: &mut Snapshot,
        tenant: &Tenant,
        survey_id: &str,
    ) -> Result<Self, Error> {
        let rows: Vec<Vec<u8>> = within!(snapshot, tx => {
            sqlx::query_scalar(VERSIONS)
                .bind(tenant.as_str())
                .bind(survey_id)
                .fetch_all(&mut **tx)
                .await?
        });
        Self::of(survey_id, &rows)
    }

    /// From what [`VERSIONS`] found.
    pub(crate) fn of(survey_id: &str, rows: &[Vec<u8>]) -> Result<Self, Error> {
        let version = |bytes: &Vec<u8>| {
            let version = version_of(survey_id, bytes)?;
            Ok((version.number(), version))
        };
        rows.iter().map(version).collect::<Result<_, _>>().map(Self)
    }

    /// The same, each declaring these segments, too.
    pub(crate) fn declaring(self, also: &[Segment]) -> Self {
        if also.is_empty() {
            return self;
        }
        let declaring = |(number, version): (u32, Version)| (number, version.declaring(also));
        Self(self.0.into_iter().map(declaring).collect())
    }

    /// Whether any version has driver models.
    pub(crate) fn have_models(&self) -> bool {
        self.0.values().any(|version| !version.plan().is_empty())
    }

    /// What the driver models of a version need.
    pub(crate) fn plan(&self, number: u32) -> Option<&Plan> {
        self.get(number).map(Version::plan)
    }

    /// Shows `visit` everything that `reader` finds.
    pub(crate) async fn scan(
        &self,
        snapshot: &mut Snapshot,
        mut reader: Reader,
        mut visit: impl FnMut(&Version, Response) + Send,
    ) -> Result<(), Error> {
        loop {
            let lines = reader.next(snapshot).await?;
            if lines.is_empty() {
                return Ok(());
            }
            for line in &lines {
                let (version, response) = self.checked(read(line)?)?;
                visit(version, response);
            }
        }
    }

    /// The version with this number.
    pub(crate) fn get(&self, number: u32) -> Option<&Version> {
        self.0.get(&number)
    }

    /// A stored row with its version.
    pub(crate) fn checked_row(&self, row: &StoredResponse) -> Result<(&Version, Response), Error> {
        self.checked(row.read().map_err(|reason| corrupt(&row.id, reason))?)
    }

    fn checked(&self, response: Exported<'_>) -> Result<(&Version, Response), Error> {
        let (id, number) = (response.id.to_owned(), response.version);
        let version = self.get(number);
        let version =
            version.ok_or_else(|| corrupt(&id, format_args!("there is no version {number}")))?;
        Ok((version, response.check(version).map_err(|reason| corrupt(&id, reason))?))
    }
}

/// The response that `line` says.
pub(crate) fn read(line: &str) -> Result<Exported<'_>, Error> {
    line::read(line).map_err(|reason| corrupt(line::key(line).map_or("?", |(_, id)| id), reason))
}

/// The response with this id cannot be read.
fn corrupt(id: &str, reason: impl Display) -> Error {
    Error::corrupt(format_args!("response {id}"), reason)
}
