//! Requests of HTTP/2, whose streams end apart from their connection.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body::{Body, Frame};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use order_contracts::Api;
use order_contracts::sandbox::{Sandbox, Settings};
use order_contracts::server::{self, Address, Listener};
use tokio::sync::oneshot;

const FRAME: usize = 16 << 10;

/// A body of many frames, which counts those that were sent.
struct Counted {
    left: usize,
    sent: Arc<AtomicUsize>,
}

impl Body for Counted {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        self.sent.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[b'a'; FRAME])))))
    }
}

/// The stream was reset behind the answer, which clients take for a failure while they send: curl and Python's httpx did.
#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_answered_early_is_read_to_its_end() {
    let listener = Listener::bind(&Address::loopback(0)).unwrap();
    let url = format!("http://{}/orders", listener.address());
    let (end, ended) = oneshot::channel::<()>();
    let sandbox = Sandbox::of_api(Api::KohortPay, &Settings::default());
    let served = tokio::spawn(async move {
        let end = async { ended.await.unwrap_or_default() };
        server::serve(listener, sandbox, server::Settings::new(0), end).await.unwrap()
    });
    let client = Client::builder(TokioExecutor::new()).http2_only(true).build_http::<Counted>();
    for _ in 0..5 {
        let (left, sent) = (100, Arc::new(AtomicUsize::new(0)));
        let request = Request::post(&url).header("authorization", "Bearer invalid");
        let request = request.header("content-type", "application/json");
        let response = client.request(request.body(Counted { left, sent: Arc::clone(&sent) }).unwrap()).await.unwrap();
        assert_eq!(response.status(), 401);
        let all = async {
            while sent.load(Ordering::Relaxed) < left {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), all).await.expect("all of the body is sent");
    }
    drop(client);
    end.send(()).unwrap();
    assert_eq!(served.await.unwrap(), 0, "no connection was cut");
}
