//! `explain` knows every id that a report prints, and its examples are true.

use std::path::Path;

use insta::assert_snapshot;
use order_contracts::containment;
use order_contracts::contract::Contract;
use order_contracts::diff::{self, Facet, UndecidedCause};
use order_contracts::validate::{self, Options, RULES, Recorded, Report, Strictness};
use serde_json::Value;

use crate::cli::run_in;

fn explain(arguments: &[&str]) -> String {
    run_in(Path::new("."), &[&["explain"], arguments].concat(), b"")
}

#[test]
fn every_id_has_a_page() {
    let listed = explain(&["--format", "json"]);
    let json = listed.strip_prefix("exit 0\n--- stdout\n").unwrap().split("--- stderr").next().unwrap();
    let topics: Value = serde_json::from_str(json).unwrap();
    let known = |id: &str| topics["topics"].as_array().unwrap().iter().any(|topic| topic["id"] == id);
    let rules = RULES.iter().map(|rule| rule.id).chain(diff::RULES.iter().map(|rule| rule.id));
    let reasons = UndecidedCause::ALL.iter().map(|cause| cause.id());
    let engine = containment::Reason::ALL.iter().map(|reason| reason.id());
    let facets = Facet::ALL.into_iter().map(Facet::name);
    let others = [
        "unreadable",
        "nothing-checked",
        "not-checked",
        "not-shown",
        "interrupted",
        "valid",
        "invalid",
        "undecided",
        "unchecked",
    ];
    let others = others.into_iter().chain(["breaking", "compatible", "docs", "request", "response"]);
    let missing: Vec<&str> =
        rules.chain(reasons).chain(engine).chain(facets).chain(others).filter(|id| !known(id)).collect();
    assert!(missing.is_empty(), "no page for {missing:?}");
    for topic in topics["topics"].as_array().unwrap() {
        let is_explained = !topic["example"].is_null() || topic["page"].as_str().is_some_and(|page| !page.is_empty());
        assert!(is_explained || topic["group"] == "words in reports", "{topic}: an example is missing");
    }
}

/// The reports of an example.
fn reports(contract: &str, sent: &str, options: &Options) -> Vec<Report> {
    let head = "openapi: 3.1.0\ninfo: {title: Example, version: '1'}\n";
    if contract.starts_with("paths:") {
        let contract = Contract::from_str(&format!("{head}{contract}\n"), "example.yaml").unwrap();
        let Recorded { request, response, request_assumed, .. } = Recorded::from_json(sent.as_bytes()).unwrap();
        let request_report = (!request_assumed).then(|| options.request(&contract, &request));
        let response_report = response.map(|response| options.response(&contract, &request, &response));
        return request_report.into_iter().chain(response_report).collect();
    }
    let document = format!("{head}paths: {{}}\ncomponents: {{schemas: {{Example: {contract}}}}}\n");
    let contract = Contract::from_str(&document, "example.yaml").unwrap();
    let schema = contract.schema_named("Example").unwrap();
    vec![validate::payload_bytes(&contract, &schema, sent.as_bytes(), options)]
}

/// The same in strict mode.
fn strict_reports(contract: &str, sent: &str) -> Vec<Report> {
    let document = format!("openapi: 3.1.0\ninfo: {{title: Example, version: '1'}}\n{contract}\n");
    let contract = Contract::from_str(&document, "example.yaml").unwrap();
    let recorded = Recorded::from_json(sent.as_bytes()).unwrap();
    vec![Options::new().strict(Strictness::ALL).request(&contract, &recorded.request)]
}

#[test]
fn every_example_is_reported_by_its_rule_and_only_by_it() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let Some(example) = rule.example() else {
            if rule.id == "body-not-read" {
                // No recorded exchange shows it; `http` tests it.
                continue;
            }
            wrong.push(format!("{}: no example", rule.id));
            continue;
        };
        let is_strict = rule.summary.ends_with("(strict mode).");
        let options = match rule.id {
            "credentials-not-kept" => Options::new().credentials_stripped(),
            _ => Options::new(),
        };
        let reports = |sent| match is_strict {
            true => strict_reports(example.contract, sent),
            false => reports(example.contract, sent, &options),
        };
        let mut ids: Vec<&str> = Vec::new();
        for report in reports(example.reported) {
            ids.extend(report.violations().iter().map(validate::Violation::id));
            ids.extend(report.undecided().iter().map(|undecided| undecided.reason().id()));
        }
        if ids != [rule.id] {
            wrong.push(format!("{}: the example is reported by {ids:?}", rule.id));
        }
        if let Some(report) = reports(example.accepted).iter().find(|report| !report.is_valid()) {
            wrong.push(format!("{}: the accepted example: {report}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pages_of_every_kind() {
    let pages: String =
        ["max-length", "missing-credentials", "media-type-not-read", "pattern", "nothing-checked", "wire"]
            .into_iter()
            .map(|id| explain(&[id]))
            .collect();
    assert_snapshot!("explain_pages", pages);
    assert_snapshot!("explain_list", explain(&[]));
    assert_snapshot!("explain_json", explain(&["max-length", "--format", "json"]));
}

#[test]
fn a_misspelt_id_is_answered_with_all_near_ones() {
    assert_snapshot!(
        "explain_unknown",
        ["request-max-length", "max-lenght", "nonsense", "x"].map(|id| explain(&[id])).join("")
    );
}

#[test]
fn a_place_of_a_contract_is_explained_keyword_by_keyword() {
    let amount = "/components/schemas/CreateOrder/properties/amount";
    assert_snapshot!("explain_place", explain(&["kohortpay", amount]));
    let minimum = explain(&["kohortpay", &format!("{amount}/minimum")]);
    assert!(minimum.contains("source: Create an order") && !minimum.contains("inferred"), "{minimum}");
    let kind = explain(&["kohortpay", &format!("{amount}/type"), "--format", "json"]);
    assert!(kind.contains("\"inferred\"") && !kind.contains("\"sources\""), "{kind}");
    let misspelt = explain(&["kohortpay", "/components/schemas/CreateOder/properties"]);
    assert!(
        misspelt.starts_with("exit 2") && misspelt.contains("did you mean `/components/schemas/CreateOrder`?"),
        "{misspelt}"
    );
    assert_snapshot!("explain_place_no_pointer", explain(&["threekit", "amount"]));
}
