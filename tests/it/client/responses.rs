//! Responses: lenient by default, strict on request, bounded in size and time.

use std::time::{Duration, Instant};

use order_contracts::Api;
use order_contracts::client::{Error, Settings};
use order_contracts::kohortpay::types::{Order, OrderStatus};
use serde_json::{Value, json};

use super::calls::{Clients, Outcome, outcome};
use super::operations::example;
use super::server::{Server, answering_once_with_bytes, refusing};

/// The documented order with other members.
fn order(changes: Value) -> Value {
    let mut order = example(Api::KohortPay, "OrderResponse");
    for (name, value) in changes.as_object().expect("members") {
        order[name] = value.clone();
    }
    order
}

async fn get(body: &Value, settings: &Settings) -> Result<Order, Error<order_contracts::kohortpay::types::Error>> {
    let server = Server::answering(200, body).await;
    let response = Clients::with(&server.url(), settings).kohortpay().get_order().id("ord_1").send().await?;
    Ok(response.into_inner())
}

#[tokio::test]
async fn what_a_server_adds_is_kept_and_written_again() {
    let body = order(json!({
        "status": "CASHBACK_REFUNDED",
        "locale": "en_GB",
        "customerEmail": "[email protected]",
        "couponCode": {"code": "SPRING", "cents": [1, 2.50, null]},
        "paymentGroupShareId": null,
    }));
    let order = get(&body, &Settings::default()).await.expect("a lenient client");
    assert_eq!(order.status, OrderStatus::from_text("CASHBACK_REFUNDED"));
    assert_eq!(order.extra["couponCode"]["code"], "SPRING");
    assert_eq!(serde_json::to_value(&order).expect("JSON"), body);
}

#[tokio::test]
async fn a_strict_client_refuses_what_breaks_the_contract() {
    let strict = Settings::default().strict_responses(true);
    let documented = order(json!({}));
    assert!(get(&documented, &strict).await.is_ok());
    // Undeclared members break no contract: its objects are open.
    assert!(get(&order(json!({"couponCode": 1})), &strict).await.is_ok());

    let broken = order(json!({"status": "CASHBACK_REFUNDED", "amount": -5}));
    let error = get(&broken, &strict).await.expect_err("a strict client");
    let Error::RefusedResponse { response, report } = &error else { panic!("{error}") };
    let reported: Vec<_> = report.violations().iter().map(|broken| (broken.id(), broken.instance().as_str())).collect();
    assert_eq!(reported, [("minimum", "/amount"), ("enum", "/status")]);
    assert!(report.violations().iter().all(|violation| violation.position().is_some()));
    assert_eq!(response.body(), broken.to_string().as_bytes());
    assert_eq!((error.status().map(|status| status.as_u16()), error.report().is_some()), (Some(200), true));
    assert!(!format!("{error} {error:?} {response:?}").contains("REFUNDED"));
}

#[tokio::test]
async fn a_strict_client_also_checks_error_bodies() {
    let strict = Settings::default().strict_responses(true);
    for (status, body) in [(401, json!({"error": {"type": "t", "message": "m"}})), (503, json!({})), (404, json!([]))] {
        let server = Server::answering(status, &body).await;
        let outcome = outcome(Clients::with(&server.url(), &strict).kohortpay().get_order().id("1").send().await);
        assert!(matches!(outcome, Outcome::Other("RefusedResponse", _)), "{status}: {outcome:?}");
    }
}

