//! The services inside this process.

use std::time::Duration;

use axum::extract::Request;
use plaudit_collector::{Caller, Clock};
use plaudit_storage::{Store, Tenant};
use tokio::task::JoinSet;
use tonic::service::Routes;

use crate::following::Follower;
use crate::settings::{Asking, Collector, Folding, Mail, Only};
use crate::{Engine, upkeep};

/// Pause between two looks at what other processes changed.
const FOLLOW_EVERY: Duration = Duration::from_secs(1);

/// The gRPC services straight on a store: no socket, no key, one tenant.
pub struct Local {
    engine: Engine,
    routes: Routes,
    upkeep: JoinSet<()>,
}

impl Local {
    /// Puts the services together for `tenant`, who may do everything.
    #[must_use]
    pub fn new(
        store: Store,
        clock: Clock,
        collector: Collector,
        folding: Folding,
        asking: &Asking,
        mail: &Mail,
        tenant: Tenant,
    ) -> Self {
        let engine = Engine::new(store, clock, collector.into(), asking.with(mail));
        let caller = Caller::unrestricted(tenant);
        let known = axum::middleware::map_request(move |mut request: Request| {
            request.extensions_mut().insert(caller.clone());
            std::future::ready(request)
        });
        let routes = engine.services(Only::All).into_axum_router().layer(known);
        let mut upkeep = upkeep::start(&engine, folding, Only::All);
        let follower = Follower::new(&engine, None);
        upkeep.spawn(follower.look(FOLLOW_EVERY, engine.stopping().clone()));
        Self { engine, routes: Routes::from(routes), upkeep }
    }

    /// The services, as something that a generated client can call.
    #[must_use]
    pub fn routes(&self) -> Routes {
        self.routes.clone()
    }

    /// Waits until everything that was taken is stored and the background work has ended.
    pub async fn close(self) {
        let Self { engine, routes, mut upkeep } = self;
        drop(routes);
        engine.stopping().cancel();
        while upkeep.join_next().await.is_some() {}
        engine.close().await;
    }
}
