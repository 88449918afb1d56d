//! The server as its callers meet it: a real one on a free port, over an SQLite file, with a clock
//! that the tests set.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test fails by panicking")]

mod browser;
mod compared;
mod corrections;
mod discovery;
mod durability;
mod entry;
mod exports;
mod faults;
mod harness;
mod http;
mod invitations;
mod invited;
mod keys;
mod mails;
mod open_links;
mod outcomes;
mod pages;
mod paths;
mod post_office;
mod pressure;
mod respondents;
mod samples;
mod stopping;
mod submitting;
mod telling;
mod undeclared;
mod versions;
