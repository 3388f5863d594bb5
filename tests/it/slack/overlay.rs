//! An overlay applied to a document, by the letter of the Overlay Specification 1.0.0: for the tests only.

use serde_json::{Map, Value, json};

/// A document whose component `A` is `schema`.
pub(super) fn document(version: &str, schema: &Value) -> Value {
    json!({
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {},
        "components": {"schemas": {"A": schema}},
    })
}

/// `document` after the actions of `overlay`.
pub(crate) fn applied(document: &Value, overlay: &Value) -> Value {
    assert_eq!(overlay["overlay"], "1.0.0");
    assert!(overlay["info"]["title"].is_string() && overlay["info"]["version"].is_string());
    let mut document = document.clone();
    for action in overlay["actions"].as_array().unwrap() {
        let target = names(action["target"].as_str().unwrap());
        let (last, above) = target.split_last().unwrap();
        let parent = above.iter().fold(&mut document, |value, name| step(value, name));
        if action["remove"] == json!(true) {
            parent.as_object_mut().unwrap().remove(last).expect("what is removed is there");
        } else {
            merge(step(parent, last).as_object_mut().unwrap(), action["update"].as_object().unwrap());
        }
    }
    document
}

fn step<'v>(value: &'v mut Value, name: &str) -> &'v mut Value {
    match value {
        Value::Array(items) => &mut items[name.parse::<usize>().unwrap()],
        value => value.get_mut(name).unwrap_or_else(|| panic!("no `{name}`")),
    }
}

/// Objects are merged, lists appended, everything else is replaced.
fn merge(target: &mut Map<String, Value>, update: &Map<String, Value>) {
    for (name, value) in update {
        match (target.get_mut(name), value) {
            (Some(Value::Object(target)), Value::Object(value)) => merge(target, value),
            (Some(Value::Array(target)), Value::Array(value)) => target.extend(value.iter().cloned()),
            _ => drop(target.insert(name.clone(), value.clone())),
        }
    }
}

/// The names and positions of a JSONPath without wildcards.
fn names(path: &str) -> Vec<String> {
    let mut rest = path.strip_prefix('$').unwrap();
    let mut names = Vec::new();
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix("['") {
            let mut name = String::new();
            let mut characters = quoted.char_indices();
            let end = loop {
                match characters.next().unwrap() {
                    (_, '\\') => name.push(characters.next().unwrap().1),
                    (at, '\'') => break at,
                    (_, other) => name.push(other),
                }
            };
            names.push(name);
            rest = quoted[end + 1..].strip_prefix(']').unwrap();
        } else {
            let (position, behind) = rest.strip_prefix('[').unwrap().split_once(']').unwrap();
            names.push(position.to_owned());
            rest = behind;
        }
    }
    names
}
