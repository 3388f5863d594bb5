//! The layer around an `axum` router.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};
use http_body_util::BodyExt;
use order_contracts::http::{ContractLayer, Mode};
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
