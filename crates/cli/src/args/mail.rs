//! What can be said of mails.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Mail {
    /// Record as bounced what mail servers report (RFC 3464) that they could not deliver
    Bounce {
        /// Mails that came back to mail.bounces, one a file or as mbox [default: standard input]
        files: Vec<PathBuf>,
    },
}
