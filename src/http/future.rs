//! [`ResponseFuture`]: an exchange under way: the body of the request, the service, the body of the response.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use ::http::{Request, Response, request, response};
use bytes::Bytes;
use http_body::Body;
use pin_project_lite::pin_project;
use tower_service::Service;

use super::body::CheckedBody;
use super::collect::{Collected, Collecting};
use super::mode::Mode;
use super::refusal::Refusal;
use super::shared::{Pending, Shared};
use super::sink::Phase;
use super::step::{Opened, Unread};
use crate::validate::{Head, Report};

pin_project! {
    /// The response of a service behind a [`ContractLayer`](super::ContractLayer).
    pub struct ResponseFuture<S, Q, A>
    where
        S: Service<Request<CheckedBody<Q>>>,
        Q: Body,
        A: Body,
    {
        #[pin]
        state: State<S, S::Future, Q, A>,
        exchange: Option<Exchange>,
    }
}

pin_project! {
    #[project = StateProj]
    enum State<S, F, Q, A> where Q: Body, A: Body {
        /// The body of the request is being read. It is boxed, as the next is, so that other requests do not carry its weight.
        Reading { arriving: Option<Box<Arriving<S, Q>>> },
        Called { #[pin] future: F },
        /// The body of the response is being read.
        Answering { answering: Option<Box<Answering<A>>> },
        /// Also after the end.
        Refused { refusal: Option<Refusal> },
    }
}

/// A request whose body is being read.
pub(super) struct Arriving<S, Q: Body> {
    pub(super) service: S,
    pub(super) parts: request::Parts,
    pub(super) pending: Pending,
    pub(super) body: Collecting<Q>,
}

/// A response whose body is being read.
struct Answering<A: Body> {
    parts: response::Parts,
    unread: Unread,
    body: Collecting<A>,
}

/// Whose exchange it is, for the response and for its end.
struct Exchange {
    shared: Arc<Shared>,
    head: Option<Head>,
    phase: Phase,
    is_complete: bool,
}

/// The client went away, or what drove the future.
impl Drop for Exchange {
    fn drop(&mut self) {
        if !self.is_complete {
            self.shared.abandoned(self.head.as_ref(), self.phase);
        }
    }
}

impl Exchange {
    fn new(shared: Arc<Shared>, head: Option<Head>, phase: Phase) -> Option<Self> {
        Some(Self { shared, head, phase, is_complete: false })
    }
}

impl<S, Q, A> ResponseFuture<S, Q, A>
where
    S: Service<Request<CheckedBody<Q>>>,
    Q: Body,
    A: Body,
{
    /// Nothing is checked.
    pub(super) fn untouched(future: S::Future) -> Self {
        Self { state: State::Called { future }, exchange: None }
    }

    /// The request was passed on, whether it was checked or not.
    pub(super) fn called(shared: Arc<Shared>, head: Option<Head>, future: S::Future) -> Self {
        Self { state: State::Called { future }, exchange: Exchange::new(shared, head, Phase::Response) }
    }

    /// The request was refused.
    pub(super) fn refused(refusal: Refusal) -> Self {
        Self { state: State::Refused { refusal: Some(refusal) }, exchange: None }
    }

    /// The body of the request is to be read.
    pub(super) fn reading(shared: Arc<Shared>, arriving: Arriving<S, Q>) -> Self {
        let exchange = Exchange::new(shared, Some(arriving.pending.passing.head), Phase::RequestBody);
        Self { state: State::Reading { arriving: Some(Box::new(arriving)) }, exchange }
    }
}

impl<S, Q, A> Future for ResponseFuture<S, Q, A>
where
    S: Service<Request<CheckedBody<Q>>, Response = Response<A>>,
    Q: Body<Data = Bytes>,
    A: Body<Data = Bytes>,
{
    type Output = Result<Response<CheckedBody<A>>, S::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            let next = match this.state.as_mut().project() {
                StateProj::Reading { arriving: waiting } => {
                    let Some(arriving) = waiting else { return Poll::Pending };
                    let collected = ready!(arriving.body.poll(cx));
                    let (Some(arriving), Some(exchange)) = (waiting.take(), &mut *this.exchange) else {
                        return Poll::Pending;
                    };
                    let Arriving { mut service, mut parts, pending: Pending { unread, passing }, .. } = *arriving;
                    let mode = unread.mode;
                    let (report, body) = unread.read(exchange.shared.rules(), collected);
                    match exchange.shared.conclude(passing, mode, report.as_ref(), &mut parts) {
                        Err(refusal) => State::Refused { refusal: Some(refusal) },
                        Ok(_) => {
                            exchange.phase = Phase::Response;
                            State::Called { future: service.call(Request::from_parts(parts, body)) }
                        }
                    }
                }
                StateProj::Called { future } => {
                    let response = match ready!(future.poll(cx)) {
                        Ok(response) => response,
                        Err(error) => {
                            complete(this.exchange);
                            return Poll::Ready(Err(error));
                        }
                    };
                    match begin(this.exchange.as_mut(), response, cx) {
                        Answered::Ready(response) => {
                            complete(this.exchange);
                            return Poll::Ready(Ok(response));
                        }
                        Answered::Refused(refusal) => State::Refused { refusal: Some(refusal) },
                        Answered::Reading(answering) => {
                            // The service has answered, and may let go of what it holds.
                            this.state.set(State::Answering { answering: Some(answering) });
                            return Poll::Pending;
                        }
                    }
                }
                StateProj::Answering { answering: waiting } => {
                    let Some(answering) = waiting else { return Poll::Pending };
                    let collected = ready!(answering.body.poll(cx));
                    let (Some(answering), Some(exchange)) = (waiting.take(), &mut *this.exchange) else {
                        return Poll::Pending;
                    };
                    let Answering { parts, unread, .. } = *answering;
                    match exchange.conclude(parts, unread, collected) {
                        Ok(response) => {
                            complete(this.exchange);
                            return Poll::Ready(Ok(response));
                        }
                        Err(refusal) => State::Refused { refusal: Some(refusal) },
                    }
                }
                StateProj::Refused { refusal } => {
                    let Some(refusal) = refusal.take() else { return Poll::Pending };
                    complete(this.exchange);
                    return Poll::Ready(Ok(refusal.map(CheckedBody::own)));
                }
            };
            this.state.set(next);
        }
    }
}

