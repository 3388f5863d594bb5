//! `config`: the effective values, and where each comes from.

use std::fs;

use insta::assert_snapshot;

use crate::cli::run_in;

/// A configuration with every key.
pub(super) const EVERY_KEY: &str = r#"version = 1
base = "origin/main"
undeclared = "sent"
overlapping = "not-sent"

[fail-on]
wire = "undecided"
code = "breaking"
policy = "off"
docs = "any"

[rules]
response-enum-value-added = "warn"
operation-id-changed = { level = "allow", reason = "no generated clients", contracts = ["internal"] }

[waivers]
file = "order-contracts.waivers.toml"
max-days = 180
stale = "deny"
new = "warn"

[limits]
nesting = 64
record-bytes = "16MiB"

[[contract]]
name = "orders"
path = "openapi/orders.yaml"
base = "v1.4.0"

[contract.traffic]
inputs = ["captures/*.har", "logs"]
schema = "createOrder"
baseline = "traffic-baseline.json"
min-coverage = 60.5
strict = true

[[contract]]
name = "internal"
path = "openapi/internal/*.yaml"
"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("openapi/internal")).unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for file in ["orders.yaml", "internal/a.yaml", "internal/b.yaml"] {
        fs::write(folder.path().join("openapi").join(file), crate::diff::BASE).unwrap();
    }
    fs::write(folder.path().join("order-contracts.toml"), EVERY_KEY).unwrap();
    folder
}

#[test]
fn every_value_and_its_origin() {
    let folder = folder();
    assert_snapshot!("effective_text", run_in(folder.path(), &["config"], b""));
    assert_snapshot!("effective_json", run_in(folder.path(), &["config", "--format", "json"], b""));
}

#[test]
fn flags_win_over_the_file_and_the_file_over_defaults() {
    let folder = folder();
    let at = folder.path();
    let line = |told: &str, key: &str| {
        told.lines()
            .find(|line| line.trim_start().starts_with(key))
            .map(str::split_whitespace)
            .map(Iterator::collect::<Vec<_>>)
            .unwrap()
            .join(" ")
    };
    let flags = ["config", "--base", "main", "--fail-on", "wire=any,docs=off", "--limit", "nesting=7"];
    let told = run_in(at, &flags, b"");
    assert_eq!(line(&told, "base"), "base main --base");
    assert_eq!(line(&told, "fail-on.wire"), "fail-on.wire any --fail-on");
    assert_eq!(line(&told, "fail-on.code"), "fail-on.code breaking order-contracts.toml:8");
    assert_eq!(line(&told, "limits.nesting"), "limits.nesting 7 --limit");
    assert_eq!(line(&told, "limits.values"), "limits.values 2000000 default");
    assert!(told.matches("main").count() >= 4, "the base of contracts is overridden too: {told}");

    let told = run_in(&at.join("openapi/internal"), &["config"], b"");
    assert!(told.contains("../../order-contracts.toml (found"), "{told}");
    assert!(told.contains("../../openapi/orders.yaml"), "{told}");
    let told = run_in(at, &["config", "--no-config"], b"");
    assert!(told.contains("no configuration"), "{told}");
    fs::write(at.join("other.toml"), "version = 1\nbase = \"v2\"\n").unwrap();
    let told = run_in(at, &["config", "--config", "other.toml"], b"");
    assert_eq!(line(&told, "base"), "base v2 other.toml:2");
}
