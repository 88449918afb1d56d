//! Typed client of Plaudit.
//!
//! ```no_run
//! # async fn example() -> Result<(), plaudit_client::Error> {
//! use plaudit_client::Client;
//! use plaudit_proto::v1;
//!
//! let client = Client::connect("http://127.0.0.1:7710", None)?;
//! let responses = vec![v1::Response { id: "order-1".into(), ..Default::default() }];
//! client.deliver(responses, |outcomes| println!("{} acknowledged", outcomes.len())).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Knows the contracts and nothing of how the server keeps its word.

mod deliver;
mod transport;

pub use deliver::Delivery;
pub use transport::{Error, Transport, Unreached};

use plaudit_proto::v1;
use v1::admin_service_client::AdminServiceClient;
use v1::collection_service_client::CollectionServiceClient;
use v1::invitation_service_client::InvitationServiceClient;
use v1::poll_service_client::PollServiceClient;
use v1::report_service_client::ReportServiceClient;
use v1::survey_service_client::SurveyServiceClient;

/// A connection to a server, or to the services in this process. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    transport: Transport,
}

impl Client {
    /// A client of the server at `url` (`http://HOST:PORT`). It connects on first use and again
    /// whenever the connection is lost. `key` is sent with every call.
    ///
    /// # Errors
    /// When the URL or the key cannot be one.
    pub fn connect(url: &str, key: Option<&str>) -> Result<Self, Error> {
        Ok(Self { transport: transport::remote(url, key)? })
    }

    /// A client of services in this process.
    #[must_use]
    pub fn local(routes: tonic::service::Routes) -> Self {
        Self { transport: transport::local(routes) }
    }

    /// Writes and publishes surveys.
    #[must_use]
    pub fn surveys(&self) -> SurveyServiceClient<Transport> {
        SurveyServiceClient::new(self.transport.clone())
    }

    /// Takes responses; see also [`deliver`](Self::deliver).
    #[must_use]
    pub fn collection(&self) -> CollectionServiceClient<Transport> {
        CollectionServiceClient::new(self.transport.clone())
    }

    /// Builds reports and exports. Messages may be of any size.
    #[must_use]
    pub fn reports(&self) -> ReportServiceClient<Transport> {
        ReportServiceClient::new(self.transport.clone()).max_decoding_message_size(usize::MAX)
    }

    /// Builds a report.
    ///
    /// # Errors
    /// When the server refuses the request or cannot be reached.
    pub async fn report(&self, request: v1::BuildReportRequest) -> Result<v1::Report, Error> {
        let reply = self.reports().build_report(request).await?.into_inner();
        Ok(reply.report.unwrap_or_default())
    }

    /// Invites contacts, and keeps what became of it. Messages may be of any size.
    #[must_use]
    pub fn invitations(&self) -> InvitationServiceClient<Transport> {
        InvitationServiceClient::new(self.transport.clone()).max_decoding_message_size(usize::MAX)
    }

    /// Keeps what polls on other platforms counted.
    #[must_use]
    pub fn polls(&self) -> PollServiceClient<Transport> {
        PollServiceClient::new(self.transport.clone())
    }

    /// Makes keys and runs checks.
    #[must_use]
    pub fn admin(&self) -> AdminServiceClient<Transport> {
        AdminServiceClient::new(self.transport.clone())
    }
}
