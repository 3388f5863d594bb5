//! Coverage of several runs: what is written, merged and shown, and the laws of merging.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use order_contracts::contract::Contract;
use order_contracts::validate::{self, Coverage, CoverageData, Options, Recorded};
use proptest::prelude::*;

use crate::cli::run_in;

fn shop() -> Contract {
    Contract::from_path("examples/contracts/shop.yaml".as_ref()).unwrap()
}

/// Exchanges that exercise the contract from both sides, some of them not at all.
const EXCHANGES: &[&str] = &[
    r#"{"request": {"method": "GET", "target": "/v1/orders?take=5&token=x"}, "response": {"status": 200, "headers": {"content-type": "application/json"}, "body": []}}"#,
    r#"{"request": {"method": "GET", "target": "/v1/orders?take=0&token=x"}}"#,
    r#"{"request": {"method": "POST", "target": "/v1/orders?token=x", "headers": {"content-type": "application/json"}, "body": {"amount": 1, "note": "n"}}}"#,
    r#"{"request": {"method": "POST", "target": "/v1/orders?token=x", "headers": {"content-type": "application/json"}, "body": {"amount": -1}}}"#,
    r#"{"request": {"method": "GET", "target": "/v1/orders/o1?token=x"}, "response": {"status": 200, "headers": {"content-type": "application/json"}, "body": {"id": "o1", "amount": 2, "status": "paid"}}}"#,
    r#"{"request": {"method": "GET", "target": "/v1/nope"}}"#,
];

fn run(contract: &Contract, inputs: &[(String, Vec<usize>)]) -> CoverageData {
    let mut coverage = Coverage::of(contract);
    for exchange in inputs.iter().flat_map(|(_, exchanges)| exchanges) {
        let recorded = Recorded::from_json(EXCHANGES[*exchange].as_bytes()).unwrap();
        let options = Options::new();
        let request = options.request(contract, &recorded.request);
        let response = recorded.response.as_ref();
        let response = response.map(|response| options.response(contract, &recorded.request, response));
        coverage.count_exchange(contract, &recorded, Some(&request), response.as_ref());
    }
    let inputs = inputs.iter().map(|(name, exchanges)| (name.clone(), exchanges.len() as u64));
    CoverageData::of(contract, &coverage, inputs)
}

fn inputs() -> impl Strategy<Value = Vec<(String, Vec<usize>)>> {
    proptest::collection::vec(("[ab]", proptest::collection::vec(0..EXCHANGES.len(), 0..5)), 0..4)
}

fn merged(parts: &[&CoverageData]) -> CoverageData {
    let mut sum = parts[0].clone();
    parts[1..].iter().for_each(|part| sum.merge(part).unwrap());
    sum
}

proptest! {
    #[test]
    fn merging_gives_what_one_run_gives(first in inputs(), second in inputs(), third in inputs()) {
        let contract = shop();
        let (a, b, c) = (run(&contract, &first), run(&contract, &second), run(&contract, &third));
        prop_assert_eq!(merged(&[&a, &b]), merged(&[&b, &a]));
        prop_assert_eq!(merged(&[&merged(&[&a, &b]), &c]), merged(&[&a, &merged(&[&b, &c])]));
        let all = run(&contract, &[first, second, third].concat());
        prop_assert_eq!(&merged(&[&c, &a, &b]), &all);
        prop_assert_eq!(merged(&[&c, &a, &b]).to_string(), all.to_string());
        prop_assert_eq!(CoverageData::read(&all.to_string()).unwrap(), all);
    }
}

/// The digest is of what is said, whatever the layout, and of all of it.
#[test]
fn a_digest_changes_with_what_is_said_only() {
    let contract = |text: &str| Contract::from_str(text, "a.yaml").unwrap().digest();
    let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n";
    let cases = [
        ("openapi: 3.1.0\npaths: {}\ninfo:\n  version: '1'\n  title: T # comment\n", true),
        ("openapi: 3.1.0\ninfo: {title: T, version: '2'}\npaths: {}\n", false),
        ("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ntags: []\n", false),
        ("openapi: 3.1.0\ninfo: {title: T1, version: ''}\npaths: {}\n", false),
    ];
    for (other, is_same) in cases {
        assert_eq!(contract(text) == contract(other), is_same, "{other}");
    }
    assert_eq!(contract(text).len(), 32);
}

fn write(folder: &Path, name: &str, lines: &[usize]) {
    let lines: Vec<&str> = lines.iter().map(|number| EXCHANGES[*number]).collect();
    fs::write(folder.join(name), lines.join("\n")).unwrap();
}

