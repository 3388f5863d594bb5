//! The proxy over real sockets: what it passes on, what it refuses, what it finds and records.

mod checking;
mod framing;
#[cfg(unix)]
mod hints;
mod masking;
mod packed;
mod passing;
#[cfg(unix)]
mod program;
#[cfg(unix)]
mod recording;
#[cfg(unix)]
mod terminal;
mod timing;

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use order_contracts::contract::Contract;
use order_contracts::proxy::{Proxy, Queue, Seen, Settings};
use order_contracts::server::{self, Address, Listener};
use order_contracts::validate::Options;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tower::service_fn;

type Body = UnsyncBoxBody<Bytes, Infallible>;

const SHOP: &str = "examples/contracts/shop.yaml";

/// A server until it is dropped.
struct Serving {
    address: SocketAddr,
    _end: oneshot::Sender<()>,
}

fn serve<F>(answer: impl Fn(Request<Incoming>) -> F + Clone + Send + 'static) -> Serving
where
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let service = service_fn(move |request| {
        let answer = answer(request);
        async move { Ok::<_, Infallible>(answer.await) }
    });
    let listener = Listener::bind(&Address::loopback(0)).unwrap();
    let (address, (end, ended)) = (listener.address(), oneshot::channel::<()>());
    let end_of = async {
        let _ = ended.await;
    };
    tokio::spawn(server::serve(listener, service, server::Settings::new(0), end_of));
    Serving { address, _end: end }
}

/// A proxy in front of `upstream`, changed by `change`.
struct Proxied {
    address: SocketAddr,
    queue: Arc<Queue>,
    _end: oneshot::Sender<()>,
}

impl Proxied {
    fn to(upstream: SocketAddr) -> Self {
        Self::with(upstream, |_| {})
    }

    fn with(upstream: SocketAddr, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::new(format!("http://{upstream}").parse().unwrap());
        change(&mut settings);
        let contract = Contract::from_path(SHOP.as_ref()).unwrap();
        let proxy = Proxy::new(settings, contract, Options::new()).unwrap();
        let queue = proxy.queue();
        let listener = Listener::bind(&Address::loopback(0)).unwrap();
        let (address, (end, ended)) = (listener.address(), oneshot::channel::<()>());
        let end_of = async {
            let _ = ended.await;
        };
        tokio::spawn(server::serve(listener, proxy, server::Settings::new(1), end_of));
        Self { address, queue, _end: end }
    }

    /// The next exchanges that are over, at least so many.
    async fn seen(&self, number: usize) -> Vec<Seen> {
        let mut seen = Vec::new();
        while seen.len() < number {
            self.queue.filled().await;
            seen.extend(self.queue.take().seen);
        }
        seen
    }

    /// What comes back for these bytes, until the connection is closed.
    async fn raw(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        // Reset where not all of the request was read.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The same for a `GET`.
    async fn get(&self, target: &str, fields: &str) -> String {
        self.raw(format!("GET {target} HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\n{fields}\r\n").as_bytes())
            .await
    }
}

/// What an upstream has received.
#[derive(Debug, Clone)]
struct Received {
    target: String,
    headers: HeaderMap,
    body: Bytes,
    trailers: Option<HeaderMap>,
}

impl Received {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// An upstream that answers everything with `answer`, and what it has received.
fn upstream(answer: fn() -> Response<Body>) -> (Serving, Arc<Mutex<Vec<Received>>>) {
    let received = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&received);
    let serving = serve(move |request| {
        let log = Arc::clone(&log);
        async move {
            let (head, body) = request.into_parts();
            let Ok(body) = body.collect().await else { return whole("cut") };
            let trailers = body.trailers().cloned();
            let received =
                Received { target: head.uri.to_string(), headers: head.headers, body: body.to_bytes(), trailers };
            log.lock().unwrap().push(received);
            answer()
        }
    });
    (serving, received)
}

fn only(received: &Arc<Mutex<Vec<Received>>>) -> Received {
    match received.lock().unwrap().as_slice() {
        [only] => only.clone(),
        all => panic!("one request was to arrive, and these did: {all:?}"),
    }
}

fn whole(text: &'static str) -> Response<Body> {
    Response::new(Full::new(Bytes::from_static(text.as_bytes())).boxed_unsync())
}

/// JSON with a status.
fn json(status: u16, text: &'static str) -> Response<Body> {
    let mut response = whole(text);
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
    response.headers_mut().insert("content-type", http::HeaderValue::from_static("application/json"));
    response
}

/// An upstream that reads the head of each request and answers with these bytes, and how many it has read.
async fn serve_raw(answer: Vec<u8>) -> (SocketAddr, Arc<std::sync::atomic::AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let requests = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (answer, counted) = (answer.clone(), Arc::clone(&counted));
            tokio::spawn(async move {
                let (mut read, mut buffer) = (Vec::new(), [0; 4096]);
                while !read.windows(4).any(|end| end == b"\r\n\r\n") {
                    match stream.read(&mut buffer).await {
                        Ok(length @ 1..) => read.extend_from_slice(&buffer[..length]),
                        _ => return,
                    }
                }
                counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let _ = stream.write_all(&answer).await;
            });
        }
    });
    (address, requests)
}
