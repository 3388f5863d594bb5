//! Finds the references of a document: a `$ref` in an example or a default is data.

use serde_json::Value;

use crate::pointer::Pointer;

/// Keywords whose members are named by the document's author: a property may be called `default`.
const NAMED: [&str; 22] = [
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "examples",
    "headers",
    "links",
    "mapping",
    "parameters",
    "pathItems",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
    "variables",
    "webhooks",
    "scopes",
];

/// Keywords whose values are data.
const DATA: [&str; 6] = ["const", "default", "enum", "example", "value", "x-source"];

/// Shows every reference of `value` and its place to `visit`, which may change it.
pub(super) fn visit(value: &mut Value, mut visit: impl FnMut(&Pointer, &mut String)) {
    walk(value, false, &mut Pointer::root(), &mut visit);
}

fn walk(value: &mut Value, named: bool, here: &mut Pointer, visit: &mut impl FnMut(&Pointer, &mut String)) {
    match value {
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                if !named && (DATA.contains(&name.as_str()) || name.starts_with("x-")) {
                    continue;
                }
                here.push(name);
                match value {
                    Value::String(reference) if !named && name == "$ref" => visit(here, reference),
                    // OpenAPI 3.0.3, 4.7.25: the values of a `mapping` may be references.
                    Value::String(reference)
                        if named && [".json", ".yaml", ".yml"].iter().any(|end| reference.contains(end)) =>
                    {
                        if here.as_str().contains("/discriminator/mapping/") {
                            visit(here, reference);
                        }
                    }
                    value => walk(value, !named && NAMED.contains(&name.as_str()), here, visit),
                }
                here.pop();
            }
        }
        Value::Array(items) => {
            for (position, value) in items.iter_mut().enumerate() {
                here.push(&position.to_string());
                walk(value, false, here, visit);
                here.pop();
            }
        }
        _ => {}
    }
}
