//! Erasing responses, and their part of the tallies, for good.

use std::collections::BTreeMap;

use plaudit_core::time::Timestamp;
use uuid::Uuid;

use crate::changes::Changes;
use crate::drafts::{ERASE_OF_ID, ERASE_OF_RESPONDENT};
use crate::invitations::{self, FORGET_CONTACT};
use crate::order::InOrder;
use crate::scan::{VERSIONS, Versions};
use crate::slug::is_slug;
use crate::stored::StoredResponse;
use crate::submit::Batch;
use crate::transaction::{Snapshot, within, writing};
use crate::{Error, Store, Tenant, ids, mails, tombstones};

/// Which responses are to be erased.
#[derive(Clone, Copy, Debug)]
pub struct Erasure<'a> {
    /// Whose, or which.
    pub whose: Whose<'a>,
    /// The survey. Absent for all surveys of the tenant.
    pub survey_id: Option<&'a str>,
    /// Id of the key that asked for it, for the trace.
    pub by: Option<&'a str>,
}

/// Whose responses, or which.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// All of this respondent.
    Respondent(&'a str),
    /// Those with these ids.
    Responses(&'a [String]),
    /// The same, because they were kept long enough. Where another server was first with all of them, no
    /// trace is left.
    Expired(&'a [String]),
}

/// What was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Names the trace.
    pub id: Uuid,
    /// How many responses, by survey; a survey without any is not in it.
    pub responses: BTreeMap<String, u64>,
    /// How many invitations do not name the respondent any more.
    pub invitations: u64,
}

const SURVEYS: &str = "
SELECT survey_id FROM survey WHERE tenant_id = $1 ORDER BY survey_id";

const OF_RESPONDENT: InOrder = InOrder {
    sqlite: "
SELECT response.id FROM response_by_time AS place CROSS JOIN response
WHERE place.tenant_id = $1 AND place.survey_id = $2 AND response.tenant_id = $1
    AND response.survey_id = $2 AND response.id = place.id AND respondent = $3",
    postgres: "
SELECT id FROM response WHERE tenant_id = $1 AND survey_id = $2 AND respondent = $3",
};

const OF_ID: &str = "
SELECT id FROM response WHERE tenant_id = $1 AND survey_id = $2 AND id = $3";

/// Removes a response, if it is still of this respondent.
const REMOVE: &str = "
DELETE FROM response WHERE tenant_id = $1 AND survey_id = $2 AND id = $3
    AND ($4 IS NULL OR respondent = $4)
RETURNING id, version, answered_at, day, respondent, channel, language, weight, segments, answers,
    completed, digest, duration_seconds";

const FORGET_CORRECTIONS: &str = "
DELETE FROM correction WHERE tenant_id = $1 AND survey_id = $2 AND id = $3";

const BURY: &str = "
INSERT INTO tombstone (tenant_id, survey_id, id, erasure) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING";

const TRACE: &str = "
INSERT INTO erasure (tenant_id, id, erased_at, erased_by, survey_id, respondent, responses)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

impl Store {
    /// Erases responses with their part of the tallies, in one transaction: all that was stored when
    /// it began. What is left is a trace of the erasure and a tombstone of each id, so that none of
    /// them comes back when it is sent again. Finding the responses of a respondent reads the surveys'
    /// responses, before anything is locked.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such survey, [`Error::Corrupt`] when a response cannot be
    /// read, or when the database cannot be written; nothing is erased then, unless the connection
    /// was lost at the very end.
    pub async fn erase(
        &self,
        tenant: &Tenant,
        erasure: &Erasure<'_>,
        now: Timestamp,
    ) -> Result<Erased, Error> {
        if erasure.survey_id.is_some_and(|id| !is_slug(id)) {
            return Err(Error::NotFound);
        }
        let found = self.to_erase(tenant, erasure).await?;
        let head = Batch { tenant, id: ids::batch(), received_at: now.as_micros() };
        let respondent = match erasure.whose {
            Whose::Respondent(respondent) => Some(respondent),
            Whose::Responses(_) | Whose::Expired(_) => None,
        };
        let (responses, invitations) = writing!(self, tx => {
            dialect::put_in_order(&mut tx, tenant, Uuid::max()).await?;
            let name = tenant.as_str();
            let mut responses = BTreeMap::new();
            let mut changes = Changes::default();
            for (survey_id, found) in &found {
                let mut removed: Vec<StoredResponse> = Vec::new();
                for id in found {
                    let row = sqlx::query_as(REMOVE)
                        .bind(name)
                        .bind(survey_id)
                        .bind(id)
                        .bind(respondent)
                        .fetch_optional(&mut *tx)
                        .await?;
                    removed.extend(row);
                }
                if removed.is_empty() {
                    continue;
                }
                responses.insert(survey_id.clone(), removed.len() as u64);
                let places: Vec<_> = removed.iter().map(|row| (row.answered_at, &*row.id)).collect();
                dialect::take_from_order(&mut tx, tenant, survey_id, &places).await?;
                for row in &removed {
                    sqlx::query(FORGET_CORRECTIONS)
                        .bind(name)
                        .bind(survey_id)
                        .bind(&row.id)
                        .execute(&mut *tx)
                        .await?;
                    sqlx::query(BURY)
                        .bind(name)
                        .bind(survey_id)
                        .bind(tombstones::digest(&[name, survey_id, &row.id]).as_slice())
                        .bind(head.id)
                        .execute(&mut *tx)
                        .await?;
                }
                let versions: Vec<Vec<u8>> = sqlx::query_scalar(VERSIONS)
                    .bind(name)
                    .bind(survey_id)
                    .fetch_all(&mut *tx)
                    .await?;
                let versions = Versions::of(survey_id, &versions)?;
                for row in &removed {
                    let (version, response) = versions.checked_row(row)?;
                    changes.take_out(version, &response);
                }
            }
            if let Whose::Responses(ids) | Whose::Expired(ids) = erasure.whose {
                for id in ids {
                    sqlx::query(ERASE_OF_ID)
                        .bind(name)
                        .bind(id)
                        .bind(erasure.survey_id)
                        .execute(&mut *tx)
                        .await?;
                }
            }
            dialect::insert_deltas(&mut tx, &head, &changes.deltas(), None).await?;
            dialect::insert_month_deltas(&mut tx, &head, &changes.month_deltas()).await?;
            let pseudonym = respondent.map(|it| tombstones::digest(&[name, it]));
            let mut invitations = 0;
            if let (Some(respondent), Some(digest)) = (respondent, &pseudonym) {
                if erasure.survey_id.is_none() {
                    for forget in FORGET_CONTACT {
                        let forget = sqlx::query(forget).bind(name).bind(digest.as_slice());
                        forget.execute(&mut *tx).await?;
                    }
                }
                // Invitations last: mails are found by them, and they are what is counted.
                for forget in [ERASE_OF_RESPONDENT, mails::FORGET, invitations::FORGET] {
                    let forget = sqlx::query(forget).bind(name).bind(respondent);
                    let forgotten = forget.bind(erasure.survey_id).execute(&mut *tx).await?;
                    invitations = forgotten.rows_affected();
                }
            }
            if !(responses.is_empty() && matches!(erasure.whose, Whose::Expired(_))) {
                sqlx::query(TRACE)
                    .bind(name)
                    .bind(head.id)
                    .bind(head.received_at)
                    .bind(erasure.by)
                    .bind(erasure.survey_id)
                    .bind(pseudonym.as_ref().map(<[u8; 32]>::as_slice))
                    .bind(responses.values().sum::<u64>().cast_signed())
                    .execute(&mut *tx)
                    .await?;
            }
            (responses, invitations)
        })?;
        Ok(Erased { id: head.id, responses, invitations })
    }

    /// Ids of the responses to be erased, by survey, both in the order in which batches are stored,
    /// so that neither waits for the other in a circle.
    async fn to_erase(
        &self,
        tenant: &Tenant,
        erasure: &Erasure<'_>,
    ) -> Result<BTreeMap<String, Vec<String>>, Error> {
        self.put_in_order(tenant, true).await?;
        let mut snapshot = self.snapshot().await?;
        let mut surveys: Vec<String> = within!(&mut snapshot, tx => {
            sqlx::query_scalar(SURVEYS).bind(tenant.as_str()).fetch_all(&mut **tx).await?
        });
        if let Some(wanted) = erasure.survey_id {
            surveys.retain(|id| id == wanted);
            if surveys.is_empty() {
                return Err(Error::NotFound);
            }
        }
        let mut found = BTreeMap::new();
        for survey_id in surveys {
            let mut ids = match erasure.whose {
                Whose::Respondent(respondent) => {
                    find(&mut snapshot, OF_RESPONDENT.of(self), tenant, &survey_id, respondent)
                        .await?
                }
                Whose::Responses(ids) | Whose::Expired(ids) => {
                    let mut there = Vec::new();
                    for id in ids {
                        there.extend(find(&mut snapshot, OF_ID, tenant, &survey_id, id).await?);
                    }
                    there
                }
            };
            ids.sort_unstable();
            ids.dedup();
            found.insert(survey_id, ids);
        }
        Ok(found)
    }
}

async fn find(
    snapshot: &mut Snapshot,
    sql: &'static str,
    tenant: &Tenant,
    survey_id: &str,
    wanted: &str,
) -> Result<Vec<String>, Error> {
    Ok(within!(snapshot, tx => {
        sqlx::query_scalar(sql)
            .bind(tenant.as_str())
            .bind(survey_id)
            .bind(wanted)
            .fetch_all(&mut **tx)
            .await?
    }))
}
