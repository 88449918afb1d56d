//! The `plaudit` command.

mod args;
mod bounce;
mod commands;
mod config;
mod demo;
mod failure;
mod files;
#[cfg(test)]
mod fuzzed;
mod import;
mod output;
mod progress;
mod session;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use crate::args::{Cli, Command};
use crate::config::{Config, LogFormat};

/// The system's took a third of the time of collecting.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(failure::FAILED),
        Err(error) => failure::report(&error),
    }
}

fn run(cli: Cli) -> anyhow::Result<bool> {
    #[allow(clippy::disallowed_methods)] // the one place that reads the environment
    let environment = std::env::vars().collect();
    let config = Config::load(&cli.global, environment)?;
    start_log(&cli.command, &config)?;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(commands::run(cli, config))
}

/// A server writes its log to standard error; the other commands write warnings alone.
fn start_log(command: &Command, config: &Config) -> anyhow::Result<()> {
    let filter = match command {
        Command::Serve(_) => config.log.filter.as_str(),
        _ => "error",
    };
    let filter = EnvFilter::try_new(filter)
        .map_err(|error| anyhow::anyhow!("log.filter: {error}").context(config::BadConfig))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match config.log.format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}
