//! A server that answers every request alike and remembers what it was sent.

use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use httpmock::{HttpMockResponse, MockServer};
use serde_json::Value;

/// What a client sent.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) method: String,
    /// As sent, percent-encoded.
    pub(super) path: String,
    pub(super) query: Option<String>,
    /// Names in lower case, sorted.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Seen {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

pub(super) struct Server {
    mock: MockServer,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    pub(super) async fn answering(status: u16, body: &Value) -> Self {
        Self::answering_with(status, &[("content-type", "application/json")], body.to_string(), Duration::ZERO).await
    }

    pub(super) async fn answering_with(
        status: u16,
        headers: &[(&'static str, &'static str)],
        body: impl Into<Vec<u8>>,
        delay: Duration,
    ) -> Self {
        let mock = MockServer::start_async().await;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, headers, body) = (Arc::clone(&seen), headers.to_vec(), body.into());
        mock.mock_async(|when, then| {
            when.is_true(|_| true);
            then.delay(delay).respond_with(move |request| {
                let mut headers_seen = request.headers_vec().clone();
                headers_seen.iter_mut().for_each(|(name, _)| name.make_ascii_lowercase());
                headers_seen.sort();
                log.lock().expect("no test panics while it writes").push(Seen {
                    method: request.method_str().to_owned(),
                    path: request.uri().path().to_owned(),
                    query: request.uri().query().map(str::to_owned),
                    headers: headers_seen,
                    body: request.body_vec(),
                });
                let response = HttpMockResponse::builder().status(status);
                headers
                    .iter()
                    .fold(response, |response, (name, value)| response.header(*name, *value))
                    .body(body.clone())
                    .build()
            });
        })
        .await;
        Self { mock, seen }
    }

    pub(super) fn url(&self) -> String {
        self.mock.base_url()
    }

    pub(super) fn requests(&self) -> Vec<Seen> {
        self.seen.lock().expect("no test panics while it reads").clone()
    }

    pub(super) fn only_request(&self) -> Seen {
        match self.requests().as_slice() {
            [only] => only.clone(),
            all => panic!("one request was wanted, {} came", all.len()),
        }
    }
}

/// The URL of a server that reads one request and answers with these bytes.
pub(super) fn answering_once_with_bytes(response: Vec<u8>) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).expect("a request");
        // The client may hang up before it has read all: that is what is tested.
        let _ = stream.write_all(&response);
    });
    url
}

/// A URL at which no server listens.
pub(super) fn refusing() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    format!("http://{}", listener.local_addr().expect("an address"))
}
