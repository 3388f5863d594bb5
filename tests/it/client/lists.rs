//! Lists, page by page and item by item, from servers that behave and servers that do not.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use order_contracts::client::{Error, RequestBody, Retry, Settings, Transport};
use order_contracts::{Api, kohortpay};
use serde_json::{Value, json};

use super::calls::TOKEN;
use super::operations::example;

/// What the server does with `skip` and `take`: the ids of the page, and the total it states.
type Serve = dyn FnMut(usize, usize) -> (Vec<usize>, usize) + Send;

/// A client of it, and how many requests it has got.
fn client(
    serve: impl FnMut(usize, usize) -> (Vec<usize>, usize) + Send + 'static,
) -> (kohortpay::Client, Arc<Mutex<usize>>) {
    let serve: Arc<Mutex<Box<Serve>>> = Arc::new(Mutex::new(Box::new(serve)));
    let count = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&count);
    let service = tower::service_fn(move |request: http::Request<RequestBody>| {
        let (serve, counted) = (Arc::clone(&serve), Arc::clone(&counted));
        async move {
            *counted.lock().expect("no panic") += 1;
            let query = request.uri().query().unwrap_or_default().to_owned();
            let number =
                |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse().ok());
            let (skip, take) = (number("skip").unwrap_or(0), number("take").unwrap_or(25));
            let (ids, total) = (serve.lock().expect("no panic"))(skip, take);
            let order = example(Api::KohortPay, "OrderResponse");
            let named = |id: usize| {
                let mut order = order.clone();
                order["id"] = format!("ord_{id}").into();
                order
            };
            let data: Vec<Value> = ids.into_iter().map(named).collect();
            Ok::<_, std::convert::Infallible>(http::Response::new(json!({"data": data, "count": total}).to_string()))
        }
    });
    let settings = Settings::default().retry(Retry::off());
    let client = kohortpay::Client::with_transport("http://api.test", TOKEN, &settings, Transport::service(service));
    (client.expect("a client"), count)
}

fn slice(all: &[usize], skip: usize, take: usize) -> Vec<usize> {
    all.iter().copied().skip(skip).take(take).collect()
}

async fn ids(client: &kohortpay::Client, take: u64) -> Vec<usize> {
    let mut orders = client.list_orders().take(take).items();
    let mut ids = Vec::new();
    while let Some(order) = orders.next().await {
        ids.push(order.expect("an order").id.trim_start_matches("ord_").parse().expect("a number"));
    }
    assert!(orders.next().await.is_none(), "it stays at its end");
    ids
}

#[tokio::test]
async fn a_list_is_read_to_its_end_whatever_its_length() {
    for length in [0_usize, 1, 9, 10, 11, 20, 25] {
        let all: Vec<usize> = (0..length).collect();
        let served = all.clone();
        let (client, count) = client(move |skip, take| (slice(&served, skip, take), served.len()));
        assert_eq!(ids(&client, 10).await, all, "{length}");
        // One request more than there are pages only where the last page is full or the list empty.
        assert_eq!(*count.lock().expect("no panic"), length / 10 + 1, "{length}");
    }
}

#[tokio::test]
async fn a_server_that_returns_fewer_than_asked_for_loses_none() {
    let all: Vec<usize> = (0..95).collect();
    let served = all.clone();
    let (client, _) = client(move |skip, take| (slice(&served, skip, take.min(10)), served.len()));
    assert_eq!(ids(&client, 1000).await, all);
}

#[tokio::test]
async fn a_total_that_is_wrong_ends_nothing_and_extends_nothing() {
    let all: Vec<usize> = (0..25).collect();
    for total in [0, 1, 24, 26, 123, usize::MAX] {
        let served = all.clone();
        let (client, _) = client(move |skip, take| (slice(&served, skip, take), total.min(i64::MAX as usize)));
        assert_eq!(ids(&client, 5).await, all, "{total}");
    }
}

#[tokio::test]
async fn items_that_move_while_the_list_is_read_come_once() {
    // Before each request but the first, two orders are added in front.
    let mut all: Vec<usize> = (100..130).collect();
    let mut next = 99;
    let mut first = true;
    let (client, _) = client(move |skip, take| {
        if !std::mem::take(&mut first) && next > 90 {
            for _ in 0..2 {
                all.insert(0, next);
                next -= 1;
            }
        }
        (slice(&all, skip, take), all.len())
    });
    let ids = ids(&client, 10).await;
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    assert_eq!(ids, (100..130).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_server_that_ignores_the_position_is_an_error() {
    let (client, count) = client(|_, take| ((0..take).collect(), 1_000_000));
    let mut pages = client.list_orders().take(10_u64).pages();
    let error = loop {
        match pages.next().await.expect("it does not end") {
            Ok(page) => assert_eq!(page.data.len(), 10),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, Error::RepeatedPage(30)), "{error}");
    assert_eq!(error.to_string(), "the list repeats the same page instead of going on from position 30");
    assert!(pages.next().await.is_none());
    assert_eq!(*count.lock().expect("no panic"), 4);
}

#[tokio::test]
async fn pages_begin_where_they_are_told_and_say_where_to_go_on() {
    let all: Vec<usize> = (0..30).collect();
    let (client, _) = client(move |skip, take| (slice(&all, skip, take), all.len()));
    let mut pages = client.list_orders().skip(12_u64).take(10_u64).pages();
    let page = pages.next().await.expect("a page").expect("a response");
    assert_eq!((page.data[0].id.as_str(), pages.position()), ("ord_12", 22));
    assert_eq!(format!("{pages:?}"), "Pages { position: 22, .. }");
    // A wrong parameter is the error of the first page.
    let mut pages = client.list_orders().skip(-1).pages();
    let error = pages.next().await.expect("an outcome").expect_err("a position below 0");
    assert_eq!(error.to_string(), "the request was not sent: `skip`: wanted an integer of 0 or more");
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_list_is_a_stream() {
    use std::future::poll_fn;
    use std::pin::pin;
    let (client, _) = client(|skip, take| (slice(&(0..7).collect::<Vec<_>>(), skip, take), 7));
    let mut orders = pin!(client.list_orders().take(3_u64).items());
    let mut count = 0;
    while let Some(order) = poll_fn(|context| futures_core::Stream::poll_next(orders.as_mut(), context)).await {
        order.expect("an order");
        count += 1;
    }
    assert_eq!(count, 7);
}
