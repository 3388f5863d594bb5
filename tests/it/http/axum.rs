//! The layer around an `axum` router.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};
use http_body_util::BodyExt;
use order_contracts::http::{Checked, ContractLayer, Mode};
use order_contracts::validate::Options;
use tower::ServiceExt;

use super::shop;

async fn created() -> (StatusCode, axum::Json<serde_json::Value>) {
    (StatusCode::CREATED, axum::Json(serde_json::json!({"id": "1", "amount": 1})))
}

async fn found(Path(id): Path<String>) -> axum::Json<serde_json::Value> {
    axum::Json(serde_json::json!({"id": id, "amount": 1}))
}

fn routes() -> Router {
    Router::new().route("/orders", post(created)).route("/orders/{id}", get(found))
}

async fn send(app: Router, request: Request<Body>) -> (u16, String) {
    let response = app.oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

fn order(path: &str, body: &'static str) -> Request<Body> {
    let request = Request::post(path).header("authorization", "Bearer secret");
    request.header("content-type", "application/json").body(Body::from(body)).unwrap()
}

#[tokio::test]
async fn a_router_is_checked_as_a_whole_nested_or_by_its_routes() {
    let layer = || ContractLayer::new(shop()).responses(Mode::Enforce);
    let whole = Router::new().nest("/v1", routes()).layer(layer());
    // Inside of `nest` the prefix is gone.
    let stripped = layer().options(Options::new().base_path(""));
    let nested = Router::new().nest("/v1", routes().layer(stripped));
    for app in [whole, nested] {
        assert_eq!(send(app.clone(), order("/v1/orders", r#"{"amount": 1}"#)).await.0, 201);
        let (status, body) = send(app.clone(), order("/v1/orders", r#"{"amount": "1"}"#)).await;
        assert_eq!(status, 422, "{body}");
        let get = Request::get("/v1/orders/7").header("authorization", "Bearer secret").body(Body::empty()).unwrap();
        assert_eq!(send(app, get).await, (200, r#"{"amount":1,"id":"7"}"#.to_owned()));
    }
}

#[derive(Debug, serde::Deserialize)]
struct Order {
    amount: u8,
}

async fn checked(Checked(order): Checked<Order>) -> (StatusCode, axum::Json<serde_json::Value>) {
    (StatusCode::CREATED, axum::Json(serde_json::json!({"id": "1", "amount": order.amount})))
}

#[tokio::test]
async fn a_checked_value_is_of_a_valid_request_only() {
    let routes = || Router::new().route("/v1/orders", post(checked));
    let layer = |mode| ContractLayer::new(shop()).requests(mode);
    let valid = r#"{"amount": 7}"#;
    assert_eq!(send(routes().layer(layer(Mode::Enforce)), order("/v1/orders", valid)).await.0, 201);
    // While the layer only observes, and where it does not even do that, the handler is as safe.
    let (status, body) = send(routes().layer(layer(Mode::Observe)), order("/v1/orders", r#"{"amount": -7}"#)).await;
    assert_eq!(status, 422, "{body}");
    assert_eq!(send(routes().layer(layer(Mode::Off)), order("/v1/orders", valid)).await.0, 422);
    assert_eq!(send(routes(), order("/v1/orders", valid)).await.0, 500);
    // Valid, and not of the type: no value is repeated.
    let (status, body) = send(routes().layer(layer(Mode::Enforce)), order("/v1/orders", r#"{"amount": 70000}"#)).await;
    assert_eq!((status, body.contains("70000")), (422, false), "{body}");
    // A packed body is unpacked for the handler's value as it was for the contract.
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, valid.as_bytes()).unwrap();
    let mut packed = order("/v1/orders", "").map(|_| Body::from(encoder.finish().unwrap()));
    packed.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
    let (status, body) = send(routes().layer(layer(Mode::Enforce)), packed).await;
    assert_eq!((status, body.as_str()), (201, r#"{"amount":7,"id":"1"}"#));
}
