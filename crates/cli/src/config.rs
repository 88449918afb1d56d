//! Settings in layers: defaults, then a file, then the environment, then flags.

use std::collections::HashMap;

use anyhow::Context;
use config::builder::DefaultState;
use config::{ConfigBuilder, Environment, File, FileFormat};
use plaudit_server::settings::{Asking, Collector, Database, Folding, Mail, Server, Settings};
use serde::{Deserialize, Serialize};

use crate::args::Global;

/// Every setting with its default and what it means.
pub(crate) const DEFAULTS: &str = include_str!("config/defaults.toml");

/// All settings of the command.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) database: Database,
    pub(crate) collector: Collector,
    pub(crate) folding: Folding,
    pub(crate) asking: Asking,
    pub(crate) mail: Mail,
    pub(crate) log: Log,
    pub(crate) client: Client,
    pub(crate) import: Import,
}

/// What is written about the server's own work.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Log {
    /// Levels, as in `info` or `plaudit_storage=debug,info`.
    pub(crate) filter: String,
    /// How a line looks.
    pub(crate) format: LogFormat,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Which server the commands work on, and as whom.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Client {
    /// URL of the server; empty to work straight on the database.
    pub(crate) server: String,
    /// API key; empty for none.
    pub(crate) key: String,
}

/// How files of other software are imported.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Import {
    /// Secret of the pseudonyms that respondents get; empty: respondents are not stored.
    pub(crate) pseudonym_key: String,
}

/// A configuration that cannot be used; the command exits with 64.
#[derive(Debug)]
pub(crate) struct BadConfig;

impl std::fmt::Display for BadConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the configuration cannot be used")
    }
}

impl Config {
    /// Reads the layers. `environment` holds the variables of the process.
    pub(crate) fn load(
        global: &Global,
        environment: HashMap<String, String>,
    ) -> anyhow::Result<Self> {
        let mut layers =
            config::Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
        if let Some(file) = &global.config {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("{}: cannot be read", file.display()))
                .context(BadConfig)?;
            // Read alone first: the error then names the file and the line.
            toml::from_str::<toml::Table>(&text)
                .with_context(|| file.display().to_string())
                .context(BadConfig)?;
            layers = layers.add_source(File::from_str(&text, FileFormat::Toml));
        }
        // The tests of the workspace have variables of their own.
        let ours = environment.into_iter().filter(|(name, _)| !name.starts_with("PLAUDIT_TEST_"));
        let environment = Environment::with_prefix("PLAUDIT")
            .prefix_separator("_")
            .separator("__")
            .source(Some(ours.collect()));
        let layers = layers.add_source(environment.try_parsing(true));
        let layers = layers.set_override_option("database.url", global.database.clone());
        let layers = layers
            .and_then(|layers| layers.set_override_option("client.server", global.server.clone()))
            .and_then(ConfigBuilder::<DefaultState>::build)
            .context(BadConfig)?;
        let mut config: Self = serde_path_to_error::deserialize(layers)
            .map_err(|error| anyhow::anyhow!("{}: {}", error.path(), error.inner()))
            .context(BadConfig)?;
        if global.database.is_some() {
            config.client.server.clear();
        }
        let problems = config.settings().problems();
        if !problems.is_empty() {
            return Err(anyhow::anyhow!(problems.join("\n")).context(BadConfig));
        }
        Ok(config)
    }

    /// The server's part.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            server: self.server.clone(),
            database: self.database.clone(),
            collector: self.collector,
            folding: self.folding,
            asking: self.asking.clone(),
            mail: self.mail.clone(),
        }
    }

    /// The settings in force as TOML, passwords and keys left out.
    pub(crate) fn shown(&self) -> anyhow::Result<String> {
        let mut shown = self.clone();
        shown.database.url = without_password(&shown.database.url);
        shown.mail.smtp_url = without_password(&shown.mail.smtp_url);
        let Self { client, asking, import, .. } = &mut shown;
        for secret in [&mut client.key, &mut asking.secret, &mut import.pseudonym_key] {
            if !secret.is_empty() {
                *secret = HIDDEN.to_owned();
            }
        }
        Ok(toml::to_string(&shown)?)
    }
}

const HIDDEN: &str = "***";

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let Some((user, host)) = rest.rsplit_once('@') else { return url.to_owned() };
    match user.split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:{HIDDEN}@{host}"),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn load(flags: &[&str], environment: &[(&str, &str)]) -> anyhow::Result<Config> {
        let line = ["plaudit", "config", "check"].iter().chain(flags);
        let cli = crate::args::Cli::parse_from(line);
        let pairs = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Config::load(&cli.global, pairs.collect())
    }

    #[test]
    fn the_defaults_are_a_whole_configuration() {
        let config = load(&[], &[]).unwrap();
        assert_eq!(config.server.listen.port(), 7710);
        assert_eq!(config.database.url, "sqlite:plaudit.db");
    }

    #[test]
    fn the_environment_overrules_the_file_and_flags_overrule_both() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, "[database]\nurl = \"sqlite:file.db\"\nmax_connections = 7\n")
            .unwrap();
        let path = file.path().to_str().unwrap();
        let environment = [("PLAUDIT_DATABASE__URL", "sqlite:env.db"), ("PLAUDIT_TEST_X", "1")];
        let config = load(&["--config", path], &environment).unwrap();
        assert_eq!(config.database.url, "sqlite:env.db");
        assert_eq!(config.database.max_connections, 7);
        let config = load(&["--database", "sqlite:flag.db"], &environment).unwrap();
        assert_eq!(config.database.url, "sqlite:flag.db");
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_it() {
        let problem = |environment| format!("{:#}", load(&[], &[environment]).unwrap_err());
        assert!(problem(("PLAUDIT_DATABASE__ULR", "x")).contains("ulr"));
        assert!(problem(("PLAUDIT_FOLDING__DELTAS", "none")).contains("folding.deltas"));
        assert!(problem(("PLAUDIT_DATABASE__URL", "mysql:x")).contains("database.url"));
    }

    #[test]
    fn secrets_are_not_shown() {
        let environment = [
            ("PLAUDIT_DATABASE__URL", "postgres://me:pa@ss@host/db"),
            ("PLAUDIT_CLIENT__KEY", "plaudit.x"),
            ("PLAUDIT_ASKING__SECRET", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
            ("PLAUDIT_IMPORT__PSEUDONYM_KEY", "open barley"),
            ("PLAUDIT_MAIL__SMTP_URL", "smtps://me:sesame@relay.example"),
            ("PLAUDIT_MAIL__FROM", "ACME <ask@acme.example>"),
        ];
        let shown = load(&[], &environment).unwrap().shown().unwrap();
        assert!(shown.contains("postgres://me:***@host/db"), "{shown}");
        assert!(shown.contains("smtps://me:***@relay.example"), "{shown}");
        for secret in ["pa@ss", "plaudit.x", "AAECAw", "barley", "sesame"] {
            assert!(!shown.contains(secret), "{secret}: {shown}");
        }
    }
}
