//! Repetitions: which calls are repeated, when, and what is seen of it. Time is paused, so that waits are exact and take none.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use order_contracts::client::{Attempt, CallOptions, Hook, Outgoing, Retry, Sent, Settings, Transport};
use order_contracts::kohortpay;
use serde_json::json;

use super::calls::TOKEN;
use super::operations::example;
use super::service::{Answer, Closed, Script, json as answer};

fn list() -> Answer {
    answer(200, json!({"data": [], "count": 0}))
}

fn unavailable(wait: &str) -> Answer {
    Answer::With(503, vec![("retry-after", wait.to_owned())], String::new())
}

fn order() -> Answer {
    answer(201, example(order_contracts::Api::KohortPay, "OrderResponse"))
}

#[tokio::test(start_paused = true)]
async fn a_safe_call_is_repeated_until_it_succeeds() {
    let script = Script::of([answer(502, "<html>"), Answer::Failure, list()]);
    let response = script.client(&Settings::default()).list_orders().send().await.expect("the third attempt");
    assert_eq!(response.attempts(), 3);
    let asked = script.asked();
    assert_eq!(asked.len(), 3);
    assert!(asked[1].after <= Duration::from_millis(500), "{asked:?}");
    assert!(asked[2].after <= Duration::from_millis(1500), "{asked:?}");
    assert!(asked.iter().all(|asked| asked.target == "http://api.test/orders"));
    assert!(asked.iter().all(|asked| asked.headers["authorization"] == format!("Bearer {TOKEN}")));
}

#[tokio::test(start_paused = true)]
async fn attempts_end_with_the_last_error() {
    let script = Script::of([answer(503, "")]);
    let error = script.client(&Settings::default()).list_orders().send().await.expect_err("three attempts");
    assert_eq!((error.attempts(), script.asked().len()), (3, 3));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    assert!(error.is_retryable());
    assert_eq!(error.was_sent(), Sent::Yes);
}

