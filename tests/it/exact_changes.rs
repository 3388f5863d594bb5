//! Changes between numbers that no `f64` holds, and schemas that cover one another by them.

use order_contracts::containment::{Containment, Options as Search, covers};
use order_contracts::diff::{self, Settings, Verdict};
use order_contracts::json;
use serde_json::json;

use crate::exact_numbers::{diffed, document, load, yaml};

/// A change of what an `f64` rounds to the same number was no change.
#[test]
fn a_change_that_an_f64_does_not_see_is_a_change() {
    for (old, new) in [
        (r#""maximum": 18446744073709551616"#, r#""maximum": 18446744073709551617"#),
        (r#""minimum": 1e400"#, r#""minimum": 2e400"#),
        (r#""maximum": 0.10000000000000000001"#, r#""maximum": 0.10000000000000000002"#),
        (r#""maximum": 0.1"#, r#""maximum": 0.10000000000000000002"#),
        (r#""maximum": 18446744073709551616"#, r#""maximum": 18446744073709552000"#),
        (r#""enum": [1, 18446744073709551616]"#, r#""enum": [1, 18446744073709551617]"#),
        (r#""const": {"a": 1e400}"#, r#""const": {"a": 1e401}"#),
        (r#""multipleOf": 1e-400"#, r#""multipleOf": 2e-400"#),
    ] {
        let texts = [old, new].map(|keywords| document("3.1.0", keywords));
        for (name, [old, new]) in [("t.json", texts.clone()), ("t.yaml", texts.map(|text| yaml(&text)))] {
            let (old, new) = (load(&old, name), load(&new, name));
            for (base, revision) in [(&old, &new), (&new, &old)] {
                let found = diffed(base, revision);
                // Where the one side may send more, the other may be sent more.
                assert!(found.iter().any(|verdict| *verdict > Verdict::Compatible), "{old:?} {new:?}: {found:?}");
            }
            assert_eq!((diffed(&old, &old), diffed(&new, &new)), (Vec::new(), Vec::new()));
        }
    }
}

/// The schema of a request: what base accepts and revision does not is no compatible change, and the other way round it may be.
#[test]
fn a_request_that_is_refused_since_is_no_compatible_change() {
    let request = |keywords: &str| {
        let text = format!(
            r#"{{"openapi": "3.0.3", "info": {{"title": "T", "version": "1"}}, "paths": {{"/a": {{"post": {{
"requestBody": {{"required": true, "content": {{"application/json": {{"schema": {{{keywords}}}}}}}}},
"responses": {{"204": {{"description": "D"}}}}}}}}}}}}"#
        );
        load(&text, "t.json")
    };
    for (wide, narrow) in [
        (r#""maximum": 18446744073709551617"#, r#""maximum": 18446744073709551616"#),
        (r#""minimum": 18446744073709551616"#, r#""minimum": 18446744073709551617"#),
        (r#""minimum": 1e400"#, r#""minimum": 2e400"#),
        (r#""type": "number""#, r#""type": "number", "maximum": 1e400"#),
    ] {
        let found = diffed(&request(wide), &request(narrow));
        assert!(!found.is_empty() && found.iter().all(|verdict| *verdict > Verdict::Compatible), "{narrow}: {found:?}");
        assert!(!diffed(&request(narrow), &request(wide)).contains(&Verdict::Breaking), "{narrow}");
    }
    // Listed values are exact on both sides, so that there is a witness.
    let (one, other) = (r#""enum": [1, 18446744073709551616]"#, r#""enum": [1, 18446744073709551617]"#);
    for (base, revision, witness) in [(one, other, "18446744073709551616"), (other, one, "18446744073709551617")] {
        let comparison = diff::compare(&request(base), &request(revision), &Settings::new());
        let breaking: Vec<_> = comparison.changes.iter().filter(|change| change.verdict == Verdict::Breaking).collect();
        let [change] = &breaking[..] else { panic!("{comparison:?}") };
        assert_eq!(&*change.witness.as_ref().unwrap().exchange.request.body, witness.as_bytes());
    }
}

/// What an excerpt of a big contract has is what the contract has.
#[test]
fn a_big_contract_is_compared_exactly() {
    let filler = "x".repeat(1 << 17);
    let contract =
        |keywords: &str| load(&document("3.1.0", keywords).replace("\"T\"", &format!("\"{filler}\"")), "t.json");
    let (one, other) = (r#""enum": [1, 18446744073709551616]"#, r#""enum": [1, 18446744073709551617]"#);
    let found = diffed(&contract(one), &contract(other));
    assert!(found.contains(&Verdict::Breaking), "{found:?}");
}

#[test]
fn schemas_cover_one_another_exactly() {
    let schema = |text: &str| json::parse_schema(text.as_bytes()).unwrap();
    let asked = |sub: &str, sup: &str| covers(&schema(sub), &schema(sup), &Search::new());
    let number = json!("\u{fdd0}18446744073709551617");
    for (sub, sup, wanted) in [
        (r#"{"const": 18446744073709551616}"#, r#"{"const": 18446744073709551616.0}"#, Some(true)),
        (r#"{"const": 18446744073709551617}"#, r#"{"const": 18446744073709551616}"#, Some(false)),
        (r#"{"const": 18446744073709551617}"#, r#"{"type": "integer"}"#, Some(true)),
        (r#"{"const": 18446744073709551617}"#, r#"{"type": "string"}"#, Some(false)),
        (r#"{"const": 18446744073709551616}"#, r#"{"maximum": 18446744073709551616}"#, Some(true)),
        (r#"{"type": "number"}"#, r#"{"const": 18446744073709551616}"#, Some(false)),
        (r#"{"maximum": 1}"#, r#"{"maximum": 18446744073709551616}"#, Some(true)),
        (r#"{"maximum": 18446744073709551616}"#, r#"{"maximum": 18446744073709551616}"#, Some(true)),
        (r#"{"maximum": 18446744073709551617}"#, r#"{"maximum": 18446744073709551617.0}"#, Some(true)),
        (r#"{"maximum": 18446744073709551617}"#, r#"{"maximum": 18446744073709551616}"#, Some(false)),
        (r#"{"maximum": 18446744073709551616}"#, r#"{"maximum": 18446744073709551617}"#, Some(true)),
        (r#"{"maximum": 36893488147419103233}"#, r#"{"maximum": 36893488147419103234}"#, None),
        (r#"{"minimum": 1e400}"#, r#"{"minimum": 1e401}"#, None),
    ] {
        let found = match asked(sub, sup) {
            Containment::Yes => Some(true),
            Containment::No { .. } => Some(false),
            _ => None,
        };
        // What is not computed with may stay open; it must not be wrong.
        assert_eq!(found, wanted, "{sub} in {sup}");
    }
    let answer = asked(r#"{"const": 18446744073709551617}"#, r#"{"const": 18446744073709551616}"#);
    assert_eq!(answer, Containment::No { witness: number.clone() });
    assert_eq!(
        (json::digits(&number), json::schema_text(&number)),
        (Some("18446744073709551617"), "18446744073709551617".to_owned())
    );
}
