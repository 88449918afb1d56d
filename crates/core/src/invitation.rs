//! Who is invited: the rules of a survey, and the decision on an event.
//!
//! An [`Event`] is what happened to a contact: a purchase, a call, a delivery. The survey's [`Rules`]
//! and its recontact rule say whether it brings an invitation; [`Ledger`] holds what the decision must
//! know and what it changes, so that events that are decided together see each other.

mod chance;
mod event;
mod ledger;
mod limits;
mod return_path;
mod rules;
mod state;
#[cfg(test)]
mod tests;
mod token;

pub use event::Event;
pub use ledger::{Asked, Decision, Known, Ledger, Reason};
pub use limits::{Counter, Limit, Spent};
pub use return_path::{return_path, returned};
pub use rules::{Budget, Quota, Reminders, Rules, Share};
pub use state::State;
pub use token::{Claim, Purpose, Token};