#[test]
fn runs_add_up_and_a_gate_fails() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::copy("examples/contracts/shop.yaml", at.join("shop.yaml")).unwrap();
    let measure = |name: &str, lines: &[usize]| {
        write(at, &format!("{name}.ndjson"), lines);
        let (input, out) = (format!("{name}.ndjson"), format!("{name}.json"));
        run_in(at, &["validate", "--contract", "shop.yaml", &input, "--coverage-out", &out], b"");
    };
    measure("a", &[0, 1]);
    measure("b", &[2, 3, 4]);
    assert_snapshot!("coverage_file", fs::read_to_string(at.join("a.json")).unwrap());
    let merge = ["coverage", "merge", "a.json", "b.json", "-o", "all.json", "--contract", "shop.yaml", "--min", "90"];
    assert_snapshot!("coverage_merge", run_in(at, &merge, b""));
    assert_snapshot!("coverage_show", run_in(at, &["coverage", "show", "all.json", "--full"], b""));
    assert_snapshot!("coverage_show_json", run_in(at, &["coverage", "show", "a.json", "--format", "json"], b""));
    // The same as one run over both.
    let both = ["validate", "--contract", "shop.yaml", "a.ndjson", "b.ndjson", "--coverage-out", "both.json"];
    run_in(at, &both, b"");
    let text = |name: &str| fs::read_to_string(at.join(name)).unwrap();
    assert_eq!(text("both.json"), text("all.json"));

    // Another version of the document: nothing, or what is the same.
    let next = text("shop.yaml").replace("minimum: 1, maximum: 100", "minimum: 1");
    fs::write(at.join("shop.yaml"), next).unwrap();
    measure("c", &[0, 1]);
    let told = [
        run_in(at, &["coverage", "merge", "a.json", "c.json"], b""),
        run_in(at, &["coverage", "merge", "c.json", "a.json", "--same-pointers"], b""),
        run_in(at, &["coverage", "show", "a.json", "--contract", "shop.yaml"], b""),
        run_in(at, &["coverage", "show", "a.json", "--min", "1"], b"")[..6].to_owned(),
    ];
    assert_snapshot!("coverage_versions", told.join("\n"));
}

#[test]
fn a_file_that_is_no_coverage_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir(at.join("folder")).unwrap();
    let statement = r#"{"pointer": "/a", "statement": "property", "accepted": 1, "refused": 0}"#;
    let data = |statements: &str| {
        format!(r#"{{"version": 1, "contract": "T", "digest": "0", "inputs": [], "statements": [{statements}]}}"#)
    };
    let files = [
        ("empty.json", String::new()),
        ("object.json", "{}".to_owned()),
        ("version.json", data("").replace("\"version\": 1", "\"version\": 2")),
        ("twice.json", data(&[statement; 2].join(","))),
        ("kind.json", data(&statement.replace("property", "colour"))),
        ("pointer.json", data(&statement.replace("/a", "a"))),
        ("negative.json", data(&statement.replace('1', "-1"))),
        ("deep.json", "[".repeat(100_000)),
    ];
    for (name, text) in &files {
        fs::write(at.join(name), text).unwrap();
    }
    fs::write(at.join("good.json"), data(statement)).unwrap();
    fs::write(at.join("other.json"), data(statement).replace("\"T\"", "\"U\"")).unwrap();
    let huge = data(&statement.replace('1', &u64::MAX.to_string()));
    fs::write(at.join("huge.json"), huge).unwrap();
    let names = files.iter().map(|(name, _)| *name).chain(["missing.json", "folder"]);
    let mut told: Vec<String> = names.map(|name| run_in(at, &["coverage", "show", name], b"")).collect();
    told.push(run_in(at, &["coverage", "merge", "good.json", "other.json"], b""));
    told.push(run_in(at, &["coverage", "merge", "good.json", "-o", "object.json"], b""));
    told.push(run_in(at, &["coverage", "merge", "good.json", "-o", "none/all.json"], b""));
    assert_snapshot!("coverage_errors", told.join("\n"));
    let told = run_in(at, &["coverage", "merge", "huge.json", "huge.json", "good.json"], b"");
    assert!(told.starts_with("exit 0\n"), "{told}");
    let told = run_in(at, &["validate", "kohortpay", "CreateOrder", "nope.json", "--coverage-out", "out.json"], b"");
    assert!(told.contains("`out.json` was not written: not everything was read"), "{told}");
    let told =
        run_in(at, &["validate", "kohortpay", "CreateOrder", "--coverage-out", "object.json"], b"{\"amount\": 1}");
    assert!(told.starts_with("exit 2\n") && told.contains("written by something else"), "{told}");
}

/// What one file says is what the library reads.
#[test]
fn a_written_file_is_read_by_the_library() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    run_in(at, &["validate", "kohortpay", "CreateOrder", "--coverage-out", "out.json"], b"{\"amount\": 1}");
    let data = CoverageData::read(&fs::read_to_string(at.join("out.json")).unwrap()).unwrap();
    assert_eq!(data.inputs().collect::<Vec<_>>(), [("standard input", 1)]);
    let contract = order_contracts::Api::KohortPay.contract();
    assert_eq!((data.contract(), data.digest()), (contract.title(), contract.digest().as_str()));
    let schema = contract.schema_named("CreateOrder").unwrap();
    let mut own = Coverage::of_schema(contract, &schema);
    let report = validate::payload_bytes(contract, &schema, b"{\"amount\": 1}", &Options::new());
    own.count_payload(contract, &schema, &serde_json::json!({"amount": 1}), &report);
    assert_eq!(data.coverage(), &own);
}
