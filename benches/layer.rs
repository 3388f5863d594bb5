//! What the layer costs: in process by nanoseconds and allocations, and as the share of its throughput that an `axum` server
//! keeps.
//!
//! `cargo bench --bench layer --features tower`. The samples of all rows are interleaved, so that other load on the machine
//! affects all of them; the minimum is the cost of the code. Allocations are exact on any machine. The servers are called with
//! connections that are kept open, from threads of the same process, in turns; what counts is the ratio.

#![expect(clippy::unwrap_used, reason = "a benchmark may fail by panicking")]

use std::convert::Infallible;
use std::hint::black_box;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::{Request, StatusCode};
use axum::routing::post;
use http_body_util::Full;
use order_contracts::Api;
use order_contracts::contract::Contract;
use order_contracts::http::{CheckedBody, ContractLayer, Mode};
use order_contracts::validate::{self, Options};
use serde_json::Value;
use tower::{Layer, Service, service_fn};

fn example(name: &str) -> String {
    let pointer = format!("/components/examples/{name}/value");
    Api::KohortPay.document().pointer(&pointer).unwrap().to_string()
}

fn main() {
    in_process();
    if !std::env::args().any(|argument| argument == "--in-process") {
        servers();
    }
}

/// A name, and what is measured.
type Row<'a> = (String, Box<dyn Fn() + 'a>);

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

