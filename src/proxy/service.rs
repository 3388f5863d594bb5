//! [`Proxy`]: the whole of it, as the server calls it.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ::http::{Request, Response, StatusCode};
use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use tower_layer::Layer;
use tower_service::Service;

use super::exchange::{Exchange, Half, Tee};
use super::failure::Failure;
use super::forward::Forward;
use super::judge::Judge;
use super::kept::Budget;
use super::observed::Observed;
use super::pace::BoxError;
use super::queue::Queue;
use super::{Settings, Upstream, request};
use crate::error::Error;
use crate::http::{ContractLayer, ContractService, HeldContract, Mode};
use crate::validate::Options;

/// More findings of one message are counted and not built.
const FINDINGS: usize = 100;

/// The bytes of bodies that are in memory while they pass.
const HELD: usize = 256 << 20;

/// The service behind the listener.
#[derive(Clone)]
pub struct Proxy {
    upstream: Arc<Upstream>,
    forward: Forward,
    service: Checked,
    judge: Arc<Judge>,
    queue: Arc<Queue>,
}

/// What is between the client and the upstream.
#[derive(Clone)]
enum Checked {
    /// Everything passes as it comes, and is judged when it is over: nothing waits for that.
    Observed(Observed),
    /// What violates the contract does not pass. Bodies are read before they are passed on.
    Enforced(ContractService<Observed>),
}

impl Proxy {
    /// In front of the upstream that these settings name, and that `contract` is for.
    ///
    /// # Errors
    ///
    /// When the file of authorities cannot be used.
    pub fn new(settings: Settings, contract: impl Into<HeldContract>, options: Options) -> Result<Self, Error> {
        let (contract, queue) = (contract.into(), Arc::new(Queue::default()));
        let options = options.max_violations(FINDINGS).max_undecided(FINDINGS);
        let budget = Budget::new(settings.body_limit, HELD);
        let forward = Forward::new(&settings)?;
        let observed = Observed(forward.clone());
        let service = match settings.enforces {
            false => Checked::Observed(observed),
            true => {
                let layer = ContractLayer::new(contract.clone()).requests(Mode::Enforce).responses(Mode::Enforce);
                let layer = layer.options(options.clone()).body_limit(settings.body_limit);
                Checked::Enforced(layer.replacement_status(StatusCode::BAD_GATEWAY).layer(observed))
            }
        };
        let judge = Arc::new(Judge::new(contract, options, budget, Arc::clone(&queue)));
        Ok(Self { upstream: Arc::new(settings.upstream), forward, service, judge, queue })
    }

    /// Connects to the upstream, to know that it can be done; on the runtime of the server.
    ///
    /// # Errors
    ///
    /// When it cannot: it is down, its name is unknown, or its certificate is not trusted.
    pub async fn reach(&self) -> Result<(), Error> {
        self.forward.reach().await
    }

    /// Where exchanges arrive that are over.
    #[must_use]
    pub fn queue(&self) -> Arc<Queue> {
        Arc::clone(&self.queue)
    }
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Proxy").field("upstream", &self.upstream).finish_non_exhaustive()
    }
}

type Boxed = UnsyncBoxBody<Bytes, BoxError>;

impl Service<Request<Incoming>> for Proxy {
    type Response = Response<Boxed>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Incoming>) -> Self::Future {
        let (mut head, body) = request.into_parts();
        if let Err(failure) = request::admit(&mut head, &self.upstream) {
            self.judge.refuse(failure);
            return Box::pin(std::future::ready(Ok(failed(failure))));
        }
        let exchange = Exchange::begin(&head, &self.judge);
        head.extensions.insert(Arc::clone(&exchange));
        let body = Tee::new(body, Half::Request, Some(Arc::clone(&exchange)));
        let request = Request::from_parts(head, body);
        let mut service = self.service.clone();
        Box::pin(async move {
            let answer = match &mut service {
                Checked::Observed(service) => {
                    service.call(request).await.map(|answer| answer.map(BodyExt::boxed_unsync))
                }
                Checked::Enforced(service) => {
                    let answer = service.call(request).await;
                    // What was read to be checked may have broken off, while there is still another answer.
                    let answer = match exchange.failure() {
                        Some(failure) => Err(failure),
                        None => answer,
                    };
                    answer.map(|answer| answer.map(BodyExt::boxed_unsync))
                }
            };
            Ok(answer.unwrap_or_else(|failure| {
                exchange.fail(failure);
                failed(failure)
            }))
        })
    }
}

fn failed(failure: Failure) -> Response<Boxed> {
    failure.response().map(|bytes| Full::new(bytes).map_err(BoxError::from).boxed_unsync())
}
