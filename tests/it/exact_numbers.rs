//! Numbers of contracts that no `f64` holds: what is next to one is judged by its digits, and so is a change from one to the other.

use std::fs;

use order_contracts::Api;
use order_contracts::contract::Contract;
use order_contracts::diff::{self, Settings, Verdict as Diffed};
use order_contracts::json;
use order_contracts::limits::Limits;
use order_contracts::lint;
use order_contracts::validate::{Options, Request, Response, Verdict, payload_bytes, request, response};

use crate::cli::run_in;

/// 2^64, which an `f64` holds and prints as another number.
const BOUND: &str = "18446744073709551616";

/// Keywords in JSON, texts that they accept, and texts that they refuse.
const KEYWORDS: &[(&str, &[&str], &[&str])] = &[
    (
        r#""maximum": 18446744073709551616"#,
        &["18446744073709551616", "18446744073709551615.99", "1.8446744073709551616e19", "-1e400", "0"],
        &["18446744073709551617", "18446744073709551616.000000000000000001", "18446744073709552000", "1e400"],
    ),
    (
        r#""minimum": 18446744073709551617"#,
        &["18446744073709551617", "18446744073709551617.0", "18446744073709552000", "1e400"],
        &["18446744073709551616", "18446744073709551615", "18446744073709551616.99", "0"],
    ),
    (r#""minimum": 1e400"#, &["1e400", "10e399", "1e401"], &["9.99e399", "1.7976931348623157e308", "1"]),
    (r#""maximum": -1e400"#, &["-1e400", "-1e401"], &["-9.99e399", "-1.7976931348623157e308", "1e400"]),
    (r#""minimum": 1e-400"#, &["1e-400", "1", "5e-324"], &["0", "9e-401", "-0"]),
    (
        r#""maximum": 0.12345678901234567891"#,
        &["0.12345678901234567891", "0"],
        &["0.12345678901234567892", "0.1234567890123457"],
    ),
    (
        r#""const": 123456789012345678901234567890"#,
        &["123456789012345678901234567890", "12345678901234567890123456789e1"],
        &["123456789012345678901234567891", "1.2345678901234568e29", "\"123456789012345678901234567890\""],
    ),
    (
        r#""enum": [1, 18446744073709551617, [1e400], {"a": 0.10000000000000000001}, "x"]"#,
        &["1", "1.0", "18446744073709551617", "[1e400]", "[10e399]", r#"{"a": 0.10000000000000000001}"#, "\"x\""],
        &[
            "18446744073709551616",
            "18446744073709552000",
            "[1e401]",
            "[1.7976931348623157e308]",
            r#"{"a": 0.1}"#,
            "\"\u{fdd0}18446744073709551617\"",
        ],
    ),
    (r#""multipleOf": 0.1"#, &["0.3", "1e2", "0", "123456789.1"], &["0.35", "0.30000000000000004"]),
    (r#""multipleOf": 1e-400"#, &["1e-400", "3e-400", "1"], &["1e-401"]),
    // What an `f64` prints as it is written is the decimal that is written, and needs no digits beside it.
    (r#""maximum": 0.1"#, &["0.1", "0.10", "1e-1"], &["0.10000000000000001", "0.11"]),
    (r#""const": 1.0"#, &["1", "1.0", "10e-1"], &["1.1"]),
    (r#""const": 1e2"#, &["100", "1E2", "100.0"], &["101"]),
    (r#""const": -0"#, &["0", "-0", "0.0", "-0e5"], &["1", "1e-400"]),
    (r#""maximum": 18446744073709551615"#, &["18446744073709551615"], &["18446744073709551616"]),
    (r#""maximum": 9007199254740993"#, &["9007199254740993"], &["9007199254740993.5", "9007199254740994"]),
    (
        r#""maximum": 9007199254740993.0"#,
        &["9007199254740993", "9007199254740992.5"],
        &["9007199254740993.5", "9007199254740994"],
    ),
    (r#""maximum": 12345678901234567"#, &["12345678901234567"], &["12345678901234568"]),
    (
        r#""maximum": 18446744073709552000"#,
        &["18446744073709552000", "18446744073709551616"],
        &["18446744073709552001"],
    ),
    (
        r#""type": "integer", "format": "int64", "maximum": 9223372036854775808"#,
        &["9223372036854775807"],
        &["9223372036854775808"],
    ),
    (
        r#""type": "integer", "format": "int64", "maximum": 9223372036854775808.5"#,
        &["9223372036854775807"],
        &["9223372036854775808"],
    ),
];

pub(crate) fn load(text: &str, name: &str) -> Contract {
    Contract::from_str(text, name).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A document whose component `A` has these keywords, in `allOf` of another one.
pub(crate) fn document(version: &str, keywords: &str) -> String {
    format!(
        r##"{{"openapi": "{version}", "info": {{"title": "T", "version": "1"}},
"paths": {{"/a": {{"post": {{
"requestBody": {{"required": true, "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/A"}}}}}}}},
"responses": {{"200": {{"description": "D", "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/A"}}}}}}}}}}}}}}}},
"components": {{"schemas": {{"A": {{"allOf": [{{"$ref": "#/components/schemas/B"}}]}},
"B": {{{keywords}}}}}}}}}"##
    )
}

