//! What became of invitations.

use plaudit_core::invitation::State;
use plaudit_core::time::Timestamp;
use uuid::Uuid;

use crate::transaction::writing;
use crate::{Error, Store, Tenant};

/// What recording a state changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The state that the invitation is in now.
    pub state: State,
    /// Whether that is new.
    pub changed: bool,
}

/// Reads the state and locks the invitation until the transaction ends.
const LOCK: &str = "
UPDATE invitation SET state = state WHERE tenant_id = $1 AND id = $2 RETURNING state";

const CHANGE: &str = "
UPDATE invitation SET state = $3, changed_at = $4 WHERE tenant_id = $1 AND id = $2";

/// The same for a state after which nobody is reminded.
const CHANGE_AND_END: &str = "
UPDATE invitation SET state = $3, changed_at = $4, remind_at = NULL
WHERE tenant_id = $1 AND id = $2";

impl Store {
    /// Records what became of invitations, all in one transaction. A state only goes on, so that what
    /// comes again or late changes nothing. Returns one for each, in order; none for an invitation that
    /// there is not.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn record(
        &self,
        tenant: &Tenant,
        dispositions: &[(Uuid, State)],
        now: Timestamp,
    ) -> Result<Vec<Option<Recorded>>, Error> {
        let tenant = tenant.as_str();
        // All lock them in one order, so that none waits for another in a circle.
        let mut order: Vec<usize> = (0..dispositions.len()).collect();
        order.sort_by_key(|at| dispositions[*at].0);
        writing!(self, tx => {
            let mut recorded = vec![None; dispositions.len()];
            for at in &order {
                let (id, state) = dispositions[*at];
                let before: Option<String> = sqlx::query_scalar(LOCK)
                    .bind(tenant)
                    .bind(id)
                    .fetch_optional(&mut *tx)
                    .await?;
                let Some(before) = before else { continue };
                let before: State = before
                    .parse()
                    .map_err(|reason: String| Error::corrupt(format_args!("invitation {id}"), reason))?;
                let changed = state > before;
                if changed {
                    sqlx::query(if state.is_open() { CHANGE } else { CHANGE_AND_END })
                        .bind(tenant)
                        .bind(id)
                        .bind(state.name())
                        .bind(now.as_micros())
                        .execute(&mut *tx)
                        .await?;
                }
                recorded[*at] = Some(Recorded { state: state.max(before), changed });
            }
            recorded
        })
    }
}
