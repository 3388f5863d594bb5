//! A client of any API whose requests and responses are checked against the contract: the same layer around `reqwest`.
//!
//! ```sh
//! cargo run --example axum_service --features axum -- 8080 &
//! cargo run --example checked_client --features tower -- http://127.0.0.1:8080/v1 35000
//! cargo run --example checked_client --features tower -- http://127.0.0.1:8080/v1 -1
//! ```

use std::process::ExitCode;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use order_contracts::contract::Contract;
use order_contracts::http::{CheckedBody, ContractLayer, Mode, Observation};
use tower::{Layer, ServiceExt, service_fn};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Sends a request of the types of `http` by `reqwest`.
async fn send(
    client: reqwest::Client,
    request: Request<CheckedBody<Full<Bytes>>>,
) -> Result<Response<reqwest::Body>, Failure> {
    let request = reqwest::Request::try_from(request.map(reqwest::Body::wrap))?;
    Ok(Response::from(client.execute(request).await?))
}

fn log(observation: &Observation<'_>) {
    if !observation.report.is_valid() {
        eprintln!("{:?}: {}", observation.direction, observation.report);
    }
}

async fn create(url: &str, amount: &str) -> Result<(StatusCode, Bytes), Failure> {
    let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
    // A request that breaks the contract is not sent; a response that breaks it is not used.
    let layer = ContractLayer::new(contract)
        .requests(Mode::Enforce)
        .responses(Mode::Enforce)
        .replacement_status(StatusCode::BAD_GATEWAY)
        .sink(log);
    let client = reqwest::Client::new();
    let service = layer.layer(service_fn(move |request| send(client.clone(), request)));

    let request = Request::post(format!("{url}/orders"))
        .header("authorization", "Bearer secret")
        .header("content-type", "application/json")
        .body(Full::from(format!("{{\"amount\": {amount}}}")))?;
    let (head, body) = service.oneshot(request).await?.into_parts();
    Ok((head.status, body.collect().await?.to_bytes()))
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, amount] = arguments.as_slice() else {
        eprintln!("usage: checked_client URL AMOUNT");
        return ExitCode::from(2);
    };
    match create(url, amount).await {
        Ok((status, body)) => {
            println!("{status}: {}", String::from_utf8_lossy(&body));
            if status.is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
