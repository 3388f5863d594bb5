//! Documents: whatever the bytes are, they are a contract or one error, and every schema of a contract judges something.

#![no_main]

use libfuzzer_sys::fuzz_target;
use order_contracts::contract::Contract;
use order_contracts::limits::Limits;
use order_contracts::validate::{Options, payload_bytes};

fuzz_target!(|bytes: &[u8]| {
    let mut limits = Limits::default();
    limits.document_values = 20_000;
    match Contract::from_bytes_within(bytes.to_vec(), "document", &limits) {
        Ok(contract) => {
            let _ = contract.problems();
            let names = contract.document()["components"]["schemas"].as_object().into_iter().flatten();
            for (name, _) in names.take(20) {
                if let Ok(schema) = contract.schema_named(name) {
                    for payload in [&b"{}"[..], b"[1]", b"\"a\"", b"null", br#"{"a": {"a": [1, "b"]}}"#] {
                        let _ = payload_bytes(&contract, &schema, payload, &Options::new()).to_string();
                    }
                }
            }
        }
        Err(error) => assert_eq!(error.to_string().lines().count(), 1, "{error}"),
    }
});
