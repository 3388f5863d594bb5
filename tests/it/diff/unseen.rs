//! Edits of schemas that break what clients send, and that were no change at all for the diff, or a compatible one.

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Facet, Settings, UndecidedCause, Verdict};
use order_contracts::validate::{self, Request};
use serde_json::{Value, json};

/// A document whose clients send values of the component `S`.
fn document(version: &str, components: &Value) -> Contract {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/S"}}});
    let document = json!({
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": {
            "requestBody": {"required": true, "content": content},
            "responses": {"204": {"description": "D"}},
        }}},
        "components": {"schemas": components},
    });
    Contract::from_str(&document.to_string(), "t.json").unwrap_or_else(|error| panic!("{error}"))
}

fn verdict(contract: &Contract, sent: &Value) -> validate::Verdict {
    let body = sent.to_string();
    let request = Request::new("POST", "/a").header("content-type", "application/json").body(&body);
    validate::request(contract, &request).verdict()
}

/// Asserts that revision refuses what base accepts, and that the diff does not call that compatible.
fn is_lost(base: &Contract, revision: &Contract, sent: &Value) {
    let found = (verdict(base, sent), verdict(revision, sent));
    assert_eq!(found, (validate::Verdict::Valid, validate::Verdict::Invalid), "{sent}");
    let comparison = diff::compare(base, revision, &Settings::new());
    assert!(comparison.verdict_of(Facet::Wire) >= Verdict::Undecided, "{sent}: {comparison:?}");
}

