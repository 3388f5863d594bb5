//! The single pass beside the evaluator: what the pass accepts is JSON, and valid. Input: a schema, a NUL byte, a payload.

#![no_main]

use libfuzzer_sys::fuzz_target;
use order_contracts::json::Document;
use order_contracts::pointer::Pointer;
use order_contracts::schema::{Direction, Validator};
use serde_json::json;

fuzz_target!(|bytes: &[u8]| {
    let Some(at) = bytes.iter().position(|&byte| byte == 0) else { return };
    let (Ok(schema), payload) = (serde_json::from_slice::<serde_json::Value>(&bytes[..at]), &bytes[at + 1..]) else {
        return;
    };
    let document = json!({"openapi": "3.1.0", "components": {"schemas": {"A": schema}}});
    let place = Pointer::root().key("components").key("schemas").key("A");
    let validator = Validator::new(&document, &place, Direction::Neutral);
    if validator.accepts(payload) {
        let parsed = Document::parse(payload).expect("what the pass accepts is JSON");
        assert!(validator.judge_document(&parsed).holds(), "{document}");
    }
});