/// JSON that no JSON reader takes, but YAML's: its comment.
pub(crate) fn yaml(json: &str) -> String {
    format!("# YAML\n{json}")
}

pub(crate) fn diffed(base: &Contract, revision: &Contract) -> Vec<Diffed> {
    diff::compare(base, revision, &Settings::new()).changes.iter().map(|change| change.verdict).collect()
}

fn verdict(contract: &Contract, payload: &str) -> Verdict {
    let schema = contract.schema_named("A").unwrap();
    payload_bytes(contract, &schema, payload.as_bytes(), &Options::new()).verdict()
}

#[test]
fn payloads_are_judged_by_the_digits_of_the_contract() {
    let mut wrong = Vec::new();
    for (keywords, accepted, refused) in KEYWORDS {
        for version in ["3.0.3", "3.1.0"] {
            if version == "3.0.3" && keywords.contains("const") {
                continue;
            }
            let text = document(version, keywords);
            for (name, text) in [("t.json", text.clone()), ("t.yaml", yaml(&text))] {
                let contract = load(&text, name);
                assert_eq!(contract.problems(), [], "{keywords}");
                let wanted = accepted.iter().map(|payload| (payload, Verdict::Valid));
                let wanted = wanted.chain(refused.iter().map(|payload| (payload, Verdict::Invalid)));
                wrong.extend(wanted.filter_map(|(payload, wanted)| {
                    let found = verdict(&contract, payload);
                    (found != wanted).then(|| format!("{version} {name}: {payload} under {keywords}: {found:?}"))
                }));
            }
        }
    }
    crate::support::assert_none(&wrong);
}

