//! How a command that failed says so.

use std::process::ExitCode;

use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::config::BadConfig;

/// Exit code of a command that failed. (2 is wrong usage, from clap.)
pub(crate) const FAILED: u8 = 1;
/// Exit code of a configuration that cannot be used.
const BAD_CONFIG: u8 = 64;

/// Writes `error` and everything it was caused by to standard error.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {}", words(error));
    let code = if error.downcast_ref::<BadConfig>().is_some() { BAD_CONFIG } else { FAILED };
    ExitCode::from(code)
}

fn words(error: &anyhow::Error) -> String {
    let status = error.chain().find_map(|cause| cause.downcast_ref::<Status>());
    let Some(status) = status else { return format!("{error:#}") };
    let violations: Vec<_> = status
        .get_details_bad_request()
        .map(|details| details.field_violations)
        .unwrap_or_default()
        .into_iter()
        .map(|violation| format!("{}: {}", violation.field, violation.description))
        .collect();
    match (violations.as_slice(), status.code()) {
        ([], Code::Unauthenticated) => {
            format!("{} (give it as PLAUDIT_CLIENT__KEY)", status.message())
        }
        ([], code) if status.message().is_empty() => code.description().to_owned(),
        ([], _) => status.message().to_owned(),
        (violations, _) => violations.join("\n  "),
    }
}
