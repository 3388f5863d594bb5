//! A service that checks its requests by hand: what violates the contract is answered with problem details (RFC 9457).
//!
//! ```sh
//! cargo run --example check_requests -- examples/contracts/shop.yaml
//! curl -i -H 'authorization: Bearer x' --json '{"amount": -1}' http://127.0.0.1:8080/v1/orders
//! ```

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::sync::Arc;

use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use order_contracts::contract::Contract;
use order_contracts::validate::{self, ProblemDetails};
use tokio::net::TcpListener;

/// Larger bodies are refused before they are read.
const MAX_BODY: usize = 1 << 20;

#[tokio::main]
async fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: check_requests FILE [PORT]");
        return ExitCode::from(2);
    };
    let port = std::env::args().nth(2).and_then(|port| port.parse().ok()).unwrap_or(8080);
    match serve(&path, port).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(path: &str, port: u16) -> Result<(), Box<dyn std::error::Error>> {
    // Loaded once; a problem of the document does not stop the service, but somebody should know.
    let contract = Arc::new(Contract::from_path(path.as_ref())?);
    for problem in contract.problems() {
        eprintln!("warning: {problem}");
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        let contract = Arc::clone(&contract);
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(Arc::clone(&contract), request));
            if let Err(error) = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await {
                eprintln!("warning: {error}");
            }
        });
    }
}

async fn answer(contract: Arc<Contract>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Ok(status(StatusCode::PAYLOAD_TOO_LARGE)),
        Err(_) => return Ok(status(StatusCode::BAD_REQUEST)),
    };
    let request = Request::from_parts(parts, body);
    let report = validate::request(&contract, &(&request).into());
    // `undecided` is let through: the contract does not say, and the handler may know better.
    let response = match ProblemDetails::of_request(&report) {
        Some(problem) => refusal(&problem),
        None => status(StatusCode::NO_CONTENT), // a real service would call its handler here
    };
    Ok(response)
}

fn refusal(problem: &ProblemDetails<'_>) -> Response<Full<Bytes>> {
    let body = serde_json::to_vec(problem).unwrap_or_default();
    let mut response = Response::builder().status(problem.status).header("content-type", "application/problem+json");
    if problem.status == StatusCode::METHOD_NOT_ALLOWED.as_u16() {
        response = response.header("allow", problem.allow().join(", "));
    }
    response.body(Full::from(body)).unwrap_or_else(|_| status(StatusCode::INTERNAL_SERVER_ERROR))
}

fn status(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}