/// The same of one schema in OpenAPI 3.1, which is `S`, beside others.
fn schema_is_lost(old: &Value, new: &Value, others: &Value, sent: &Value) {
    let with = |schema: &Value| {
        let mut components = others.clone();
        components["S"] = schema.clone();
        document("3.1.0", &components)
    };
    is_lost(&with(old), &with(new), sent);
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

#[test]
fn null_beside_a_schema_whose_values_do_not_have_null() {
    let others =
        json!({"N": {"type": ["string", "null"], "enum": ["a"]}, "If": {"if": {"type": "null"}, "then": false}});
    for name in ["N", "If"] {
        schema_is_lost(
            &json!({"properties": {"p": {"anyOf": [reference(name), {"type": "null"}]}}}),
            &json!({"properties": {"p": reference(name)}}),
            &others,
            &json!({"p": null}),
        );
    }
}

/// By the letter `oneOf` refuses what both alternatives accept.
#[test]
fn null_beside_a_schema_that_accepts_null_itself() {
    let others = json!({
        "Nullable": {"type": ["string", "null"]},
        "Listed": {"enum": ["a", null]},
        "Any": {"description": "Anything"},
    });
    for name in ["Nullable", "Listed", "Any"] {
        schema_is_lost(
            &json!({"properties": {"p": reference(name)}}),
            &json!({"properties": {"p": {"oneOf": [reference(name), {"type": "null"}]}}}),
            &others,
            &json!({"p": null}),
        );
    }
}

#[test]
fn bounds_that_are_the_same_to_a_double() {
    let most = |most: u64| json!({"type": "integer", "maximum": most});
    schema_is_lost(&most(u64::MAX), &most(u64::MAX - 1), &json!({}), &json!(u64::MAX));
}

#[test]
fn dependencies_of_older_drafts() {
    let object =
        |dependencies: Value| json!({"properties": {"a": {}, "b": {"type": "string"}}, "dependencies": dependencies});
    let (none, sent) = (json!({"properties": {"a": {}, "b": {"type": "string"}}}), json!({"a": 1}));
    schema_is_lost(&none, &object(json!({"a": ["b"]})), &json!({}), &sent);
    schema_is_lost(&object(json!({"b": ["a"]})), &object(json!({"a": ["b"]})), &json!({}), &sent);
    let limited = |most: u8| object(json!({"a": {"properties": {"b": {"maxLength": most}}}}));
    schema_is_lost(&limited(5), &limited(3), &json!({}), &json!({"a": 1, "b": "1234"}));
}

#[test]
fn lists_of_items_of_draft_7() {
    let list = |most: u8, more: Value| {
        let draft = "http://json-schema.org/draft-07/schema#";
        let items = json!([{"type": "string", "maxLength": most}]);
        json!({"$schema": draft, "type": "array", "items": items, "additionalItems": more})
    };
    schema_is_lost(&list(5, json!(true)), &list(3, json!(true)), &json!({}), &json!(["1234"]));
    schema_is_lost(&list(5, json!(true)), &list(5, json!(false)), &json!({}), &json!(["a", 1]));
}

#[test]
fn another_draft_and_the_same_words() {
    let list = |draft: &str| json!({"$schema": draft, "type": "array", "prefixItems": [{"type": "string"}]});
    let (old, new) = ("http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema");
    schema_is_lost(&list(old), &list(new), &json!({}), &json!([1]));
}

#[test]
fn a_vocabulary_of_validation_that_is_used_now() {
    let components = |name: &str| {
        let vocabulary = json!({(format!("https://json-schema.org/draft/2020-12/vocab/{name}")): true});
        json!({
            "S": {"$schema": "https://example.com/m", "type": "string", "maxLength": 3},
            "M": {"$id": "https://example.com/m", "$vocabulary": vocabulary},
        })
    };
    let (base, revision) = (document("3.1.0", &components("core")), document("3.1.0", &components("validation")));
    is_lost(&base, &revision, &json!("1234"));
}

#[test]
fn a_pointer_into_a_resource_with_an_identifier() {
    let resource = |most: u8| {
        let target = json!({"type": "string", "maxLength": most});
        json!({"$id": "https://example.com/s", "properties": {"a": {"$ref": "#/$defs/X"}}, "$defs": {"X": target}})
    };
    schema_is_lost(&resource(5), &resource(3), &json!({}), &json!({"a": "1234"}));
}

#[test]
fn what_a_dynamic_reference_leads_to() {
    let only = |most: u8| {
        let target = json!({"$dynamicAnchor": "T", "type": "string", "maxLength": most});
        json!({"properties": {"a": {"$dynamicRef": "#T"}}, "$defs": {"X": target}})
    };
    schema_is_lost(&only(5), &only(3), &json!({}), &json!({"a": "1234"}));
    let list = json!({"L": {
        "$id": "https://example.com/l",
        "type": "array",
        "items": {"$dynamicRef": "#T"},
        "$defs": {"T": {"$dynamicAnchor": "T"}},
    }});
    let of_texts = |most: u8| {
        let item = json!({"$dynamicAnchor": "T", "type": "string", "maxLength": most});
        json!({"$id": "https://example.com/s", "$ref": "l", "$defs": {"I": item}})
    };
    schema_is_lost(&of_texts(5), &of_texts(3), &list, &json!(["1234"]));
}

#[test]
fn names_beside_a_pattern_that_is_not_read() {
    let closed = |properties: Value| json!({"properties": properties, "patternProperties": {"^(?=x)": true}, "additionalProperties": false});
    schema_is_lost(&closed(json!({"a": {}})), &closed(json!({})), &json!({}), &json!({"a": 1}));
}

/// What it refers to is part of what it means, whatever that is.
#[test]
fn a_keyword_that_cannot_be_used_and_refers_to_something_else() {
    let components = |most: u8| {
        let target = json!({"type": "string", "maxLength": most});
        json!({"S": {"type": "array", "items": [reference("X")]}, "X": target})
    };
    let (base, revision) = (document("3.1.0", &components(5)), document("3.1.0", &components(3)));
    assert_eq!(verdict(&base, &json!(["1234"])), validate::Verdict::Undecided);
    let comparison = diff::compare(&base, &revision, &Settings::new());
    assert_eq!(comparison.verdict(), Verdict::Undecided, "{comparison:?}");
}

/// The names of a discriminator, and the values that an enumeration may have some day, were not seen in a list of one.
#[test]
fn what_values_mean_beside_a_list_of_one() {
    let kinds = json!({"A": {"properties": {"kind": {"type": "string"}}}, "B": {"properties": {"kind": {}}}});
    let named = |keyword: &str, name: &str| {
        let mapping = json!({"x": format!("#/components/schemas/{name}")});
        let mut components = kinds.clone();
        components["S"] =
            json!({(keyword): [reference("A")], "discriminator": {"propertyName": "kind", "mapping": mapping}});
        components
    };
    let extensible =
        |values: Value| json!({"S": {"allOf": [reference("A")], "x-extensible-enum": values}, "A": {"type": "string"}});
    let mut pairs = vec![(extensible(json!(["a", "b"])), extensible(json!(["a"])))];
    pairs.extend(["allOf", "anyOf", "oneOf"].map(|keyword| (named(keyword, "A"), named(keyword, "B"))));
    for (old, new) in pairs {
        for version in ["3.0.3", "3.1.0"] {
            let (base, revision) = (document(version, &old), document(version, &new));
            let comparison = diff::compare(&base, &revision, &Settings::new());
            assert_eq!(comparison.verdict(), Verdict::Undecided, "{old} {new} {comparison:?}");
            assert_eq!(comparison.changes[0].reasons[0].cause, UndecidedCause::Meaning);
        }
    }
}

/// Whether it accepts null was asked of each of ten alternatives again, and of each of theirs.
#[test]
fn alternatives_that_refer_to_each_other_without_end_are_asked_about_null_in_few_steps() {
    let alternatives: Vec<Value> = (0..10).map(|_| reference("B")).collect();
    let others = json!({"B": {"anyOf": alternatives}});
    let property = |schema: Value| {
        let mut components = others.clone();
        components["S"] = json!({"properties": {"p": schema}});
        document("3.1.0", &components)
    };
    let base = property(json!({"anyOf": [reference("B"), {"type": "null"}]}));
    let comparison = diff::compare(&base, &property(reference("B")), &Settings::new());
    assert!(comparison.verdict_of(Facet::Wire) >= Verdict::Undecided, "{comparison:?}");
}
