//! Spans of calls and their attempts, by the conventions of OpenTelemetry.

use std::fmt::{self, Write};
use std::sync::{Arc, Mutex};

use order_contracts::client::Settings;
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber, span};

use super::calls::TOKEN;
use super::service::{Answer, Script, json as answer};

/// Takes down the spans, and what is recorded in them later.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {}={value:?}", field.name()).expect("a string");
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("order_contracts")
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        let mut line = Line(attributes.metadata().name().to_owned());
        attributes.record(&mut line);
        let mut lines = self.0.lock().expect("no panic");
        lines.push(line.0);
        span::Id::from_u64(lines.len() as u64)
    }

    fn record(&self, id: &span::Id, record: &span::Record<'_>) {
        let mut line = Line(String::new());
        record.record(&mut line);
        let at = usize::try_from(id.into_u64()).expect("a number") - 1;
        self.0.lock().expect("no panic")[at].push_str(&line.0);
    }

    fn event(&self, _: &Event<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[tokio::test(start_paused = true)]
async fn each_call_and_each_attempt_is_a_span_without_payloads() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let script = Script::of([Answer::Failure, answer(503, ""), answer(404, json!({"error": {"message": "Jane Doe"}}))]);
    let client = script.client(&Settings::default());
    let call = client.get_order().id("ord_secret").expand(vec!["jane".to_owned()]);
    call.send().await.expect_err("an unknown order");
    let lines = log.0.lock().expect("no panic").join("\n");
    for secret in ["secret", "jane", "Jane", TOKEN] {
        assert!(!lines.contains(secret), "{lines}");
    }
    insta::assert_snapshot!(lines);
}
