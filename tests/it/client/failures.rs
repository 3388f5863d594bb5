//! What an error says: of the answer of the API, of what cannot be decoded, and never a payload or a token.

use std::time::Duration;

use order_contracts::client::{CallOptions, Error, Sent, Settings, Transport};
use order_contracts::{Api, kohortpay, threekit};
use serde_json::{Value, json};

use super::calls::TOKEN;
use super::operations::example;
use super::server::{Server, answering_once_with_bytes, refusing};
use super::service::{Answer, Script, json as answer};

fn order(changes: Value) -> Answer {
    let mut order = example(Api::KohortPay, "OrderResponse");
    for (name, value) in changes.as_object().expect("members") {
        order[name] = value.clone();
    }
    answer(201, order)
}

async fn create(answer: Answer) -> Result<kohortpay::types::Order, Error<kohortpay::types::Error>> {
    let client = Script::of([answer]).client(&Settings::default());
    client.create_order().body_map(|order| order.amount(1)).send().await.map(|order| order.into_inner())
}

#[tokio::test]
async fn the_code_and_the_class_of_an_api_error_are_shown_and_its_message_is_not() {
    let body =
        json!({"error": {"type": "invalid_request_error", "code": "AMOUNT_TOO_LOW", "message": "Jane Doe pays 3"}});
    for (status, wanted) in [
        (400, "the API answered with the error 400 Bad Request: AMOUNT_TOO_LOW (invalid_request_error)"),
        (409, "the API answered with the error 409 Conflict: AMOUNT_TOO_LOW (invalid_request_error)"),
    ] {
        let error = create(answer(status, &body)).await.expect_err("an error");
        assert_eq!(error.to_string(), wanted);
        assert_eq!(format!("{error:?}"), format!("Error({wanted:?})"));
        let told = error.api_error().expect("an error of the API");
        assert_eq!((told.kind(), told.code()), (Some("invalid_request_error"), Some("AMOUNT_TOO_LOW")));
        assert_eq!(told.message(), Some("Jane Doe pays 3"));
        assert_eq!(format!("{told:?}"), "ApiError(AMOUNT_TOO_LOW (invalid_request_error))");
        assert_eq!((error.was_sent(), error.attempts()), (Sent::Yes, 1));
    }
}

#[tokio::test]
async fn an_api_error_is_found_in_other_shapes_and_a_value_is_no_code() {
    let problem =
        json!({"type": "https://example.com/probs/credit", "title": "No credit", "detail": "of Jane", "code": 7});
    let error = create(answer(418, &problem)).await.expect_err("an error");
    assert!(
        error.to_string().starts_with("the response (418 I'm a teapot: 7 (https://example.com/probs/credit))"),
        "{error}"
    );
    let told = error.api_error().expect("a problem");
    assert_eq!((told.code(), told.message()), (Some("7"), Some("of Jane")));
    for body in
        [json!({"code": "jane@example.com"}), json!({"type": "+33 612 345 678"}), json!([]), json!({"error": "no"})]
    {
        let error = create(answer(418, &body)).await.expect_err("an error");
        assert!(error.to_string().starts_with("the response (418 I'm a teapot) cannot be decoded: "), "{error}");
        assert!(!format!("{error:?}").contains("jane") && !format!("{error:?}").contains("345"), "{error:?}");
    }
}

#[tokio::test]
async fn an_optional_member_of_another_type_does_not_cost_the_others() {
    let mut order = example(Api::Threekit, "OrderResponse");
    order["originOrgId"] = Value::Null;
    order["platform"] = json!("web");
    let client = |settings: Settings| {
        let transport = Transport::service(Script::of([answer(200, &order)]));
        threekit::Client::with_transport("http://api.test", threekit::Credentials::private(TOKEN), &settings, transport)
    };
    let lenient = client(Settings::default()).expect("a client");
    let decoded = lenient.get_order().id("1").send().await.expect("what decodes");
    assert_eq!((Some(&*decoded.id), &decoded.origin_org_id), (order["id"].as_str(), &None));
    let left_out: Vec<_> = decoded.left_out().iter().map(|place| place.as_str().to_owned()).collect();
    assert_eq!(left_out, ["/originOrgId", "/platform"]);
    assert_eq!(decoded.response().member("/platform"), Some(json!("web")));

    let strict = client(Settings::default().strict_responses(true)).expect("a client");
    let error = strict.get_order().id("1").send().await.expect_err("a strict client");
    assert!(matches!(error, Error::RefusedResponse { .. }), "{error}");
}