fn in_process() {
    let contract: &'static Contract = Api::KohortPay.contract();
    let options = Options::new().base_path("");
    let (order, answer) = (example("CreateOrderRequest"), example("OrderResponse"));
    let created = axum::http::Response::builder().status(201).header("content-type", "application/json");
    let created = created.body(Bytes::from(answer.clone())).unwrap();
    let sent = request("POST", "/orders", &order);
    let (sent, options) = (&sent, &options);
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (method, target, body) in [
        ("POST", "/orders", order.as_str()),
        ("PATCH", "/customers/cus_1", r#"{"firstName": "Ann"}"#),
        ("GET", "/orders/ord_1?expand=organization", ""),
        ("GET", "/orders?take=10&skip=20&orderBy=createdAt:desc&search=ann&expand=organization", ""),
        ("POST", "/nothing", ""),
        ("POST", "/orders", r#"{"amount": -1}"#),
    ] {
        let request = request(method, target, body);
        let run = move || drop(black_box(options.request(contract, &validate::Request::from(black_box(&request)))));
        rows.push((format!("validate::request {method} {target} {}", body.len()), Box::new(run)));
    }
    rows.push((
        "validate::response 201".to_owned(),
        Box::new(move || {
            let response = validate::Response::from(black_box(&created));
            drop(black_box(options.response(contract, &validate::Request::from(sent), &response)));
        }),
    ));
    for (name, requests, responses) in [
        ("layer off", Mode::Off, Mode::Off),
        ("layer requests", Mode::Enforce, Mode::Off),
        ("layer both", Mode::Enforce, Mode::Enforce),
    ] {
        let layer = ContractLayer::new(contract).options(options.clone()).requests(requests).responses(responses);
        let answer = Bytes::from(answer.clone());
        let service = layer.layer(service_fn(move |_: Request<CheckedBody<Full<Bytes>>>| {
            let response = axum::http::Response::builder().status(201).header("content-type", "application/json");
            std::future::ready(Ok::<_, Infallible>(response.body(Full::new(answer.clone())).unwrap()))
        }));
        rows.push((
            format!("{name}, with the request made and the answer dropped"),
            Box::new(move || {
                let mut service = service.clone();
                let mut context = Context::from_waker(Waker::noop());
                assert!(service.poll_ready(&mut context).is_ready());
                let future = std::pin::pin!(service.call(sent.clone().map(Full::new)));
                assert!(matches!(future.poll(&mut context), Poll::Ready(Ok(_))));
            }),
        ));
    }
    const BATCH: u32 = 500;
    let mut least = vec![Duration::MAX; rows.len()];
    for _ in 0..200 {
        for ((_, run), least) in rows.iter().zip(&mut least) {
            let began = Instant::now();
            (0..BATCH).for_each(|_| run());
            *least = (*least).min(began.elapsed() / BATCH);
        }
    }
    println!("{:>8} {:>12}  in process", "ns", "allocations");
    for ((name, run), least) in rows.iter().zip(least) {
        let allocations = allocation_counter::measure(run).count_total;
        println!("{:>8} {allocations:>12}  {name}", least.as_nanos());
    }
}

/// A server, and how many requests a second it answered in each round.
struct Server {
    handler: &'static str,
    layer: &'static str,
    address: SocketAddr,
    rates: Vec<f64>,
}

fn servers() {
    let (order, answer) = (example("CreateOrderRequest"), example("OrderResponse"));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let layers = [
        ("none", None),
        ("off", Some((Mode::Off, Mode::Off))),
        ("requests", Some((Mode::Enforce, Mode::Off))),
        ("requests, 1 in 8 responses", Some((Mode::Enforce, Mode::one_in(8)))),
        ("requests and responses", Some((Mode::Enforce, Mode::Enforce))),
    ];
    let mut servers = Vec::new();
    for handler in ["Bytes", "Json<Value>"] {
        for (name, modes) in layers {
            let answer = Bytes::from(answer.clone());
            let created = move || {
                let headers = [("content-type", "application/json")];
                std::future::ready((StatusCode::CREATED, headers, answer.clone()))
            };
            let route = match handler {
                "Bytes" => post(move |_: Bytes| created()),
                _ => post(move |_: axum::Json<Value>| created()),
            };
            let router = Router::new().route("/orders", route);
            let router = match modes {
                None => router,
                Some((requests, responses)) => {
                    let layer = ContractLayer::new(Api::KohortPay.contract()).options(Options::new().base_path(""));
                    router.layer(layer.requests(requests).responses(responses))
                }
            };
            let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
            let address = listener.local_addr().unwrap();
            runtime.spawn(async move { axum::serve(listener, router).await });
            servers.push(Server { handler, layer: name, address, rates: Vec::new() });
        }
    }
    let head = "POST /orders HTTP/1.1\r\nhost: api.kohortpay.com\r\nuser-agent: bench\r\naccept: */*\r\n\
                authorization: Bearer sk_test_1\r\ncontent-type: application/json";
    let message: Arc<str> = format!("{head}\r\ncontent-length: {}\r\n\r\n{order}", order.len()).into();
    for round in 0..8 {
        for server in &mut servers {
            let rate = rate(server.address, &message);
            // The first round warms up.
            if round > 0 {
                server.rates.push(rate);
            }
        }
    }
    println!("\n{:<12} {:<28} {:>12} {:>8}", "handler", "layer", "requests/s", "of bare");
    let mut bare = f64::NAN;
    for Server { handler, layer, rates, .. } in &mut servers {
        rates.sort_by(f64::total_cmp);
        let best = rates.last().copied().unwrap();
        if *layer == "none" {
            bare = best;
        }
        println!("{handler:<12} {layer:<28} {best:>12.0} {:>8.2}", best / bare);
    }
}

/// Requests a second over connections that are kept open, several requests under way on each.
fn rate(address: SocketAddr, message: &Arc<str>) -> f64 {
    const CONNECTIONS: usize = 4;
    const DEPTH: usize = 16;
    let time = Duration::from_millis(400);
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let message = Arc::clone(message);
            std::thread::spawn(move || {
                let mut stream = TcpStream::connect(address).unwrap();
                stream.set_nodelay(true).unwrap();
                let messages = message.repeat(DEPTH);
                stream.write_all(message.as_bytes()).unwrap();
                let mut buffer = vec![0; 1 << 20];
                // All answers are of one length, but for the date, which has one too.
                let length = whole(&mut stream, &mut buffer);
                let (began, mut count) = (Instant::now(), 0);
                while began.elapsed() < time {
                    stream.write_all(messages.as_bytes()).unwrap();
                    stream.read_exact(&mut buffer[..length * DEPTH]).unwrap();
                    assert!(buffer.starts_with(b"HTTP/1.1 201"));
                    count += DEPTH;
                }
                count as f64 / began.elapsed().as_secs_f64()
            })
        })
        .collect();
    clients.into_iter().map(|client| client.join().unwrap()).sum()
}

/// Reads one answer; its length.
fn whole(stream: &mut TcpStream, buffer: &mut [u8]) -> usize {
    let mut end = 0;
    loop {
        end += stream.read(&mut buffer[end..]).unwrap();
        let text = String::from_utf8_lossy(&buffer[..end]);
        let Some((head, _)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        let length = head.len() + 4 + length.parse::<usize>().unwrap();
        if end >= length {
            return length;
        }
    }
}
