//! What is judged before a body is read, and bodies that come slowly, in part, or not at all.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use order_contracts::Api;
use order_contracts::sandbox::{self, Sandbox, Settings};
use serde_json::{Value, json};
use tokio::time::{Instant, Sleep, sleep};
use tower::ServiceExt;

use super::{Client, OUTSIDE};

/// A body that sends a byte, pauses, and sends the next; then it ends, breaks or stops coming.
struct Slow {
    left: Vec<u8>,
    pause: Duration,
    pausing: Option<Pin<Box<Sleep>>>,
    end: End,
    /// How many bytes are announced.
    announced: u64,
    /// How often somebody wanted something of it.
    polled: Arc<AtomicUsize>,
}

#[derive(Clone, Copy)]
enum End {
    Whole,
    Broken,
    Silent,
}

impl Slow {
    fn new(text: &str, pause: Duration, end: End) -> Self {
        let left = text.bytes().rev().collect();
        Self { left, pause, pausing: None, end, announced: 0, polled: Arc::default() }
    }

    fn silent() -> Self {
        Self::new("", Duration::ZERO, End::Silent)
    }
}

impl Body for Slow {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        self.polled.fetch_add(1, Ordering::Relaxed);
        let pause = self.pause;
        let pausing = self.pausing.get_or_insert_with(|| Box::pin(sleep(pause)));
        if pausing.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        self.pausing = None;
        match (self.left.pop(), self.end) {
            (Some(byte), _) => Poll::Ready(Some(Ok(Frame::data(Bytes::from(vec![byte]))))),
            (None, End::Whole) => Poll::Ready(None),
            (None, End::Broken) => Poll::Ready(Some(Err("the connection is gone"))),
            (None, End::Silent) => Poll::Pending,
        }
    }

    fn size_hint(&self) -> SizeHint {
        let mut hint = SizeHint::new();
        hint.set_lower(self.announced);
        hint
    }
}

async fn answer(response: Response<sandbox::Body>) -> (u16, bool, String) {
    let (head, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    (head.status.as_u16(), head.headers.contains_key(OUTSIDE), text)
}

/// A request as a client sends it that means it.
fn usual(method: &str, target: &str) -> http::request::Builder {
    let request = Request::builder().method(method).uri(target);
    request.header("authorization", "Bearer sk_test_1").header("content-type", "application/json")
}

#[tokio::test]
async fn what_the_head_shows_is_answered_before_the_body_is_read() {
    let kohortpay = Sandbox::of_api(Api::KohortPay, &Settings::default());
    let mut settings = Settings::default();
    settings.allowed_domains = vec!["shop.example".to_owned()];
    let threekit = Sandbox::of_api(Api::Threekit, &settings);
    let public = "/api/orders?bearer_token=p";
    let json = |target| Request::post(target).header("content-type", "application/json");
    let as_xml = |target| Request::post(target).header("authorization", "Bearer k").header("content-type", "text/xml");
    let long = |target| usual("POST", target).header("content-length", "9000000");
    for (sandbox, request, status, part) in [
        (&kohortpay, json("/orders"), 401, "Invalid Authorization header"),
        (&kohortpay, json("/orders").header("authorization", "Bearer invalid"), 401, "Invalid Authorization header"),
        (&kohortpay, usual("POST", "/order"), 404, "unknown path"),
        (&kohortpay, usual("PUT", "/orders"), 405, "declared: GET, POST"),
        (&kohortpay, as_xml("/orders"), 400, "application/json"),
        (&kohortpay, long("/orders"), 413, "8388608 bytes"),
        (&kohortpay, long("/_sandbox/state").method("PUT"), 413, "8388608 bytes"),
        (&kohortpay, usual("POST", "/_sandbox/rest"), 404, "did you mean `/_sandbox/reset`?"),
        (&kohortpay, usual("PUT", "/_sandbox/reset"), 405, "POST"),
        (&kohortpay, usual("POST", "/orders").header("prefer", "code=1"), 400, "wanted a status"),
        (&threekit, json("/api/orders"), 401, "no token"),
        (&threekit, json("/api/orders").header("origin", "https://shop.example"), 401, "`bearer_token`"),
        (&threekit, json(public).header("origin", "https://other.example"), 403, "this origin"),
        (&threekit, as_xml("/api/orders"), 422, "application/json"),
    ] {
        let mut body = Slow::silent();
        let polled = Arc::clone(&body.polled);
        let request = request.body(()).unwrap();
        if let Some(length) = request.headers().get("content-length") {
            body.announced = length.to_str().unwrap().parse().unwrap();
        }
        let request = request.map(|()| body);
        let shown = format!("{} {}", request.method(), request.uri());
        let response = tokio::time::timeout(Duration::from_secs(10), sandbox.clone().oneshot(request)).await;
        let (found, _, text) = answer(response.unwrap().unwrap()).await;
        assert_eq!(found, status, "{shown}: {text}");
        assert!(text.contains(part), "{shown}: {text}");
        assert_eq!(polled.load(Ordering::Relaxed), 0, "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stops_coming_ends_the_request_and_changes_nothing() {
    let client = Client::of(Api::KohortPay);
    for target in ["/orders", "/_sandbox/time"] {
        let begun = Instant::now();
        let body = Slow::new("{\"am", Duration::from_secs(1), End::Silent);
        let response = client.sandbox.clone().oneshot(usual("POST", target).body(body).unwrap()).await.unwrap();
        let (status, is_marked, text) = answer(response).await;
        assert_eq!((status, is_marked), (408, target == "/orders"), "{text}");
        assert!((30..40).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    }
    assert_eq!(client.get("/orders").await.json()["count"], 1);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_sends_byte_by_byte_has_its_answer() {
    let client = Client::of(Api::KohortPay);
    let body = Slow::new("{\"amount\": 12}", Duration::from_secs(29), End::Whole);
    let response = client.sandbox.clone().oneshot(usual("POST", "/orders").body(body).unwrap()).await.unwrap();
    let (status, _, text) = answer(response).await;
    assert_eq!(status, 201, "{text}");
    let received = client.get("/_sandbox/requests?values=true").await.json();
    assert_eq!(received["requests"][0]["body"], json!({ "amount": 12 }));
}

#[tokio::test]
async fn a_body_that_breaks_off_changes_nothing() {
    let client = Client::of(Api::KohortPay);
    let body = Slow::new("{\"amount\": 12", Duration::ZERO, End::Broken);
    let response = client.sandbox.clone().oneshot(usual("POST", "/orders").body(body).unwrap()).await.unwrap();
    assert_eq!(answer(response).await.0, 400);
    assert_eq!(client.get("/orders").await.json()["count"], 1);
}

#[tokio::test]
async fn a_long_body_is_remembered_by_its_size() {
    let client = Client::of(Api::KohortPay);
    assert_eq!(client.get("/orders").await.status, 200);
    let order = json!({ "amount": 1, "metadata": { "text": "x".repeat(2 << 20) } });
    assert_eq!(client.post("/orders", &order).await.status, 201);
    let received = client.get("/_sandbox/requests?values=true").await.json();
    let bodies: Vec<&Value> = received["requests"].as_array().unwrap().iter().map(|one| &one["body"]).collect();
    assert_eq!(bodies, [&Value::Null, &json!(format!("<{} bytes>", order.to_string().len()))]);
}
