//! Recorded exchanges: an entry of a HAR file or a line of NDJSON is read whole or refused, and what was read is judged.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use order_contracts::contract::Contract;
use order_contracts::validate::{Options, Recorded};

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let text = include_str!("../../examples/contracts/shop.yaml");
    Contract::from_str(text, "shop.yaml").expect("the example is a contract")
});

fuzz_target!(|bytes: &[u8]| {
    for read in [Recorded::from_har_entry, Recorded::from_json] {
        let Ok(recorded) = read(bytes) else { continue };
        let options = Options::new();
        let _ = options.request(&CONTRACT, &recorded.request).to_string();
        if let Some(response) = &recorded.response {
            let _ = options.response(&CONTRACT, &recorded.request, response).to_string();
        }
    }
});
