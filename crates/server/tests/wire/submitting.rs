//! What a call that submits responses brings and takes back beside them.

use plaudit_proto::v1;
use plaudit_proto::v1::collection_service_client::CollectionServiceClient;
use tonic::codec::CompressionEncoding;
use tonic::metadata::MetadataMap;
use tonic::{Code, Request};

use crate::harness::{Place, Server};
use crate::samples::{cafe, guests, kinds, said};

const MIB: usize = 1 << 20;

type Client = CollectionServiceClient<tonic::transport::Channel>;

async fn client(server: &Server) -> Client {
    CollectionServiceClient::new(server.channel().await)
}

fn request(responses: &[v1::Response]) -> Request<v1::SubmitResponsesRequest> {
    Request::new(v1::SubmitResponsesRequest::new(responses))
}

fn id(metadata: &MetadataMap) -> String {
    metadata.get("x-request-id").expect("it has an id").to_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_answer_carries_the_id_of_its_call_and_one_is_made_for_a_call_without() {
    let place = Place::new();
    let server = place.serve().await;
    cafe(&server.client()).await;
    let mut client = client(&server).await;
    // Stored, and refused because there is nothing to store.
    for responses in [guests("g", 1), Vec::new()] {
        let mut call = async |request| match client.submit_responses(request).await {
            Ok(answer) => id(answer.metadata()),
            Err(status) => id(status.metadata()),
        };
        let mut named = request(&responses);
        named.metadata_mut().insert("x-request-id", "order 4711".parse().unwrap());
        assert_eq!(call(named).await, "order 4711");
        let made = [call(request(&responses)).await, call(request(&responses)).await];
        assert_ne!(made[0], made[1]);
        for id in made {
            assert_eq!(id.parse::<uuid::Uuid>().unwrap().get_version_num(), 4, "{id}");
        }
    }
}

#[tokio::test]
async fn what_is_no_response_costs_no_other() {
    let place = Place::new();
    let server = place.serve().await;
    cafe(&server.client()).await;
    let mut batch = v1::SubmitResponsesRequest::new(&guests("g", 2));
    batch.responses.insert(1, b"\x0a\x05cut"[..].into());
    let answer = client(&server).await.submit_responses(batch).await.unwrap();
    let outcomes = answer.into_inner().outcomes;
    use v1::Outcome::{Rejected, Stored};
    assert_eq!(kinds(&outcomes), [Stored, Rejected, Stored]);
    let [violation] = &outcomes[1].violations[..] else { panic!("{outcomes:?}") };
    assert_eq!(violation.field, "responses[1]");
    assert_eq!(violation.reason, "is no encoded plaudit.v1.Response");
}

#[tokio::test]
async fn a_compressed_call_is_taken() {
    let place = Place::new();
    let server = place.serve().await;
    cafe(&server.client()).await;
    let mut client = client(&server).await.send_compressed(CompressionEncoding::Gzip);
    let answer = client.submit_responses(request(&guests("g", 100))).await.unwrap();
    assert_eq!(kinds(&answer.into_inner().outcomes), [v1::Outcome::Stored; 100]);
}

#[tokio::test]
async fn a_call_of_more_than_16_mib_is_refused_and_a_smaller_one_is_read() {
    let place = Place::new();
    let server = place.serve().await;
    cafe(&server.client()).await;
    let client = client(&server).await;
    let long = |length: usize| {
        let value = v1::answer::Value::Text("a".repeat(length));
        let mut response = said("long", 9);
        response.answers.push(v1::Answer { question: "comment".to_owned(), value: Some(value) });
        let mut client = client.clone();
        async move { client.submit_responses(request(&[response])).await }
    };
    let read = long(15 * MIB).await.unwrap().into_inner();
    assert_eq!(kinds(&read.outcomes), [v1::Outcome::Rejected], "of 100 characters at most");
    assert_eq!(long(16 * MIB).await.unwrap_err().code(), Code::OutOfRange);
}
