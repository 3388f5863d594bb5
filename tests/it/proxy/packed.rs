//! Bodies with a content encoding have one verdict: of the layer, of the proxy, of `validate`, and of the recording.

use std::io::Write;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use http::Request;
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use order_contracts::contract::Contract;
use order_contracts::http::{ContractLayer, Mode, Observation};
use order_contracts::proxy::Masks;
use order_contracts::validate::{self, Options, Recorded, Report};
use tower::{Layer, ServiceExt, service_fn};

use super::{Proxied, SHOP, json, upstream};

const LIMIT: usize = 10_000;

fn findings(report: &Report) -> Vec<&'static str> {
    let undecided = report.undecided().iter().map(|undecided| undecided.reason().id());
    report.violations().iter().map(|violation| violation.id()).chain(undecided).collect()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap()
}

fn deflate(text: &str) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).unwrap()
}

/// The lines of the header, the body, what is found, and what of the recording: a body that is too long is not in it.
type Case = (&'static [&'static str], Vec<u8>, &'static [&'static str], &'static [&'static str]);

fn cases() -> Vec<Case> {
    let (valid, invalid) = (r#"{"amount": 1}"#, r#"{"amount": -1}"#);
    let (packed, long) = (gzip(valid), gzip(&format!(r#"{{"amount": 1{}}}"#, " ".repeat(2 * LIMIT))));
    let malformed = &["content-encoding"];
    vec![
        (&["gzip"], packed.clone(), &[], &[]),
        (&["gzip"], gzip(invalid), &["minimum"], &["minimum"]),
        (&["x-gzip"], gzip("{"), &["json-syntax"], &["json-syntax"]),
        (&["deflate"], zlib(invalid.as_bytes()), &["minimum"], &["minimum"]),
        (&["deflate"], deflate(invalid), &["minimum"], &["minimum"]),
        (&["deflate, gzip"], gzip("nothing of zlib"), malformed, malformed),
        // Two lines are one list.
        (&["gzip", "deflate"], zlib(&packed), &[], &[]),
        (&["identity"], invalid.into(), &["minimum"], &["minimum"]),
        (&["gzip"], valid.into(), malformed, malformed),
        (&["gzip"], packed[..packed.len() - 1].to_vec(), malformed, malformed),
        (&["deflate"], b"\xff\xff".to_vec(), malformed, malformed),
        (&["gzip"], Vec::new(), &["missing-body"], &["missing-body"]),
        (&["gzip"], long, &["body-not-read"], &["body-not-kept"]),
        (&["br"], valid.into(), &["content-encoding-not-read"], &["content-encoding-not-read"]),
        (&["gzip, br"], packed, &["content-encoding-not-read"], &["content-encoding-not-read"]),
    ]
}

fn request(target: &str, encoding: &[&str], body: &[u8]) -> Request<Full<Bytes>> {
    let request = Request::post(target).header("authorization", "Bearer x").header("content-type", "application/json");
    let request = encoding.iter().fold(request, |request, line| request.header("content-encoding", *line));
    request.body(Full::new(Bytes::copy_from_slice(body))).unwrap()
}

/// What the layer reports.
async fn by_layer(encoding: &[&str], body: &[u8]) -> Vec<&'static str> {
    let found = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&found);
    let contract = Contract::from_path(SHOP.as_ref()).unwrap();
    let layer = ContractLayer::new(contract).requests(Mode::Observe).responses(Mode::Off).body_limit(LIMIT);
    let layer = layer.sink(move |seen: &Observation<'_>| sink.lock().unwrap().extend(findings(seen.report)));
    let service = service_fn(|_| async { Ok::<_, std::convert::Infallible>(json(201, "{}")) });
    let _ = layer.layer(service).oneshot(request("/v1/orders", encoding, body)).await.unwrap();
    std::mem::take(&mut found.lock().unwrap())
}

#[tokio::test]
async fn what_is_packed_has_one_verdict() {
    let contract = Contract::from_path(SHOP.as_ref()).unwrap();
    let masks = Masks::of(&contract);
    let (serving, _) = upstream(|| json(201, r#"{"id":"o","amount":1}"#));
    for enforces in [false, true] {
        let proxied = Proxied::with(serving.address, |settings| {
            (settings.enforces, settings.body_limit) = (enforces, LIMIT);
        });
        let client = Client::builder(TokioExecutor::new()).build_http();
        for (encoding, body, wanted, of_recording) in cases() {
            let about = format!("{encoding:?}, {} bytes, {enforces}", body.len());
            let mut limits = order_contracts::limits::Limits::default();
            limits.record_bytes = LIMIT as u64;
            let sent = request("/v1/orders", encoding, &[]).map(|_| body.clone());
            let by_validate = Options::new().limits(limits).request(&contract, &validate::Request::from(&sent));
            assert_eq!(findings(&by_validate), wanted, "{about}");
            assert_eq!(by_layer(encoding, &body).await, wanted, "{about}");
            let target = format!("http://{}/v1/orders", proxied.address);
            client.request(request(&target, encoding, &body)).await.unwrap();
            let seen = proxied.seen(1).await.remove(0);
            assert_eq!(findings(seen.request.as_ref().unwrap()), wanted, "{about}");
            let line = serde_json::to_vec(&masks.masked(&contract, &Options::new(), seen.recorded)).unwrap();
            let read = Recorded::from_json(&line).unwrap();
            let again = validate::request(&contract, &read.request);
            // One that was refused for its head was never read.
            let is_unread = enforces && wanted == ["content-encoding-not-read"];
            let of_recording = if is_unread { &["body-not-kept"][..] } else { of_recording };
            assert_eq!(findings(&again), of_recording, "{about}: {}", String::from_utf8_lossy(&line));
            assert_eq!(again.verdict(), by_validate.verdict(), "{about}");
        }
    }
}

/// A body that is too long to be kept is as valid as it was where its bytes do not matter.
#[test]
fn what_does_not_depend_on_the_bytes_is_known_without_them() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    post:\n      requestBody:\n        content:\n          \
        image/png: {schema: {type: string, format: binary}}\n          application/json: {schema: {type: object}}\n      responses: \
        {'200': {description: ok}}\n";
    let contract = Contract::from_str(text, "a.yaml").unwrap();
    for (media_type, wanted) in
        [("image/png", &[][..]), ("application/json", &["body-not-kept"]), ("text/plain", &["media-type"])]
    {
        let request = serde_json::json!({"method": "POST", "target": "/a", "headers": {"content-type": media_type}, "bodyOmitted": true});
        let recorded = Recorded::from_value(&serde_json::json!({"request": request})).unwrap();
        assert_eq!(findings(&validate::request(&contract, &recorded.request)), wanted, "{media_type}");
    }
}