#[test]
fn exclusive_bounds_are_exact_in_either_form() {
    for (version, keywords) in [
        ("3.0.3", r#""maximum": 18446744073709551616, "exclusiveMaximum": true"#),
        ("3.1.0", r#""exclusiveMaximum": 18446744073709551616"#),
        ("3.1.0", r#""maximum": 18446744073709551616, "exclusiveMaximum": true"#),
    ] {
        let contract = load(&document(version, keywords), "t.json");
        assert_eq!(verdict(&contract, "18446744073709551615.9999999999"), Verdict::Valid, "{keywords}");
        assert_eq!(verdict(&contract, BOUND), Verdict::Invalid, "{keywords}");
    }
    for (version, keywords) in [
        ("3.0.3", r#""minimum": 18446744073709551616, "exclusiveMinimum": true"#),
        ("3.1.0", r#""exclusiveMinimum": 18446744073709551616"#),
    ] {
        let contract = load(&document(version, keywords), "t.json");
        assert_eq!(verdict(&contract, "18446744073709551616.0000000001"), Verdict::Valid, "{keywords}");
        assert_eq!(verdict(&contract, BOUND), Verdict::Invalid, "{keywords}");
    }
}

/// A violation says the number that the contract has, in words and in JSON.
#[test]
fn reports_have_the_digits_of_the_contract() {
    let contract = load(&document("3.1.0", r#""maximum": 18446744073709551616"#), "t.json");
    let schema = contract.schema_named("A").unwrap();
    let report = payload_bytes(&contract, &schema, b"18446744073709551617", &Options::new());
    assert_eq!(report.violations()[0].wanted().to_string(), "18446744073709551616 or less");
    let contract = load(&document("3.1.0", r#""enum": [1e400, 0.10000000000000000000000001]"#), "t.json");
    let schema = contract.schema_named("A").unwrap();
    let report = payload_bytes(&contract, &schema, b"1", &Options::new());
    assert_eq!(report.violations()[0].wanted().to_string(), "one of 1e400, 0.10000000000000000000000001");
}

/// Whether a number is a multiple of one with more digits than a `u64` is not computed: that is a problem, and undecided.
#[test]
fn a_divisor_with_too_many_digits_is_a_problem() {
    let divisor = "0.1000000000000000000001";
    for (name, before) in [("t.json", ""), ("t.yaml", "# YAML\n")] {
        let text = document("3.0.3", &format!(r#""multipleOf": {divisor}"#));
        let contract = load(&format!("{before}{text}"), name);
        let line = 6 + before.lines().count();
        let problem = contract.problems()[0].to_string();
        assert!(problem.starts_with(&format!("{name}:{line}:")), "{problem}");
        let wanted = format!(
            "at `/components/schemas/B/multipleOf`: too many digits to divide by: {divisor}; expected at most 19 significant digits"
        );
        assert!(problem.ends_with(&wanted), "{problem}");
        assert_eq!(verdict(&contract, divisor), Verdict::Undecided);
        assert_eq!(verdict(&contract, "0.1"), Verdict::Undecided);
        let other = load(&format!("{before}{}", text.replace(divisor, "0.1000000000000000000002")), name);
        for (base, revision) in [(&contract, &other), (&other, &contract)] {
            let found = diffed(base, revision);
            assert!(!found.is_empty() && found.iter().all(|verdict| *verdict == Diffed::Undecided), "{found:?}");
        }
    }
}

#[test]
fn a_file_that_is_referred_to_has_its_digits() {
    for (file, part) in [
        ("part.json", r#"{"A": {"allOf": [{"maximum": 18446744073709551616}]}}"#),
        ("part.yaml", "A:\n  allOf:\n    - &bound {maximum: 18446744073709551616}\n    - *bound\n    - <<: *bound\n"),
    ] {
        let text = format!(
            r#"{{"openapi": "3.0.3", "info": {{"title": "T", "version": "1"}}, "paths": {{}},
"components": {{"schemas": {{"A": {{"$ref": "{file}#/A"}}}}}}}}"#
        );
        let read = |_: &str| Ok(part.as_bytes().to_vec());
        let contract =
            Contract::from_files_within(text.into_bytes(), ("t.json", "t.json"), &read, &Limits::default()).unwrap();
        assert_eq!(contract.problems(), [], "{file}");
        assert_eq!(verdict(&contract, BOUND), Verdict::Valid, "{file}");
        assert_eq!(verdict(&contract, "18446744073709551617"), Verdict::Invalid, "{file}");
    }
}

const MESSAGES: &str = "
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, maximum: 18446744073709551616}}
        - {name: q, in: query, schema: {type: array, items: {enum: [18446744073709551616]}}}
        - {name: n, in: query, schema: {enum: [18446744073709551616]}}
      responses:
        default:
          description: D
          headers:
            default: {schema: {type: integer, minimum: 18446744073709551616, maxLength: 18446744073709551616}}
";

#[test]
fn parameters_and_headers_are_judged_by_digits() {
    let contract = load(MESSAGES, "t.yaml");
    assert_eq!(contract.problems(), []);
    for (target, wanted) in [
        ("/a/18446744073709551616", Verdict::Valid),
        ("/a/18446744073709551617", Verdict::Invalid),
        ("/a/1?q=18446744073709551616", Verdict::Valid),
        ("/a/1?q=18446744073709551617", Verdict::Invalid),
        ("/a/1?n=18446744073709551616", Verdict::Valid),
        ("/a/1?n=18446744073709551615", Verdict::Invalid),
    ] {
        assert_eq!(request(&contract, &Request::new("GET", target)).verdict(), wanted, "{target}");
    }
    for (header, wanted) in [("18446744073709551616", Verdict::Valid), ("18446744073709551615", Verdict::Invalid)] {
        let answer = Response::new(200).header("default", header);
        assert_eq!(response(&contract, &Request::new("GET", "/a/1"), &answer).verdict(), wanted, "{header}");
    }
}

/// No text of a document is taken for a number, not one that is spelt as numbers are kept.
#[test]
fn a_text_that_looks_like_a_kept_number_is_none() {
    for mark in ["\u{fdd0}", "\\uFDD0"] {
        let keywords = format!(r#""enum": ["{mark}18446744073709551616", 1]"#);
        for (name, text) in [("t.json", document("3.1.0", &keywords)), ("t.yaml", yaml(&document("3.0.3", &keywords)))]
        {
            let contract = load(&text, name);
            assert!(contract.problems()[0].message.contains("U+FDD0"), "{:?}", contract.problems());
            assert_eq!(verdict(&contract, BOUND), Verdict::Undecided);
            assert_eq!(verdict(&contract, "\"\u{fdd0}18446744073709551616\""), Verdict::Undecided);
        }
        let pattern = format!(r#""pattern": "^{mark}1$", "title": "{mark}5", "maximum": "{mark}18446744073709551616""#);
        let contract = load(&document("3.1.0", &pattern), "t.json");
        assert_eq!(contract.problems().len(), 1, "{:?}", contract.problems());
        assert_eq!(verdict(&contract, "\"2\""), Verdict::Invalid);
        assert_eq!(verdict(&contract, "18446744073709551617"), Verdict::Undecided);
    }
    // A payload has a text there.
    let contract = load(&document("3.1.0", r#""type": "number", "maximum": 18446744073709551616"#), "t.json");
    assert_eq!(verdict(&contract, "\"\u{fdd0}5\""), Verdict::Invalid);
}

/// `schema`, `covers`, `diff` and `validate` of the program.
#[test]
fn the_program_prints_and_reads_digits() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let run = |arguments: &[&str]| run_in(folder.path(), arguments, b"");
    write(
        "a.yaml",
        &yaml(&document(
            "3.0.3",
            r#""maximum": 18446744073709551616, "example": 1e400, "enum": [18446744073709551616]"#,
        )),
    );
    let printed = run(&["schema", "--contract", "a.yaml", "A"]);
    for digits in ["\"maximum\": 18446744073709551616\n", "\n        18446744073709551616\n", "\n        1e400\n"] {
        assert!(printed.starts_with("exit 0\n") && printed.contains(digits), "{printed}");
    }
    assert!(!printed.contains('\u{fdd0}') && !printed.contains("fdd0"), "{printed}");
    // What was written before is known as such.
    for _ in 0..2 {
        let written = run(&["schema", "--contract", "a.yaml", "--all", "--out", "out"]);
        assert!(written.starts_with("exit 0\n"), "{written}");
    }

    write("wide.json", r#"{"const": 18446744073709551617}"#);
    write("narrow.json", r#"{"const": 18446744073709551616}"#);
    let answer = run(&["covers", "wide.json", "narrow.json"]);
    assert_eq!(
        answer,
        "exit 1\n--- stdout\nno\n  example: 18446744073709551617 is accepted by wide.json and refused by narrow.json\n--- stderr\n"
    );
    let answer = run(&["covers", "wide.json", "narrow.json", "--format", "json"]);
    assert!(answer.contains("\"witness\": 18446744073709551617"), "{answer}");
    write("wide.json", r#"{"maximum": 18446744073709551617}"#);
    write("narrow.json", r#"{"maximum": 18446744073709551616}"#);
    let answer = run(&["covers", "wide.json", "narrow.json"]);
    assert!(answer.starts_with("exit 1\n--- stdout\nno\n  example: 18446744073709551617 is accepted"), "{answer}");
    assert!(run(&["covers", "narrow.json", "wide.json"]).starts_with("exit 0\n"));
    write("wide.json", r#"{"maximum": 1e401}"#);
    write("narrow.json", r#"{"maximum": 1e400}"#);
    assert!(run(&["covers", "wide.json", "narrow.json"]).starts_with("exit 2\n--- stdout\nundecided\n"));
    assert!(run(&["covers", "wide.json", "wide.json"]).starts_with("exit 0\n"));

    write("b.yaml", &yaml(&document("3.0.3", r#""maximum": 18446744073709551617"#)));
    write("c.yaml", &yaml(&document("3.0.3", r#""maximum": 18446744073709551616"#)));
    for (base, revision) in [("b.yaml", "c.yaml"), ("c.yaml", "b.yaml")] {
        let compared = run(&["diff", base, revision]);
        assert!(compared.starts_with("exit 1\n") && !compared.contains("e19"), "{compared}");
        assert!(compared.contains("18446744073709551616") && compared.contains("18446744073709551617"), "{compared}");
    }
    write("payload.json", "18446744073709551617");
    assert!(run(&["validate", "--contract", "b.yaml", "A", "payload.json"]).starts_with("exit 0\n"));
    let refused = run(&["validate", "--contract", "c.yaml", "A", "payload.json"]);
    assert!(refused.starts_with("exit 1\n") && refused.contains("18446744073709551616 or less"), "{refused}");
    let refused = run(&["validate", "--contract", "c.yaml", "A", "--format", "json", "payload.json"]);
    assert!(!refused.contains('\u{fdd0}') && !refused.contains("fdd0"), "{refused}");
}

/// The generated types hold bounds as `i64` or `f64`: our own documents have no others.
#[test]
fn the_embedded_contracts_need_no_digits() {
    for api in Api::ALL {
        let text = api.contract().text();
        let contract = load(text, "t.yaml");
        assert_eq!(contract.document().to_string(), json::schema_text(contract.document()), "{api:?}");
    }
}

/// An example at the bound is within, and one beyond is not.
#[test]
fn examples_are_judged_by_digits() {
    for (number, is_found) in [("18446744073709551616", false), ("18446744073709551617", true), ("1e400", true)] {
        for keyword in ["example", "default"] {
            let keywords = format!(r#""type": "number", "maximum": 18446744073709551616, "{keyword}": {number}"#);
            let contract = load(&yaml(&document("3.0.3", &keywords)), "t.yaml");
            let found = lint::lint(&contract);
            let rule = format!("{keyword}-breaks-schema");
            assert_eq!(found.iter().any(|finding| finding.rule.id == rule), is_found, "{keywords}: {found:?}");
        }
    }
}
