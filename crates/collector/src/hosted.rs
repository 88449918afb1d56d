//! Responses that were answered on this server's own pages.

use plaudit_proto::v1;
use plaudit_storage::Tenant;
use prost::Message;
use tonic::Status;

use crate::Collector;
use crate::queue::WhenFull;

impl Collector {
    /// Takes one response like any other and returns what became of it, once that is durable.
    ///
    /// # Errors
    /// When it cannot be taken now; nothing is known of it then.
    pub async fn submit(
        &self,
        tenant: &Tenant,
        response: v1::Response,
    ) -> Result<v1::ResponseOutcome, Status> {
        let mut outcomes =
            self.take(tenant, vec![response.encode_to_vec().into()], WhenFull::Refuse).await?;
        outcomes.pop().ok_or_else(|| Status::internal("a response has no outcome"))
    }
}
