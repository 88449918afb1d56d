//! `plaudit serve`.

use anyhow::Context;
use plaudit_server::clock;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::args::Serve;
use crate::config::{BadConfig, Config};
use crate::session;

/// Serves until SIGINT or SIGTERM.
pub(crate) async fn run(args: Serve, mut config: Config) -> anyhow::Result<bool> {
    if let Some(listen) = args.listen {
        config.server.listen = listen;
    }
    if let Some(only) = args.only {
        config.server.only = only.into();
    }
    // The database first: a port that is bound answers.
    let store = session::open_store(&config).await?;
    let listener = TcpListener::bind(config.server.listen)
        .await
        .with_context(|| format!("{} cannot be listened on", config.server.listen))?;
    let result =
        plaudit_server::run(listener, store, clock::system(), &config.settings(), stop()?).await;
    match result {
        Err(error @ plaudit_server::Error::Unprotected(_)) => {
            Err(anyhow::Error::new(error).context(BadConfig))
        }
        result => Ok(result.map(|()| true)?),
    }
}

/// Resolves on SIGINT or SIGTERM.
pub(crate) fn stop() -> anyhow::Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
