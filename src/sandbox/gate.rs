//! [`Gate`]: the layer around a backend. What breaks the contract is refused before it, most of it before its body is read, and
//! nothing else leaves it.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use ::http::request::Parts;
use ::http::{Request, Response};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use tower_layer::Layer;
use tower_service::Service;

use super::answer::Answer;
use super::backend::Backend;
use super::call::Call;
use super::incoming::{self, Arrived, Arriving, NotRead};
use super::prefer::Preferences;
use crate::contract::Endpoint;
use crate::http::{CheckedBody, ContractLayer, ContractService, Denied, Mode};
use crate::validate::Report;

/// A backend behind the layer, which enforces both directions.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    backend: Arc<Backend>,
    service: ContractService<Operations>,
    body_bytes: usize,
}

/// The backend as the layer sees it.
#[derive(Debug, Clone)]
struct Operations {
    backend: Arc<Backend>,
    body_bytes: usize,
}

/// What goes around the layer, in the extensions of a request: the layer would replace an answer that no contract declares.
#[derive(Clone, Default)]
struct Around {
    preferences: Preferences,
    arrived: Arrived,
    answered: Arc<OnceLock<Answered>>,
}

/// What the backend answered, and what was asked of it.
#[derive(Debug)]
struct Answered {
    /// An answer of the sandbox itself; one of an operation has gone through the layer.
    own: Option<Answer>,
    preferences: Preferences,
}

impl Gate {
    pub(super) fn new(backend: Arc<Backend>, body_bytes: usize) -> Self {
        let asked = Arc::clone(&backend);
        let authorize = move |head: &Parts, _: &Endpoint| {
            let denied = Call::of_head(asked.contract(), head).and_then(|call| asked.denied(&call, head));
            match denied.map(|answer| answer.status) {
                None => Ok(()),
                Some(403) => Err(Denied::Forbidden),
                Some(_) => Err(Denied::Unauthorized),
            }
        };
        let layer = ContractLayer::new(backend.contract().clone())
            .requests(Mode::Enforce)
            .responses(Mode::Enforce)
            .body_limit(body_bytes)
            .authorize(authorize)
            .show_sources();
        let service = layer.layer(Operations { backend: Arc::clone(&backend), body_bytes });
        Self { backend, service, body_bytes }
    }

    /// The answer to a request, and what was asked of it in the end.
    pub(super) async fn respond(
        &self,
        head: &Parts,
        (body, arrived): (Arriving, &Arrived),
        preferences: Preferences,
    ) -> (Answer, Preferences) {
        let answered: Arc<OnceLock<Answered>> = Arc::default();
        let mut asked = Request::from_parts(head.clone(), body);
        let around =
            Around { preferences: preferences.clone(), arrived: arrived.clone(), answered: Arc::clone(&answered) };
        asked.extensions_mut().insert(around);
        let Ok(response) = self.service.clone().call(asked).await;
        match answered.get() {
            Some(Answered { own: Some(answer), preferences }) => (answer.clone(), preferences.clone()),
            // Also where it is not what the operation answered: then that was a fault of the sandbox, and the layer says which.
            Some(Answered { own: None, preferences }) => (received(response).await, preferences.clone()),
            None => {
                let preferences = preferences.only_delay();
                preferences.wait().await;
                (self.refused(head, arrived, &response), preferences)
            }
        }
    }

    /// The answer to a request that the layer did not let pass, in the form of the contract.
    fn refused<B>(&self, head: &Parts, arrived: &Arrived, refusal: &Response<B>) -> Answer {
        let status = refusal.status().as_u16();
        if arrived.is_late() {
            return NotRead::Late.answer(self.body_bytes);
        }
        if status == 413 {
            return NotRead::TooLong.answer(self.body_bytes);
        }
        let call = Call::of_head(self.backend.contract(), head);
        let endpoint = call.as_ref().map(|call| (call.endpoint, head));
        let mut answer = match refusal.extensions().get::<Arc<Report>>() {
            Some(report) => self.backend.refusal(endpoint, status, &report.to_string()),
            None => {
                let denied = call.as_ref().and_then(|call| self.backend.denied(call, head));
                denied.unwrap_or_else(|| self.backend.refusal(endpoint, status, "the contract refuses this"))
            }
        };
        for name in ["allow", "accept", "accept-encoding", "www-authenticate"] {
            let value = refusal.headers().get(name).and_then(|value| value.to_str().ok());
            answer.headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        }
        answer
    }
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

impl Operations {
    /// The answer to a request that holds, what was asked of it, and whether the operation declares that answer.
    async fn answer(self, head: Parts, body: CheckedBody<Arriving>, around: &Around) -> (Answer, Preferences, bool) {
        let own = around.preferences.clone();
        let body = match incoming::whole(&head.headers, body, &around.arrived, self.body_bytes).await {
            Ok(body) => body,
            Err(why) => return (why.answer(self.body_bytes), own.only_delay(), false),
        };
        let preferences = self.backend.preferences(&head, own);
        preferences.wait().await;
        let backend = self.backend;
        let (asked, is_mock) = (preferences.clone(), matches!(*backend, Backend::Mock(_)));
        let answer = move || backend.answer(&head, &body, &asked);
        let (answer, is_declared) = match is_mock {
            false => answer(),
            // The search may take long.
            true => tokio::task::spawn_blocking(answer)
                .await
                .unwrap_or_else(|_| (Answer::problem(500, "The sandbox failed", "no answer was made"), false)),
        };
        (answer, preferences, is_declared)
    }
}

impl Service<Request<CheckedBody<Arriving>>> for Operations {
    type Response = Response<Full<Bytes>>;
    type Error = std::convert::Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<CheckedBody<Arriving>>) -> Self::Future {
        let operations = self.clone();
        Box::pin(async move {
            let (mut head, body) = request.into_parts();
            let around = head.extensions.remove::<Around>().unwrap_or_default();
            let (answer, preferences, is_declared) = operations.answer(head, body, &around).await;
            let passed = if is_declared { answer.clone() } else { Answer::empty(304) };
            let _ = around.answered.set(Answered { own: (!is_declared).then_some(answer), preferences });
            Ok(passed.into_response().map(Full::new))
        })
    }
}
