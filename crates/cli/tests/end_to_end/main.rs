//! The binary as its users meet it, on SQLite and PostgreSQL, straight and through a server.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test fails by panicking")]

mod acceptance;
mod airline;
mod command;
mod comoments;
mod crash;
mod database;
mod demo;
mod flow;
mod python;
mod serve;
mod server;
mod usage;
