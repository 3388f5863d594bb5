//! Requests and responses against contracts: data cases, each with its verdict and everything that is found.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeMap;
use std::fmt::Write;

use order_contracts::contract::Contract;
use order_contracts::validate::{Options, Report, Request, Response, Strictness};
use serde::Deserialize;
use serde_json::Value;

/// A document and exchanges with it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Suite {
    contract: Value,
    cases: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// Method and target.
    call: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
    /// The status of a response: the case is about it, and headers and body are its own.
    status: Option<u16>,
    #[serde(default)]
    strict: bool,
    verdict: String,
    /// `part name pointer: id`, what is not there left out.
    #[serde(default)]
    found: Vec<String>,
}

fn check(contract: &Contract, case: &Case) -> Report {
    let (method, target) = case.call.split_once(' ').unwrap();
    let options = Options::new().strict(if case.strict { Strictness::ALL } else { Strictness::NONE });
    let mut request = Request::new(method, target);
    let mut response = Response::new(case.status.unwrap_or_default());
    let headers = case.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    match case.status {
        None => {
            request.headers = headers;
            options.request(contract, &request.body(&case.body))
        }
        Some(_) => {
            response.headers = headers;
            options.response(contract, &request, &response.body(&case.body))
        }
    }
}

fn found(report: &Report) -> Vec<String> {
    let line = |part: &str, name: Option<&str>, pointer: &str, id: &str| {
        let words = [Some(part), name, Some(pointer)];
        let words: Vec<&str> = words.into_iter().flatten().filter(|word| !word.is_empty()).collect();
        format!("{}: {id}", words.join(" "))
    };
    let violations = report.violations().iter().map(|violation| {
        line(violation.part().name(), violation.name(), violation.instance().as_str(), violation.id())
    });
    let undecided = report.undecided().iter();
    let undecided =
        undecided.map(|undecided| line(undecided.part().name(), undecided.name(), "", undecided.reason().id()));
    violations.chain(undecided).collect()
}

#[test]
fn every_case_is_judged_as_it_says() {
    let mut wrong = String::new();
    let mut texts = String::new();
    let mut paths: Vec<_> =
        std::fs::read_dir("tests/cases/validate/exchanges").unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let suite: Suite = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let contract = Contract::from_str(&suite.contract.to_string(), "contract.json").unwrap();
        for case in &suite.cases {
            let report = check(&contract, case);
            let (verdict, found) = (report.verdict().to_string(), found(&report));
            if verdict != case.verdict || found != case.found {
                writeln!(wrong, "{} / {}: {verdict} {found:?}\n{report}", path.display(), case.name).unwrap();
            }
            writeln!(texts, "{}: {}", case.name, report.to_string().replace('\n', "\n    ")).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    insta::assert_snapshot!("texts", texts);
}

/// The headers that every message is asked for are found in one pass over a map, which has to see all lines of each.
#[test]
fn a_map_of_headers_and_a_list_of_them_say_the_same() {
    let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref()).unwrap();
    let (json, plain) = (("content-type", "application/json"), ("content-type", "text/plain"));
    let (key, other) = (("authorization", "Bearer secret"), ("authorization", "Basic eDp5"));
    let (packed, as_is) = (("content-encoding", "br"), ("content-encoding", "identity"));
    for (headers, id) in [
        (vec![key, json], ""),
        (vec![other, json], "missing-credentials"),
        (vec![other, json, key], ""),
        (vec![key, json, plain], ""),
        (vec![key, plain, json], "media-type"),
        (vec![key, json, as_is], ""),
        (vec![key, json, as_is, packed], "content-encoding-not-read"),
        (vec![packed, json, key], "content-encoding-not-read"),
    ] {
        let mut mapped = http::Request::post("/v1/orders");
        let mut listed = Request::new("POST", "/v1/orders").body(r#"{"amount": 1}"#);
        for (name, value) in &headers {
            mapped = mapped.header(*name, *value);
            listed = listed.header(*name, *value);
        }
        let mapped = mapped.body(r#"{"amount": 1}"#).unwrap();
        let [mapped, listed] =
            [Request::from(&mapped), listed].map(|request| Options::new().request(&contract, &request));
        assert_eq!(mapped, listed, "{headers:?}");
        let violated = mapped.violations().iter().map(|violation| violation.id());
        let undecided = mapped.undecided().iter().map(|undecided| undecided.reason().id());
        assert_eq!(violated.chain(undecided).collect::<Vec<_>>().join(" "), id, "{headers:?}");
    }
}
