//! What became of all invitations of a period.

use std::collections::BTreeMap;
use std::ops::Range;

use plaudit_core::invitation::State;
use plaudit_core::time::Timestamp;

use crate::transaction::reading;
use crate::{Error, Store, Tenant};

/// Invitations that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// How the contacts are asked.
    pub channel: Option<String>,
    /// Language tag in which they are asked.
    pub language: Option<String>,
    /// Value by segment, without channel and language.
    pub segments: BTreeMap<String, String>,
    /// What became of them.
    pub state: State,
    /// Whether their response is complete, where there is one and the state does not say so.
    pub response: Option<bool>,
    /// How many they are.
    pub invitations: u64,
}

/// Only those are looked up among the responses whose state does not say that there is one.
const COHORT: &str = "
SELECT invitation.channel, invitation.language, invitation.segments, invitation.state,
    response.completed, COUNT(*)
FROM invitation LEFT JOIN response ON response.tenant_id = invitation.tenant_id
    AND response.survey_id = invitation.survey_id AND response.id = invitation.response_id
    AND invitation.state <> 'completed'
WHERE invitation.tenant_id = $1 AND invitation.survey_id = $2
    AND invitation.invited_at >= $3 AND invitation.invited_at < $4
GROUP BY invitation.channel, invitation.language, invitation.segments, invitation.state,
    response.completed";

type Row = (Option<String>, Option<String>, String, String, Option<bool>, i64);

impl Store {
    /// What became of the invitations to a survey that were made within `period`. Costs as much as
    /// there are.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn cohort(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        period: Range<Timestamp>,
    ) -> Result<Vec<Cohort>, Error> {
        let rows: Vec<Row> = reading!(self, pool => {
            sqlx::query_as(COHORT)
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(period.start.as_micros())
                .bind(period.end.as_micros())
                .fetch_all(pool)
                .await?
        });
        rows.into_iter().map(read).collect()
    }
}

fn read((channel, language, segments, state, response, count): Row) -> Result<Cohort, Error> {
    let corrupt = |reason: &dyn std::fmt::Display| Error::corrupt("an invitation", reason);
    Ok(Cohort {
        channel,
        language,
        segments: serde_json::from_str(&segments).map_err(|reason| corrupt(&reason))?,
        state: state.parse().map_err(|reason: String| corrupt(&reason))?,
        response,
        invitations: count.cast_unsigned(),
    })
}
