//! How the events of a period were decided on.

use std::collections::BTreeMap;
use std::ops::Range;

use plaudit_core::invitation::Reason;
use plaudit_core::time::Timestamp;

use crate::transaction::reading;
use crate::{Error, Store, Tenant};

const DECISIONS: &str = "
SELECT reason, COUNT(*) FROM invitation_event
WHERE tenant_id = $1 AND survey_id = $2 AND decided_at >= $3 AND decided_at < $4 GROUP BY reason";

impl Store {
    /// How many events about a survey that were decided on within `period` brought no invitation, by
    /// reason, and how many brought one, without. Costs as much as there are.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn decisions(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        period: Range<Timestamp>,
    ) -> Result<BTreeMap<Option<Reason>, u64>, Error> {
        let rows: Vec<(Option<String>, i64)> = reading!(self, pool => {
            sqlx::query_as(DECISIONS)
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(period.start.as_micros())
                .bind(period.end.as_micros())
                .fetch_all(pool)
                .await?
        });
        let read = |(reason, events): (Option<String>, i64)| {
            let reason = reason.map(|reason| super::deciding::reason_of(&reason)).transpose()?;
            Ok((reason, events.cast_unsigned()))
        };
        rows.into_iter().map(read).collect()
    }
}