#[tokio::test]
async fn a_created_order_that_cannot_be_decoded_still_has_its_id() {
    let error = create(order(json!({"customerEmail": null}))).await.expect_err("a required member");
    assert_eq!(error.was_sent(), Sent::Yes);
    assert!(!error.is_retryable());
    let id = error.response().and_then(|response| response.member("/id"));
    assert_eq!(id, Some(example(Api::KohortPay, "OrderResponse")["id"].clone()));
    let violations: Vec<_> =
        error.report().expect("a report").violations().iter().map(|violation| violation.instance().as_str()).collect();
    assert_eq!(violations, ["/customerEmail"]);
    assert!(error.to_string().contains("\nit violates the contract:\n`/customerEmail`: wanted a string"), "{error}");
}

#[tokio::test]
async fn all_wrong_parameters_are_reported_at_once() {
    let client = Script::of([order(json!({}))]).client(&Settings::default());
    let error = client.list_orders().skip(-1).take(0_u64).send().await.expect_err("two mistakes");
    assert_eq!(
        error.to_string(),
        "the request was not sent:\n`skip`: wanted an integer of 0 or more\n`take`: wanted an integer of 1 or more",
    );
    assert_eq!((error.was_sent(), error.attempts(), error.is_retryable()), (Sent::No, 0, false));
}

#[tokio::test]
async fn options_that_cannot_be_sent_are_errors_of_the_call_and_not_shown() {
    let script = Script::of([answer(200, json!({"data": [], "count": 0}))]);
    let client = script.client(&Settings::default());
    for (options, wanted) in [
        (CallOptions::default().header("x y", "1"), "a header has no valid name"),
        (CallOptions::default().header("x-é", "1"), "a header has no valid name"),
        (CallOptions::default().header("a/b", "1"), "the header `a/b`: this is not a name of a header"),
        (CallOptions::default().header("host", "x"), "the header `host`: it follows from the URL and the body"),
        (
            CallOptions::default().header("x-name", "Jane\nDoe"),
            "the header `x-name`: a character of its value is not allowed in a header, such as a line break",
        ),
        (
            CallOptions::default().idempotency_key(""),
            "the idempotency key: expected 1 to 255 visible characters of ASCII",
        ),
        (
            CallOptions::default().idempotency_key("x".repeat(256)),
            "the idempotency key: expected 1 to 255 visible characters of ASCII",
        ),
    ] {
        let error = client.list_orders().options(options.clone()).send().await.expect_err("no request");
        assert_eq!(error.to_string(), format!("the request was not sent: {wanted}"));
    }
    assert!(script.asked().is_empty());

    let options = CallOptions::default().header("X-Name", "Jane").header("authorization", "Bearer other");
    assert!(!format!("{options:?}").contains("Jane"));
    client.list_orders().options(options).send().await.expect("a list");
    let headers = &script.asked()[0].headers;
    assert_eq!(
        (&headers["x-name"], &headers["authorization"]),
        (&"Jane".parse().expect("a value"), &format!("Bearer {TOKEN}").parse().expect("a value"))
    );
}

