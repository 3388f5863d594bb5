//! Who hears of what a layer found.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::Full;
use order_contracts::contract::Endpoint;
use order_contracts::http::{Channel, CheckedBody, ContractLayer, Counters, Denied, Groups, Mode};
use order_contracts::validate::Verdict;
use tower::{Layer, Service, service_fn};

use super::{Seen, answering, json, order, shop};

#[tokio::test]
async fn a_flood_is_one_line_with_a_count() {
    let (counters, groups) = (Arc::new(Counters::new()), Arc::new(Groups::new(2)));
    let (channel, receiver) = Channel::new(3);
    let channel = Arc::new(channel);
    let layer = ContractLayer::new(shop())
        .requests(Mode::Observe)
        .sink(Arc::clone(&counters))
        .sink(Arc::clone(&groups))
        .sink(Arc::clone(&channel));
    let service = answering(|| json(201, r#"{"id": "1", "amount": 1}"#));
    for amount in 1..=100 {
        service.send(&layer, order(&format!(r#"{{"amount": -{amount}}}"#))).await;
    }
    service.send(&layer, order(r#"{"amount": 1, "note": 5}"#)).await;
    service.send(&layer, order(r#"{"amount": 1, "email": "secret"}"#)).await;

    let (taken, others) = groups.take();
    let lines: Vec<String> = taken.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "request createOrder: `/amount`: wanted 0 or more, found a smaller number [minimum] (100 times)",
            "request createOrder: `/note`: wanted a string, found an integer [type]",
        ]
    );
    assert_eq!((others, groups.take().0.len()), (1, 0));

    assert_eq!((counters.messages(Verdict::Invalid), counters.messages(Verdict::Valid)), (102, 102));
    let counts: Vec<_> =
        counters.findings().into_iter().map(|count| (count.operation, count.rule, count.times)).collect();
    let count = |rule, times| ("createOrder".to_owned(), rule, times);
    assert_eq!(counts, [count("format", 1), count("minimum", 100), count("type", 1)]);

    // Nobody took anything out of the channel meanwhile.
    assert_eq!((receiver.try_iter().count(), channel.dropped()), (3, 99));
}

/// A layer that knows no credentials but `Bearer secret`.
fn guarded() -> ContractLayer {
    ContractLayer::new(shop()).check_accept().authorize(|parts: &Parts, _: &Endpoint| {
        match parts.headers["authorization"].to_str().unwrap() {
            "Bearer secret" => Ok(()),
            "Bearer limited" => Err(Denied::Forbidden),
            _ => Err(Denied::Unauthorized),
        }
    })
}

/// A request with these headers.
fn sent(authorization: &'static str, accept: &'static str) -> Request<Full<Bytes>> {
    let mut request = order(r#"{"amount": -1}"#);
    request.headers_mut().insert("authorization", authorization.parse().unwrap());
    request.headers_mut().insert("accept", accept.parse().unwrap());
    request
}

#[tokio::test]
async fn what_is_refused_without_a_report_is_heard_of_and_has_no_verdict() {
    let (seen, counters, groups) = (Seen::default(), Arc::new(Counters::new()), Arc::new(Groups::new(10)));
    let (channel, receiver) = Channel::new(3);
    let layer = guarded().sink(seen.clone()).sink(Arc::clone(&counters)).sink(Arc::clone(&groups)).sink(channel);
    let service = answering(|| json(201, r#"{"id": "1", "amount": 1}"#));
    for (authorization, accept, status) in [
        ("Bearer guessed", "*/*", 401),
        ("Bearer limited", "*/*", 403),
        ("Bearer limited", "text/html", 403),
        ("Bearer secret", "text/html", 406),
        ("Bearer secret", "*/*", 422),
    ] {
        assert_eq!(service.send(&layer, sent(authorization, accept)).await.0.status, status);
    }
    assert_eq!(
        seen.take(),
        [
            "request createOrder unchecked invalid-credentials -> 401",
            "request createOrder unchecked forbidden -> 403",
            "request createOrder unchecked forbidden -> 403",
            "request createOrder unchecked not-acceptable -> 406",
            "request createOrder invalid minimum -> 422",
        ]
    );

    let messages = [Verdict::Valid, Verdict::Undecided, Verdict::Invalid].map(|verdict| counters.messages(verdict));
    assert_eq!((messages, counters.unchecked(), counters.refused()), ([0, 0, 1], 4, 5));
    let counts: Vec<_> = counters.findings().into_iter().map(|count| (count.rule, count.times)).collect();
    assert_eq!(counts, [("forbidden", 2), ("invalid-credentials", 1), ("minimum", 1), ("not-acceptable", 1)]);

    let lines: Vec<String> = groups.take().0.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "request createOrder: the credentials do not allow this operation [forbidden] (2 times)",
            "request createOrder: the credentials are not valid [invalid-credentials]",
            "request createOrder: the contract declares no response of a media type that the client accepts \
             [not-acceptable]",
            "request createOrder: `/amount`: wanted 0 or more, found a smaller number [minimum]",
        ]
    );
    let first: Vec<_> = receiver.try_iter().map(|finding| (finding.id, finding.part.name())).collect();
    assert_eq!(first, [("invalid-credentials", "security"), ("forbidden", "security"), ("forbidden", "security")]);
}

#[test]
fn an_exchange_that_ends_early_is_counted() {
    let seen = Seen::default();
    let service = service_fn(|_: Request<CheckedBody<Full<Bytes>>>| {
        std::future::pending::<Result<Response<Full<Bytes>>, std::convert::Infallible>>()
    });
    let mut service = ContractLayer::new(shop()).sink(seen.clone()).layer(service);
    let mut future = Box::pin(service.call(order(r#"{"amount": 1}"#)));
    let mut context = Context::from_waker(Waker::noop());
    assert!(matches!(future.as_mut().poll(&mut context), Poll::Pending));
    drop(future);
    // Not even polled: a body that came with its head is checked at once.
    drop(service.call(order(r#"{"amount": 1}"#)));
    let early = ["request createOrder valid", "abandoned Response"];
    assert_eq!(seen.take(), [early, early].concat());

    let service = service_fn(|_: Request<CheckedBody<Never>>| {
        std::future::pending::<Result<Response<Full<Bytes>>, std::convert::Infallible>>()
    });
    let mut service = ContractLayer::new(shop()).sink(seen.clone()).layer(service);
    drop(service.call(order("").map(|_| Never)));
    let mut future = Box::pin(service.call(order("").map(|_| Never)));
    assert!(matches!(future.as_mut().poll(&mut context), Poll::Pending));
    drop(future);
    assert_eq!(seen.take(), ["abandoned RequestBody", "abandoned RequestBody"]);
}

/// A body that does not arrive.
struct Never;

impl Body for Never {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Pending
    }
}
