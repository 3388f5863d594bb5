//! [`Proxy`]: the whole of it, as the server calls it.

use std::convert::Infallible;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};

use ::http::{Request, Response};
use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use tower_service::Service;

use super::forward::Forward;
use super::pace::BoxError;
use super::{Settings, Upstream, request};
use crate::error::Error;

/// The service behind the listener.
#[derive(Clone)]
pub struct Proxy {
    forward: Forward,
}

impl Proxy {
    /// In front of `upstream`. Its certificate is trusted when one of the `authorities` has signed it, else one of the system.
    ///
    /// # Errors
    ///
    /// When the file of authorities cannot be used.
    pub fn new(upstream: Upstream, settings: Settings, authorities: Option<&Path>) -> Result<Self, Error> {
        Ok(Self { forward: Forward::new(upstream, settings, authorities)? })
    }
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Proxy").field("upstream", self.forward.upstream()).finish_non_exhaustive()
    }
}

impl Service<Request<Incoming>> for Proxy {
    type Response = Response<UnsyncBoxBody<Bytes, BoxError>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Incoming>) -> Self::Future {
        let mut forward = self.forward.clone();
        Box::pin(async move {
            let (mut head, body) = request.into_parts();
            let answer = match request::admit(&mut head, forward.upstream()) {
                Ok(()) => forward.call(Request::from_parts(head, body)).await,
                Err(failure) => Err(failure),
            };
            Ok(match answer {
                Ok(response) => response.map(BodyExt::boxed_unsync),
                Err(failure) => failure.response().map(|bytes| Full::new(bytes).map_err(BoxError::from).boxed_unsync()),
            })
        })
    }
}
