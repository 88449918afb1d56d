//! What one process changed, told to the others by the database.

use std::fmt;
use std::str::FromStr;

use sqlx::postgres::{PgListener, PgPoolOptions};

use crate::store::{Pool, Store};
use crate::{Error, Tenant};

/// Where PostgreSQL tells it.
pub(crate) const CHANNEL: &str = "plaudit";

/// Something that other processes hold in memory changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// A survey was published or closed.
    Survey {
        /// Whose it is.
        tenant: Tenant,
        /// The survey's id.
        survey_id: String,
    },
    /// A key was made or revoked.
    Keys,
    /// Told by a newer program, so not understood: anything may have changed.
    Other,
}

/// Hears what other processes change. It has a connection of its own.
#[derive(Debug)]
pub struct Listener {
    postgres: PgListener,
}

impl Store {
    /// Hears from now on what any process of the database changes; what was changed before is to be
    /// looked for. Absent on SQLite, which tells nothing. Behind a pooler of transactions nothing is
    /// heard either, and no error says so: look for [`changes`](Self::changes) now and then.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn listen(&self) -> Result<Option<Listener>, Error> {
        let Pool::Postgres { pool, .. } = &*self.pool else { return Ok(None) };
        let server = pool.connect_options().as_ref().clone();
        let own = PgPoolOptions::new()
            .max_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .connect_lazy_with(server.application_name("plaudit-listener"));
        let mut postgres = PgListener::connect_with(&own).await?;
        postgres.eager_reconnect(false);
        postgres.listen(CHANNEL).await?;
        Ok(Some(Listener { postgres }))
    }
}

impl Listener {
    /// The next news.
    ///
    /// # Errors
    /// When the connection is lost: then [`Store::listen`] again, a little later.
    pub async fn next(&mut self) -> Result<News, Error> {
        let lost = || sqlx::Error::Io(std::io::ErrorKind::ConnectionAborted.into());
        let told = self.postgres.try_recv().await?.ok_or_else(lost)?;
        Ok(told.payload().parse().unwrap_or(News::Other))
    }
}

impl fmt::Display for News {
    /// As it is told.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Survey { tenant, survey_id } => write!(f, "survey {tenant} {survey_id}"),
            Self::Keys => f.write_str("keys"),
            Self::Other => f.write_str("other"),
        }
    }
}

impl FromStr for News {
    type Err = ();

    fn from_str(told: &str) -> Result<Self, ()> {
        match told.split(' ').collect::<Vec<_>>()[..] {
            ["survey", tenant, survey_id] => {
                let tenant = tenant.parse().map_err(drop)?;
                Ok(Self::Survey { tenant, survey_id: survey_id.to_owned() })
            }
            ["keys"] => Ok(Self::Keys),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_understood() {
        let survey = News::Survey { tenant: "acme".parse().unwrap(), survey_id: "cafe".to_owned() };
        for news in [survey, News::Keys] {
            assert_eq!(news.to_string().parse(), Ok(news));
        }
        for other in ["", "survey", "survey Acme cafe", "keys all", "other"] {
            assert_eq!(other.parse::<News>(), Err(()), "{other}");
        }
    }
}
