//! The gRPC collection side: surveys are written and published, responses are taken.
//!
//! A response is acknowledged only after it is durable. On its way it is checked against the
//! published version held in memory ([`Catalog`]), waits in a bounded queue, and is stored together
//! with others in one transaction ([`Collector`]).
//!
//! Knows nothing of listening, of keys, or of what the answers mean: the server puts a [`Caller`]
//! into each request, and storage and core do the rest.

mod caller;
mod catalog;
mod collection;
mod collector;
mod correction;
mod hosted;
mod intake;
mod invitations;
pub mod links;
mod polls;
mod queue;
pub mod seal;
pub mod secrets;
pub mod status;
mod surveys;

pub use caller::{Caller, Scope, Scopes};
pub use catalog::{Catalog, Published};
pub use collection::Collection;
pub use collector::{Collector, Options};
pub use invitations::{Asking, Invitations, Letter, Mail, Sender, Writer};
pub use links::{Link, Links, Purpose};
pub use polls::Polls;
pub use seal::Seal;
pub use surveys::Surveys;

use std::sync::Arc;

use plaudit_core::time::Timestamp;

/// Tells the time. An argument everywhere, so that a test can say what time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;
