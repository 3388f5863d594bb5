//! Renames, by the hundred: a property of each base document gets another name, and the two names are linked; names of a pair are not.

use std::collections::BTreeSet;

use order_contracts::contract::Contract;
use order_contracts::diff::{self, Comparison, Settings};
use serde_json::{Value, json};

use super::cases::cases;

/// How people rename: other words, another style, a word before or behind.
fn renamed(name: &str, style: usize) -> String {
    let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
    match style % 5 {
        0 => format!("{name}Value"),
        1 => format!("new{}{rest}", first.to_uppercase()),
        2 => format!("{name}_{name}"),
        3 => "somethingElse".to_owned(),
        _ => format!("{}{rest}", first.to_uppercase()),
    }
}

/// The base documents of the cases, each once.
fn documents() -> Vec<Value> {
    let texts: BTreeSet<String> = cases().iter().map(|case| case.base.document().to_string()).collect();
    texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

/// The pointer and the names of each component that is an object with properties.
fn objects(document: &Value) -> Vec<(String, Vec<String>)> {
    let Some(schemas) = document.pointer("/components/schemas").and_then(Value::as_object) else { return Vec::new() };
    let names = |schema: &Value| Some(schema.get("properties")?.as_object()?.keys().cloned().collect::<Vec<_>>());
    let of = |(name, schema): (&String, &Value)| {
        let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        Some((format!("/components/schemas/{name}"), names(schema).filter(|names| is_plain && !names.is_empty())?))
    };
    schemas.iter().filter_map(of).collect()
}

fn rename(schema: &mut Value, from: &str, to: &str) {
    let properties = schema["properties"].as_object_mut().unwrap();
    let value = properties.remove(from).unwrap();
    properties.insert(to.to_owned(), value);
    for name in schema.get_mut("required").and_then(Value::as_array_mut).into_iter().flatten() {
        if name == from {
            *name = json!(to);
        }
    }
}

fn compared(base: &Value, revision: &Value) -> Comparison {
    let contract = |document: &Value| Contract::from_str(&document.to_string(), "a.json").unwrap();
    diff::compare(&contract(base), &contract(revision), &Settings::new())
}

fn links(comparison: &Comparison) -> BTreeSet<(String, String)> {
    let renamed = comparison.changes.iter().filter_map(|change| change.renamed.as_ref());
    renamed.map(|renamed| (renamed.from.clone(), renamed.to.clone())).collect()
}

/// Contents that say something: of the rest it is not asked.
fn is_telling(value: &Value) -> bool {
    value.as_object().is_some_and(|members| members.len() > 1 || members.contains_key("$ref"))
}

#[test]
fn nearly_all_renamed_properties_are_linked_and_nothing_else_is() {
    let (mut renames, mut linked, mut missed) = (0, 0, Vec::new());
    let mut wrong = Vec::new();
    for (style, document) in documents().into_iter().enumerate() {
        let Some((place, names)) = objects(&document).into_iter().next() else { continue };
        let from = names[style % names.len()].clone();
        let to = renamed(&from, style);
        let content = document.pointer(&place).unwrap()["properties"][&from].clone();
        if names.contains(&to) || style % 5 == 3 && !is_telling(&content) {
            continue;
        }
        let mut revision = document.clone();
        rename(revision.pointer_mut(&place).unwrap(), &from, &to);
        let found = compared(&document, &revision);
        // A document may not say anything of it, where the schema is not used.
        if found.changes.iter().all(|change| !change.subject.contains(&format!("`{to}`"))) {
            continue;
        }
        renames += 1;
        let found = links(&found);
        match found.contains(&(from.clone(), to.clone())) {
            true => linked += 1,
            false => missed.push(format!("{from} to {to}: {content}")),
        }
        wrong.extend(found.into_iter().filter(|link| *link != (from.clone(), to.clone())));
    }
    eprintln!("{linked} of {renames} are linked");
    assert!(renames >= 30, "{renames} renames");
    assert!(linked * 100 >= renames * 95, "{linked} of {renames} are linked; not {missed:#?}");
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn what_is_named_after_the_other_of_a_pair_is_not_linked() {
    let document = |names: &[&str]| {
        let content = json!({"type": "string", "maxLength": 40, "description": "a user"});
        let properties: serde_json::Map<_, _> =
            names.iter().map(|name| ((*name).to_owned(), content.clone())).collect();
        json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1.0.0"},
            "paths": {"/a": {"post": {
                "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": properties}}}},
                "responses": {"204": {"description": "d"}},
            }}},
        })
    };
    let of = |from: &[&str], to: &[&str]| links(&compared(&document(from), &document(to)));
    for (from, to) in [("createdBy", "updatedBy"), ("start_date", "end_date"), ("minPrice", "maxPrice")] {
        assert_eq!(of(&[from], &[to]), BTreeSet::new(), "{from} {to}");
    }
    // Each finds its own.
    let found = of(&["createdBy", "updatedBy"], &["createdByUser", "updatedByUser"]);
    let wanted = [("createdBy", "createdByUser"), ("updatedBy", "updatedByUser")];
    assert_eq!(found, wanted.map(|(from, to)| (from.to_owned(), to.to_owned())).into());
}

#[test]
fn a_document_may_say_so_itself() {
    let document = |properties: Value| {
        json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1.0.0"},
            "paths": {"/a": {"post": {
                "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": properties}}}},
                "responses": {"204": {"description": "d"}},
            }}},
        })
    };
    let base = document(json!({"a": {"type": "string"}, "b": {"type": "string"}}));
    let revision = document(json!({"z": {"type": "integer", "x-renamed-from": "a"}, "b": {"type": "string"}}));
    let comparison = compared(&base, &revision);
    let renamed: Vec<_> = comparison.changes.iter().filter_map(|change| change.renamed.as_ref()).collect();
    assert!(renamed.len() >= 2 && renamed.iter().all(|renamed| renamed.is_certain), "{renamed:?}");
    // It is a label: the verdict and the fingerprint are those without it.
    let unsaid = document(json!({"z": {"type": "integer"}, "b": {"type": "string"}}));
    let without = compared(&base, &unsaid);
    let facts = |comparison: &Comparison| -> Vec<_> {
        comparison.changes.iter().map(|change| (change.verdict, change.fingerprint.clone())).collect()
    };
    assert_eq!(facts(&comparison), facts(&without));
    assert!(without.changes.iter().all(|change| change.renamed.is_none()));
}
