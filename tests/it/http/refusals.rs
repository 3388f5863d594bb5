//! What a client gets instead of the answer of the service.

use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use http_body_util::Full;
use order_contracts::contract::{Contract, Endpoint};
use order_contracts::http::{ContractLayer, Denied, Mode};
use order_contracts::validate::Options;
use serde_json::json;

use super::{Seen, answering, json as answer, order, problem, shop};

fn request(method: Method, target: &str, headers: &[(&'static str, &'static str)], body: &str) -> Request<Full<Bytes>> {
    let mut request = Request::new(Full::from(body.to_owned()));
    *request.method_mut() = method;
    *request.uri_mut() = target.parse().unwrap();
    for (name, value) in headers {
        request.headers_mut().append(*name, value.parse().unwrap());
    }
    request
}

/// Method, target, headers and body; the status of the answer and headers of it.
type Case<'c> = (Method, &'c str, &'c [(&'static str, &'static str)], &'c str, u16, &'c [(&'c str, &'c str)]);

const TOKEN: (&str, &str) = ("authorization", "Bearer secret");
const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn a_refusal_has_the_status_and_the_headers_of_its_cause() {
    let layer = ContractLayer::new(shop()).body_limit(100);
    let service = answering(|| answer(201, r#"{"id": "1", "amount": 1}"#));
    let long = format!(r#"{{"amount": 1, "note": "{}"}}"#, "x".repeat(100));
    let valid = r#"{"amount": 1}"#;
    let cases: &[Case<'_>] = &[
        (Method::GET, "/v1/customers", &[TOKEN], "", 404, &[]),
        (Method::DELETE, "/v1/orders", &[TOKEN], "", 405, &[("allow", "GET, HEAD, POST")]),
        (Method::POST, "/v1/orders", &[JSON], valid, 401, &[("www-authenticate", "Bearer realm=\"Shop\"")]),
        (Method::POST, "/v1/orders", &[TOKEN, JSON], &long, 413, &[]),
        (
            Method::POST,
            "/v1/orders",
            &[TOKEN, ("content-type", "text/csv")],
            "amount\n1",
            415,
            &[("accept", "application/json")],
        ),
        (
            Method::POST,
            "/v1/orders",
            &[TOKEN, JSON, ("content-encoding", "br")],
            valid,
            415,
            &[("accept-encoding", "gzip, deflate, identity")],
        ),
        (Method::POST, "/v1/orders", &[TOKEN, ("content-type", "application/json; charset=utf-16")], valid, 415, &[]),
        (Method::POST, "/v1/orders", &[TOKEN, JSON, ("content-encoding", "gzip")], valid, 400, &[]),
        (Method::POST, "/v1/orders", &[TOKEN, JSON], "{\"amount\": 1,}", 400, &[]),
        (Method::POST, "/v1/orders", &[TOKEN, JSON], "", 400, &[]),
        (Method::POST, "/v1/orders", &[TOKEN, JSON], "{\"amount\": -1}", 422, &[]),
        (Method::GET, "/v1/orders?take=0", &[TOKEN], "", 400, &[]),
    ];
    for (method, target, headers, body, status, wanted) in cases {
        let (head, bytes) = service.send(&layer, request(method.clone(), target, headers, body)).await;
        let answer = problem(&bytes);
        assert_eq!(head.status.as_u16(), *status, "{method} {target} {headers:?} {body}: {answer}");
        assert_eq!(answer["status"], *status, "{answer}");
        assert_eq!(head.headers[header::CONTENT_TYPE], "application/problem+json");
        for (name, value) in *wanted {
            assert_eq!(head.headers.get(*name).map(|value| value.to_str().unwrap()), Some(*value), "{name}: {answer}");
        }
        assert_eq!(service.received(), None, "the service is not called: {answer}");
    }
}

#[tokio::test]
async fn a_refusal_shows_no_value_and_no_source() {
    let service = answering(|| answer(201, r#"{"id": "1", "amount": 1}"#));
    let sent = r#"{"amount": 1, "email": "anna.secret"}"#;
    let (_, bytes) = service.send(&ContractLayer::new(shop()), order(sent)).await;
    assert_eq!(
        problem(&bytes),
        json!({
            "type": "urn:order-contracts:invalid-request",
            "title": "The request violates the contract",
            "status": 422,
            "detail": "`/email`: wanted a string in the format `email`, found a string of 11 characters",
            "findings": [{
                "id": "format",
                "part": "body",
                "pointer": "/email",
                "message": "`/email`: wanted a string in the format `email`, found a string of 11 characters",
            }],
        })
    );
    let (_, bytes) = service.send(&ContractLayer::new(shop()).show_sources(), order(sent)).await;
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    assert!(!text.contains("anna") && !text.contains("examples/contracts"), "{text}");
    assert_eq!(problem(text.as_bytes())["violations"][0]["contract"]["title"], "Shop", "{text}");
}

#[tokio::test]
async fn a_response_that_violates_the_contract_is_replaced_without_details() {
    let service = answering(|| answer(201, r#"{"id": "1", "amount": -1}"#));
    let layer = ContractLayer::new(shop());
    let (head, bytes) = service.send(&layer, order(r#"{"amount": 1}"#)).await;
    assert_eq!((head.status.as_u16(), &*bytes), (201, &br#"{"id": "1", "amount": -1}"#[..]), "observed only");
    let layer = layer.responses(Mode::Enforce);
    let (head, bytes) = service.send(&layer, order(r#"{"amount": 1}"#)).await;
    assert_eq!(head.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(
        problem(&bytes),
        json!({
            "type": "urn:order-contracts:invalid-response",
            "title": "The response violates the contract",
            "status": 500,
        })
    );
    let (head, _) = service.send(&layer.replacement_status(StatusCode::BAD_GATEWAY), order(r#"{"amount": 1}"#)).await;
    assert_eq!(head.status, StatusCode::BAD_GATEWAY);
}

#[tokio::test]
async fn an_undeclared_error_of_the_service_is_reported_and_stays() {
    for (status, wanted) in [(503, 503), (404, 500)] {
        let seen = Seen::default();
        let layer = ContractLayer::new(shop()).responses(Mode::Enforce).sink(seen.clone());
        let service = answering(move || answer(status, "{}"));
        assert_eq!(service.send(&layer, order(r#"{"amount": 1}"#)).await.0.status.as_u16(), wanted);
        assert!(seen.take()[1].starts_with("response createOrder invalid undeclared-status"));
    }
}

#[tokio::test]
async fn a_service_decides_about_credentials_before_the_body_is_read() {
    let decide = |parts: &http::request::Parts, endpoint: &Endpoint| match parts.headers.get("authorization") {
        Some(token) if token == "Bearer secret" => Ok(()),
        Some(_) if endpoint.operation.id() == Some("createOrder") => Err(Denied::Forbidden),
        _ => Err(Denied::Unauthorized),
    };
    let service = answering(|| answer(201, r#"{"id": "1", "amount": 1}"#));
    let layer = ContractLayer::new(shop()).authorize(decide).requests(Mode::Off).responses(Mode::Off);
    let valid = r#"{"amount": 1}"#;
    for (token, status) in [(Some("Bearer secret"), 201), (Some("Bearer other"), 403), (None, 401)] {
        let mut request = order(valid);
        request.headers_mut().remove("authorization");
        if let Some(token) = token {
            request.headers_mut().insert("authorization", token.parse().unwrap());
        }
        let (head, _) = service.send(&layer, request).await;
        assert_eq!(head.status.as_u16(), status);
        assert_eq!(head.headers.contains_key("www-authenticate"), status == 401);
    }
}

#[tokio::test]
async fn what_a_client_accepts_is_checked_if_that_is_wanted() {
    let service = answering(|| answer(201, r#"{"id": "1", "amount": 1}"#));
    let strict = ContractLayer::new(shop()).check_accept();
    for (accept, status) in [
        ("text/html, application/xhtml+xml", 406),
        ("application/json;q=0, */*", 406),
        ("text/html, */*;q=0.1", 201),
        ("application/*", 201),
        ("application/json; charset=utf-8", 201),
        ("nonsense", 201),
        ("", 201),
    ] {
        let mut request = order(r#"{"amount": 1}"#);
        request.headers_mut().insert("accept", accept.parse().unwrap());
        assert_eq!(service.send(&strict, request.clone()).await.0.status.as_u16(), status, "{accept}");
        assert_eq!(service.send(&ContractLayer::new(shop()), request).await.0.status, 201, "{accept}");
    }
}

#[tokio::test]
async fn an_answer_is_not_many_times_as_long_as_what_was_sent() {
    let service = answering(|| answer(201, r#"{"id": "1", "amount": 1}"#));
    let layer = ContractLayer::new(list_of_numbers()).options(Options::new());
    let send =
        |body: String| Request::post("/a").header("content-type", "application/json").body(Full::from(body)).unwrap();
    let (head, bytes) = service.send(&layer, send(format!("[{}0]", "\"\",".repeat(100_000)))).await;
    let answer = problem(&bytes);
    assert_eq!((head.status.as_u16(), &answer["detail"]), (422, &json!("100000 violations")));
    assert_eq!(answer["findings"].as_array().unwrap().len(), 100);
    assert!(bytes.len() < 30_000, "{} bytes", bytes.len());
    // Neither by a name of a megabyte.
    let (_, bytes) = service.send(&layer, send(format!("[{{\"{}\": 1}}]", "é".repeat(500_000)))).await;
    assert!(bytes.len() < 5_000, "{} bytes", bytes.len());
}

fn list_of_numbers() -> Contract {
    let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    post:\n      requestBody: {content: \
                {application/json: {schema: {items: {type: [number, object], additionalProperties: false}}}}}\n      responses: {}\n";
    Contract::from_str(text, "a.yaml").unwrap()
}
