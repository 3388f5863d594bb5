//! What the official JSON Schema Test Suite found, in our own words: a case for each kind.
//!
//! The suite itself is graded by `cargo run --example grade_schema_suite --features validate -- FOLDER`.

use order_contracts::contract::Contract;
use order_contracts::validate::{Options, Verdict, payload_bytes};
use serde_json::{Value, json};

const VALID: Verdict = Verdict::Valid;
const INVALID: Verdict = Verdict::Invalid;

/// Judges payloads by the component `Tested` of a document with these schemas and files beside it.
fn check(schemas: Value, files: &[(&str, Value)], cases: &[(Value, Verdict)]) {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content.to_string()).unwrap();
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    });
    let path = folder.path().join("api.json");
    std::fs::write(&path, document.to_string()).unwrap();
    let contract = Contract::from_path(&path).unwrap();
    let schema = contract.schema_named("Tested").unwrap();
    for (payload, wanted) in cases {
        let report = payload_bytes(&contract, &schema, payload.to_string().as_bytes(), &Options::new());
        assert_eq!(report.verdict(), *wanted, "{payload} by {schemas}: {report}");
    }
}

/// In a file without an `$id`, `#` was the document, which as a schema accepts everything.
#[test]
fn a_file_without_an_identifier_is_what_its_own_references_begin_at() {
    let tree = json!({
        "type": "object",
        "properties": {"left": {"$ref": "#"}, "right": {"$ref": "#/$defs/leaf"}, "name": {"$ref": "#name"}},
        "additionalProperties": false,
        "$defs": {"leaf": {"type": "integer"}, "x": {"$anchor": "name", "type": "string"}},
    });
    // The same pointer and the same anchor are in the document.
    let schemas = json!({
        "Tested": {"$ref": "tree.json"},
        "Other": {"$anchor": "name", "type": "boolean"},
    });
    let cases = [
        (json!({"left": {"left": {"right": 1}}, "name": "x"}), VALID),
        (json!({"left": {"other": 1}}), INVALID),
        (json!({"left": {"left": 1}}), INVALID),
        (json!({"right": "x"}), INVALID),
        (json!({"name": true}), INVALID),
    ];
    check(schemas, &[("tree.json", tree)], &cases);
    // A pointer of a file leads into the file, though the document has the same one.
    let file = json!({
        "components": {"schemas": {
            "Own": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
            "Item": {"type": "integer"},
        }},
    });
    let schemas = json!({"Tested": {"$ref": "file.json#/components/schemas/Own"}, "Item": {"type": "string"}});
    check(schemas, &[("file.json", file)], &[(json!([1]), VALID), (json!(["x"]), INVALID)]);
}

#[test]
fn the_meta_schemas_of_json_schema_are_known() {
    for uri in ["https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#"] {
        let schemas = json!({"Tested": {"type": "object", "properties": {"schema": {"$ref": uri}}}});
        let cases = [
            (json!({"schema": {"properties": {"a": {"type": "integer", "minLength": 1}}}}), VALID),
            (json!({"schema": {"properties": {"a": {"type": "integer", "minLength": "1"}}}}), INVALID),
            (json!({"schema": {"properties": {"a": {"type": "nothing"}}}}), INVALID),
        ];
        check(schemas, &[], &cases);
    }
    let unknown = json!({"Tested": {"$ref": "https://json-schema.org/draft/2000-01/schema"}});
    check(unknown, &[], &[(json!({}), Verdict::Undecided)]);
}

