//! What the layer costs: in process by nanoseconds, and as the share of its throughput that an `axum` server keeps.
//!
//! `cargo bench --bench layer --features tower` measures everything, `... -- --in-process` what needs no socket. Other load on the
//! machine changes times, and the ratios of interleaved rows less; instructions are exact on any machine:
//!
//! ```sh
//! valgrind --tool=callgrind target/release/deps/layer-* --row 'Json<Value>, requests, served' 10000
//! ```

#![expect(clippy::unwrap_used, reason = "a benchmark may fail by panicking")]

mod connection;
mod in_process;
mod servers;
#[path = "../table/mod.rs"]
mod table;

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::post;
use order_contracts::Api;
use order_contracts::http::{ContractLayer, Mode};
use order_contracts::validate::Options;
use serde_json::Value;

fn main() {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--row", name, times] => in_process::repeat(name, times.parse().unwrap()),
        ["--in-process"] => in_process::measure(),
        _ => {
            in_process::measure();
            servers::measure();
        }
    }
}

/// The value of an example of the document.
fn example(name: &str) -> String {
    let pointer = format!("/components/examples/{name}/value");
    Api::KohortPay.document().pointer(&pointer).unwrap().to_string()
}

/// What a handler reads.
const HANDLERS: [&str; 2] = ["Bytes", "Json<Value>"];

/// The modes of requests and of responses; `None` is a server without a layer.
const LAYERS: [(&str, Option<(Mode, Mode)>); 5] = [
    ("no layer", None),
    ("off", Some((Mode::Off, Mode::Off))),
    ("requests", Some((Mode::Enforce, Mode::Off))),
    ("requests, 1 in 8 responses", Some((Mode::Enforce, Mode::one_in(8)))),
    ("requests and responses", Some((Mode::Enforce, Mode::Enforce))),
];

/// A service that takes orders.
fn router(handler: &str, modes: Option<(Mode, Mode)>) -> Router {
    let answer = Bytes::from(example("OrderResponse"));
    let created = move || {
        let headers = [("content-type", "application/json")];
        std::future::ready((StatusCode::CREATED, headers, answer.clone()))
    };
    let route = match handler {
        "Bytes" => post(move |_: Bytes| created()),
        _ => post(move |_: axum::Json<Value>| created()),
    };
    let router = Router::new().route("/orders", route);
    match modes {
        None => router,
        Some((requests, responses)) => {
            let layer = ContractLayer::new(Api::KohortPay.contract()).options(Options::new().base_path(""));
            router.layer(layer.requests(requests).responses(responses))
        }
    }
}
