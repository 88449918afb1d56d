//! Responses that came by an open link.

use std::ops::RangeInclusive;

use plaudit_core::time::Day;

use crate::transaction::reading;
use crate::{Error, Store, Tenant};

/// What the ids of responses by open links begin with.
pub const OPEN_LINK: &str = "open-";

/// The condition is that of the index, word by word.
const COUNT: &str = "
SELECT COUNT(*) FROM response
WHERE tenant_id = $1 AND survey_id = $2 AND day BETWEEN $3 AND $4
    AND substr(id, 1, 5) = 'open-'";

impl Store {
    /// How many of the survey's responses of these days came by an open link. Costs as much as there are
    /// of those.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn by_open_link(
        &self,
        tenant: &Tenant,
        survey_id: &str,
        days: RangeInclusive<Day>,
    ) -> Result<u64, Error> {
        let count: i64 = reading!(self, pool => {
            sqlx::query_scalar(COUNT)
                .bind(tenant.as_str())
                .bind(survey_id)
                .bind(days.start().epoch_days())
                .bind(days.end().epoch_days())
                .fetch_one(pool)
                .await?
        });
        Ok(count.unsigned_abs())
    }
}
