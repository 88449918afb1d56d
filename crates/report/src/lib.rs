//! From tallies to the `Report` message, and from that message to what people and programs read.
//!
//! Pure: no I/O, no clock. [`render`] reads nothing but the message, so that every output shows the
//! same figures.

mod build;
mod comments;
mod query;
pub mod render;
mod sums;

pub use build::{Error, Material, build};
pub use comments::{CommentCounter, Comments};
pub use query::{Base, BaseKind, Frame, Margin, Query, undeclared};
pub use sums::BadTally;
