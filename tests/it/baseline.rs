//! Baselines: what is of one kind, what a file accepts, and `validate` with one as a user runs it.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use order_contracts::contract::Contract;
use order_contracts::schema::Direction;
use order_contracts::validate::{self, Baseline, Kind, Kinds, Options, Recorded};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cli::run_in;

fn contract() -> Contract {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Carts", "version": "1"},
        "paths": {
            "/carts/{id}": {"put": {
                "operationId": "putCart",
                "parameters": [
                    {"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}},
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string", "maxLength": 3}},
                ],
                "requestBody": {"content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Cart"}},
                    "application/x-www-form-urlencoded": {"schema": {"properties": {"count": {"type": "integer"}}}},
                }},
                "responses": {"200": {"description": "", "content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/Cart"},
                }}}},
            }},
        },
        "components": {"schemas": {
            "Cart": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string"},
                    "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
                    "pair": {"prefixItems": [{"type": "string"}, {"type": "integer"}]},
                    "notes": {"additionalProperties": {"type": "string", "maxLength": 3}},
                    "dated": {"patternProperties": {"^20": {"type": "integer"}}},
                    "parts": {"additionalProperties": {"$ref": "#/components/schemas/Cart"}},
                    "closed": {"type": "object", "properties": {"a": {}}, "additionalProperties": false},
                },
            },
            "Line": {"allOf": [{"required": ["sku"]}, {"anyOf": [
                {"properties": {"sku": {"type": "string"}, "size": {"properties": {"cm": {"type": "number"}}}}},
                {"type": "null"},
            ]}]},
        }},
    });
    Contract::from_str(&document.to_string(), "carts.json").unwrap()
}

fn kinds_of(payload: &Value) -> Vec<String> {
    let contract = contract();
    let schema = contract.schema_named("Cart").unwrap();
    let report = validate::payload_bytes(&contract, &schema, payload.to_string().as_bytes(), &Options::new());
    let kinds = report.violations().iter().map(|violation| Kind::of_payload(&contract, &schema, violation));
    kinds.map(|kind| format!("{} {}", kind.rule, kind.instance)).collect()
}

