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
use super::collect::Collecting;
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
        /// The body of the request is being read; the rest waits for it.
        Reading { waiting: Option<(S, request::Parts, Pending)>, body: Collecting<Q> },
        Called { #[pin] future: F },
        /// The body of the response is being read.
        Answering { waiting: Option<(response::Parts, Unread)>, body: Collecting<A> },
        /// Also after the end.
        Refused { refusal: Option<Refusal> },
    }
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
    pub(super) fn reading(
        shared: Arc<Shared>,
        service: S,
        parts: request::Parts,
        pending: Pending,
        body: Collecting<Q>,
    ) -> Self {
        let exchange = Exchange::new(shared, Some(pending.passing.head), Phase::RequestBody);
        Self { state: State::Reading { waiting: Some((service, parts, pending)), body }, exchange }
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
                StateProj::Reading { waiting, body } => {
                    let collected = ready!(body.poll(cx));
                    let (Some((mut service, mut parts, pending)), Some(exchange)) =
                        (waiting.take(), &mut *this.exchange)
                    else {
                        return Poll::Pending;
                    };
                    let Pending { unread, passing } = pending;
                    let mode = unread.mode;
                    let (report, body) = unread.read(exchange.shared.rules(), collected);
                    match exchange.shared.conclude(passing, mode, &report, &mut parts) {
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
                    match begin(this.exchange.as_mut(), response) {
                        Answered::Ready(response) => {
                            complete(this.exchange);
                            return Poll::Ready(Ok(response));
                        }
                        Answered::Refused(refusal) => State::Refused { refusal: Some(refusal) },
                        Answered::Reading(parts, unread, body) => {
                            State::Answering { waiting: Some((parts, unread)), body }
                        }
                    }
                }
                StateProj::Answering { waiting, body } => {
                    let collected = ready!(body.poll(cx));
                    let (Some((parts, unread)), Some(exchange)) = (waiting.take(), &mut *this.exchange) else {
                        return Poll::Pending;
                    };
                    let mode = unread.mode;
                    let (report, body) = unread.read(exchange.shared.rules(), collected);
                    match exchange.refusal(mode, &parts, &report) {
                        Some(refusal) => State::Refused { refusal: Some(refusal) },
                        None => {
                            complete(this.exchange);
                            return Poll::Ready(Ok(Response::from_parts(parts, body)));
                        }
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
#[expect(clippy::large_enum_variant, reason = "it is moved once, into the future")]
enum Answered<A: Body> {
    Ready(Response<CheckedBody<A>>),
    Refused(Refusal),
    Reading(response::Parts, Unread, Collecting<A>),
}

fn begin<A: Body<Data = Bytes>>(exchange: Option<&mut Exchange>, response: Response<A>) -> Answered<A> {
    let (parts, body) = response.into_parts();
    let unread = exchange.and_then(|exchange| {
        let unread = exchange.shared.answer(exchange.head.as_ref()?, &parts)?;
        Some((exchange, unread))
    });
    let Some((exchange, unread)) = unread else {
        return Answered::Ready(Response::from_parts(parts, CheckedBody::passed(body)));
    };
    let mode = unread.mode;
    let (body, skipped) = match unread.open(exchange.shared.contract(), body, &parts.headers, false) {
        Opened::Passed(body, skipped) => (body, skipped),
        Opened::Reading(body) => {
            exchange.phase = Phase::ResponseBody;
            return Answered::Reading(parts, unread, body);
        }
    };
    let report = unread.skip(exchange.shared.rules(), skipped);
    match exchange.refusal(mode, &parts, &report) {
        Some(refusal) => Answered::Refused(refusal),
        None => Answered::Ready(Response::from_parts(parts, CheckedBody::passed(body))),
    }
}

impl Exchange {
    /// What replaces a response with this report.
    fn refusal(&self, mode: Mode, parts: &response::Parts, report: &Report) -> Option<Refusal> {
        self.shared.respond(self.head.as_ref()?, mode, parts.status, report)
    }
}
