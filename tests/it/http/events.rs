//! Findings as events of `tracing`.

use std::fmt::{self, Write};
use std::sync::{Arc, Mutex};

use order_contracts::contract::Endpoint;
use order_contracts::http::{ContractLayer, Denied, Events, Mode};
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber, span};

use super::{answering, json, order, shop};

/// Takes down the events of this crate.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "order_contracts"
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn a_flood_is_written_at_powers_of_ten() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let layer = ContractLayer::new(shop()).requests(Mode::Observe).sink(Events::new());
    let service = answering(|| json(201, r#"{"id": "1", "amount": 1}"#));
    for _ in 0..15 {
        service.send(&layer, order(r#"{"amount": 1, "note": 5}"#)).await;
    }
    let line = |times: u32| {
        format!(
            "WARN message=`/note`: wanted a string, found an integer direction=\"request\" operation=\"createOrder\" \
             rule=\"type\" part=\"body\" times={times}"
        )
    };
    assert_eq!(*log.0.lock().unwrap(), [line(1), line(10)]);
}

#[tokio::test]
async fn credentials_that_are_tried_are_written_at_powers_of_ten() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let deny = |_: &http::request::Parts, _: &Endpoint| Err(Denied::Unauthorized);
    let layer = ContractLayer::new(shop()).authorize(deny).sink(Events::new());
    let service = answering(|| json(201, r#"{"id": "1", "amount": 1}"#));
    for _ in 0..15 {
        assert_eq!(service.send(&layer, order(r#"{"amount": 1}"#)).await.0.status, 401);
    }
    let line = |times: u32| {
        format!(
            "WARN message=the credentials are not valid direction=\"request\" operation=\"createOrder\" \
             rule=\"invalid-credentials\" part=\"security\" times={times}"
        )
    };
    assert_eq!(*log.0.lock().unwrap(), [line(1), line(10)]);
}
