//! However many requests there are, what the layer holds is the same.

use std::sync::Arc;

use http::Request;
use http_body_util::Full;
use order_contracts::http::{Channel, ContractLayer, Counters, Groups, Mode};

use super::{answering, json, order, shop};

#[test]
fn memory_is_flat_over_many_requests() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (counters, groups) = (Arc::new(Counters::new()), Arc::new(Groups::new(50)));
    let (channel, _receiver) = Channel::new(10);
    let layer = ContractLayer::new(shop())
        .requests(Mode::Observe)
        .responses(Mode::Enforce)
        .sink(Arc::clone(&counters))
        .sink(groups)
        .sink(channel);
    let service = answering(|| json(201, r#"{"id": "1", "amount": 1}"#));
    let send = |number: usize| {
        let get =
            |path: String| Request::get(path).header("authorization", "Bearer secret").body(Full::default()).unwrap();
        // What differs from request to request must not be a key of anything.
        let request = match number % 5 {
            0 => order(r#"{"amount": 1}"#),
            1 => order(&format!(r#"{{"amount": -{number}, "x{number}": 1}}"#)),
            2 => get(format!("/v1/orders/{number}")),
            3 => get(format!("/v1/nothing/{number}?a{number}=1")),
            _ => order(&format!(r#"{{"amount": 1, "note": "{}"}}"#, "x".repeat(number % 60))),
        };
        runtime.block_on(service.send(&layer, request));
    };
    (0..1_000).for_each(send);
    let info = allocation_counter::measure(|| (1_000..20_000).for_each(send));
    assert!(info.count_total > 100_000, "the requests were sent");
    // What `tokio` and the map of the last body keep may differ by a few.
    assert!(info.bytes_current.unsigned_abs() < 4_096, "{} bytes more", info.bytes_current);
}