#[tokio::test(start_paused = true)]
async fn the_wait_that_a_server_asks_for_is_kept_up_to_the_limit() {
    let script = Script::of([unavailable("7"), list()]);
    let client = script.client(&Settings::default());
    client.list_orders().send().await.expect("the second attempt");
    assert_eq!(script.asked()[1].after, Duration::from_secs(7));

    for wait in ["21", "99999999999999999999999", "Tue, 31 Dec 2199 23:59:59 GMT"] {
        let script = Script::of([unavailable(wait), list()]);
        let error = script.client(&Settings::default()).list_orders().send().await.expect_err("too long a wait");
        assert_eq!(script.asked().len(), 1, "{wait}");
        assert!(error.retry_after().is_some_and(|wait| wait > Duration::from_secs(20)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_creates_is_repeated_only_with_a_key_or_if_nothing_was_sent() {
    for failure in [answer(503, ""), answer(429, ""), Answer::Failure] {
        let script = Script::of([failure.clone(), order()]);
        let error = script.client(&Settings::default()).create_order().body_map(|order| order.amount(1)).send().await;
        let error = error.expect_err("a single attempt");
        assert_eq!((script.asked().len(), error.attempts()), (1, 1), "{failure:?}");
        assert!(error.is_retryable());

        let script = Script::of([failure.clone(), order()]);
        let client = script.client(&Settings::default());
        let keyed = CallOptions::default().idempotency_key("order-1234");
        client.create_order().options(keyed).body_map(|order| order.amount(1)).send().await.expect("a second attempt");
        let asked = script.asked();
        assert_eq!(asked.len(), 2, "{failure:?}");
        assert!(asked.iter().all(|asked| asked.headers["idempotency-key"] == "order-1234"));
        assert!(asked.iter().all(|asked| asked.body == br#"{"amount":1}"#), "the body is sent each time");
    }

    // A service that is not ready has got nothing.
    let client =
        kohortpay::Client::with_transport("http://api.test", TOKEN, &Settings::default(), Transport::service(Closed));
    let client = client.expect("a client");
    let error = client.create_order().body_map(|order| order.amount(1)).send().await.expect_err("no service");
    assert_eq!((error.attempts(), error.was_sent(), error.is_connect()), (3, Sent::No, true));
    assert_eq!(error.to_string(), "the call failed: the service is not ready (3 attempts)");
}

#[tokio::test(start_paused = true)]
async fn other_statuses_are_answers_and_not_repeated() {
    for status in [400, 401, 404, 409, 418, 500, 501] {
        let script = Script::of([answer(status, "{}"), list()]);
        let error = script.client(&Settings::default()).list_orders().send().await.expect_err("an error");
        assert_eq!((script.asked().len(), error.is_retryable()), (1, false), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn repetitions_can_be_switched_off_for_a_client_and_for_a_call() {
    let script = Script::of([answer(503, "")]);
    let client = script.client(&Settings::default().retry(Retry::off()));
    assert!(client.list_orders().send().await.is_err());
    assert_eq!(script.asked().len(), 1);
    let patient = CallOptions::default().retry(Retry::default().attempts(5));
    assert!(client.list_orders().options(patient).send().await.is_err());
    assert_eq!(script.asked().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn calls_share_a_budget_of_repetitions() {
    let script = Script::of([answer(503, "")]);
    let client = script.client(&Settings::default());
    for _ in 0..20 {
        assert!(client.clone().list_orders().send().await.is_err());
    }
    // Two repetitions for each of the first five calls, and none after that.
    assert_eq!(script.asked().len(), 20 + 10);
}

#[tokio::test(start_paused = true)]
async fn a_time_limit_is_that_of_the_whole_call() {
    let script = Script::of([Answer::Late(Duration::from_secs(3600))]);
    let client = script.client(&Settings::default());
    let began = tokio::time::Instant::now();
    let error = client.list_orders().send().await.expect_err("too late");
    assert_eq!(began.elapsed(), Duration::from_secs(30));
    assert_eq!((error.is_timeout(), error.was_sent(), error.attempts()), (true, Sent::Maybe, 1));
    assert_eq!(error.to_string(), "the call failed: no complete response arrived within 30s");

    let began = tokio::time::Instant::now();
    let short = CallOptions::default().timeout(Duration::from_secs(2));
    assert!(client.list_orders().options(short).send().await.expect_err("too late").is_timeout());
    assert_eq!(began.elapsed(), Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_has_a_time_limit_of_its_own() {
    let script = Script::of([Answer::Late(Duration::from_secs(3600)), list()]);
    let client = script.client(&Settings::default().attempt_timeout(Duration::from_secs(4)));
    let response = client.list_orders().send().await.expect("the second attempt");
    assert_eq!(response.attempts(), 2);
    let after = script.asked()[1].after;
    assert!((Duration::from_secs(4)..=Duration::from_millis(4500)).contains(&after), "{after:?}");
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Hook for Log {
    fn before_send(&self, request: &mut Outgoing<'_>) {
        let number = request.number().to_string();
        assert!(request.set_header("x-attempt", &number));
        assert!(!request.set_header("authorization", "Bearer other"));
        assert!(!request.set_header("x-line", "a\nb"));
        let line = format!("> {} {} {}", request.operation_id(), request.method(), request.path());
        self.0.lock().expect("no panic").push(line);
    }

    fn after_receive(&self, attempt: &Attempt<'_>) {
        let status = attempt.status().map(|status| status.as_u16());
        let next = attempt.retried_after();
        let line = format!("< {} {status:?} {:?} again: {}", attempt.number(), attempt.failure(), next.is_some());
        self.0.lock().expect("no panic").push(line);
    }
}

#[tokio::test(start_paused = true)]
async fn a_hook_sees_every_attempt() {
    let log = Log::default();
    let script = Script::of([Answer::Failure, unavailable("1"), answer(404, "{}")]);
    let client = script.client(&Settings::default().hook(log.clone()));
    let error = client.get_order().id("ord_1").send().await.expect_err("an error");
    assert_eq!(error.attempts(), 3);
    insta::assert_snapshot!(log.0.lock().expect("no panic").join("\n"), @r#"
    > getOrder GET /orders/{id}
    < 1 None Some("the service failed") again: true
    > getOrder GET /orders/{id}
    < 2 Some(503) None again: true
    > getOrder GET /orders/{id}
    < 3 Some(404) None again: false
    "#);
    let numbers: Vec<_> = script.asked().iter().map(|asked| asked.headers["x-attempt"].clone()).collect();
    assert_eq!(numbers, ["1", "2", "3"]);
}

#[test]
fn a_call_outside_of_a_runtime_is_an_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let client = runtime.block_on(async { Script::of([list()]).client(&Settings::default()) });
    let mut call = Box::pin(async move { client.list_orders().send().await.map(|_| ()) });
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(outcome) = call.as_mut().poll(&mut context) else { panic!("nothing to wait for") };
    let error = outcome.expect_err("no runtime");
    assert_eq!(error.to_string(), "the call failed: it was made outside of a Tokio runtime");
    assert_eq!(error.was_sent(), Sent::No);
}
