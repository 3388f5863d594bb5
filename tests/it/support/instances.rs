//! Payloads made from the exported schemas, and the places in them that the schemas say something of.

use order_contracts::EmbeddedSchema;
use order_contracts::pointer::Pointer;
use serde_json::{Map, Value, json};

/// A schema that judges one place of a payload.
pub(crate) struct Node {
    /// The place in the payload that [`full`] makes.
    pub(crate) instance: Pointer,
    /// The Schema Object in the OpenAPI document.
    pub(crate) document: Pointer,
    /// The schema in JSON Schema form.
    pub(crate) schema: Value,
}

impl Node {
    pub(crate) fn keywords(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.schema.as_object().into_iter().flatten().map(|(keyword, operand)| (keyword.as_str(), operand))
    }
}

/// Every schema that judges a place of the full payload: through properties, items, references and `allOf`.
pub(crate) fn nodes(schema: &EmbeddedSchema) -> Vec<Node> {
    let mut found = Vec::new();
    let document = Pointer::parse(schema.document_pointer()).expect("a pointer");
    walk(schema.value(), schema.value(), Pointer::root(), document, &mut found);
    found
}

fn walk(root: &Value, schema: &Value, instance: Pointer, document: Pointer, found: &mut Vec<Node>) {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let name = name.strip_prefix("#/$defs/").expect("a definition of this schema");
        // OpenAPI 3.0 has nothing beside a reference but the dialect, the definitions and the title of the whole.
        let document = Pointer::root().key("components").key("schemas").key(name);
        return walk(root, &root["$defs"][name], instance, document, found);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        walk(root, property, instance.clone().key(name), document.clone().key("properties").key(name), found);
    }
    if let Some(items) = schema.get("items") {
        walk(root, items, instance.clone().index(0), document.clone().key("items"), found);
    }
    for (position, branch) in schema["allOf"].as_array().into_iter().flatten().enumerate() {
        walk(root, branch, instance.clone(), document.clone().key("allOf").index(position), found);
    }
    found.push(Node { instance, document, schema: schema.clone() });
}

/// A payload with every declared property, arrays of one item and no null.
pub(crate) fn full(schema: &EmbeddedSchema) -> Value {
    make(schema.value(), schema.value())
}

fn make(root: &Value, schema: &Value) -> Value {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        return make(root, &root["$defs"][name.strip_prefix("#/$defs/").expect("a definition of this schema")]);
    }
    if let Some(branch) = schema.get("allOf").and_then(|branches| branches.get(0)) {
        return make(root, branch);
    }
    if let Some(value) = schema.get("enum").and_then(|values| values.get(0)) {
        return value.clone();
    }
    let name = match &schema["type"] {
        Value::Array(names) => names[0].as_str(),
        name => name.as_str(),
    };
    match name.unwrap_or("string") {
        "object" => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            Value::Object(
                properties.map(|(name, property)| (name.clone(), make(root, property))).collect::<Map<_, _>>(),
            )
        }
        "array" => json!([make(root, &schema["items"])]),
        "boolean" => json!(true),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "string" => json!(string(schema)),
        other => panic!("no value of the type `{other}`"),
    }
}

fn string(schema: &Value) -> &'static str {
    match (schema["format"].as_str(), schema["pattern"].as_str()) {
        (None, None) => "text",
        (Some("date-time"), None) => "2021-07-22T00:00:00.000Z",
        (Some("email"), None) => "customer@example.com",
        (Some("uuid"), None) => "44444444-4444-4444-8444-444444444444",
        (None, Some("^[A-Za-z0-9_-]{7,14}$")) => "46Juzcyx",
        (format, pattern) => panic!("no string of the format {format:?} and the pattern {pattern:?}"),
    }
}