/// Core, 8.1.2.
#[test]
fn a_meta_schema_without_the_vocabulary_of_validation_asserts_nothing_of_it() {
    let meta_schema = |vocabularies: &[&str]| {
        let uri = |name: &&str| (format!("https://json-schema.org/draft/2020-12/vocab/{name}"), json!(true));
        let vocabularies: serde_json::Map<_, _> = vocabularies.iter().map(uri).collect();
        json!({"$id": "https://shop.example/meta", "$vocabulary": vocabularies})
    };
    let tested = json!({
        "$schema": "https://shop.example/meta",
        "properties": {"a": {"minimum": 10}, "never": false},
    });
    for (vocabularies, small) in
        [(&["core", "applicator"][..], VALID), (&["core", "applicator", "validation"], INVALID)]
    {
        let schemas = json!({"Tested": tested, "Meta": meta_schema(vocabularies)});
        let cases = [(json!({"a": 1}), small), (json!({"a": 10}), VALID), (json!({"never": 1}), INVALID)];
        check(schemas, &[], &cases);
        let schemas = json!({"Tested": {"$ref": "tested.json"}, "Meta": meta_schema(vocabularies)});
        check(schemas, &[("tested.json", tested.clone())], &cases);
    }
}

#[test]
fn an_identifier_below_an_unknown_keyword_is_not_one_where_there_is_another() {
    let schemas = json!({
        "A": {"not": {"somethingElse": [{"$id": "https://shop.example/thing", "type": "null"}]}},
        "Tested": {"$ref": "https://shop.example/thing"},
        "Thing": {"$id": "https://shop.example/thing", "type": "string"},
    });
    check(schemas, &[], &[(json!("x"), VALID), (json!(null), INVALID)]);
}

/// A file that a component refers to may be older than the document.
#[test]
fn a_file_is_judged_in_its_own_draft() {
    let file = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "items": [{"type": "integer"}],
        "additionalItems": {"type": "string"},
    });
    let cases = [(json!([1, "x"]), VALID), (json!([1, 2]), INVALID), (json!(["x"]), INVALID)];
    check(json!({"Tested": {"$ref": "old.json"}}), &[("old.json", file)], &cases);
}

/// What 2019-09 has instead of `$dynamicRef`.
#[test]
fn a_recursive_reference_leads_to_the_outermost_recursive_anchor() {
    let schemas = |is_recursive: bool| {
        json!({
            "Tested": {
                "$schema": "https://json-schema.org/draft/2019-09/schema",
                "$id": "https://shop.example/strict",
                "$recursiveAnchor": is_recursive,
                "$ref": "node",
                "unevaluatedProperties": false,
            },
            "Node": {
                "$id": "https://shop.example/node",
                "$recursiveAnchor": is_recursive,
                "properties": {"name": {"type": "string"}, "child": {"$recursiveRef": "#"}},
            },
        })
    };
    let deep = json!({"child": {"name": "x", "other": 1}});
    check(schemas(true), &[], &[(json!({"child": {"name": "x"}}), VALID), (deep.clone(), INVALID)]);
    check(schemas(false), &[], &[(deep, VALID), (json!({"child": {"name": 1}}), INVALID)]);
}

/// RFC 5890 and 6531: what `idn-hostname` and `idn-email` were taken for annotations before.
#[test]
fn internationalized_names_are_asserted() {
    let format = |name: &str| json!({"Tested": {"type": "string", "format": name}});
    let host =
        [("müller.example", VALID), ("例え.jp", VALID), ("-ü.example", INVALID), ("a..b", INVALID), ("", INVALID)];
    check(format("idn-hostname"), &[], &host.map(|(text, verdict)| (json!(text), verdict)));
    let mail = [
        ("jörg@müller.example", VALID),
        ("a@b.example", VALID),
        ("jörg", INVALID),
        ("@müller.example", INVALID),
        ("Jörg <jörg@müller.example>", INVALID),
    ];
    check(format("idn-email"), &[], &mail.map(|(text, verdict)| (json!(text), verdict)));
    let plain =
        [("a@b.example", VALID), ("A <a@b.example>", INVALID), ("<a@b.example>", INVALID), ("A a@b.example", INVALID)];
    check(format("email"), &[], &plain.map(|(text, verdict)| (json!(text), verdict)));
}
