//! Sends the mails that wait, again and again.

use std::sync::Arc;
use std::time::Duration;

use plaudit_collector::{Clock, Invitations};
use plaudit_core::time::Timestamp;
use plaudit_storage::{Error, Outgoing, Posted, Store, Tenant};
use tokio_util::sync::CancellationToken;

use super::post::{Post, Verdict};
use crate::Engine;
use crate::settings::Mail as Settings;
use crate::upkeep::every;

/// How long a mail is left to the server that took it, in microseconds: longer than any try.
const OWN_MICROS: i64 = 5 * MINUTE;
/// Reminders that begin to wait in one transaction.
const TOGETHER: u32 = 100;
/// How long a mail that is being sent may hold up the stop.
const LEAVE: Duration = Duration::from_secs(10);
/// Longest pause between two tries of a mail, in microseconds.
const LONGEST_PAUSE: i64 = 60 * MINUTE;
const MINUTE: i64 = 60 * 1_000_000;

/// What sending needs.
struct Sending {
    store: Store,
    invitations: Invitations,
    clock: Clock,
    stopping: CancellationToken,
    post: Post,
    /// Pause after each mail.
    pace: Duration,
    give_up_micros: i64,
}

/// Sends until the engine is told to stop. Nothing where no SMTP server is set.
pub(crate) fn upkeep(
    engine: &Engine,
    settings: &Settings,
) -> Option<impl Future<Output = ()> + use<>> {
    let post = settings.sends().then(|| Post::new(settings).ok()).flatten()?;
    let sending = Arc::new(Sending {
        store: engine.store.clone(),
        invitations: engine.invitations.clone(),
        clock: Arc::clone(&engine.clock),
        stopping: engine.stopping().clone(),
        post,
        pace: Duration::from_secs(60) / settings.per_minute.max(1),
        give_up_micros: i64::from(settings.give_up_days) * 24 * 60 * MINUTE,
    });
    let pause = Duration::from_millis(settings.pause_ms);
    Some(every(pause, engine.stopping().clone(), move || {
        let sending = Arc::clone(&sending);
        async move { sending.round().await }
    }))
}

impl Sending {
    /// Sends what is due, one tenant at a time, as long as there is a server that takes it.
    async fn round(&self) -> Result<(), Error> {
        for tenant in self.store.tenants().await? {
            let now = (self.clock)();
            while self.store.mail_reminders(&tenant, TOGETHER, now).await? == TOGETHER as usize {}
            while !self.stopping.is_cancelled() {
                let now = (self.clock)();
                let until = now.plus_micros(OWN_MICROS);
                let Some(mail) = self.store.take_mail(&tenant, now, until).await? else { break };
                let verdict = tokio::select! {
                    verdict = self.send(&tenant, &mail, now) => verdict?,
                    // Whether it arrived is not known: it is left alone until it is given up.
                    () = self.out_of_time() => return Ok(()),
                };
                let posted = self.judge(&tenant, &mail, &verdict);
                self.store.settle_mail(&tenant, &mail, posted, (self.clock)()).await?;
                if matches!(verdict, Verdict::Nowhere(_)) {
                    return Ok(());
                }
                tokio::select! {
                    () = tokio::time::sleep(self.pace) => {}
                    () = self.stopping.cancelled() => {}
                }
            }
        }
        Ok(())
    }

    async fn send(
        &self,
        tenant: &Tenant,
        outgoing: &Outgoing,
        now: Timestamp,
    ) -> Result<Verdict, Error> {
        let Some(sealed) = &outgoing.address else {
            return Ok(Verdict::Refused("there is no address".to_owned()));
        };
        let Some(to) = self.invitations.address(tenant, &outgoing.contact, sealed) else {
            return Ok(Verdict::NotNow("asking.secret does not open the address".to_owned()));
        };
        let mail = self.invitations.mail(tenant, &outgoing.invitation, outgoing.number).await?;
        Ok(self.post.send(outgoing, mail, &to, now).await)
    }

    fn judge(&self, tenant: &Tenant, mail: &Outgoing, verdict: &Verdict) -> Posted {
        let now = (self.clock)();
        let id = mail.invitation.id;
        match verdict {
            Verdict::Taken => Posted::Sent,
            Verdict::Refused(why) => {
                tracing::info!(%tenant, invitation = %id, why, "a mail was refused");
                Posted::Bounced
            }
            Verdict::NotNow(why) | Verdict::Nowhere(why) => {
                let tries = mail.tries;
                tracing::warn!(%tenant, invitation = %id, tries, why, "a mail could not be sent");
                if now >= mail.waits_since.plus_micros(self.give_up_micros) {
                    return Posted::Bounced;
                }
                Posted::Later(now.plus_micros(pause_micros(tries)))
            }
        }
    }

    async fn out_of_time(&self) {
        self.stopping.cancelled().await;
        tokio::time::sleep(LEAVE).await;
    }
}

/// A minute, then twice as long after each try, up to an hour.
fn pause_micros(tries: u32) -> i64 {
    (MINUTE << tries.saturating_sub(1).min(10)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour() {
        let minutes: Vec<i64> = (1..9).map(|tries| pause_micros(tries) / MINUTE).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(pause_micros(u32::MAX), LONGEST_PAUSE);
    }
}
