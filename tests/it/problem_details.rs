//! What reports name is documented, bounded, and turned into an answer that shows no value.

use std::collections::BTreeSet;

use order_contracts::Api;
use order_contracts::contract::Contract;
use order_contracts::validate::{self, Options, ProblemDetails, RULES, Report, Request};

fn payload() -> (&'static [u8], Report) {
    let text = b"{\n\t\"amount\": -1,\n  \"customerEmail\": \"nobody\", \"customerFirstName\": {\"Ann-Secret\": 1},\n  \"locale\": \"fr_FT\"\n}\n";
    (text, Api::KohortPay.schema("CreateOrder").unwrap().validate_json(text).unwrap())
}

fn exchange() -> Report {
    let contract = Api::KohortPay.contract();
    let path = contract.endpoints().iter().find(|endpoint| endpoint.operation.id() == Some("createOrder")).unwrap();
    let base = path.servers[0].url.trim_start_matches("https://").split_once('/').map_or("", |(_, path)| path);
    let target = format!("/{base}/orders?x=tok3n").replace("//", "/");
    let request = Request::new("POST", target).header("content-type", "text/tok3n").body("{\"amount\": \"tok3n\"");
    validate::request(contract, &request)
}

#[test]
fn an_answer_says_what_was_wanted_and_never_what_was_sent() {
    let (payload, exchange) = (payload().1, exchange());
    let problems = [ProblemDetails::of_request(&exchange), ProblemDetails::of_response(&payload)];
    let answer = serde_json::to_string_pretty(&problems).unwrap();
    for secret in ["nobody", "fr_FT", "x=tok3n", "\"tok3n\""] {
        assert!(!answer.contains(secret), "{secret}: {answer}");
    }
    insta::assert_snapshot!("problem", answer);
}

#[test]
fn rules_are_sorted_unique_and_cover_what_reports_name() {
    let ids = |violation: bool| {
        RULES.iter().filter(|rule| rule.violation == violation).map(|rule| rule.id).collect::<Vec<_>>()
    };
    for ids in [ids(true), ids(false)] {
        assert!(ids.is_sorted(), "{ids:?}");
    }
    let unique: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(unique.len(), RULES.len());
    assert!(RULES.iter().all(|rule| rule.summary.ends_with('.')));
    let reports = [payload().1, exchange()];
    for violation in reports.iter().flat_map(Report::violations) {
        assert!(validate::rule(violation.id()).is_some_and(|rule| rule.violation), "{}", violation.id());
    }
}

#[test]
fn a_report_is_bounded_and_says_so() {
    let contract = Api::KohortPay.contract();
    let request = Request::new("POST", "/orders")
        .header("content-type", "application/json")
        .body("{\"amount\": -1, \"locale\": \"x\"}");
    let all = Options::new().base_path("").request(contract, &request);
    let some = Options::new().base_path("").max_violations(1).request(contract, &request);
    assert_eq!(some.violations(), &all.violations()[..1]);
    assert_eq!(some.left_out(), all.violations().len() - 1);
    assert!(some.to_string().ends_with(&format!("and {} more", some.left_out())));
}

#[test]
fn an_answer_names_the_contract_by_its_title_and_no_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret-place.yaml");
    let schemas = "openapi: 3.0.3\ninfo: {title: Orders of the shop, version: '1'}\npaths:\n  /orders:\n    post:\n      requestBody:\n        content: {application/json: {schema: {$ref: 'parts.yaml#/Order'}}}\n      responses: {'201': {description: created}}\n";
    std::fs::write(&path, schemas).unwrap();
    std::fs::write(folder.path().join("parts.yaml"), "Order: {type: object, required: [amount]}\n").unwrap();
    let contract = Contract::from_path(&path).unwrap();
    assert_eq!(contract.title(), "Orders of the shop");
    let bodies = [r#"{"locale": "x"}"#, "{"];
    for body in bodies {
        let request = Request::new("POST", "/orders").header("content-type", "application/json").body(body);
        let report = validate::request(&contract, &request);
        let problem = ProblemDetails::of_request(&report).unwrap();
        for answer in [serde_json::to_string(&problem).unwrap(), serde_json::to_string(&report).unwrap()] {
            let folder = folder.path().to_str().unwrap();
            assert!(!answer.contains(folder) && !answer.contains("secret-place"), "{answer}");
            assert_eq!(answer.contains(r#""title":"Orders of the shop""#), body != "{", "{answer}");
        }
    }
    let sent = Request::new("POST", "/nowhere");
    let report = validate::response(&contract, &sent, &validate::Response::new(200));
    let undecided = serde_json::to_string(&report).unwrap();
    assert!(undecided.contains("Orders of the shop") && !undecided.contains("secret-place"), "{undecided}");
}
