//! The server floor over real sockets: versions, bounds, and an end that loses no answer.

mod busy;
mod ending;
mod serving;

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use order_contracts::server::{Address, Listener, Settings, serve};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::service_fn;

/// A server that runs until it is ended, which returns how many connections were cut.
struct Running {
    address: SocketAddr,
    end: oneshot::Sender<()>,
    served: JoinHandle<usize>,
}

impl Running {
    fn start<F>(settings: Settings, answer: impl Fn(Request<Incoming>) -> F + Clone + Send + 'static) -> Self
    where
        F: Future<Output = Response<Full<Bytes>>> + Send + 'static,
    {
        let listener = Listener::bind(&Address::loopback(0)).unwrap();
        let address = listener.address();
        let (end, ended) = oneshot::channel();
        let service = service_fn(move |request| {
            let answer = answer(request);
            async move { Ok::<_, Infallible>(answer.await) }
        });
        let served = tokio::spawn(async move {
            let end = async { ended.await.unwrap_or_default() };
            serve(listener, service, settings, end).await.unwrap()
        });
        Self { address, end, served }
    }

    async fn end(self) -> usize {
        self.end.send(()).unwrap();
        self.served.await.unwrap()
    }
}

fn text(body: &'static str) -> Response<Full<Bytes>> {
    Response::new(Full::new(Bytes::from_static(body.as_bytes())))
}
