//! [`Observed`]: the answers of the upstream, of which a copy is kept for their exchanges.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ::http::{Request, Response};
use bytes::Bytes;
use http_body::Body;
use tower_service::Service;

use super::exchange::{Exchange, Half, Tee};
use super::failure::Failure;
use super::forward::{Answer, Forward};
use super::pace::BoxError;

/// Passes requests on, and keeps what is answered.
#[derive(Clone)]
pub(super) struct Observed(pub(super) Forward);

impl<B> Service<Request<B>> for Observed
where
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Tee<Answer>>;
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Tee<Answer>>, Failure>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        // In the extensions, because layers between pass these on.
        let exchange = request.extensions_mut().remove::<Arc<Exchange>>();
        let answering = self.0.call(request);
        Box::pin(async move {
            let (head, body) = answering.await?.into_parts();
            if let Some(exchange) = &exchange {
                exchange.answer(&head);
            }
            Ok(Response::from_parts(head, Tee::new(body, Half::Answer, exchange)))
        })
    }
}
