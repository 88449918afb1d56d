//! The services to work on: a server's, or those of this process straight on a database.

use anyhow::Context;
use plaudit_client::Client;
use plaudit_server::{DEFAULT_TENANT, Local, clock};
use plaudit_storage::{Options, Store};

use crate::args::Global;
use crate::config::{BadConfig, Config};

/// A client and, when it works on a database, the services behind it.
pub(crate) struct Session {
    pub(crate) client: Client,
    local: Option<Local>,
}

impl Session {
    /// Opens what the flags and the settings name.
    pub(crate) async fn open(global: &Global, config: &Config) -> anyhow::Result<Self> {
        let server = config.client.server.as_str();
        if !server.is_empty() {
            let key = Some(config.client.key.as_str()).filter(|key| !key.is_empty());
            return Ok(Self { client: Client::connect(server, key)?, local: None });
        }
        let tenant = global.tenant.as_deref().unwrap_or(DEFAULT_TENANT);
        let tenant = tenant.parse().context(BadConfig)?;
        let store = open_store(config).await?;
        let Config { collector, folding, asking, mail, .. } = config;
        let local = Local::new(store, clock::system(), *collector, *folding, asking, mail, tenant);
        Ok(Self { client: Client::local(local.routes()), local: Some(local) })
    }

    /// Waits until everything is stored.
    pub(crate) async fn close(self) {
        drop(self.client);
        if let Some(local) = self.local {
            local.close().await;
        }
    }
}

/// Opens the database of the settings and brings its schema up to date.
pub(crate) async fn open_store(config: &Config) -> anyhow::Result<Store> {
    let options = Options {
        url: config.database.url.clone(),
        max_connections: config.database.max_connections,
    };
    let store = Store::connect(&options).await.context("the database cannot be opened")?;
    store.migrate().await.context("the database's schema cannot be brought up to date")?;
    Ok(store)
}
