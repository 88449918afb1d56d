//! What can go wrong, by what the caller can do about it.

use plaudit_core::Violation;
use sqlx::migrate::MigrateError;

/// Why storage could not do something. Each variant is something else that the caller can do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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
    /// Anything else, as a mistake in a statement.
    #[error("database error: {0}")]
    Other(#[source] sqlx::Error),
}
