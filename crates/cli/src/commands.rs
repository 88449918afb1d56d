//! One file a command.

mod config;
mod correct;
mod database;
mod demo;
mod erase;
mod export;
mod import;
mod invite;
mod key;
mod mail;
mod poll;
mod report;
mod serve;
mod survey;
mod verify;

use crate::args::{Cli, Command, Format, Survey};
use crate::config::Config;
use crate::session::Session;

/// Runs the command and returns whether it found everything in order.
pub(crate) async fn run(cli: Cli, config: Config) -> anyhow::Result<bool> {
    let Cli { global, command } = cli;
    let as_json = global.format == Some(Format::Json);
    let command = match command {
        Command::Serve(args) => return serve::run(args, config).await,
        Command::Demo(args) => return demo::run(args, &global, config).await,
        Command::Config(args) => return self::config::run(&args, &config),
        Command::Survey(Survey::Templates) => return survey::bank::list(as_json),
        Command::Survey(Survey::New { template, id, title }) => {
            return survey::bank::new(&template, id, title.as_deref(), as_json);
        }
        Command::Survey(Survey::Check { file, precision }) => {
            return survey::check::run(&file, precision, as_json);
        }
        Command::Import(args) if args.propose.is_some() && args.survey.is_none() => {
            return import::propose(&args, &global);
        }
        Command::Database(args) => return database::run(args, &global, &config).await,
        command => command,
    };
    let session = Session::open(&global, &config).await?;
    let client = &session.client;
    let result = match command {
        Command::Survey(Survey::Link(args)) => {
            survey::link::run(args, &global, &config, client).await
        }
        Command::Survey(args) => survey::run(args, &global, client).await,
        Command::Import(args) => import::run(args, &global, &config.import, client).await,
        Command::Invite(args) => invite::run(args, &global, client).await,
        Command::Mail(args) => mail::run(args, &global, client).await,
        Command::Poll(args) => poll::run(args, &global, client).await,
        Command::Export(args) => export::run(args, &global, client).await,
        Command::Report(args) => report::run(*args, &global, client).await,
        Command::Verify(args) => verify::run(args, &global, client).await,
        Command::Correct(args) => correct::run(args, &global, client).await,
        Command::Erase(args) => erase::run(args, &global, client).await,
        Command::Key(args) => key::run(args, &global, client).await,
        Command::Serve(_) | Command::Demo(_) | Command::Config(_) | Command::Database(_) => {
            unreachable!("done above")
        }
    };
    session.close().await;
    result
}
