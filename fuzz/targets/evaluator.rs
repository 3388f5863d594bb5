//! The evaluator beside the validator crate: the same verdict on every value, but for those that are left open. Input: the
//! schemas `A`, `B` and `C` as an object, a NUL byte, a payload. Seeds have circles of references and references that fan
//! out.

#![no_main]

use libfuzzer_sys::fuzz_target;
use order_contracts::json;
use order_contracts::pointer::Pointer;
use order_contracts::schema::{Direction, Validator};

fuzz_target!(|bytes: &[u8]| {
    let Some(at) = bytes.iter().position(|&byte| byte == 0) else { return };
    let Ok(schemas) = serde_json::from_slice::<serde_json::Value>(&bytes[..at]) else { return };
    let Ok(payload) = json::parse(&bytes[at + 1..]) else { return };
    let document = serde_json::json!({"openapi": "3.1.0", "components": {"schemas": schemas}});
    let place = Pointer::root().key("components").key("schemas").key("A");
    let validator = Validator::new(&document, &place, Direction::Neutral);
    let judgement = validator.judge(&payload);
    assert_eq!(validator.is_valid(&payload), judgement.holds());
    // Patterns are read as ECMA-262 has them, which the crate's engine does not in every corner.
    if !judgement.unjudged.is_empty() || String::from_utf8_lossy(bytes).contains("attern") {
        return;
    }
    let crate_options = jsonschema::options().should_validate_formats(true).with_email_options(jsonschema::EmailOptions::default().without_display_text()).offline();
    if let Ok(exact) = crate_options.build(&validator.bundle().schema) {
        assert_eq!(exact.is_valid(&payload), judgement.holds(), "{document} {payload}");
    }
});
