use std::io::Write;
use std::sync::{Arc, Mutex};

use plaudit_core::time::Timestamp;
use plaudit_proto::v1;
use plaudit_proto::v1::collection_service_client::CollectionServiceClient;
use plaudit_storage::{Options, Store};
use tempfile::TempDir;
use tonic::Code;
use tracing_subscriber::EnvFilter;

use super::*;
use crate::settings::{Asking, Mail, Only};
use crate::{Engine, auth};

/// What was written so far.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Its lines without the times.
    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let timeless = |line: &str| {
            let words = line.split(' ').filter(|word| !word.starts_with("latency"));
            words.collect::<Vec<_>>().join(" ")
        };
        text.lines().map(timeless).collect()
    }
}

/// The routes alone, which know the call, too, or the short way alone.
fn front(engine: &Engine, straight: bool) -> Front {
    let door = Arc::new(Door::new(engine.store.clone(), true));
    if straight {
        return Front { routes: Routes::default(), collection: Some(engine.collection()), door };
    }
    let admit = axum::middleware::from_fn_with_state(Arc::clone(&door), auth::admit);
    let routes = engine.services(Only::Collect).into_axum_router().layer(admit);
    Front { routes: telemetry::layer(routes).into(), collection: None, door }
}

/// What is logged of a call that goes well, one that is not let in, and one that fails.
async fn logged(straight: bool) -> Vec<String> {
    let directory = TempDir::new().unwrap();
    let url = format!("sqlite:{}", directory.path().join("plaudit.db").display());
    let store = Store::connect(&Options { url, max_connections: 1 }).await.unwrap();
    store.migrate().await.unwrap();
    let clock = Arc::new(|| Timestamp::from_micros(0).unwrap());
    let options = plaudit_collector::Options {
        queue_responses: 1_000,
        transaction_responses: 1_000,
        committers: 1,
    };
    let asking = Asking::default().with(&Mail::default());
    let engine = Engine::new(store.clone(), clock, options, asking);
    let front = front(&engine, straight);

    let log = Log::default();
    let written = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("plaudit_collector,plaudit_server=trace,tower_http=trace"))
        .with_writer(move || written.clone())
        .with_ansi(false)
        .without_time()
        .finish();
    let _subscribed = tracing::subscriber::set_default(subscriber);
    let call = async |host: &str| {
        let origin = format!("http://{host}").parse().unwrap();
        let mut client = CollectionServiceClient::with_origin(front.clone(), origin);
        let response = v1::Response { survey_id: "unknown".to_owned(), ..v1::Response::default() };
        let mut request = tonic::Request::new(v1::SubmitResponsesRequest::new(&[response]));
        request.metadata_mut().insert("x-request-id", host.parse().unwrap());
        client.submit_responses(request).await.map_or_else(|status| status.code(), |_| Code::Ok)
    };
    assert_eq!(call("localhost").await, Code::Ok);
    assert_eq!(call("elsewhere.example").await, Code::Unauthenticated);
    store.close().await;
    assert_eq!(call("localhost").await, Code::Unavailable);
    log.lines()
}

#[tokio::test]
async fn the_same_is_logged_on_either_way() {
    let lines = logged(true).await;
    assert_eq!(lines, logged(false).await);
    let count = |what: &str| lines.iter().filter(|line| line.contains(what)).count();
    assert_eq!((count("DEBUG"), count("answered status=200")), (3, 3), "{lines:#?}");
    assert_eq!((count("ERROR"), count("response failed")), (1, 1), "{lines:#?}");
    let call = format!("call{{path=\"{SUBMIT_RESPONSES}\" id=\"localhost\"}}: plaudit_collector");
    assert_eq!(count(&call), 1, "what is done stands in the span of its call: {lines:#?}");
}
