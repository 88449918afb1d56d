//! Everything of Plaudit that listens: the gRPC services, the report pages, keys, health, telemetry
//! and the way to stop.
//!
//! [`run`] serves on a listener until it is told to stop. [`Local`] gives the same services to code in
//! this process, without a socket and without keys.
//!
//! Knows nothing of SQL and computes no figure.

mod admin;
mod asking;
mod auth;
pub mod clock;
mod engine;
mod following;
mod frames;
mod front;
mod keys;
mod local;
mod pages;
mod reports;
mod run;
pub mod settings;
mod telemetry;
mod upkeep;

pub use auth::DEFAULT_TENANT;
pub use engine::Engine;
pub use local::Local;
pub use run::{Error, run};
pub use settings::{Settings, fresh_secret};
