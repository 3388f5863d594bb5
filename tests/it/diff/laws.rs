//! Laws: what holds for every pair of documents.

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Change, Comparison, Facet, Settings, Verdict};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

/// Names of properties; most of them mean something elsewhere.
const NAMES: &[&str] = &["a", "b", "default", "enum", "const", "examples", "$ref", "not", "properties", "x-y"];

/// Schemas as documents have them: typed, bounded, nested a little.
fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        (0_u8..4, 0_u8..6)
            .prop_map(|(least, more)| json!({"type": "string", "minLength": least, "maxLength": least + more})),
        (0_i8..4, 0_i8..9)
            .prop_map(|(least, more)| json!({"type": "integer", "minimum": least, "maximum": least + more})),
        subsequence(vec!["A", "B", "C", "D"], 1..4).prop_map(|values| json!({"type": "string", "enum": values})),
        Just(json!({"type": "boolean"})),
        Just(json!({"type": ["string", "null"]})),
        Just(json!({"type": "string", "format": "date"})),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            (btree_map(select(NAMES), inner.clone(), 1..4), subsequence(NAMES, 0..3)).prop_map(
                |(properties, required)| {
                    let required: Vec<&str> =
                        required.into_iter().filter(|name| properties.contains_key(*name)).collect();
                    json!({"type": "object", "properties": properties, "required": required})
                }
            ),
            (inner.clone(), 0_u8..3)
                .prop_map(|(items, most)| json!({"type": "array", "items": items, "maxItems": most + 1})),
            vec(inner, 1..3).prop_map(|branches| json!({"oneOf": branches})),
        ]
    })
}

fn document(schema: &Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1.0.0"},
        "paths": {
            "/sent": {"post": {
                "requestBody": {"required": true, "content": {"application/json": {"schema": schema}}},
                "responses": {"204": {"description": "D"}},
            }},
            "/got": {"get": {
                "responses": {"200": {"description": "D", "content": {"application/json": {"schema": schema}}}},
            }},
        },
    })
}

/// A webhook whose request holds the schema, and whose answer does.
fn calling(schema: &Value) -> Value {
    let content = json!({"application/json": {"schema": schema}});
    let answers = json!({"200": {"description": "D", "content": content}});
    json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1.0.0"},
        "webhooks": {
            "sent": {"post": {
                "requestBody": {"required": true, "content": content},
                "responses": {"204": {"description": "D"}},
            }},
            "answered": {"post": {"responses": answers}},
        },
    })
}

/// The webhooks as paths of their names, which the witnesses have as targets.
fn as_paths(document: &Value) -> Contract {
    let webhooks = document["webhooks"].as_object().unwrap();
    let path = |(name, item): (&String, &Value)| (format!("/webhooks/{name}"), item.clone());
    let paths: Map<String, Value> = webhooks.iter().map(path).collect();
    let mut document = document.clone();
    document["paths"] = Value::Object(paths);
    load(&document)
}

/// The same with the schema behind a reference.
fn referring(schema: &Value) -> Value {
    let mut document = document(&json!({"$ref": "#/components/schemas/S"}));
    document["components"] = json!({"schemas": {"S": schema}});
    document
}

fn load(document: &Value) -> Contract {
    Contract::from_str(&document.to_string(), "t.json").unwrap()
}

fn compared(base: &Value, revision: &Value) -> Comparison {
    diff::compare(&load(base), &load(revision), &Settings::new())
}

/// Which verdicts which rules came to, without places.
fn gist(comparison: &Comparison) -> Vec<(&'static str, Verdict, String)> {
    let one = |change: &Change| (change.rule.id, change.verdict, change.subject.clone());
    let mut gist: Vec<_> = comparison.changes.iter().map(one).collect();
    gist.sort();
    gist
}

