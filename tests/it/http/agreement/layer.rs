//! What the layer says of the exchanges, around a service and around what a client sends by.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Full;
use order_contracts::Api;
use order_contracts::http::{CheckedBody, ContractLayer, Direction, Mode, Observation, Undeclared};
use tower::{Layer, ServiceExt, service_fn};

use super::mutated::{self, Mutated};
use super::{Found, found};

/// A layer, and what it has found in the two halves.
struct Observed {
    layer: ContractLayer,
    found: Arc<Mutex<[Option<Found>; 2]>>,
}

/// What became of an exchange.
struct Passed {
    status: StatusCode,
    found: [Option<Found>; 2],
    /// Whether the service was called.
    is_sent: bool,
}

impl Observed {
    fn new(api: Api, mode: Mode) -> Self {
        let kept: Arc<Mutex<[Option<Found>; 2]>> = Arc::default();
        let keep = Arc::clone(&kept);
        let layer = ContractLayer::new(api.contract()).requests(mode).responses(mode).undeclared(Undeclared::Report);
        let layer = layer.sink(move |observation: &Observation<'_>| {
            let half = usize::from(observation.direction == Direction::Response);
            let before = keep.lock().unwrap()[half].replace(found(observation.report));
            assert_eq!(before, None, "each half is reported once");
        });
        Self { layer, found: kept }
    }

    async fn pass(&self, mutated: &'static Mutated, origin: &str) -> Passed {
        let is_sent = Arc::new(AtomicBool::new(false));
        let called = Arc::clone(&is_sent);
        let service = service_fn(move |_: Request<CheckedBody<Full<Bytes>>>| {
            called.store(true, Ordering::Relaxed);
            std::future::ready(Ok::<_, Infallible>(mutated.answer()))
        });
        let response = self.layer.layer(service).oneshot(mutated.request(origin)).await.unwrap();
        Passed {
            status: response.status(),
            found: std::mem::take(&mut *self.found.lock().unwrap()),
            is_sent: is_sent.load(Ordering::Relaxed),
        }
    }
}

#[tokio::test]
async fn the_layer_agrees_around_a_service_and_around_a_client() {
    // Servers get a path, and clients name the whole URL.
    for origin in ["", "https://api.example.com"] {
        for api in Api::ALL {
            let (observing, enforcing) = (Observed::new(api, Mode::Observe), Observed::new(api, Mode::Enforce));
            for mutated in mutated::of(api) {
                agree(mutated, &observing.pass(mutated, origin).await, &enforcing.pass(mutated, origin).await);
            }
        }
    }
}

fn agree(mutated: &Mutated, observed: &Passed, enforced: &Passed) {
    let Mutated { exchange, found: [request, response], is_routed, .. } = mutated;
    // The response to a request of no operation is not checked.
    let checked = |response: &Found| is_routed.then(|| response.clone());
    assert_eq!(observed.found, [Some(request.clone()), checked(response)], "{exchange}");
    assert!(observed.is_sent && observed.status.as_u16() == mutated.status(), "{exchange}");

    let is_refused = *is_routed && !enforced.is_sent;
    match request.0.as_str() {
        "valid" => assert!(!is_refused, "{exchange}"),
        "invalid" if *is_routed => assert!(is_refused, "{exchange}"),
        _ => {}
    }
    assert_eq!(enforced.found[0].as_ref().map(|(verdict, _)| verdict), Some(&request.0), "{exchange}");
    if is_refused {
        assert!((400..=422).contains(&enforced.status.as_u16()), "{} {exchange}", enforced.status);
        assert_eq!(enforced.found[1], None, "{exchange}");
        return;
    }
    assert_eq!(enforced.found[1], checked(response), "{exchange}");
    // An error that is not declared is replaced by no other.
    let is_only_an_error = mutated.status() >= 500 && response.1 == ["undeclared-status"];
    let is_replaced = *is_routed && response.0 == "invalid" && !is_only_an_error;
    let status = if is_replaced { 500 } else { mutated.status() };
    assert_eq!(enforced.status.as_u16(), status, "{exchange}");
}
