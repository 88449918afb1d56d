//! The one table from errors to gRPC status. Internal causes are logged here and never sent.

use std::ops::RangeInclusive;
use std::time::Duration;

use plaudit_core::Violation;
use plaudit_core::response::line_problem;
use plaudit_core::time::Day;
use plaudit_storage::Error;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// When a client that was pushed back should try again.
const RETRY_AFTER: Duration = Duration::from_millis(200);

/// The status of a storage error.
#[must_use]
pub fn of_storage(error: &Error) -> Status {
    match error {
        Error::NotFound => Status::not_found("there is no such survey"),
        Error::Exists => Status::already_exists("the id is taken"),
        Error::Invalid(violations) => invalid(violations.iter().cloned()),
        Error::Unavailable(cause) => {
            tracing::warn!(error = %cause, "the database is not available");
            retry_later(Code::Unavailable, "the database is not available")
        }
        Error::Full(cause) => {
            tracing::error!(error = %cause, "the database cannot be written");
            retry_later(Code::Unavailable, "the database is full or read-only")
        }
        Error::Corrupt { what } => {
            tracing::error!(what, "stored data cannot be read");
            Status::data_loss("stored data cannot be read; run `plaudit verify`")
        }
        Error::Unsupported(reason) => Status::failed_precondition(*reason),
        Error::Settings(_) | Error::Schema(_) | Error::Other(_) => {
            tracing::error!(error = %error, "the database refused");
            Status::internal("internal error")
        }
    }
}

/// [`of_storage`] for `map_err`.
#[must_use]
#[allow(clippy::needless_pass_by_value)] // map_err gives the error away
pub fn failed(error: Error) -> Status {
    of_storage(&error)
}

/// The days of the fields `from` and `to`, both included; what is empty has no end.
///
/// # Errors
/// One of them is no day.
#[allow(clippy::result_large_err)] // tonic's own error type
pub fn days(from: &str, to: &str) -> Result<RangeInclusive<Day>, Status> {
    let day = |field, text: &str, otherwise| match text {
        "" => Ok(otherwise),
        text => text.parse().map_err(|_| invalid_field(field, "must be YYYY-MM-DD")),
    };
    Ok(day("from", from, Day::MIN)?..=day("to", to, Day::MAX)?)
}

/// `INVALID_ARGUMENT` with one field violation each.
#[must_use]
pub fn invalid(violations: impl IntoIterator<Item = Violation>) -> Status {
    let mut details = ErrorDetails::new();
    let mut message = String::new();
    for violation in violations {
        if message.is_empty() {
            message = violation.to_string();
        }
        details.add_bad_request_violation(violation.field, violation.reason);
    }
    Status::with_error_details(Code::InvalidArgument, message, details)
}

/// `INVALID_ARGUMENT` for one field.
#[must_use]
pub fn invalid_field(field: &str, reason: impl Into<String>) -> Status {
    invalid([Violation::new(field, reason)])
}

/// That a list has 1 to `most` items.
///
/// # Errors
/// `INVALID_ARGUMENT` for the field.
#[allow(clippy::result_large_err)] // tonic's own error type
pub fn items(field: &str, count: usize, most: usize) -> Result<(), Status> {
    if (1..=most).contains(&count) {
        return Ok(());
    }
    Err(invalid_field(field, format!("must have 1 to {most} items, has {count}")))
}

/// That `text` is one line of 1 to `most` characters.
///
/// # Errors
/// `INVALID_ARGUMENT` for the field.
#[allow(clippy::result_large_err)] // tonic's own error type
pub(crate) fn line(field: &str, text: &str, most: usize) -> Result<(), Status> {
    line_problem(text, most).map_or(Ok(()), |problem| Err(invalid_field(field, problem)))
}

/// That `reason` may stand in the trace of a change.
///
/// # Errors
/// `INVALID_ARGUMENT` for the field `reason`.
#[allow(clippy::result_large_err)] // tonic's own error type
pub(crate) fn reason(reason: &str) -> Result<(), Status> {
    line("reason", reason, 200)
}

/// A status that says when to try again.
#[must_use]
pub fn retry_later(code: Code, message: &str) -> Status {
    Status::with_error_details(code, message, ErrorDetails::with_retry_info(Some(RETRY_AFTER)))
}