/// JSON text with the members of every object in reverse.
fn reversed(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut members: Vec<String> =
                members.iter().map(|(name, value)| format!("{}: {}", json!(name), reversed(value))).collect();
            members.reverse();
            format!("{{{}}}", members.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(reversed).collect::<Vec<_>>().join(", ")),
        scalar => scalar.to_string(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_document_against_itself_is_silent(schema in schema()) {
        let document = document(&schema);
        prop_assert_eq!(compared(&document, &document).changes, vec![]);
    }

    #[test]
    fn a_witness_is_accepted_by_one_side_and_refused_by_the_other(old in schema(), new in schema()) {
        let (base, revision) = (load(&document(&old)), load(&document(&new)));
        let comparison = diff::compare(&base, &revision, &Settings::new());
        for change in &comparison.changes {
            let Some(witness) = &change.witness else {
                prop_assert!(change.verdict != Verdict::Breaking || change.rule.facet != Facet::Wire, "{:?}", change);
                continue;
            };
            let (sender, receiver) = if witness.exchange.response.is_some() { (&revision, &base) } else { (&base, &revision) };
            prop_assert_eq!(diff::accepts(sender, witness), Some(true), "{:?}", witness);
            prop_assert_eq!(diff::accepts(receiver, witness), Some(false), "{:?}", witness);
        }
    }

    #[test]
    fn a_webhook_is_an_operation_with_the_roles_exchanged(old in schema(), new in schema()) {
        let (base, revision) = (calling(&old), calling(&new));
        // By the letter: of alternatives that overlap, a server is taken at its word, and clients are not.
        let strict = Settings::new().overlapping_sent(false);
        let comparison = diff::compare(&load(&base), &load(&revision), &strict);
        // What the server of revision sends to clients of base, a client of revision would send to a server of base.
        let exchanged = diff::compare(&load(&document(&new)), &load(&document(&old)), &strict);
        prop_assert_eq!(comparison.verdict_of(Facet::Wire), exchanged.verdict_of(Facet::Wire), "{:?}", comparison);
        for change in &comparison.changes {
            let Some(mut witness) = change.witness.clone() else {
                prop_assert!(change.verdict != Verdict::Breaking || change.rule.facet != Facet::Wire, "{:?}", change);
                continue;
            };
            prop_assert!(witness.callback.is_some() && diff::accepts(&load(&base), &witness).is_none());
            witness.callback = None;
            let (base, revision) = (as_paths(&base), as_paths(&revision));
            let is_answer = witness.exchange.response.is_some();
            let (sender, receiver) = if is_answer { (&base, &revision) } else { (&revision, &base) };
            prop_assert_eq!(diff::accepts(sender, &witness), Some(true), "{:?}", witness);
            prop_assert_eq!(diff::accepts(receiver, &witness), Some(false), "{:?}", witness);
        }
    }

    #[test]
    fn widening_and_narrowing_back_is_the_empty_diff(schema in schema(), other in schema()) {
        let narrow = document(&schema);
        let wide = document(&json!({"anyOf": [schema.clone(), other]}));
        let widened = compared(&narrow, &wide);
        let breaks_requests =
            |change: &Change| change.verdict == Verdict::Breaking && change.rule.id.starts_with("request-");
        prop_assert!(!widened.changes.iter().any(breaks_requests), "{:?}", widened.changes);
        prop_assert_eq!(compared(&narrow, &document(&schema)).changes, vec![]);
    }

    #[test]
    fn what_is_written_differently_says_the_same(old in schema(), new in schema()) {
        let (base, revision) = (document(&old), document(&new));
        let wanted = gist(&compared(&base, &revision));
        // The order of members.
        let turned = |document: &Value| Contract::from_str(&reversed(document), "t.json").unwrap();
        let found = diff::compare(&turned(&base), &turned(&revision), &Settings::new());
        prop_assert_eq!(&gist(&found), &wanted);
        // YAML.
        let yaml = |document: &Value| {
            let text = yaml_serde::to_string(document).unwrap();
            Contract::from_str(&text, "t.yaml").unwrap()
        };
        let found = diff::compare(&yaml(&base), &yaml(&revision), &Settings::new());
        prop_assert_eq!(&gist(&found), &wanted);
        // References: an edit of a component is told once, so the worst of each direction is compared.
        let worst = |comparison: &Comparison| comparison.verdict_of(Facet::Wire);
        let found = compared(&referring(&old), &referring(&new));
        prop_assert_eq!(worst(&found), worst(&compared(&base, &revision)));
        // Only the layout differs.
        let silent = compared(&base, &referring(&old));
        prop_assert!(silent.changes.iter().all(|change| change.rule.facet != Facet::Wire), "{:?}", silent.changes);
    }

    #[test]
    fn the_same_input_has_the_same_output(old in schema(), new in schema()) {
        let (base, revision) = (document(&old), document(&new));
        prop_assert_eq!(compared(&base, &revision), compared(&base, &revision));
    }
}

#[test]
fn a_document_that_refers_to_itself_is_compared() {
    let node = |most: u8| {
        let mut members = Map::new();
        members.insert("name".to_owned(), json!({"type": "string", "maxLength": most}));
        members.insert("next".to_owned(), json!({"$ref": "#/components/schemas/S"}));
        json!({"type": "object", "properties": members})
    };
    let comparison = compared(&referring(&node(9)), &referring(&node(3)));
    assert_eq!(comparison.verdict(), Verdict::Breaking);
    assert_eq!(comparison.changes.len(), 1, "one edit is told once: {comparison:?}");
}
