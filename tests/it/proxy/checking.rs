//! What is found in what passes, and that a recording says the same.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use order_contracts::contract::Contract;
use order_contracts::proxy::{Masks, Seen};
use order_contracts::validate::{Options, Recorded, Report, Verdict};

use super::{Body, Proxied, SHOP, json, serve, upstream, whole};

fn ids(report: Option<&Report>) -> Vec<&'static str> {
    report.into_iter().flat_map(|report| report.violations().iter().map(|violation| violation.id())).collect()
}

async fn send(request: http::request::Builder, body: &'static [u8]) -> (StatusCode, String) {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let response = client.request(request.body(Full::new(Bytes::from_static(body))).unwrap()).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

fn post(proxied: &Proxied) -> http::request::Builder {
    let request = Request::post(format!("http://{}/v1/orders", proxied.address));
    request.header("authorization", "Bearer secret").header("content-type", "application/json")
}

#[tokio::test]
async fn while_it_observes_everything_passes_and_is_reported() {
    let (serving, _) = upstream(|| json(201, r#"{"id":"o","amount":-1}"#));
    let proxied = Proxied::to(serving.address);
    let (status, body) = send(post(&proxied), br#"{"amount":-3}"#).await;
    assert_eq!((status.as_u16(), body.as_str()), (201, r#"{"id":"o","amount":-1}"#));
    let seen = proxied.seen(1).await;
    assert_eq!(ids(seen[0].request.as_ref()), ["minimum"]);
    assert_eq!(ids(seen[0].response.as_ref()), ["minimum"]);
}

#[tokio::test]
async fn what_is_enforced_does_not_pass() {
    let (serving, received) = upstream(|| json(201, r#"{"id":"o","amount":-1}"#));
    let proxied = Proxied::with(serving.address, |settings| settings.enforces = true);
    let (status, body) = send(post(&proxied), br#"{"amount":-3}"#).await;
    assert!(status == 422 && body.contains("urn:order-contracts:invalid-request"), "{status} {body}");
    assert!(received.lock().unwrap().is_empty());
    let (status, body) = send(post(&proxied), br#"{"amount":3}"#).await;
    assert!(status == 502 && body.contains("urn:order-contracts:invalid-response"), "{status} {body}");
    let seen = proxied.seen(2).await;
    assert_eq!((ids(seen[0].request.as_ref()), seen[0].response.is_none()), (vec!["minimum"], true));
    // What the upstream said is reported, and not what replaces it.
    assert_eq!((ids(seen[1].request.as_ref()), ids(seen[1].response.as_ref())), (vec![], vec!["minimum"]));
    assert_eq!(seen[1].recorded.response.as_ref().unwrap().status, 201);
}

#[tokio::test]
async fn what_was_not_read_is_undecided() {
    let (serving, _) = upstream(|| json(201, r#"{"id":"o","amount":1}"#));
    let proxied = Proxied::with(serving.address, |settings| settings.body_limit = 16);
    let (status, _) = send(post(&proxied), br#"{"amount":3,"note":"longer than that"}"#).await;
    assert_eq!(status, 201);
    let seen = proxied.seen(1).await;
    assert_eq!(seen[0].verdict(), Some(Verdict::Undecided));
    let text = serde_json::to_string(&seen[0].recorded).unwrap();
    assert_eq!(text.matches("\"bodyOmitted\":true").count(), 2, "{text}");
}

/// A message with thousands of violations costs no more than one with a hundred.
#[tokio::test]
async fn a_report_is_bounded_and_counts_the_rest() {
    let answer: &'static str = Box::leak(format!("[{}1]", "1,".repeat(50_000)).into_boxed_str());
    let serving = serve(move |_| async move { json(200, answer) });
    let proxied = Proxied::to(serving.address);
    send(Request::get(format!("http://{}/v1/orders?token=x", proxied.address)), b"").await;
    let seen = proxied.seen(1).await;
    let report = seen[0].response.as_ref().unwrap();
    assert_eq!((report.violations().len(), report.left_out()), (100, 49_901));
}

/// HTTP/2 may end a stream in a frame of its own, which comes late or never: behind the last byte that was announced, nobody asks.
#[tokio::test]
async fn a_body_is_whole_when_its_length_has_passed() {
    let (serving, _) = upstream(|| json(201, r#"{"id":"o","amount":1}"#));
    let proxied = Proxied::to(serving.address);
    let (sender, body) = super::passing::channel();
    let client = Client::builder(TokioExecutor::new()).http2_only(true).build_http();
    let request = post(&proxied).header("content-length", "12").body(body).unwrap();
    sender.send(r#"{"amount":1}"#).unwrap();
    let response = client.request(request).await.unwrap();
    drop(sender);
    response.into_body().collect().await.unwrap();
    let seen = proxied.seen(1).await;
    assert!(seen[0].request.as_ref().unwrap().is_valid(), "{:?}", seen[0].request);
}

/// A browser asks before it sends, and repeats what it has.
#[tokio::test]
async fn what_no_contract_declares_is_not_reported() {
    let (serving, _) = upstream(|| {
        let mut response = whole("");
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    });
    let proxied = Proxied::to(serving.address);
    let url = || format!("http://{}/v1/orders?token=x", proxied.address);
    let preflight =
        Request::options(url()).header("origin", "http://a").header("access-control-request-method", "POST");
    send(preflight, b"").await;
    send(Request::get(url()), b"").await;
    let seen = proxied.seen(2).await;
    let verdicts: Vec<_> = seen.iter().map(Seen::verdict).collect();
    assert_eq!(verdicts, [None, Some(Verdict::Valid)]);
    assert!(seen[0].recorded.request_assumed && seen[1].recorded.response_assumed);
}

/// Answers with what the request says in fields of its own.
async fn puppet(request: Request<hyper::body::Incoming>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let _ = body.collect().await;
    let field = |name: &str| head.headers.get(name).cloned();
    let body = field("x-answer").map(|text| Bytes::from(text.as_bytes().to_vec())).unwrap_or_default();
    let mut response = Response::new(Full::new(body).boxed_unsync());
    let status = field("x-status").and_then(|status| StatusCode::from_bytes(status.as_bytes()).ok());
    *response.status_mut() = status.unwrap_or(StatusCode::OK);
    if let Some(media_type) = field("x-type") {
        response.headers_mut().insert("content-type", media_type);
    }
    response.headers_mut().insert("set-cookie", HeaderValue::from_static("session=secret"));
    response
}

/// A generator that is the same on each machine (xorshift, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        &of[usize::try_from(self.0 % of.len() as u64).unwrap()]
    }
}

/// The verdicts of the proxy, in both modes, are those of the recording, whichever exchange it is, and no secret is in it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_is_judged_as_the_exchange_was() {
    const BODIES: [&str; 10] = [
        r#"{"amount":3}"#,
        r#"{"amount":-3}"#,
        r#"{"amount":"3"}"#,
        r#"{"id":"o","amount":1,"status":"new"}"#,
        r#"{"id":"o","amount":1,"status":"old"}"#,
        r#"[{"id":"o","amount":1}]"#,
        "[1]",
        "{",
        "",
        "\u{1b}[31m",
    ];
    const TYPES: [&str; 5] =
        ["application/json", "application/json; charset=utf-16", "text/plain", "nonsense", "image/png"];
    const TARGETS: [&str; 7] = [
        "/v1/orders",
        "/v1/orders?token=secret",
        "/v1/orders?take=5&token=secret",
        "/v1/orders?take=500",
        "/v1/orders/a%20b",
        "/v1",
        "/",
    ];
    const METHODS: [&str; 6] = ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"];
    const STATUSES: [&str; 5] = ["200", "201", "204", "404", "500"];
    const CREDENTIALS: [&str; 5] = ["Bearer secret", "Basic secret", "Bearer ", "secret", "bearer secret"];
    let contract = Contract::from_path(SHOP.as_ref()).unwrap();
    let (masks, options) = (Masks::of(&contract), Options::new());
    let serving = serve(puppet);
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut verdicts = std::collections::BTreeMap::new();
    for enforces in [false, true] {
        let proxied = Proxied::with(serving.address, |settings| settings.enforces = enforces);
        let client = Client::builder(TokioExecutor::new()).build_http();
        for number in 0..500 {
            let request = Request::builder()
                .method(*random.one(&METHODS))
                .uri(format!("http://{}{}", proxied.address, random.one(&TARGETS)))
                .header("content-type", *random.one(&TYPES))
                .header("authorization", *random.one(&CREDENTIALS))
                .header("cookie", "session=secret")
                .header("x-status", *random.one(&STATUSES))
                .header("x-type", *random.one(&TYPES));
            let answer = random.one(&BODIES).replace('\u{1b}', "");
            let request = request.header("x-answer", answer);
            let body = Full::new(Bytes::from_static(random.one(&BODIES).as_bytes()));
            let response = client.request(request.body(body).unwrap()).await.unwrap();
            let status = response.status();
            let _ = response.into_body().collect().await.unwrap();
            let seen = proxied.seen(1).await.remove(0);
            let Seen { recorded, request, response, .. } = seen;
            // The layer that refuses and the judge that reports agree.
            let judged = (request.as_ref().map(Report::verdict), response.as_ref().map(Report::verdict));
            match (judged, &recorded.response) {
                ((Some(Verdict::Invalid), _), answer) if enforces => {
                    assert!(answer.is_none() && status.is_client_error(), "{number}: {status} {recorded:?}");
                }
                // An error that is not declared says more than a 502 in its place.
                ((Some(Verdict::Valid), Some(Verdict::Invalid)), Some(answer)) if enforces => {
                    let is_only_an_error = answer.status == 500 && ids(response.as_ref()) == ["undeclared-status"];
                    let wanted = if is_only_an_error { 500 } else { 502 };
                    assert_eq!(status, wanted, "{number}: {recorded:?} {response:?}");
                }
                ((Some(Verdict::Valid), _), Some(answer)) => assert_eq!(status, answer.status, "{number}"),
                ((Some(Verdict::Undecided), _), None) if enforces => assert!(status.is_client_error(), "{number}"),
                (_, answer) => assert!(answer.is_some(), "{number}: {status} {recorded:?}"),
            }
            let masked = masks.masked(&contract, &options, recorded);
            let line = serde_json::to_string(&masked).unwrap();
            assert!(!line.contains("secret"), "{line}");
            let read = Recorded::from_json(line.as_bytes()).unwrap();
            let again = (!read.request_assumed).then(|| options.request(&contract, &read.request));
            let answer = read.response.as_ref().filter(|_| !read.response_assumed);
            let answer = answer.map(|response| options.response(&contract, &read.request, response));
            for (live, read) in [(request, again), (response, answer)] {
                let verdict = |report: &Option<Report>| report.as_ref().map(Report::verdict);
                assert_eq!(verdict(&live), verdict(&read), "{number}, {enforces}: {line}\n{live:?}\n{read:?}");
                assert_eq!(ids(live.as_ref()), ids(read.as_ref()), "{number}, {enforces}: {line}");
                *verdicts.entry(format!("{:?}", verdict(&live))).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(verdicts.len(), 4, "every verdict occurs, and none: {verdicts:?}");
}