#[tokio::test]
async fn headers_of_a_client_are_sent_with_every_call() {
    let script = Script::of([answer(200, json!({"data": [], "count": 0}))]);
    let settings = Settings::default().header("X-Tenant", "7").user_agent("shop/2.1");
    let client = script.client(&settings);
    client.list_orders().send().await.expect("a list");
    client.list_orders().options(CallOptions::default().header("x-tenant", "8")).send().await.expect("a list");
    let sent: Vec<_> = script.asked().iter().map(|asked| asked.headers["x-tenant"].clone()).collect();
    assert_eq!(sent, ["7", "8"]);
    assert!(script.asked().iter().all(|asked| asked.headers["user-agent"] == "shop/2.1"));
    let unusable = Settings::default().header("x-tenant", "a\r\nb");
    let error = kohortpay::Client::with_settings(kohortpay::BASE_URL, TOKEN, &unusable).expect_err("no client");
    assert!(error.to_string().contains("the header `x-tenant`"), "{error}");
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_errors_without_secrets() {
    for (settings, wanted) in [
        (Settings::default().proxy("http://user:pa55 word@[::1"), "the URL of the proxy cannot be used"),
        (
            Settings::default().root_certificate("-----BEGIN CERTIFICATE-----\nAAA"),
            "a root certificate cannot be read as PEM",
        ),
        (Settings::default().root_certificate("pa55"), "a root certificate cannot be read as PEM"),
        (Settings::default().user_agent("a\nb"), "the user agent has a character that is not allowed in a header"),
    ] {
        let error = kohortpay::Client::with_settings(kohortpay::BASE_URL, TOKEN, &settings).expect_err("no client");
        assert!(error.to_string().contains(wanted), "{error}");
        assert!(!format!("{error} {error:?} {settings:?}").contains("pa55"), "{error:?}");
    }
}

#[tokio::test]
async fn a_raw_response_is_returned_whatever_its_status_and_body() {
    for (status, body) in [(201, "not JSON"), (400, "{}"), (418, "")] {
        let client = Script::of([answer(status, body)]).client(&Settings::default());
        let response = client.create_order().body_map(|order| order.amount(1)).send_raw().await.expect("a response");
        assert_eq!((response.status().as_u16(), response.body()), (status, body.as_bytes()));
    }
}

#[tokio::test]
async fn a_client_of_the_user_may_not_follow_redirects() {
    let target = Server::answering(200, &json!({"data": [], "count": 0})).await;
    let address: &'static str = format!("{}/orders", target.url()).leak();
    let server = Server::answering_with(307, &[("location", address)], "", Duration::ZERO).await;
    let connect =
        |mine: reqwest::Client| kohortpay::Client::with_transport(&server.url(), TOKEN, &Settings::default(), mine);
    let error = connect(reqwest::Client::new()).expect("a client").list_orders().send().await.expect_err("a redirect");
    assert_eq!(error.to_string(), "the call failed: the HTTP client followed a redirect");
    let mine = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let error = connect(mine).expect("a client").list_orders().send().await.expect_err("a redirect");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(307));
    assert!(error.response().is_some_and(|response| !response.headers().contains_key("location")));
}

#[tokio::test]
async fn failures_of_the_network_say_what_happened_and_whether_it_was_sent() {
    let of = async |url: &str, settings: &Settings| {
        let client = kohortpay::Client::with_settings(url, TOKEN, settings).expect("a client");
        client.create_order().body_map(|order| order.amount(1)).send().await.expect_err("no response")
    };
    let quick = order_contracts::client::Retry::default().first_delay(Duration::ZERO);
    let settings = Settings::default().retry(quick);
    let error = of(&refusing(), &settings).await;
    assert_eq!(error.to_string(), "the call failed: no connection could be made (3 attempts)");
    assert_eq!((error.was_sent(), error.is_connect(), error.is_retryable()), (Sent::No, true, true));

    let cut = answering_once_with_bytes(b"HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{\"id\":".to_vec());
    let error = of(&cut, &settings).await;
    assert_eq!((error.was_sent(), error.is_connect(), error.attempts()), (Sent::Maybe, false, 1), "{error}");
    assert!(error.is_retryable());

    let garbage = answering_once_with_bytes(b"\x00\x01\x02 Jane Doe \r\n\r\n".to_vec());
    let error = of(&garbage, &settings).await;
    assert_eq!((error.was_sent(), error.attempts()), (Sent::Maybe, 1), "{error}");
    assert!(!format!("{error} {error:?}").contains("Jane"), "{error:?}");
}

#[cfg(feature = "blocking")]
#[test]
fn calls_can_be_made_without_a_runtime() {
    use order_contracts::client::block_on;
    let script = block_on(async { Script::of([order(json!({}))]) }).expect("a runtime");
    let client = script.client(&Settings::default());
    let call = || client.create_order().body_map(|order| order.amount(1));
    let created = call().send_blocking().expect("a runtime").expect("an order");
    assert_eq!(created.status(), 201);
    assert!(block_on(call().send()).expect("a runtime").is_ok());
    // Within a runtime, waiting would stop its other tasks.
    let within = block_on(async { call().send_blocking().map(|_| ()) }).expect("a runtime");
    assert!(within.expect_err("a runtime in a runtime").to_string().contains("await the call instead"));
}