#[tokio::test]
async fn json_that_its_type_cannot_hold_is_an_error_with_a_place_and_no_value() {
    const JSON: &[(&str, &str)] = &[("content-type", "application/json; charset=utf-8")];
    for (body, wanted) in [
        (r#"{"id": "Jane Doe"}"#, "missing required property `ambassadorId` at line 1, column 18"),
        ("{\"livemode\":\n \"Jane Doe\"}", "wanted a boolean, found a string at line 2, column 11"),
        ("{\"é\": \"é\", \"amount\": \"Jane\"}", "wanted an integer in range, found a string at line 1, column 27"),
        (r#"["Jane Doe"]"#, "wanted an object, found an array at line 1, column 1"),
        (r#""Jane Doe""#, "wanted an object, found a string at line 1, column 10"),
    ] {
        let text = undecodable(200, JSON, body, &Settings::default()).await;
        let (why, report) = text.split_once("\nit violates the contract:\n").expect("a report");
        assert_eq!(why, format!("the response (200 OK) cannot be decoded: {wanted}"), "{body}");
        assert!((1..=6).contains(&report.lines().count()), "{report}");
    }
}

/// As the layer and the proxy do; a lenient client reads the body whatever its media type is.
#[tokio::test]
async fn a_strict_client_refuses_a_media_type_that_is_not_declared_or_not_read() {
    let strict = Settings::default().strict_responses(true);
    for (media_type, wanted) in [
        ("text/plain", "the response (200 OK) violates the contract:\nmedia type: wanted `application/json`"),
        (
            "application/json; charset=utf-16",
            "the response (200 OK) cannot be checked against the contract:\npayload: cannot be checked",
        ),
    ] {
        let body = order(json!({})).to_string();
        let server = Server::answering_with(200, &[("content-type", media_type)], body, Duration::ZERO).await;
        let call = async |settings: &Settings| {
            outcome(Clients::with(&server.url(), settings).kohortpay().get_order().id("1").send().await)
        };
        assert!(matches!(call(&Settings::default()).await, Outcome::Success(200, _)), "{media_type}");
        let outcome = call(&strict).await;
        let Outcome::Other("RefusedResponse", text) = outcome else { panic!("{media_type}: {outcome:?}") };
        assert!(text.starts_with(wanted), "{text}");
    }
}

/// A proxy, a crash or a rate limit answers in place of the API: the error names what arrived, also to a strict client.
#[tokio::test]
async fn a_response_that_is_not_json_is_an_error_that_says_what_it_is() {
    let html: &[(&str, &str)] = &[("content-type", "text/html; charset=utf-8")];
    let json: &[(&str, &str)] = &[("content-type", "application/json")];
    for (status, headers, body, wanted) in [
        (404, html, "<html>Jane Doe</html>", "(404 Not Found) is `text/html`, 21 bytes; expected JSON"),
        (500, json, "", "(500 Internal Server Error) has an empty body; expected JSON"),
        (500, &[], "", "(500 Internal Server Error) has an empty body; expected JSON"),
        (429, &[("content-type", "text/plain")], "J", "(429 Too Many Requests) is `text/plain`, 1 byte; expected JSON"),
        (
            200,
            json,
            "{\"id\": Jane}",
            "(200 OK) is `application/json`, 12 bytes, but not valid JSON: expected value at line 1, column 8",
        ),
        (
            200,
            &[],
            "Jane Doe",
            "(200 OK) has no media type, 8 bytes, and is not JSON: expected value at line 1, column 1",
        ),
    ] {
        let text = undecodable(status, headers, body, &Settings::default()).await;
        assert_eq!(text, format!("the response {wanted}"), "{body}");
        let strict = undecodable(status, headers, body, &Settings::default().strict_responses(true)).await;
        let same = wanted.split(": ").next().expect("a first part");
        assert!(strict.starts_with(&format!("the response {same}")) && !strict.contains("Jane"), "{body}: {strict}");
    }
}

async fn undecodable(
    status: u16,
    headers: &[(&'static str, &'static str)],
    body: &'static str,
    settings: &Settings,
) -> String {
    let server = Server::answering_with(status, headers, body, Duration::ZERO).await;
    let outcome = outcome(Clients::with(&server.url(), settings).kohortpay().get_order().id("1").send().await);
    let Outcome::Other("UndecodableResponse" | "MalformedResponse", text) = outcome else {
        panic!("{status} {body}: {outcome:?}")
    };
    text
}

/// A proxy answers in place of the API.
#[tokio::test]
async fn an_error_page_keeps_its_status_and_its_body() {
    let server = Server::answering_with(502, &[("content-type", "text/html")], "<html>Bad", Duration::ZERO).await;
    let error = Clients::of(&server.url()).kohortpay().get_order().id("1").send().await.expect_err("no order");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(502));
    let Error::UndecodableResponse { response, .. } = &error else { panic!("{error}") };
    assert_eq!(response.body(), b"<html>Bad");
}

#[tokio::test]
async fn a_response_that_is_too_large_is_not_read() {
    let body = order(json!({}));
    let size = body.to_string().len();
    let fits = Settings::default().max_response_bytes(size);
    assert!(get(&body, &fits).await.is_ok());
    let error = get(&body, &fits.max_response_bytes(size - 1)).await.expect_err("one byte too many");
    assert_eq!(error.to_string(), format!("the response is larger than {} bytes", size - 1));

    // No header announces the size.
    let chunk = format!("{:x}\r\n{}\r\n", 1024, "x".repeat(1024));
    let endless = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{}", chunk.repeat(64));
    let url = answering_once_with_bytes(endless.into_bytes());
    let settings = Settings::default().max_response_bytes(10_000);
    let outcome = outcome(Clients::with(&url, &settings).kohortpay().get_order().id("1").send().await);
    assert!(matches!(outcome, Outcome::Other("ResponseTooLarge", _)), "{outcome:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let target = Server::answering(200, &order(json!({}))).await;
    let location: &'static str = target.url().leak();
    for status in [301, 302, 303, 307, 308] {
        let server = Server::answering_with(status, &[("location", location)], "", Duration::ZERO).await;
        let result = Clients::of(&server.url()).kohortpay().get_order().id("1").send().await;
        let Err(Error::UnexpectedResponse(response)) = result else { panic!("{status}: {result:?}") };
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(server.requests().len(), 1);
    }
    assert!(target.requests().is_empty());
}

#[tokio::test]
async fn a_call_ends_when_its_time_is_up() {
    let server = Server::answering_with(200, &[], "{}", Duration::from_secs(3)).await;
    let settings = Settings::default().timeout(Duration::from_millis(200));
    let start = Instant::now();
    let result = Clients::with(&server.url(), &settings).kohortpay().get_order().id("1").send().await;
    let Err(Error::Communication(error)) = result else { panic!("{result:?}") };
    assert!(error.is_timeout(), "{error:?}");
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_reported_without_its_url() {
    let url = refusing();
    let error =
        Clients::of(&url).kohortpay().list_orders().search("Jane Doe").send().await.expect_err("no server listens");
    let Error::Communication(cause) = &error else { panic!("{error}") };
    assert!(cause.is_connect(), "{cause:?}");
    assert!(!format!("{cause:?}").contains("/orders"), "{cause:?}");
    assert!(!format!("{error} {error:?}").contains("Jane"), "{error}");
    assert_eq!(error.status(), None);
}
