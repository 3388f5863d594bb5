//! Messages that a webhook receives: read leniently, and reported.

use http::HeaderMap;
use order_contracts::kohortpay::types::{CreateOrder, Order};
use order_contracts::{Api, webhook};
use serde_json::{Value, json};

fn headers(media_type: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", media_type.parse().expect("a header"));
    headers
}

fn order(changes: &Value) -> Vec<u8> {
    let mut order = Api::KohortPay.document().pointer("/components/examples/OrderResponse/value").expect("it").clone();
    order.as_object_mut().expect("an object").extend(changes.as_object().expect("members").clone());
    order.to_string().into_bytes()
}

#[test]
fn a_message_with_what_is_new_is_an_event_with_a_report() {
    let json = headers("application/json; charset=utf-8");
    let event =
        webhook::receive::<Order>(&json, &order(&json!({"status": "REFUNDED", "coupon": 7}))).expect("an event");
    assert_eq!(event.status.to_string(), "REFUNDED");
    let reported: Vec<_> = event.report().violations().iter().map(|violation| violation.instance().as_str()).collect();
    assert_eq!(reported, ["/status"]);
    assert!(!format!("{event:?}").contains("John"), "{event:?}");
    assert!(webhook::receive::<Order>(&json, &order(&json!({}))).expect("an event").report().is_valid());
}

#[test]
fn what_is_no_event_has_a_status_to_answer_with_and_shows_nothing() {
    let json = headers("application/json");
    let large = vec![b' '; webhook::MAX_BYTES + 1];
    for (headers, body, status) in [
        (&HeaderMap::new(), &b"{}"[..], 415),
        (&headers("text/plain"), b"{}", 415),
        (&json, &large, 413),
        (&json, b"jane", 400),
        (&json, b"\xff", 400),
        (&json, br#"{"amount": 1, "amount": 2}"#, 400),
        (&json, br#"{"amount": "jane"}"#, 422),
        (&json, br#"{}"#, 422),
        (&json, br#"{"amount": 99999999999999999999}"#, 400),
    ] {
        let error = webhook::receive::<CreateOrder>(headers, body).expect_err("no event");
        assert_eq!(error.status(), status, "{error}");
        assert_eq!(error.report().is_some(), status == 422);
        assert!(!format!("{error} {error:?}").contains("jane"), "{error:?}");
    }
}
