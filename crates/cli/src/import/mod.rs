//! Any CSV file as responses, by a mapping file that says what its columns mean.
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
mod id;
pub(crate) mod input;
mod lines;
mod mapping;
mod plan;
mod reader;
pub(crate) mod row;
mod time;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod tests;

pub(crate) use input::Progress;
pub(crate) use lines::Lines;
pub(crate) use mapping::Mapping;
pub(crate) use reader::Reader;
pub(crate) use row::Row;
