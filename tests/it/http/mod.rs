//! The tower layer, under `axum`, under plain `hyper`, around clients, and on its own.

#[cfg(feature = "cli")]
mod agreement;
#[cfg(feature = "axum")]
mod axum;
mod bodies;
#[cfg(feature = "tracing")]
mod events;
mod memory;
mod modes;
mod readiness;
mod refusals;
mod sinks;
mod sockets;

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use order_contracts::contract::Contract;
use order_contracts::http::{Action, CheckedBody, ContractLayer, Direction, Observation, Sink, Unchecked};
use serde_json::Value;
use tower::util::BoxCloneSyncService;
use tower::{Layer, ServiceExt, service_fn};

pub(super) const SHOP: &str = "examples/contracts/shop.yaml";

pub(super) fn shop() -> Arc<Contract> {
    Arc::new(Contract::from_path(SHOP.as_ref()).unwrap())
}

/// Takes down what a layer found, a line for each message.
#[derive(Clone, Default)]
pub(super) struct Seen(Arc<Mutex<Vec<String>>>);

impl Sink for Seen {
    fn seen(&self, observation: &Observation<'_>) {
        let direction = if observation.direction == Direction::Request { "request" } else { "response" };
        let operation = observation.operation.and_then(|called| called.id.as_deref()).unwrap_or("-");
        let violated = observation.report.violations().iter().map(|violation| violation.id());
        let undecided = observation.report.undecided().iter().map(|undecided| undecided.reason().id());
        let ids: Vec<_> = violated.chain(undecided).collect();
        let action = match observation.action {
            Action::Refused(status) => format!(" -> {}", status.as_u16()),
            _ => String::new(),
        };
        let line = format!("{direction} {operation} {} {}{action}", observation.verdict(), ids.join(","));
        self.0.lock().unwrap().push(line.replace(" valid ", " valid"));
    }

    fn unchecked(&self, unchecked: &Unchecked<'_>) {
        let (operation, cause) = (unchecked.operation.id.as_deref().unwrap_or("-"), unchecked.cause);
        let line = format!("request {operation} unchecked {} -> {}", cause.id(), cause.status().as_u16());
        self.0.lock().unwrap().push(line);
    }

    fn abandoned(&self, abandoned: &order_contracts::http::Abandoned<'_>) {
        self.0.lock().unwrap().push(format!("abandoned {:?}", abandoned.during));
    }
}

impl Seen {
    pub(super) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

pub(super) type Answer = Response<Full<Bytes>>;

/// A service that gives `answer`, and takes down the body that it received.
pub(super) fn answering(answer: impl Fn() -> Answer + Clone + Send + Sync + 'static) -> Handler {
    let received = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&received);
    let service = service_fn(move |request: Request<CheckedBody<Full<Bytes>>>| {
        let (answer, keep) = (answer.clone(), Arc::clone(&keep));
        async move {
            let bytes = request.into_body().collect().await.unwrap().to_bytes();
            *keep.lock().unwrap() = Some(bytes);
            Ok::<_, Infallible>(answer())
        }
    });
    Handler { service: BoxCloneSyncService::new(service), received }
}

pub(super) struct Handler {
    service: BoxCloneSyncService<Request<CheckedBody<Full<Bytes>>>, Answer, Infallible>,
    received: Arc<Mutex<Option<Bytes>>>,
}

impl Handler {
    /// Sends one request through `layer`: the status, the headers and the body of the answer.
    pub(super) async fn send(
        &self,
        layer: &ContractLayer,
        request: Request<Full<Bytes>>,
    ) -> (http::response::Parts, Bytes) {
        self.received.lock().unwrap().take();
        let response = layer.layer(self.service.clone()).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts, body.collect().await.unwrap().to_bytes())
    }

    /// What the service received, if it was called.
    pub(super) fn received(&self) -> Option<Bytes> {
        self.received.lock().unwrap().clone()
    }
}

/// An order of the shop, with credentials.
pub(super) fn order(body: &str) -> Request<Full<Bytes>> {
    Request::post("/v1/orders")
        .header("authorization", "Bearer secret")
        .header("content-type", "application/json")
        .body(Full::from(body.to_owned()))
        .unwrap()
}

pub(super) fn json(status: u16, body: &str) -> Answer {
    let response = Response::builder().status(status).header("content-type", "application/json");
    response.body(Full::from(body.to_owned())).unwrap()
}

pub(super) fn problem(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}
