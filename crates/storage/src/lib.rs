//! Keeps surveys, responses and tallies on SQLite and PostgreSQL behind one type, [`Store`].
//!
//! What it holds to:
//!
//! - a response is counted once: it is stored together with its delta tally, in one transaction;
//! - tallies, folded or not, equal a recount of the responses, which [`Store::verify`] proves;
//! - a correction or an erasure changes the tallies by exactly what it changes of the responses, in the
//!   same transaction, and leaves a trace;
//! - each statement names its tenant; the few that read across tenants serve background work;
//! - what a call changed is durable when it returns, but for [`Store::commit`], which says so;
//! - both databases behave the same, which the conformance suite in `tests/` proves.
//!
//! Knows nothing of the wire, of measures, or of how a report looks.

mod changes;
mod comoments;
mod correction;
mod dialect;
mod distribution;
mod drafts;
mod erasure;
mod error;
mod export;
mod folding;
pub mod ids;
mod invitations;
mod keys;
mod link_secrets;
mod log;
mod mails;
mod migration;
mod news;
mod open_links;
mod options;
mod order;
mod polls;
mod repeaters;
mod retention;
mod scan;
mod slug;
mod store;
mod stored;
mod submit;
mod surveys;
mod tallies;
mod tenant;
mod tombstones;
mod transaction;
mod verify;
mod writer;

pub use comoments::Keep;
pub use correction::{Corrected, Correction};
pub use distribution::{Distribution, Placement, Table};
pub use drafts::{ResponseDraft, Stage};
pub use erasure::{Erased, Erasure, Whose};
pub use error::Error;
pub use export::Chunk;
pub use invitations::{Candidate, Cohort, Decided, Invitation, Listing, Recorded};
pub use keys::KeyRecord;
pub use mails::{Outgoing, Posted};
pub use news::{Listener, News};
pub use open_links::OPEN_LINK;
pub use options::Options;
pub use polls::{Recording, Why};
pub use retention::Retention;
pub use store::Store;
pub use stored::Exported;
pub use stored::json::Value;
pub use submit::{Incoming, Outcome};
pub use surveys::{Change, State, SurveyRecord, SurveySummary};
pub use tenant::{NotATenant, Tenant};
pub use verify::{Discrepancy, Verification};
