//! [`Gate`]: the layer around a backend. What breaks the contract is refused before it, and nothing else leaves it.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use ::http::{Request, Response};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use tower_layer::Layer;
use tower_service::Service;

use super::answer::Answer;
use super::backend::Backend;
use super::call::Call;
use super::prefer::Preferences;
use crate::http::{CheckedBody, ContractLayer, ContractService, Mode};
use crate::validate;

/// A backend behind the layer, which enforces both directions.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    backend: Arc<Backend>,
    service: ContractService<Operations>,
}

/// The backend as the layer sees it.
#[derive(Debug, Clone)]
struct Operations(Arc<Backend>);

/// What goes around the layer, in the extensions of a request: the layer would replace an answer that no contract declares.
#[derive(Debug, Clone, Default)]
struct Around {
    preferences: Preferences,
    answer: Arc<OnceLock<Answered>>,
}

/// What the backend answered.
#[derive(Debug)]
enum Answered {
    /// An answer of an operation; the layer has it.
    Declared,
    /// One of the sandbox itself.
    Own(Answer),
}

impl Gate {
    pub(super) fn new(backend: Arc<Backend>, body_bytes: usize) -> Self {
        let layer = ContractLayer::new(backend.contract().clone())
            .requests(Mode::Enforce)
            .responses(Mode::Enforce)
            .body_limit(body_bytes)
            .show_sources();
        Self { service: layer.layer(Operations(Arc::clone(&backend))), backend }
    }

    /// The answer to a request.
    pub(super) async fn respond(&self, request: &Request<Bytes>, preferences: &Preferences) -> Answer {
        let around = Around { preferences: preferences.clone(), answer: Arc::default() };
        let mut asked = request.clone().map(Full::new);
        asked.extensions_mut().insert(around.clone());
        let Ok(response) = self.service.clone().call(asked).await;
        match around.answer.get() {
            Some(Answered::Own(answer)) => answer.clone(),
            // Also where it is not what the operation answered: then that was a fault of the sandbox, and the layer says which.
            Some(Answered::Declared) => received(response).await,
            None => self.refused(request, &response),
        }
    }

    /// The answer to a request that the layer did not let pass, in the form of the contract.
    fn refused<B>(&self, request: &Request<Bytes>, refusal: &Response<B>) -> Answer {
        let contract = self.backend.contract();
        let report = validate::request(contract, &validate::Request::from(request));
        let call = Call::of(contract, request);
        let endpoint = call.as_ref().map(|call| (call.endpoint, request));
        let mut answer = self.backend.refusal(endpoint, refusal.status().as_u16(), &report.to_string());
        for name in ["allow", "accept", "accept-encoding", "www-authenticate"] {
            let value = refusal.headers().get(name).and_then(|value| value.to_str().ok());
            answer.headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        }
        answer
    }
}

/// The answer of the backend, and whether the operation declares one with this status.
fn answered(backend: &Backend, request: &Request<Bytes>, preferences: &Preferences) -> (Answer, bool) {
    let answer = backend.respond(request, preferences);
    let declares = |status: u16| {
        Call::of(backend.contract(), request).is_some_and(|call| call.endpoint.response(status).is_some())
    };
    let is_declared = !answer.is_own && (answer.status < 400 || declares(answer.status));
    (answer, is_declared)
}

/// What came through the layer.
async fn received(response: Response<CheckedBody<Full<Bytes>>>) -> Answer {
    let (head, body) = response.into_parts();
    // A body in memory cannot fail.
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let text = |value: &::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    Answer { headers, body, ..Answer::empty(head.status.as_u16()) }
}

impl Service<Request<CheckedBody<Full<Bytes>>>> for Operations {
    type Response = Response<Full<Bytes>>;
    type Error = std::convert::Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<CheckedBody<Full<Bytes>>>) -> Self::Future {
        let backend = Arc::clone(&self.0);
        Box::pin(async move {
            let (mut head, body) = request.into_parts();
            let around = head.extensions.remove::<Around>().unwrap_or_default();
            let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
            let request = Request::from_parts(head, body);
            let preferences = around.preferences;
            let (answer, is_declared) = match &*backend {
                Backend::Api(_) => answered(&backend, &request, &preferences),
                Backend::Mock(_) => {
                    // The search may take long.
                    let made = tokio::task::spawn_blocking(move || answered(&backend, &request, &preferences)).await;
                    made.unwrap_or_else(|_| (Answer::problem(500, "The sandbox failed", "no answer was made"), false))
                }
            };
            let passed = if is_declared { answer.clone() } else { Answer::empty(304) };
            let _ = around.answer.set(if is_declared { Answered::Declared } else { Answered::Own(answer) });
            Ok(passed.into_response().map(Full::new))
        })
    }
}
