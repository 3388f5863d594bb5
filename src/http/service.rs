//! [`ContractService`]: a service whose exchanges are checked.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use ::http::{Method, Request, Response};
use bytes::Bytes;
use http_body::Body;
use tower_service::Service;

use super::body::CheckedBody;
use super::future::{Arriving, ResponseFuture};
use super::shared::{Begun, Pending, Shared};
use super::step::Opened;

/// A service behind a [`ContractLayer`](super::ContractLayer).
#[derive(Clone)]
pub struct ContractService<S> {
    inner: S,
    shared: Arc<Shared>,
}

impl<S> ContractService<S> {
    pub(super) fn new(inner: S, shared: Arc<Shared>) -> Self {
        Self { inner, shared }
    }

    /// The service that is checked.
    pub fn get_ref(&self) -> &S {
        &self.inner
    }
}

impl<S, Q, A> Service<Request<Q>> for ContractService<S>
where
    S: Service<Request<CheckedBody<Q>>, Response = Response<A>> + Clone,
    Q: Body<Data = Bytes>,
    A: Body<Data = Bytes>,
{
    type Response = Response<CheckedBody<A>>;
    type Error = S::Error;
    type Future = ResponseFuture<S, Q, A>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Q>) -> Self::Future {
        let shared = &self.shared;
        if shared.control.is_off() && shared.authorize.is_none() {
            return ResponseFuture::untouched(self.inner.call(request.map(CheckedBody::passed)));
        }
        let (mut parts, body) = request.into_parts();
        let pending = match shared.begin(&parts) {
            Begun::Refuse(refusal) => return ResponseFuture::refused(refusal),
            Begun::Pass { head, matched } => {
                if let Some(matched) = matched {
                    parts.extensions.insert(matched);
                }
                let request = Request::from_parts(parts, CheckedBody::passed(body));
                return ResponseFuture::called(Arc::clone(shared), head, self.inner.call(request));
            }
            Begun::Check(pending) => pending,
        };
        // What follows a CONNECT is no body (RFC 9110, 9.3.6).
        let is_tunnel = parts.method == Method::CONNECT;
        let Pending { unread, passing } = pending;
        let mode = unread.mode;
        let (report, body) = match unread.open(shared.contract(), body, &parts.headers, is_tunnel) {
            Opened::Passed(body, skipped) => (Some(unread.skip(shared.rules(), skipped)), CheckedBody::passed(body)),
            // A body that came with its head is there: then nothing has to be kept until it is. Otherwise the future asks again.
            Opened::Reading(mut body) => match body.poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(collected) => unread.read(shared.rules(), collected),
                Poll::Pending => {
                    // The service that was polled ready goes with the request; its clone waits for the next.
                    let clone = self.inner.clone();
                    let ready = std::mem::replace(&mut self.inner, clone);
                    let arriving = Arriving { service: ready, parts, pending: Pending { unread, passing }, body };
                    return ResponseFuture::reading(Arc::clone(shared), arriving);
                }
            },
        };
        match shared.conclude(passing, mode, report.as_ref(), &mut parts) {
            Err(refusal) => ResponseFuture::refused(refusal),
            Ok(head) => {
                let request = Request::from_parts(parts, body);
                ResponseFuture::called(Arc::clone(shared), Some(head), self.inner.call(request))
            }
        }
    }
}

impl<S: fmt::Debug> fmt::Debug for ContractService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContractService").field("inner", &self.inner).finish_non_exhaustive()
    }
}
