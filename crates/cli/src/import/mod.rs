//! Files as responses, by a mapping file that says what their columns mean. For files of known
//! [`formats`] the mapping is made from the header and the values.
//!
//! ```toml
//! survey = "shop"
//! id = "Response ID"
//! time = "Submitted at"
//!
//! [codes]
//! not_applicable = ["9"]
//!
//! [segments]
//! team = "Team"
//!
//! [answers]
//! recommend = "Q1"
//! comment = "Q2"
//! ```
//!
//! Every row becomes a response or a bad [`Row`] that says what is wrong in which column. The id of a
//! response comes from the file's own, so that importing twice stores nothing new.

mod answer;
mod cell;
mod fit;
mod formats;
mod id;
pub(crate) mod input;
mod language;
mod lines;
mod mapping;
mod plan;
mod propose;
mod pseudonym;
mod questions;
mod reader;
mod recognised;
pub(crate) mod row;
mod score;
mod seen;
mod slug;
mod source;
pub(crate) mod time;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod tests;

pub(crate) use fit::{Fit, Settings};
pub(crate) use id::of as id_of;
pub(crate) use input::{Input, Progress};
pub(crate) use lines::Lines;
pub(crate) use mapping::Mapping;
pub(crate) use propose::Proposal;
pub(crate) use pseudonym::Key;
pub(crate) use reader::Reader;
pub(crate) use recognised::Recognised;
pub(crate) use row::Row;
pub(crate) use seen::Order;
pub(crate) use slug::slug;