fn complete(exchange: &mut Option<Exchange>) {
    if let Some(exchange) = exchange {
        exchange.is_complete = true;
    }
}

/// What is to be done with a response whose head is known.
enum Answered<A: Body> {
    Ready(Response<CheckedBody<A>>),
    Refused(Refusal),
    Reading(Box<Answering<A>>),
}

fn begin<A: Body<Data = Bytes>>(
    exchange: Option<&mut Exchange>,
    response: Response<A>,
    cx: &mut Context<'_>,
) -> Answered<A> {
    let (parts, body) = response.into_parts();
    let unread = exchange.and_then(|exchange| {
        let unread = exchange.shared.answer(exchange.head.as_ref()?, &parts)?;
        Some((exchange, unread))
    });
    let Some((exchange, unread)) = unread else {
        return Answered::Ready(Response::from_parts(parts, CheckedBody::passed(body)));
    };
    let mode = unread.mode;
    let concluded = match unread.open(exchange.shared.contract(), body, &parts.headers, false) {
        Opened::Passed(body, skipped) => {
            let report = unread.skip(exchange.shared.rules(), skipped);
            match exchange.refusal(mode, &parts, Some(&report)) {
                Some(refusal) => Err(refusal),
                None => Ok(Response::from_parts(parts, CheckedBody::passed(body))),
            }
        }
        Opened::Reading(mut body) => {
            exchange.phase = Phase::ResponseBody;
            match body.poll(cx) {
                Poll::Ready(collected) => exchange.conclude(parts, unread, collected),
                Poll::Pending => return Answered::Reading(Box::new(Answering { parts, unread, body })),
            }
        }
    };
    concluded.map_or_else(Answered::Refused, Answered::Ready)
}

impl Exchange {
    /// The response whose body was read, or what replaces it.
    fn conclude<A: Body<Data = Bytes>>(
        &self,
        parts: response::Parts,
        unread: Unread,
        collected: Collected<A>,
    ) -> Result<Response<CheckedBody<A>>, Refusal> {
        let mode = unread.mode;
        let (report, body) = unread.read(self.shared.rules(), collected);
        match self.refusal(mode, &parts, report.as_ref()) {
            Some(refusal) => Err(refusal),
            None => Ok(Response::from_parts(parts, body)),
        }
    }

    /// What replaces a response with this report.
    fn refusal(&self, mode: Mode, parts: &response::Parts, report: Option<&Report>) -> Option<Refusal> {
        self.shared.respond(self.head.as_ref()?, mode, parts.status, report)
    }
}
