//! The JSON reader beside serde_json: what both accept is the same value, and what only one accepts has a reason.

#![no_main]

use libfuzzer_sys::fuzz_target;
use order_contracts::json::{self, SyntaxErrorKind};

fuzz_target!(|bytes: &[u8]| {
    let theirs = serde_json::from_slice::<serde_json::Value>(bytes);
    match (json::parse(bytes), theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs),
        // serde_json has no number beyond the largest `f64`.
        (Ok(_), Err(error)) => assert!(error.to_string().contains("number out of range"), "{error}"),
        (Err(error), Ok(_)) => {
            assert!(matches!(error.kind(), SyntaxErrorKind::DuplicateKey { .. }), "{error}");
        }
        (Err(error), Err(_)) => assert!(error.offset() <= bytes.len()),
    }
});
