//! SQLite's log: making durable what was committed, and carrying it over into the database.
//!
//! SQLite would sync its log within each commit, while the next transaction waits. Here it commits
//! without, and whoever needs to know waits for a sync that began after the commit: one for all who wait,
//! while others write on.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use crate::Error;
use crate::store::{Pool, Store};
use crate::writer::sqlite::Writer;

/// How often the log is carried over in a row while the writer goes on writing it.
const CARRIED_OVER_AT_MOST: usize = 16;

/// The file of an SQLite database's log.
#[derive(Debug)]
pub(crate) struct Log {
    path: PathBuf,
    /// How many have asked for a sync.
    asked: AtomicU64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Who asked last of those that were served.
    synced: u64,
    /// Whether a sync failed: the next one may then succeed and say nothing about what was lost.
    doubtful: bool,
}

impl Store {
    /// Returns once all is durable that [`commit`](Self::commit) had stored before. What other calls
    /// change is durable when they return.
    ///
    /// # Errors
    /// When the disk refuses. What was committed is there, but may be gone after a power failure, until
    /// this succeeds.
    pub async fn durable(&self) -> Result<(), Error> {
        match &*self.pool {
            Pool::Sqlite { log, writer, .. } => log.sync(writer).await,
            Pool::Postgres { .. } => Ok(()),
        }
    }

    /// Carries what stands in SQLite's log over into the database, beside the writer, until nothing is
    /// left for a moment: only then is the database synced, and does the writer begin the log anew. What
    /// is not done here, the writer does itself when the log is long, while all wait. PostgreSQL has a
    /// process for that.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn carry_over(&self) -> Result<(), Error> {
        if let Pool::Sqlite { readers, .. } = &*self.pool {
            let mut before = None;
            for _ in 0..CARRIED_OVER_AT_MOST {
                let (_, log, _): (i64, i64, i64) =
                    sqlx::query_as("PRAGMA wal_checkpoint(PASSIVE)").fetch_one(readers).await?;
                if before.replace(log) == Some(log) {
                    break;
                }
            }
        }
        Ok(())
    }
}

impl Log {
    /// That of a database file.
    pub(crate) fn of(database: &Path) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push("-wal");
        Self { path: path.into(), asked: AtomicU64::new(0), state: Mutex::default() }
    }

    /// Returns once a sync has succeeded that began after this was called.
    async fn sync(&self, writer: &Writer) -> Result<(), Error> {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let mut state = self.state.lock().await;
        if state.synced >= turn {
            return Ok(());
        }
        let asked = self.asked.load(Ordering::SeqCst);
        if state.doubtful || self.sync_file().await.is_err() {
            state.doubtful = true;
            carry_over_whole(writer).await?;
            state.doubtful = false;
        }
        state.synced = asked;
        Ok(())
    }

    async fn sync_file(&self) -> io::Result<()> {
        let path = self.path.clone();
        // Opened anew each time: SQLite removes the log when nobody has the database open.
        let sync = move || OpenOptions::new().write(true).open(path)?.sync_data();
        spawn_blocking(sync).await.map_err(io::Error::other)?
    }
}

/// Writes the whole log into the database and syncs that.
async fn carry_over_whole(writer: &Writer) -> Result<(), Error> {
    let mut turn = writer.turn().await?;
    let (busy, _, _): (bool, i64, i64) =
        sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(turn.connection()).await?;
    if busy {
        let reason = io::Error::other("the log could not be synced");
        return Err(sqlx::Error::Io(reason).into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sqlx::SqlitePool;
    use sqlx::sqlite::SqliteConnectOptions;
    use tempfile::TempDir;

    use super::*;
    use crate::Options;

    async fn store(folder: &TempDir) -> Store {
        let file = folder.path().join("plaudit.db");
        let options = Options { url: format!("sqlite:{}", file.display()), max_connections: 2 };
        Store::connect(&options).await.unwrap()
    }

    async fn write(writer: &Writer, sql: &'static str) {
        let mut turn = writer.turn().await.unwrap();
        sqlx::query(sql).execute(turn.connection()).await.unwrap();
        turn.done();
    }

    fn parts(store: &Store) -> (&Writer, &SqlitePool, &Log) {
        let Pool::Sqlite { writer, readers, log } = &*store.pool else { unreachable!() };
        (writer, readers, log)
    }

    #[tokio::test]
    async fn all_who_wait_are_served_by_a_sync_of_the_log_itself() {
        let folder = TempDir::new().unwrap();
        let store = store(&folder).await;
        let (writer, _, log) = parts(&store);
        write(writer, "CREATE TABLE a (x)").await;
        let (first, second) = tokio::join!(store.durable(), store.durable());
        first.and(second).unwrap();
        let state = log.state.lock().await;
        assert_eq!((state.synced, state.doubtful), (2, false));
        assert!(std::fs::metadata(&log.path).unwrap().len() > 0, "nothing was carried over");
    }

    #[tokio::test]
    async fn a_log_that_cannot_be_synced_is_carried_over_whole_or_nothing_is_durable() {
        let folder = TempDir::new().unwrap();
        let store = store(&folder).await;
        let (writer, readers, log) = parts(&store);
        write(writer, "CREATE TABLE a (x)").await;
        let gone = Log { path: folder.path().join("gone"), ..Log::of(&log.path) };
        // One who does not wait for readers as long as the store's own does.
        let file = SqliteConnectOptions::new().filename(folder.path().join("plaudit.db"));
        let hasty = file.busy_timeout(Duration::from_millis(10));
        let hasty = Writer::open(hasty, Duration::from_secs(10)).await.unwrap();

        let mut reader = readers.begin().await.unwrap();
        sqlx::query("PRAGMA table_info(a)").fetch_all(&mut *reader).await.unwrap();
        write(writer, "CREATE TABLE b (x)").await;
        assert!(matches!(gone.sync(&hasty).await, Err(Error::Unavailable(_))));
        assert!(gone.state.lock().await.doubtful);
        drop(reader);
        gone.sync(&hasty).await.unwrap();
        assert!(!gone.state.lock().await.doubtful);
        assert_eq!(std::fs::metadata(&log.path).unwrap().len(), 0);
    }

    #[tokio::test]
    async fn the_log_begins_anew_when_it_was_carried_over() {
        let folder = TempDir::new().unwrap();
        let store = store(&folder).await;
        let (writer, _, log) = parts(&store);
        // The header of the log counts how often it was begun.
        let begun = || {
            let log = std::fs::read(&log.path).unwrap();
            u32::from_be_bytes(log[12..16].try_into().unwrap())
        };

        write(writer, "CREATE TABLE a (x)").await;
        let first = begun();
        write(writer, "CREATE TABLE b (x)").await;
        assert_eq!(begun(), first);
        store.carry_over().await.unwrap();
        write(writer, "CREATE TABLE c (x)").await;
        assert_eq!(begun(), first + 1);
    }
}
