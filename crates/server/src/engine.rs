//! The services over one store.

use std::sync::Arc;
use std::time::Duration;

use plaudit_collector::{
    Asking, Catalog, Clock, Collection, Collector, Invitations, Polls, Surveys,
};
use plaudit_proto::v1;
use plaudit_storage::Store;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tonic::service::{Routes, RoutesBuilder};

use crate::admin::Admin;
use crate::reports::Reports;
use crate::settings::Only;

/// What takes responses, as tonic serves it.
pub(crate) type CollectionServer =
    v1::collection_service_server::CollectionServiceServer<Collection>;

/// Largest message taken, in bytes: 1,000 responses with a long comment each.
const LARGEST_MESSAGE: usize = 16 << 20;

/// How long calls that are still under way at the end may keep the store open.
const LEAVE: Duration = Duration::from_secs(1);

/// The parts that serve, put together over one store.
pub struct Engine {
    pub(crate) store: Store,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) clock: Clock,
    pub(crate) invitations: Invitations,
    pub(crate) collector: Arc<Collector>,
    committers: JoinSet<()>,
    stopping: CancellationToken,
}

impl Engine {
    /// Puts the parts together and starts the committers.
    #[must_use]
    pub fn new(
        store: Store,
        clock: Clock,
        options: plaudit_collector::Options,
        asking: Asking,
    ) -> Self {
        let catalog = Arc::new(Catalog::new(store.clone()));
        let (collector, committers) =
            Collector::start(&store, Arc::clone(&catalog), Arc::clone(&clock), options);
        let (known, now) = (Arc::clone(&catalog), Arc::clone(&clock));
        let invitations = Invitations::new(store.clone(), known, now, asking);
        let stopping = CancellationToken::new();
        Self { store, catalog, clock, invitations, collector, committers, stopping }
    }

    /// Cancelled when the engine stops.
    pub(crate) fn stopping(&self) -> &CancellationToken {
        &self.stopping
    }

    /// The gRPC services of one side or of both.
    pub(crate) fn services(&self, only: Only) -> Routes {
        let mut routes = RoutesBuilder::default();
        let surveys =
            Surveys::new(self.store.clone(), Arc::clone(&self.catalog), Arc::clone(&self.clock));
        routes.add_service(v1::survey_service_server::SurveyServiceServer::new(surveys));
        routes.add_service(v1::admin_service_server::AdminServiceServer::new(Admin::new(
            self.store.clone(),
            Arc::clone(&self.clock),
        )));
        if only != Only::Report {
            let polls =
                Polls::new(self.store.clone(), Arc::clone(&self.catalog), Arc::clone(&self.clock));
            routes.add_service(v1::poll_service_server::PollServiceServer::new(polls));
            routes.add_service(self.collection());
            routes.add_service(
                v1::invitation_service_server::InvitationServiceServer::new(
                    self.invitations.clone(),
                )
                .max_decoding_message_size(LARGEST_MESSAGE)
                .accept_compressed(tonic::codec::CompressionEncoding::Gzip),
            );
        }
        if only != Only::Collect {
            routes.add_service(
                v1::report_service_server::ReportServiceServer::new(self.reports())
                    .max_encoding_message_size(usize::MAX)
                    .send_compressed(tonic::codec::CompressionEncoding::Gzip),
            );
        }
        routes.routes()
    }

    /// The service that takes responses.
    pub(crate) fn collection(&self) -> CollectionServer {
        let collection = Collection::new(Arc::clone(&self.collector), self.stopping.clone());
        CollectionServer::new(collection)
            .max_decoding_message_size(LARGEST_MESSAGE)
            .accept_compressed(tonic::codec::CompressionEncoding::Gzip)
    }

    pub(crate) fn reports(&self) -> Reports {
        Reports::new(self.store.clone(), Arc::clone(&self.clock))
    }

    /// Takes nothing more, waits until everything that was taken is stored, then closes the store.
    /// Calls that are still under way fail, and have a moment to give their connections back.
    pub async fn close(self) {
        self.stopping.cancel();
        let Self { store, collector, mut committers, .. } = self;
        collector.close();
        while let Some(ended) = committers.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a committer failed");
            }
        }
        if tokio::time::timeout(LEAVE, store.close()).await.is_err() {
            tracing::warn!("a call that was cut off still reads from the database");
        }
    }
}
