//! Every format says the same of the same reports, and none shows a value unasked.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeSet;

use order_contracts::Api;
use order_contracts::contract::Contract;
use order_contracts::validate::format::{self, Entry, JUnit, ProblemDetails, Rendering, Sarif};
use order_contracts::validate::{self, Options, RULES, Report, Request};

const SECRETS: [&str; 4] = ["nobody", "Ann-Secret", "fr_FT", "tok3n"];

fn payload() -> (&'static [u8], Report) {
    let text = b"{\n\t\"amount\": -1,\n  \"customerEmail\": \"nobody\", \"customerFirstName\": {\"Ann-Secret\": 1},\n  \"locale\": \"fr_FT\"\n}\n";
    (text, validate::payload_json(Api::KohortPay.schema("CreateOrder").unwrap(), text).unwrap())
}

fn exchange() -> Report {
    let contract = Contract::embedded(Api::KohortPay);
    let path = contract.endpoints().iter().find(|endpoint| endpoint.operation.id() == Some("createOrder")).unwrap();
    let base = path.servers[0].url.trim_start_matches("https://").split_once('/').map_or("", |(_, path)| path);
    let target = format!("/{base}/orders?x=tok3n").replace("//", "/");
    let request = Request::new("POST", target).header("content-type", "text/tok3n").body("{\"amount\": \"tok3n\"");
    validate::request(contract, &request)
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).unwrap()
}

fn every_format(rendering: &Rendering) -> Vec<(&'static str, String)> {
    let (text, report) = payload();
    let (bounded, exchange) = (report.clone().bounded(1), exchange());
    let entries = [
        Entry { name: "orders/a b.json", text: Some(text), report: &report },
        Entry { name: "bounded.json", text: None, report: &bounded },
        Entry { name: "request", text: None, report: &exchange },
        Entry { name: "valid", text: None, report: &Report::default() },
    ];
    let each =
        |write: &dyn Fn(&mut Vec<u8>, &Entry<'_>)| written(|out| entries.iter().for_each(|entry| write(out, entry)));
    vec![
        ("text", each(&|out, entry| format::text(out, entry, rendering).unwrap())),
        ("json", each(&|out, entry| format::json(out, entry, rendering).unwrap())),
        ("github", each(&|out, entry| format::github(out, entry, rendering).unwrap())),
        ("sarif", {
            let mut sarif = Sarif::begin(Vec::new()).unwrap();
            entries.iter().for_each(|entry| sarif.entry(entry).unwrap());
            String::from_utf8(sarif.finish().unwrap()).unwrap()
        }),
        ("junit", {
            let mut junit = JUnit::begin(Vec::new()).unwrap();
            entries.iter().for_each(|entry| junit.entry(entry).unwrap());
            String::from_utf8(junit.finish().unwrap()).unwrap()
        }),
        ("problem", {
            let problems = [ProblemDetails::of_request(&exchange), ProblemDetails::of_response(&report)];
            serde_json::to_string_pretty(&problems).unwrap()
        }),
        ("debug", format!("{report:?}{exchange:?}")),
    ]
}

#[test]
fn formats_show_what_was_wanted_and_never_what_was_sent() {
    for (name, text) in every_format(&Rendering::new()) {
        for secret in SECRETS {
            // A member name is shown, as everywhere; a media type is said.
            if !matches!((name, secret), (_, "Ann-Secret") | (_, "tok3n")) {
                assert!(!text.contains(secret), "{name} shows {secret}: {text}");
            }
        }
        assert!(!text.contains("\"tok3n\"") && !text.contains("x=tok3n"), "{name}: {text}");
        if name != "debug" {
            insta::assert_snapshot!(name, text);
        }
    }
}

#[test]
fn values_are_shown_on_request() {
    for (name, text) in every_format(&Rendering::new().show_values(true)) {
        if matches!(name, "text" | "json") {
            assert!(text.contains("fr_FT") && text.contains("nobody"), "{name}: {text}");
        }
    }
}

#[test]
fn colours_are_all_that_colour_adds() {
    let (text, report) = payload();
    let entry = Entry { name: "a", text: Some(text), report: &report };
    let plain = written(|out| format::text(out, &entry, &Rendering::new()).unwrap());
    let mut coloured = written(|out| format::text(out, &entry, &Rendering::new().colour(true)).unwrap());
    assert!(coloured.contains("\u{1b}[1;31m"));
    for code in ["1;31", "1;33", "1;34", "1", "0"] {
        coloured = coloured.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_eq!(coloured, plain);
}

#[test]
fn lines_of_any_length_and_kind_are_shown_short_and_without_control_characters() {
    let schema = Api::KohortPay.schema("CreateOrder").unwrap();
    let long = format!("{{\"x\": \"{}\", \"amount\": \"no\\u001b\", \"y\": 1}}", "v".repeat(100_000));
    let report = validate::payload_json(schema, long.as_bytes()).unwrap();
    let entry = Entry { name: "a\u{1b}[2J\nb", text: Some(long.as_bytes()), report: &report };
    let shown = written(|out| format::text(out, &entry, &Rendering::new()).unwrap());
    assert!(shown.len() < 2_000 && shown.contains("… \"amount\": \"…\" …"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "{shown}");
    for (_, text) in every_format(&Rendering::new()) {
        assert!(text.chars().all(|character| character == '\n' || !character.is_control()), "{text}");
    }
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
    let contract = Contract::embedded(Api::KohortPay);
    let request = Request::new("POST", "/orders")
        .header("content-type", "application/json")
        .body("{\"amount\": -1, \"locale\": \"x\"}");
    let all = Options::new().base_path("").request(contract, &request);
    let some = Options::new().base_path("").max_violations(1).request(contract, &request);
    assert_eq!(some.violations(), &all.violations()[..1]);
    assert_eq!(some.left_out(), all.violations().len() - 1);
    assert!(some.to_string().ends_with(&format!("and {} more", some.left_out())));
}
