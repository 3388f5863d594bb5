//! The documents of this crate against those of its last release: a breaking edit asks for a new major version or a waiver.

use std::path::Path;

use order_contracts::Api;
use order_contracts::contract::Contract;
use order_contracts::diff::{self, Facet, Settings, Verdict, Waiver, report};

/// Accepted changes since the last release.
const WAIVERS: &str = "openapi/baseline/waivers.json";

#[test]
fn the_documents_break_nobody() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let waivers = Waiver::read(&std::fs::read_to_string(root.join(WAIVERS)).unwrap()).unwrap();
    for api in Api::ALL {
        let base = Contract::from_path(&root.join(format!("openapi/baseline/{api}.yaml"))).unwrap();
        let comparison = diff::compare(&base, api.contract(), &Settings::new().waivers(waivers.clone(), ""));
        let major = |version: &Option<String>| {
            version.as_deref().and_then(|version| version.split('.').next()).map(str::to_owned)
        };
        let is_major = major(&comparison.base_version) != major(&comparison.revision_version);
        let worst = Facet::ALL.into_iter().map(|facet| comparison.verdict_of(facet)).max();
        assert!(
            is_major || worst < Some(Verdict::Undecided),
            "raise the major version of `info.version`, or add a waiver to {WAIVERS}:\n{}",
            report::text(&comparison)
        );
    }
}
