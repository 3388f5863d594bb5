//! The JSON Schema of the configuration agrees with its reader.

use std::fs;
use std::sync::LazyLock;

use serde_json::Value;

use super::effective::EVERY_KEY;
use crate::cli::run_in;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let told = run_in(folder.path(), &["config", "--schema"], b"");
    let text = told.strip_prefix("exit 0\n--- stdout\n").unwrap().strip_suffix("--- stderr\n").unwrap();
    serde_json::from_str(text).unwrap()
});

/// Whether the schema accepts a configuration.
pub(super) fn accepts(text: &str) -> bool {
    let value: Value = toml::from_str(text).unwrap();
    jsonschema::validator_for(&SCHEMA).unwrap().is_valid(&value)
}

/// Every key that the schema has at `schema`, as `fail-on.wire`.
fn keys(schema: &Value, at: &str, out: &mut Vec<String>) {
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
        keys(member, &path, out);
        keys(&member["items"], &path, out);
        out.push(path);
    }
    for alternative in schema["oneOf"].as_array().into_iter().flatten() {
        keys(alternative, at, out);
    }
}

#[test]
fn every_key_is_read_and_is_in_the_schema() {
    assert!(accepts(EVERY_KEY));
    let mut known = Vec::new();
    keys(&SCHEMA, "", &mut known);
    // A rule and a limit are enough of their kinds.
    let is_one = |key: &&String| !key.starts_with("rules.") && !key.starts_with("limits.");
    for key in known.iter().filter(is_one) {
        let last = key.rsplit('.').next().unwrap();
        assert!(EVERY_KEY.contains(&format!("{last} = ")) || EVERY_KEY.contains(&format!("{last}]")), "{key}");
    }
    for rule in order_contracts::diff::RULES {
        assert!(known.contains(&format!("rules.{}.level", rule.id)), "{}", rule.id);
    }
    let objects = serde_json::to_string(&*SCHEMA).unwrap().matches("\"type\":\"object\"").count();
    let closed = serde_json::to_string(&*SCHEMA).unwrap().matches("\"additionalProperties\":false").count();
    assert_eq!(objects, closed, "every object is closed");
}

#[test]
fn the_file_to_begin_with_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let told = run_in(folder.path(), &["config", "--init"], b"");
    assert_eq!(told, "exit 0\n--- stdout\n--- stderr\nwrote order-contracts.toml: name your documents in it\n");
    let text = fs::read_to_string(folder.path().join("order-contracts.toml")).unwrap();
    assert!(accepts(&text));
    assert!(run_in(folder.path(), &["config"], b"").starts_with("exit 0\n"));
    let told = run_in(folder.path(), &["config", "--init"], b"");
    assert_eq!(told, "exit 2\n--- stdout\n--- stderr\nerror: `order-contracts.toml` is there already\n");
    // With everything in it that is commented out.
    fs::create_dir(folder.path().join("openapi")).unwrap();
    fs::write(folder.path().join("openapi/orders.yaml"), crate::diff::BASE).unwrap();
    let is_setting =
        |line: &str| line.starts_with("# ") && (line.contains(" = ") || line.starts_with("# [")) && !line.contains('`');
    let all: String = text
        .lines()
        .map(|line| if is_setting(line) { format!("{}\n", &line[2..]) } else { format!("{line}\n") })
        .collect();
    fs::write(folder.path().join("order-contracts.toml"), &all).unwrap();
    assert!(accepts(&all), "{all}");
    let told = run_in(folder.path(), &["config"], b"");
    assert!(told.starts_with("exit 0\n") && told.contains("traffic.min-coverage"), "{told}");
}

#[test]
fn the_page_shows_what_works() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/docs/config.md")).unwrap();
    let blocks: Vec<&str> = page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let (whole, waivers): (Vec<&str>, Vec<&str>) = blocks.into_iter().partition(|block| block.contains("version = 1"));
    assert!(!whole.is_empty() && !waivers.is_empty());
    for text in whole {
        assert!(accepts(text), "{text}");
    }
    for text in waivers {
        assert!(order_contracts::diff::Waiver::read(text).is_ok(), "{text}");
    }
}
