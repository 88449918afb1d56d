//! A connection whose callers take little of the machine: HTTP/2 and bytes that were made beforehand.

use bytes::{BufMut, Bytes, BytesMut};
use h2::client::SendRequest;
use http::{HeaderValue, Request, Uri, header};
use plaudit_proto::v1;
use prost::Message;
use tokio::net::TcpStream;

const METHOD: &str = "/plaudit.v1.CollectionService/SubmitResponses";
/// Before each message: not compressed, and how long it is.
const PREFIX: usize = 5;

/// A connection to a collection service.
#[derive(Clone)]
pub(crate) struct Wire {
    calls: SendRequest<Bytes>,
    method: Uri,
}

/// A call as it is sent.
#[derive(Clone)]
pub(crate) struct Call(Bytes);

impl Call {
    pub(crate) fn new(responses: &[v1::Response]) -> Self {
        let request = v1::SubmitResponsesRequest::new(responses);
        let mut bytes = BytesMut::with_capacity(PREFIX + request.encoded_len());
        bytes.put_u8(0);
        bytes.put_u32(u32::try_from(request.encoded_len()).unwrap());
        request.encode(&mut bytes).unwrap();
        Self(bytes.freeze())
    }
}

impl Wire {
    /// To a server at `http://ADDRESS`.
    pub(crate) async fn connect(url: &str) -> Self {
        let tcp = TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap();
        tcp.set_nodelay(true).unwrap();
        // As wide as tonic's. With less, h2 ends a connection on which many short answers come at once.
        let mut client = h2::client::Builder::new();
        client.initial_connection_window_size(5 << 20);
        let (calls, connection) = client.handshake(tcp).await.unwrap();
        // It ends with the server, or with the last who calls.
        tokio::spawn(async { drop(connection.await) });
        Self { calls, method: format!("{url}{METHOD}").parse().unwrap() }
    }

    /// Sends what is right until it is acknowledged. What the benchmark has under way fits into the queue,
    /// so that none is pushed back.
    pub(crate) async fn submit(&self, call: Call) {
        let request = Request::post(self.method.clone())
            .header(header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"))
            .header(header::TE, HeaderValue::from_static("trailers"))
            .body(())
            .unwrap();
        let mut calls = self.calls.clone().ready().await.unwrap();
        let (answer, mut body) = calls.send_request(request, false).unwrap();
        body.send_data(call.0, true).unwrap();

        let mut answer = answer.await.unwrap().into_body();
        let mut message = BytesMut::new();
        while let Some(part) = answer.data().await {
            let part = part.unwrap();
            answer.flow_control().release_capacity(part.len()).unwrap();
            message.extend_from_slice(&part);
        }
        let trailers = answer.trailers().await.unwrap();
        assert_eq!(trailers.unwrap()["grpc-status"], "0");
        let outcomes = v1::SubmitResponsesResponse::decode(&message[PREFIX..]).unwrap().outcomes;
        let taken = |outcome: &v1::ResponseOutcome| {
            matches!(outcome.outcome(), v1::Outcome::Stored | v1::Outcome::Duplicate)
        };
        assert!(outcomes.iter().all(taken), "all of them are right");
    }
}
