//! [`Connection`]: where a request came in, and the service as one connection sees it.

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use ::http::header::{CONNECTION, HeaderValue};
use ::http::{Request, Response, StatusCode, Version};
use hyper::body::Incoming;
use hyper_util::service::TowerToHyperService;
use pin_project_lite::pin_project;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tower_service::Service;

use super::phase::{Phase, reach};

/// The connection that a request came in on: an extension of every request. The connection counts as open for as long as
/// somebody has it, as a tunnel does that was made of it.
#[derive(Clone)]
pub struct Connection(Arc<Inner>);

struct Inner {
    peer: SocketAddr,
    phase: watch::Receiver<Phase>,
    /// Whether a request has come.
    is_used: AtomicBool,
    /// Whether it is to end by a reset.
    is_reset: AtomicBool,
    /// Whether its client may still be sending when it ends.
    lingers: AtomicBool,
    _permit: OwnedSemaphorePermit,
}

impl Connection {
    pub(super) fn new(peer: SocketAddr, phase: watch::Receiver<Phase>, permit: OwnedSemaphorePermit) -> Self {
        let (is_used, is_reset, lingers) = Default::default();
        Self(Arc::new(Inner { peer, phase, is_used, is_reset, lingers, _permit: permit }))
    }

    /// The address of the client.
    #[must_use]
    pub fn peer(&self) -> SocketAddr {
        self.0.peer
    }

    /// Has the connection end by a reset, once it ends: for servers that break it on purpose.
    pub fn reset(&self) {
        self.0.is_reset.store(true, Ordering::Relaxed);
    }

    /// Has the connection, once it ends, wait a little for what its client still sends: for servers that answer a request before
    /// its body is read. A client that is still sending would lose the answer otherwise.
    pub fn linger(&self) {
        self.0.lingers.store(true, Ordering::Relaxed);
    }

    pub(super) fn lingers(&self) -> bool {
        self.0.lingers.load(Ordering::Relaxed)
    }

    pub(super) fn is_reset(&self) -> bool {
        self.0.is_reset.load(Ordering::Relaxed)
    }

    /// Ends when connections that would stay open for ever, as tunnels do, are to be closed.
    pub async fn closing(&self) {
        reach(&mut self.0.phase.clone(), Phase::Closing).await;
    }

    pub(super) async fn cut(&self) {
        reach(&mut self.0.phase.clone(), Phase::Cut).await;
    }

    pub(super) fn is_used(&self) -> bool {
        self.0.is_used.load(Ordering::Relaxed)
    }

    fn is_ending(&self) -> bool {
        *self.0.phase.borrow() >= Phase::Ending
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("peer", &self.0.peer).finish_non_exhaustive()
    }
}

/// A service that gives each request its [`Connection`], and closes HTTP/1 connections behind an answer when the server ends.
pub(super) struct Connected<S> {
    pub(super) service: TowerToHyperService<S>,
    pub(super) connection: Connection,
}

impl<S, B> hyper::service::Service<Request<Incoming>> for Connected<S>
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone,
{
    type Response = Response<B>;
    type Error = S::Error;
    type Future = Answer<<TowerToHyperService<S> as hyper::service::Service<Request<Incoming>>>::Future>;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        self.connection.0.is_used.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(self.connection.clone());
        let connection = (request.version() <= Version::HTTP_11).then(|| self.connection.clone());
        Answer { future: self.service.call(request), connection }
    }
}

pin_project! {
    /// The answer to a request.
    pub(super) struct Answer<F> {
        #[pin]
        future: F,
        // Of HTTP/1: HTTP/2 has frames for the end of a connection.
        connection: Option<Connection>,
    }
}

impl<F: Future<Output = Result<Response<B>, E>>, B, E> Future for Answer<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let mut response = ready!(this.future.poll(context))?;
        let is_ending = this.connection.as_ref().is_some_and(Connection::is_ending);
        if is_ending && response.status() != StatusCode::SWITCHING_PROTOCOLS {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        Poll::Ready(Ok(response))
    }
}
