//! What a schema lists: values and names that are there twice, names that it does not declare.

use std::collections::HashSet;

use super::finding::Findings;
use super::sites::Site;
use crate::json::exact;
use crate::similar::nearest;
use crate::tree::{Map, Text, Tree};

pub(super) fn check(site: &Site<'_>, findings: &mut Findings) {
    let Some(schema) = site.schema.as_object().filter(|schema| !(site.is_3_0 && schema.contains_key("$ref"))) else {
        return;
    };
    for keyword in ["enum", "required"] {
        let Some(values) = schema.get(keyword).and_then(Tree::as_array) else { continue };
        let mut seen = HashSet::new();
        for (position, value) in values.iter().enumerate() {
            if !seen.insert(value) {
                let place = site.place.clone().key(keyword).index(position);
                findings.add("duplicate-values", place, format!("{} is listed twice", named(value)));
            }
        }
    }
    undeclared(site, schema, findings);
}

/// A value as a message has it: a name in backticks, and of a value that is none what it is.
fn named(value: &Tree) -> String {
    match value {
        value if exact::kept(value).is_some() => format!("`{}`", exact::tree_text(value)),
        Tree::String(text) if text.chars().count() <= 60 => format!("`{text}`"),
        Tree::Number(_) | Tree::Bool(_) | Tree::Null => format!("`{value}`"),
        _ => "the value".to_owned(),
    }
}

/// Required properties that are not declared, where nothing else could declare them.
fn undeclared(site: &Site<'_>, schema: &Map, findings: &mut Findings) {
    const OTHERS: &[&str] = &[
        "$dynamicRef",
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "if",
        "oneOf",
        "patternProperties",
        "unevaluatedProperties",
    ];
    let Some(properties) = schema.get("properties").and_then(Tree::as_object).filter(|all| !all.is_empty()) else {
        return;
    };
    // A part of a composition requires what another part declares; members of a map are declared together.
    let closed = schema.get("additionalProperties") == Some(&Tree::Bool(false));
    let is_open =
        OTHERS.iter().any(|keyword| schema.contains_key(keyword) && !(closed && *keyword == "additionalProperties"));
    let is_part = site
        .place
        .tokens()
        .any(|token| matches!(token.as_str(), "allOf" | "anyOf" | "oneOf" | "not" | "if" | "then" | "else"));
    if is_open || is_part || closed {
        return;
    }
    let names = schema.get("required").and_then(Tree::as_array).into_iter().flatten().enumerate();
    for (position, name) in names.filter_map(|(position, name)| Some((position, name.as_str()?))) {
        if properties.contains_key(name) {
            continue;
        }
        let near = nearest(name, properties.keys().map(Text::as_str));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let place = site.place.clone().key("required").index(position);
        findings.add("required-not-declared", place, format!("the required property `{name}` is not declared{hint}"));
    }
}
