//! What several benchmarks need; each uses its part.

#![allow(dead_code, reason = "each benchmark uses its part")]

pub(crate) mod airline;
pub(crate) mod answers;
pub(crate) mod command;
pub(crate) mod database;
pub(crate) mod served;
pub(crate) mod table;
