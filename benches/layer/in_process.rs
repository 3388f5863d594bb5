//! Without sockets: the functions of `validate`, and the router of the servers.

use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::{Request, Response};
use order_contracts::Api;
use order_contracts::contract::Contract;
use order_contracts::validate::{self, Options};
use tower::Service;

use super::table::{Table, time};
use super::{HANDLERS, LAYERS, connection, example, router};

/// A name, and what is measured.
type Row = (String, Box<dyn Fn()>);

fn rows() -> Vec<Row> {
    let contract: &'static Contract = Api::KohortPay.contract();
    let order = example("CreateOrderRequest");
    let mut rows: Vec<Row> = Vec::new();
    for (method, target, body) in [
        ("POST", "/orders", order.as_str()),
        ("PATCH", "/customers/cus_1", r#"{"firstName": "Ann"}"#),
        ("GET", "/orders/ord_1?expand=organization", ""),
        ("GET", "/orders?take=10&skip=20&orderBy=createdAt:desc&search=ann&expand=organization", ""),
        ("POST", "/nothing", ""),
        ("POST", "/orders", r#"{"amount": -1}"#),
    ] {
        let (request, options) = (request(method, target, body), Options::new().base_path(""));
        let run = move || drop(black_box(options.request(contract, &validate::Request::from(black_box(&request)))));
        rows.push((format!("validate::request {method} {target} {}", body.len()), Box::new(run)));
    }
    let answer = Bytes::from(example("OrderResponse"));
    let created = Response::builder().status(201).header("content-type", "application/json").body(answer).unwrap();
    let (sent, options) = (request("POST", "/orders", &order), Options::new().base_path(""));
    let run = move || {
        let response = validate::Response::from(black_box(&created));
        drop(black_box(options.response(contract, &validate::Request::from(&sent), &response)));
    };
    rows.push(("validate::response 201".to_owned(), Box::new(run)));
    for handler in HANDLERS {
        for (name, modes) in LAYERS {
            let (router, sent) = (router(handler, modes), request("POST", "/orders", &order));
            let run = move || {
                let mut context = Context::from_waker(Waker::noop());
                let future = pin!(router.clone().call(sent.clone().map(Body::from)));
                assert!(matches!(future.poll(&mut context), Poll::Ready(Ok(response)) if response.status() == 201));
            };
            rows.push((format!("{handler}, {name}"), Box::new(run)));
        }
    }
    rows
}

fn request(method: &str, target: &str, body: &str) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(target);
    let headers = [
        ("host", "api.kohortpay.com"),
        ("user-agent", "bench"),
        ("accept", "application/json"),
        ("accept-encoding", "gzip"),
        ("authorization", "Bearer sk_test_1"),
        ("content-type", "application/json"),
        ("content-length", "433"),
        ("x-request-id", "7"),
    ];
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.body(Bytes::copy_from_slice(body.as_bytes())).unwrap()
}

/// The least time of each row. How often each allocates is pinned by `tests/it/allocations.rs`; a counter here would make
/// allocations dearer than they are.
pub(crate) fn measure() {
    const BATCH: u32 = 500;
    let rows = rows();
    let mut least = vec![Duration::MAX; rows.len()];
    for _ in 0..200 {
        for ((_, run), least) in rows.iter().zip(&mut least) {
            let began = Instant::now();
            (0..BATCH).for_each(|_| run());
            *least = (*least).min(began.elapsed() / BATCH);
        }
    }
    let mut table = Table::new("layer, in process", &["what", "time"]);
    for ((name, _), least) in rows.iter().zip(least) {
        table.row(&[name.clone(), time(least.as_secs_f64() * 1e9)]);
    }
    table.finish();
}

/// Runs one row so many times, for tools that count; the router of a row that ends in `, served` is called by its server.
pub(crate) fn repeat(name: &str, times: u32) {
    if let Some(name) = name.strip_suffix(", served") {
        let find = |handler: &str| name.strip_prefix(handler)?.strip_prefix(", ").map(str::to_owned);
        let (handler, layer) = HANDLERS.iter().find_map(|handler| Some((handler, find(handler)?))).unwrap();
        let (_, modes) = LAYERS.into_iter().find(|(known, _)| *known == layer).unwrap();
        return connection::serve(router(handler, modes), times);
    }
    let (_, run) = rows().into_iter().find(|(known, _)| known == name).unwrap();
    (0..times).for_each(|_| run());
}
