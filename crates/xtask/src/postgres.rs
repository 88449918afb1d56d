//! The PostgreSQL that the tests run on: the one they are told of, or a private one.

mod cluster;
mod programs;
mod user;

use std::net::{TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::keeper::Keeper;
use crate::{Result, environment};

const URL: &str = "PLAUDIT_TEST_POSTGRES_URL";
/// Whether the tests shard their databases.
const DISTRIBUTED: &str = "PLAUDIT_TEST_DISTRIBUTED";

/// A PostgreSQL that answers. A private one is removed when this value is dropped or xtask dies.
pub(crate) struct Postgres {
    url: String,
    /// The script that passes its arguments to the `pg_ctl` of a private PostgreSQL.
    control: Option<PathBuf>,
    /// Ends what the tests leave behind, and a private PostgreSQL.
    pub(crate) keeper: Keeper,
}

impl Postgres {
    /// The PostgreSQL of `PLAUDIT_TEST_POSTGRES_URL`, or else a private one in `folder`, or on disk.
    ///
    /// # Errors
    /// When the given one does not answer, when Citus is wanted and none is given, or when none can be
    /// started.
    pub(crate) fn find_or_start(folder: Option<&Path>) -> Result<Self> {
        let Some(url) = environment::var(URL) else {
            return match environment::var(DISTRIBUTED) {
                None => cluster::start(folder),
                Some(_) => Err(format!(
                    "{DISTRIBUTED} needs {URL} to name a coordinator of Citus; CONTRIBUTING.md says \
                     how to get one"
                )),
            };
        };
        reach(&url).map_err(|why| format!("{URL} {why}; unset it to test on a private one"))?;
        Ok(Self { url, control: None, keeper: Keeper::start(None)? })
    }

    /// What the tests find in their environment.
    ///
    /// `PLAUDIT_TEST_POSTGRES_URL`: a superuser's URL; the tests make their own databases there.
    /// `PLAUDIT_TEST_PG_CTL`, for a private one only: a script for `sh` that passes its arguments to
    /// `pg_ctl` as the right user, for the right cluster: `sh $PLAUDIT_TEST_PG_CTL restart`.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&'static str, String)> {
        let control = self.control.as_ref().map(|script| script.display().to_string());
        std::iter::once((URL, self.url.clone())).chain(control.map(|s| ("PLAUDIT_TEST_PG_CTL", s)))
    }
}

/// Connects to the server of `url`, so that a wrong one is known before anything is compiled.
fn reach(url: &str) -> Result<()> {
    let server = server(url).ok_or("is no URL such as postgres://user@host:5432/database")?;
    // A URL without a host names a Unix socket.
    if server.is_empty() {
        return Ok(());
    }
    let addresses = server
        .to_socket_addrs()
        .map_err(|error| format!("names {server}, which cannot be found: {error}"))?;
    let mut last = format!("names {server}, which has no address");
    for address in addresses {
        match TcpStream::connect_timeout(&address, Duration::from_secs(5)) {
            Ok(_) => return Ok(()),
            Err(error) => last = format!("names {server}, where nothing answers: {error}"),
        }
    }
    Err(last)
}

/// `host:port` of a PostgreSQL URL; empty when it names no host.
fn server(url: &str) -> Option<String> {
    let rest = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://"))?;
    let authority = rest.split(['/', '?']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    Some(if host.is_empty() || has_port { host.to_owned() } else { format!("{host}:5432") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_of_a_url_is_found_without_its_password() {
        for (url, expected) in [
            ("postgres://plaudit@127.0.0.1:5433/postgres", Some("127.0.0.1:5433")),
            ("postgresql://a:p%40ss@db.example/x?sslmode=require", Some("db.example:5432")),
            ("postgres://[::1]/x", Some("[::1]:5432")),
            ("postgres:///x?host=/run/postgresql", Some("")),
            ("sqlite:x.db", None),
        ] {
            assert_eq!(server(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn a_url_where_nothing_answers_is_refused() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let refusal = reach(&format!("postgres://me:secret@{free}/postgres")).unwrap_err();
        assert!(refusal.starts_with(&format!("names {free}, where nothing answers")), "{refusal}");
    }
}
