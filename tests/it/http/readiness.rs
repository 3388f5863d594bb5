//! A service is called only after it was polled ready: limits and pools depend on it.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use order_contracts::http::{CheckedBody, ContractLayer};
use tower::limit::ConcurrencyLimitLayer;
use tower::{Service, ServiceBuilder, ServiceExt, service_fn};

use super::{json, order, shop};

#[tokio::test]
async fn a_limit_of_concurrent_requests_holds() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (within, peak) = (Arc::clone(&now), Arc::clone(&most));
    let handler = service_fn(move |_: Request<CheckedBody<Full<Bytes>>>| {
        let (within, peak) = (Arc::clone(&within), Arc::clone(&peak));
        async move {
            peak.fetch_max(within.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            within.fetch_sub(1, Ordering::SeqCst);
            Ok::<_, Infallible>(json(201, r#"{"id": "1", "amount": 1}"#))
        }
    });
    // A `ConcurrencyLimit` that is called without having been polled panics.
    let service =
        ServiceBuilder::new().layer(ContractLayer::new(shop())).layer(ConcurrencyLimitLayer::new(2)).service(handler);
    let requests = (0..50).map(|number| {
        let service = service.clone();
        let body = if number % 5 == 0 { "{}" } else { r#"{"amount": 1}"# };
        tokio::spawn(async move { service.oneshot(order(body)).await.unwrap().status().as_u16() })
    });
    let mut statuses = Vec::new();
    for request in requests.collect::<Vec<_>>() {
        statuses.push(request.await.unwrap());
    }
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 10);
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 40);
    assert_eq!((now.load(Ordering::SeqCst), most.load(Ordering::SeqCst)), (0, 2));

    // One service, one request after the other, with bodies and without.
    let mut service = service;
    for _ in 0..5 {
        let get = Request::get("/v1/orders").header("authorization", "Bearer secret").body(Full::default()).unwrap();
        for request in [order(r#"{"amount": 1}"#), get, order("{}")] {
            service.ready().await.unwrap().call(request).await.unwrap();
        }
    }
}
