//! The binary as its users meet it, on SQLite and PostgreSQL, straight and through a server.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test fails by panicking")]

mod acceptance;
mod airline;
mod airport;
mod command;
mod comoments;
mod corrections;
mod crash;
mod database;
mod demo;
mod disks;
mod distribution;
mod drivers;
mod faults;
mod flood;
mod flow;
mod importers;
mod invitations;
mod mobi;
mod polls;
mod python;
mod reference;
mod serve;
mod server;
mod starting;
mod surveys;
mod usage;
mod vietnamese;
