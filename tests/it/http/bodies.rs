//! Bodies: what is read, what is passed on as it arrives, and what a service receives of them.

use std::convert::Infallible;
use std::io::Write;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt, Full};
use order_contracts::contract::Contract;
use order_contracts::http::{CheckedBody, ContractLayer, Mode, Unjudged};
use tower::{Layer, Service, ServiceExt, service_fn};

use super::{Seen, answering, json, order, shop};

/// Frames as they are given, then an error or the end.
#[derive(Default)]
struct Frames {
    frames: Vec<Frame<Bytes>>,
    fails: bool,
    hint: SizeHint,
}

impl Frames {
    fn new(parts: &[&'static str]) -> Self {
        let frames = parts.iter().rev().map(|part| Frame::data(Bytes::from_static(part.as_bytes()))).collect();
        Self { frames, ..Self::default() }
    }
}

impl Body for Frames {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        // Every other poll has nothing yet.
        if self.frames.len() % 2 == 1 && self.hint.lower() == 0 {
            self.hint.set_lower(1);
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.hint = SizeHint::default();
        Poll::Ready(match self.frames.pop() {
            Some(frame) => Some(Ok(frame)),
            None if std::mem::take(&mut self.fails) => Some(Err("the connection is gone")),
            None => None,
        })
    }
}

/// What the service received of a body: its data in pieces, its trailers, its error.
type Received = (Vec<String>, Option<HeaderMap>, Option<&'static str>);

async fn received(layer: ContractLayer, body: Frames) -> (u16, Option<Received>) {
    let (sender, receiver) = std::sync::mpsc::channel();
    let service = service_fn(move |request: Request<CheckedBody<Frames>>| {
        let sender = sender.clone();
        async move {
            let (mut pieces, mut trailers, mut error) = (Vec::new(), None, None);
            let mut body = request.into_body();
            while let Some(frame) = body.frame().await {
                match frame.map(Frame::into_data) {
                    Ok(Ok(data)) => pieces.push(String::from_utf8(data.to_vec()).unwrap()),
                    Ok(Err(frame)) => trailers = frame.into_trailers().ok(),
                    Err(found) => {
                        error = Some(found);
                        break;
                    }
                }
            }
            sender.send((pieces, trailers, error)).unwrap();
            Ok::<_, Infallible>(json(201, r#"{"id": "1", "amount": 1}"#))
        }
    });
    let request = order("").map(|_| body);
    let response = layer.layer(service).oneshot(request).await.unwrap();
    (response.status().as_u16(), receiver.try_recv().ok())
}

#[tokio::test]
async fn a_body_in_pieces_is_handed_on_with_its_trailers() {
    let mut body = Frames::new(&["{\"amo", "unt\": ", "1}"]);
    let mut trailers = HeaderMap::new();
    trailers.insert("checksum", "1".parse().unwrap());
    body.frames.insert(0, Frame::trailers(trailers.clone()));
    let (status, received) = received(ContractLayer::new(shop()), body).await;
    assert_eq!((status, received), (201, Some((vec![r#"{"amount": 1}"#.to_owned()], Some(trailers), None))));
}

/// What a client sends piece by piece.
struct Pieces(tokio::sync::mpsc::Receiver<&'static str>);

impl Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(cx).map(|piece| Some(Ok(Frame::data(Bytes::from_static(piece?.as_bytes())))))
    }
}

/// A service asks for a body when it is called, where nothing wakes it yet.
#[tokio::test(start_paused = true)]
async fn a_body_that_comes_after_its_head_wakes_the_exchange() {
    let service = service_fn(|request: Request<CheckedBody<Pieces>>| async move {
        let status = if request.body().bytes() == Some(br#"{"amount": 1}"#) { 201 } else { 500 };
        Ok::<_, Infallible>(json(status, r#"{"id": "1", "amount": 1}"#))
    });
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    let exchange = ContractLayer::new(shop()).layer(service).call(order("").map(|_| Pieces(receiver)));
    let exchange = tokio::spawn(exchange);
    for piece in [r#"{"amount""#, ": 1}"] {
        tokio::time::sleep(Duration::from_secs(1)).await;
        sender.send(piece).await.unwrap();
    }
    drop(sender);
    let response = tokio::time::timeout(Duration::from_secs(60), exchange).await.unwrap().unwrap().unwrap();
    assert_eq!(response.status(), 201);
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused_or_passed_on_whole() {
    let layer = || ContractLayer::new(shop()).body_limit(10);
    let pieces = ["{\"amo", "unt\": ", "1, \"note\": ", "\"x\"}"];
    let (status, _) = received(layer(), Frames::new(&pieces)).await;
    assert_eq!(status, 413);
    let seen = Seen::default();
    let (status, received) = received(layer().requests(Mode::Observe).sink(seen.clone()), Frames::new(&pieces)).await;
    let (data, _, error) = received.unwrap();
    assert_eq!((status, data.concat(), error), (201, pieces.concat(), None));
    assert_eq!(seen.take()[0], "request createOrder undecided body-not-read");
}

#[tokio::test]
async fn a_body_that_breaks_off_is_no_empty_body() {
    let broken = || Frames { fails: true, ..Frames::new(&["{\"amount\"", ": 1}"]) };
    let (status, called) = received(ContractLayer::new(shop()), broken()).await;
    assert_eq!((status, called), (400, None));
    let (status, called) = received(ContractLayer::new(shop()).requests(Mode::Observe), broken()).await;
    let wanted = (vec![r#"{"amount": 1}"#.to_owned()], None, Some("the connection is gone"));
    assert_eq!((status, called), (201, Some(wanted)));
}

#[tokio::test]
async fn a_body_is_unpacked_to_be_checked_and_handed_on_packed() {
    let gzip = |text: &str| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        Bytes::from(encoder.finish().unwrap())
    };
    let packed = |bytes: &Bytes| {
        let mut request = order("").map(|_| Full::new(bytes.clone()));
        request.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
        request
    };
    let service = answering(|| json(201, r#"{"id": "1", "amount": 1}"#));
    let layer = ContractLayer::new(shop()).body_limit(1000);
    let (valid, invalid) = (gzip(r#"{"amount": 1}"#), gzip(r#"{"amount": -1}"#));
    assert_eq!(service.send(&layer, packed(&valid)).await.0.status, 201);
    assert_eq!(service.received(), Some(valid));
    assert_eq!(service.send(&layer, packed(&invalid)).await.0.status, 422);
    // A few bytes that unpack to many.
    let bomb = gzip(&format!(r#"{{"amount": 1{}}}"#, " ".repeat(100_000)));
    assert!(bomb.len() < 1000);
    assert_eq!(service.send(&layer, packed(&bomb)).await.0.status, 413);
}

#[tokio::test]
async fn an_unknown_encoding_is_no_way_around_the_contract() {
    let request = || {
        let mut request = order(r#"{"amount": -1}"#);
        request.headers_mut().insert("content-encoding", "br".parse().unwrap());
        request
    };
    let service = answering(|| json(201, r#"{"id": "1", "amount": 1}"#));
    assert_eq!(service.send(&ContractLayer::new(shop()), request()).await.0.status, 415);
    let layer = ContractLayer::new(shop()).unjudged(Unjudged::Pass);
    assert_eq!(service.send(&layer, request()).await.0.status, 201);
    // Neither is a nesting beyond the limits.
    let deep = format!(r#"{{"amount": 1, "x": {}{}}}"#, "[".repeat(2000), "]".repeat(2000));
    let service = answering(|| json(201, r#"{"id": "1", "amount": 1}"#));
    let status = service.send(&ContractLayer::new(shop()), order(&deep)).await.0.status;
    assert_eq!(status, 422);
}

/// Polling it fails the test.
struct Untouched;

impl Body for Untouched {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        panic!("the body was read");
    }
}

const STREAMS: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /events:\n    post:\n      requestBody:\n        \
                       content: {text/event-stream: {schema: {type: string}}, application/octet-stream: {schema: {type: string, \
                       format: binary}}, application/json: {schema: {type: object}}}\n      responses:\n        '200':\n          \
                       description: events\n          content: {text/event-stream: {schema: {type: string}}}\n        '204':\n          \
                       description: none\n          content: {application/json: {schema: {type: object}}}\n";

#[tokio::test]
async fn nothing_is_read_where_nothing_is_checked() {
    let service = |status: u16, media_type: &'static str| {
        service_fn(move |_: Request<CheckedBody<Untouched>>| async move {
            let response = Response::builder().status(status).header("content-type", media_type);
            Ok::<_, Infallible>(response.body(Untouched).unwrap())
        })
    };
    let layer = ContractLayer::new(Contract::from_str(STREAMS, "streams.yaml").unwrap()).responses(Mode::Enforce);
    let request =
        |media_type: &str| Request::post("/events").header("content-type", media_type).body(Untouched).unwrap();
    for (sent, status, media_type) in [
        ("text/event-stream", 200, "text/event-stream"),
        ("application/octet-stream", 204, "application/json"),
        ("application/octet-stream", 304, "application/json"),
    ] {
        let response = layer.layer(service(status, media_type)).oneshot(request(sent)).await.unwrap();
        assert_eq!(response.status(), status, "{sent} {media_type}");
    }
    // Refused by the head alone: an interim response that asks for the body is never sent.
    let layer = ContractLayer::new(shop());
    for (target, token, length, wanted) in [
        ("/v1/orders", None, 2_u64, 401),
        ("/v1/customers", Some("Bearer secret"), 2, 404),
        ("/v1/orders", Some("Bearer secret"), 1 << 40, 413),
    ] {
        let mut request = Request::post(target)
            .header("expect", "100-continue")
            .header("content-type", "application/json")
            .header("content-length", length);
        if let Some(token) = token {
            request = request.header("authorization", token);
        }
        let request = request.body(Untouched).unwrap();
        let response = layer.layer(service(201, "application/json")).oneshot(request).await.unwrap();
        assert_eq!(response.status(), wanted, "{target}");
    }
}

#[tokio::test]
async fn the_announced_size_is_that_of_the_body_that_was_read() {
    let sizes = |hint: SizeHint| (hint.lower(), hint.exact());
    let (sender, receiver) = std::sync::mpsc::channel();
    let service = service_fn(move |request: Request<CheckedBody<Full<Bytes>>>| {
        sender.send(sizes(request.body().size_hint())).unwrap();
        async { Ok::<_, Infallible>(json(201, r#"{"id": "1", "amount": 1}"#)) }
    });
    let response = ContractLayer::new(shop()).layer(service).oneshot(order(r#"{"amount": 1}"#)).await.unwrap();
    assert_eq!(receiver.recv(), Ok((13, Some(13))));
    assert_eq!(sizes(response.body().size_hint()), (24, Some(24)));

    // A response that may have trailers still may.
    let service = service_fn(|_: Request<CheckedBody<Full<Bytes>>>| async {
        let response = Response::builder().status(201).header("content-type", "application/json");
        Ok::<_, Infallible>(response.body(Frames::new(&[r#"{"id": "1", "amount": 1}"#])).unwrap())
    });
    let response = ContractLayer::new(shop()).layer(service).oneshot(order(r#"{"amount": 1}"#)).await.unwrap();
    assert_eq!(sizes(response.body().size_hint()), (24, None));
}