/// What a client chose is in no kind, what the contract names is.
#[test]
fn what_the_contract_does_not_name_is_a_star() {
    let cases = [
        (json!({"id": "a", "lines": [{"sku": "a"}, {}]}), "required /lines/*/sku"),
        (json!({}), "required /id"),
        (json!({"id": "a", "lines": [{"sku": "a", "size": {"cm": "x"}}]}), "any-of /lines/*"),
        (json!({"id": "a", "pair": ["a", "b"]}), "type /pair/*"),
        (json!({"id": "a", "notes": {"jane@example.com": "long"}}), "max-length /notes/*"),
        (json!({"id": "a", "dated": {"2027": "x"}}), "type /dated/*"),
        (json!({"id": "a", "closed": {"secret": 1}}), "additional-properties /closed"),
        (json!({"id": "a", "parts": {"x": {"id": "b", "parts": {"id": {"id": 1}}}}}), "type /parts/*/parts/*/id"),
        (json!({"id": "a", "parts": {"lines": {}}}), "required /parts/*/id"),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(payload, wanted)| kinds_of(payload) != [*wanted])
        .map(|(payload, wanted)| format!("{payload}: wanted {wanted}, found {:?}", kinds_of(payload)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn exchange_kinds(recorded: &Value, direction: Direction) -> Vec<String> {
    let contract = contract();
    let recorded = Recorded::from_json(recorded.to_string().as_bytes()).unwrap();
    let options = Options::new().strict(validate::Strictness::ALL);
    let report = match (direction, &recorded.response) {
        (Direction::Response, Some(response)) => options.response(&contract, &recorded.request, response),
        _ => options.request(&contract, &recorded.request),
    };
    let of = |violation| Kind::of_message(&contract, report.operation(), direction, violation).to_string();
    report.violations().iter().map(of).collect()
}

#[test]
fn kinds_of_exchanges_name_the_operation_and_declared_names_only() {
    let request = |target: &str, headers: Value, body: Value| json!({"request": {"method": "PUT", "target": target, "headers": headers, "body": body}});
    let json_type = json!({"content-type": "application/json"});
    let cases = [
        (request("/carts/x", json_type.clone(), json!({"id": "a"})), "putCart request path id: type"),
        (
            request("/carts/1?jane@example.com=1", json_type.clone(), json!({"id": "a"})),
            "putCart request query *: undeclared-parameter",
        ),
        (
            request("/carts/1", json!({"content-type": "application/json", "X-Trace": "long"}), json!({"id": "a"})),
            "putCart request header X-Trace: max-length",
        ),
        (request("/carts/1", json_type, json!({"id": 1})), "putCart request body /id: type"),
        (request("/nope", json!({}), Value::Null), "request route: unknown-path"),
    ];
    for (recorded, wanted) in cases {
        assert_eq!(exchange_kinds(&recorded, Direction::Request), [wanted], "{recorded}");
    }
    let answered = json!({"request": {"method": "PUT", "target": "/carts/1"}, "response": {
        "status": 200, "headers": {"content-type": "application/json"}, "body": {"id": 1, "lines": [{}]},
    }});
    let wanted = ["putCart response body /id: type", "putCart response body /lines/*/sku: required"];
    assert_eq!(exchange_kinds(&answered, Direction::Response), wanted);
}

fn found(payloads: &[Value]) -> Kinds {
    let contract = contract();
    let schema = contract.schema_named("Cart").unwrap();
    let mut kinds = Kinds::new();
    for payload in payloads {
        let report = validate::payload_bytes(&contract, &schema, payload.to_string().as_bytes(), &Options::new());
        kinds.count_payload(&contract, &schema, &report);
    }
    kinds
}

fn payloads() -> impl Strategy<Value = Vec<Value>> {
    let notes = proptest::collection::btree_map("[a-z]{1,3}", "[a-z]{0,5}", 0..3);
    let id = prop_oneof![Just(json!("a")), Just(json!(1)), Just(Value::Null)];
    let lines = proptest::collection::vec(prop_oneof![Just(json!({})), Just(json!({"sku": 1})), Just(json!(2))], 0..3);
    let payload = (id, lines, notes).prop_map(|(id, lines, notes)| json!({"id": id, "lines": lines, "notes": notes}));
    proptest::collection::vec(payload, 0..6)
}

proptest! {
    /// What was accepted is not new, in whatever order it comes again; what is read is what was written.
    #[test]
    fn a_baseline_accepts_what_it_was_made_of(first in payloads(), second in payloads()) {
        let contract = contract();
        let (one, other) = (found(&first), found(&second));
        let baseline = Baseline::of(&contract, &one);
        prop_assert_eq!(&Baseline::read(&baseline.to_string()).unwrap(), &baseline);
        let reversed: Vec<Value> = first.iter().rev().cloned().collect();
        prop_assert!(baseline.compare(&found(&reversed)).is_accepted());
        let of_kinds = |kinds: &Kinds| kinds.found().iter().map(|found| found.kind.fingerprint()).collect::<Vec<_>>();
        let (known, now) = (of_kinds(&one), of_kinds(&other));
        let comparison = baseline.compare(&other);
        let new: Vec<String> = comparison.new.iter().map(|found| found.kind.fingerprint()).collect();
        let wanted: Vec<String> = now.iter().filter(|kind| !known.contains(kind)).cloned().collect();
        prop_assert_eq!(new, wanted);
        let gone = known.iter().filter(|kind| !now.contains(kind)).count();
        let (stale, unchecked) = (comparison.stale.len(), comparison.unchecked.len());
        prop_assert_eq!((stale, unchecked), if second.is_empty() { (0, known.len()) } else { (gone, 0) });
        // Pruning takes away what is gone, and renewing accepts what is there.
        prop_assert!(baseline.pruned(&other).compare(&other).stale.is_empty());
        prop_assert_eq!(baseline.pruned(&other).entries().len(), known.len() - stale);
        let renewed = baseline.renewed(&other);
        prop_assert!(renewed.compare(&other).is_accepted());
        prop_assert_eq!(renewed.entries().len(), now.len() + unchecked);
        prop_assert_eq!(renewed.renewed(&other).to_string(), renewed.to_string());
    }
}

#[test]
fn reasons_and_dates_are_kept_and_days_pass() {
    let kinds = found(&[json!({"id": 1})]);
    let text = Baseline::of(&contract(), &kinds).to_string();
    let text = text.replace("\"reason\":null,\"until\":null", "\"reason\":\"old app\",\"until\":\"2027-01-31\"");
    let baseline = Baseline::read(&text).unwrap();
    let kept = baseline.renewed(&found(&[json!({"id": 1}), json!([])]));
    assert_eq!(kept.entries().iter().filter(|entry| entry.reason.as_deref() == Some("old app")).count(), 1);
    for (today, is_accepted) in [("2027-01-30", true), ("2027-01-31", true), ("2027-02-01", false)] {
        let baseline = baseline.clone().on(today);
        let comparison = baseline.compare(&kinds);
        assert_eq!((comparison.is_accepted(), comparison.expired.is_empty()), (is_accepted, is_accepted), "{today}");
        assert_eq!(comparison.stale.len(), 0);
    }
}

const DAY: &str = "{\"amount\": 1}\n{\"amount\": -1}\n{\"amount\": 5, \"locale\": \"xx\"}\n{\"amount\": -7}\n";

fn shop(folder: &Path, arguments: &[&str]) -> String {
    run_in(folder, &[&["validate", "kohortpay", "CreateOrder"], arguments].concat(), b"")
}

#[test]
fn a_run_fails_on_new_kinds_only() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("day.ndjson"), DAY).unwrap();
    assert_snapshot!("baseline_written", shop(at, &["day.ndjson", "--write-baseline", "accepted.json"]));
    assert_snapshot!("baseline_file", fs::read_to_string(at.join("accepted.json")).unwrap());
    assert!(shop(at, &["day.ndjson", "--baseline", "accepted.json"]).starts_with("exit 0\n"));
    fs::write(at.join("next.ndjson"), "{\"amount\": -1}\n{\"amount\": \"a\"}\n{\"amount\": -1}\n").unwrap();
    let reports = ["text", "json", "sarif", "junit", "github"].map(|format| {
        let arguments = ["next.ndjson", "--baseline", "accepted.json", "--format", format];
        format!("{format}: {}", shop(at, &arguments))
    });
    assert_snapshot!("baseline_reports", reports.join("\n"));
    let told = shop(at, &["next.ndjson", "--baseline", "accepted.json", "--prune-baseline"]);
    assert!(told.starts_with("exit 1\n") && told.ends_with("note: removed 1 entry from accepted.json\n"), "{told}");
    let pruned = Baseline::read(&fs::read_to_string(at.join("accepted.json")).unwrap()).unwrap();
    assert_eq!(pruned.entries().iter().map(|entry| entry.rule.as_str()).collect::<Vec<_>>(), ["minimum"]);
    // The first records have room in the report, the last one has not, and is new.
    fs::write(at.join("long.ndjson"), "{\"amount\": -1}\n".repeat(3000) + "{\"amount\": []}\n").unwrap();
    let told = shop(at, &["long.ndjson", "--baseline", "accepted.json", "--max-violations", "1"]);
    assert!(told.contains("3000 violations of 1 kind accepted, 1 violation of 1 new kind"), "{told}");
    let told = shop(at, &["long.ndjson", "--baseline", "accepted.json", "--fail-fast"]);
    assert!(told.starts_with("exit 1\n") && told.contains("3001 records"), "{told}");
}

#[test]
fn a_file_that_is_no_baseline_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("day.ndjson"), DAY).unwrap();
    fs::create_dir(at.join("folder")).unwrap();
    let entry = |more: &str| {
        format!(
            "{{\"version\": 1, \"contract\": \"KohortPay orders\", \"entries\": [{{\"fingerprint\": \"0123456789abcdef\", \
             \"part\": \"body\", \"rule\": \"enum\", \"instance\": \"\", \"keyword\": \"\"{more}}}]}}"
        )
    };
    let files = [
        ("empty.json", String::new()),
        ("list.json", "[]".to_owned()),
        ("version.json", "{\"version\": 2, \"contract\": \"KohortPay orders\", \"entries\": []}".to_owned()),
        ("other.json", "{\"version\": 1, \"contract\": \"Shop\", \"entries\": []}".to_owned()),
        ("date.json", entry(", \"until\": \"2027-1-31\"")),
        ("unknown.json", entry(", \"untill\": \"2027-01-31\"")),
        ("twice.json", entry(", \"part\": \"body\"")),
        ("deep.json", "[".repeat(100_000)),
    ];
    for (name, text) in &files {
        fs::write(at.join(name), text).unwrap();
    }
    fs::write(at.join("binary.json"), [0x7f, 0x45, 0xff]).unwrap();
    let names = files.iter().map(|(name, _)| *name).chain(["missing.json", "binary.json", "folder"]);
    let told: Vec<String> = names
        .map(|name| {
            let read = shop(at, &["day.ndjson", "--baseline", name]);
            let written = shop(at, &["day.ndjson", "--write-baseline", name]);
            let written = if name == "missing.json" { "" } else { &written };
            format!("{name}: {read}{written}")
        })
        .collect();
    assert_snapshot!("baseline_errors", told.join("\n"));
    // What was not read to its end accepts nothing.
    let told = shop(at, &["day.ndjson", "nope.ndjson", "--write-baseline", "new.json"]);
    assert!(told.starts_with("exit 2\n") && !at.join("new.json").exists(), "{told}");
    let told = shop(at, &["day.ndjson", "--write-baseline", "nope/new.json"]);
    assert!(told.starts_with("exit 2\n") && told.contains("no such folder"), "{told}");
}

