//! A service of `axum` whose requests and responses are checked against its contract: five lines and a layer.
//!
//! ```sh
//! cargo run --example axum_service --features axum -- 8080
//! curl -i -H 'authorization: Bearer x' --json '{"amount": 35000}' http://127.0.0.1:8080/v1/orders
//! curl -i -H 'authorization: Bearer x' --json '{"amount": -1}' http://127.0.0.1:8080/v1/orders
//! curl -i -H 'authorization: Bearer x' http://127.0.0.1:8080/v1/orders/7
//! ```

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use order_contracts::contract::Contract;
use order_contracts::http::{Checked, ContractLayer, Counters, Mode, Observation};
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[derive(serde::Deserialize)]
struct CreateOrder {
    amount: u64,
}

/// Is called with orders that hold everything that the contract says.
async fn create(Checked(order): Checked<CreateOrder>) -> (StatusCode, Json<Value>) {
    (StatusCode::CREATED, Json(json!({"id": "1", "amount": order.amount})))
}

/// Breaks the contract: an order has an amount. The client gets a 500, the log says what is wrong.
async fn read(Path(id): Path<String>) -> Json<Value> {
    Json(json!({"id": id}))
}

/// What was found so far, for a collector of metrics.
async fn metrics(counters: Arc<Counters>) -> String {
    let line = |count: order_contracts::http::Count| {
        format!("{} {} {} {}\n", count.direction, count.operation, count.rule, count.times)
    };
    counters.findings().into_iter().map(line).collect()
}

fn log(observation: &Observation<'_>) {
    if !observation.report.is_valid() {
        eprintln!("{:?} {:?}: {}", observation.direction, observation.action, observation.report);
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).map_or(Ok(8080), |port| port.parse())?;
    let counters = Arc::new(Counters::new());
    let shown = Arc::clone(&counters);

    // These are the five lines.
    let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
    let layer = ContractLayer::new(contract)
        .requests(Mode::Enforce)
        .responses(Mode::Enforce)
        .pass("/metrics")
        .sink(log)
        .sink(counters);

    let app = Router::new()
        .route("/v1/orders", post(create))
        .route("/v1/orders/{id}", get(read))
        .route("/metrics", get(move || metrics(shown)))
        .layer(layer);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, app).await?)
}
