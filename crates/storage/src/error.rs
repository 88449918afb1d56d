//! What can go wrong, by what the caller can do about it.

use plaudit_core::Violation;
use sqlx::error::DatabaseError;
use sqlx::migrate::MigrateError;
use sqlx::sqlite::SqliteError;

/// Why storage could not do something. Each variant is something else that the caller can do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The URL or another setting is wrong: mend it.
    #[error("bad database setting: {0}")]
    Settings(String),
    /// There is no such survey in the tenant.
    #[error("not found")]
    NotFound,
    /// Something of this id is there already: choose another id.
    #[error("already exists")]
    Exists,
    /// The survey cannot be published as it is: mend what the violations name.
    #[error("{} violations, the first: {}", .0.len(), .0.first().map_or(String::new(), ToString::to_string))]
    Invalid(Vec<Violation>),
    /// The database is busy, away or shut down. Nothing was acknowledged; try again later.
    #[error("database unavailable: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// The database takes no writes, because its disk is full or it is read-only: an operator must
    /// help.
    #[error("database takes no writes: {0}")]
    Full(#[source] sqlx::Error),
    /// Something stored cannot be read: verify, then restore.
    #[error("stored data is corrupt: {what}")]
    Corrupt {
        /// What it is, with the reason.
        what: String,
    },
    /// The schema is not the one that this program knows: run the program that fits.
    #[error("database schema does not fit this program: {0}")]
    Schema(#[source] MigrateError),
    /// This kind of database cannot do that: use another one.
    #[error("{0}")]
    Unsupported(&'static str),
    /// Anything else, as a mistake in a statement.
    #[error("database error: {0}")]
    Other(#[source] sqlx::Error),
}

impl Error {
    /// Something stored that cannot be read.
    pub(crate) fn corrupt(what: impl std::fmt::Display, reason: impl std::fmt::Display) -> Self {
        Self::Corrupt { what: format!("{what}: {reason}") }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match error {
            E::Configuration(reason) => Self::Settings(reason.to_string()),
            E::Database(ref cause) => match kind(cause.as_ref()) {
                Kind::Collision | Kind::Away => Self::Unavailable(error),
                Kind::Refused => Self::Settings(cause.to_string()),
                Kind::NoWrites => Self::Full(error),
                Kind::Damaged => Self::Corrupt { what: format!("the database: {cause}") },
                Kind::Other => Self::Other(error),
            },
            E::Io(_)
            | E::Tls(_)
            | E::Protocol(_)
            | E::PoolTimedOut
            | E::PoolClosed
            | E::WorkerCrashed
            | E::BeginFailed
            | E::RowNotFound => Self::Unavailable(error),
            E::ColumnDecode { .. } | E::Decode(_) => Self::Corrupt { what: error.to_string() },
            E::Migrate(error) => (*error).into(),
            other => Self::Other(other),
        }
    }
}

impl From<MigrateError> for Error {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) => cause.into(),
            other => Self::Schema(other),
        }
    }
}

/// Whether a transaction failed because of another one, so that it is worth trying again at once.
///
/// A row that others removed between two statements counts as well: those who miss it say
/// `RowNotFound`. So does a connection that was gone before the transaction began.
pub(crate) fn is_collision(error: &Error) -> bool {
    match error {
        Error::Unavailable(sqlx::Error::RowNotFound | sqlx::Error::BeginFailed) => true,
        Error::Unavailable(sqlx::Error::Database(cause)) => {
            matches!(kind(cause.as_ref()), Kind::Collision)
        }
        _ => false,
    }
}

enum Kind {
    Collision,
    Away,
    Refused,
    NoWrites,
    Damaged,
    Other,
}

/// Sorts the codes of both databases. PostgreSQL's have five characters; SQLite's are numbers whose
/// last eight bits are the primary code.
fn kind(error: &dyn DatabaseError) -> Kind {
    let Some(code) = error.code() else { return Kind::Other };
    if error.try_downcast_ref::<SqliteError>().is_some() {
        return match code.parse::<i32>().map(|code| code & 0xff) {
            Ok(5 | 6) => Kind::Collision, // BUSY, LOCKED
            Ok(10) => Kind::Away,         // IOERR
            Ok(14) => Kind::Refused,      // CANTOPEN
            Ok(8 | 13) => Kind::NoWrites, // READONLY, FULL
            Ok(11 | 26) => Kind::Damaged, // CORRUPT, NOTADB
            _ => Kind::Other,
        };
    }
    match &*code {
        // serialization failure, deadlock, lock not available
        "40001" | "40P01" | "55P03" => Kind::Collision,
        // too many connections, statement cancelled, cannot connect now and the shutdowns
        "53300" | "57014" | "57P01" | "57P02" | "57P03" | "57P05" => Kind::Away,
        // no such database
        "3D000" => Kind::Refused,
        // disk full, read-only transaction as on a standby
        "53100" | "25006" => Kind::NoWrites,
        // data corrupted, index corrupted
        "XX001" | "XX002" => Kind::Damaged,
        code if code.starts_with("08") => Kind::Away, // connection exceptions
        code if code.starts_with("28") => Kind::Refused, // invalid authorization
        _ => Kind::Other,
    }
}