/// An undecided check is no finding that could be accepted.
#[test]
fn what_could_not_be_checked_is_not_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("day.ndjson"), "{\"amount\": -1}\n{\n").unwrap();
    let limit = ["--limit", "record-bytes=5"];
    let told = shop(at, &[&["day.ndjson", "--write-baseline", "new.json"], &limit[..]].concat());
    assert!(told.starts_with("exit 2\n"), "{told}");
    let told = shop(at, &["day.ndjson", "--baseline", "new.json"]);
    assert!(told.starts_with("exit 1\n"), "{told}");
}

/// A record that could not be read may hide anything.
#[test]
fn nothing_is_written_where_a_record_could_not_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let record =
        r#"{"request": {"method": "GET", "target": "/orders?take=0", "headers": {"authorization": "Bearer T"}}}"#;
    fs::write(at.join("a.ndjson"), format!("{record}\n")).unwrap();
    fs::write(at.join("b.ndjson"), format!("{record}\nno JSON\n")).unwrap();
    let run = |arguments: &[&str]| run_in(at, &[&["validate", "kohortpay"], arguments].concat(), b"");
    let before = run(&["a.ndjson", "--write-baseline", "accepted.json"]);
    assert!(before.starts_with("exit 0\n"), "{before}");
    let accepted = fs::read_to_string(at.join("accepted.json")).unwrap();
    for options in [&["--write-baseline", "accepted.json"][..], &["--baseline", "accepted.json", "--prune-baseline"]] {
        let told = run(&[&["b.ndjson"], options].concat());
        assert!(told.starts_with("exit 2\n"), "{told}");
        assert!(told.contains("was not written: not everything could be read"), "{told}");
        assert_eq!(fs::read_to_string(at.join("accepted.json")).unwrap(), accepted);
    }
}

/// A date that is over was dropped, so that what it had accepted for a time was accepted for good.
#[test]
fn a_day_that_is_over_stays() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("a.ndjson"), "{\"amount\": -1}\n").unwrap();
    shop(at, &["a.ndjson", "--write-baseline", "accepted.json"]);
    let accepted = fs::read_to_string(at.join("accepted.json")).unwrap();
    fs::write(at.join("accepted.json"), accepted.replace("\"until\":null", "\"until\":\"2026-01-01\"")).unwrap();
    shop(at, &["a.ndjson", "--write-baseline", "accepted.json"]);
    assert!(fs::read_to_string(at.join("accepted.json")).unwrap().contains("\"until\":\"2026-01-01\""));
    assert!(shop(at, &["a.ndjson", "--baseline", "accepted.json"]).starts_with("exit 1\n"));
}
