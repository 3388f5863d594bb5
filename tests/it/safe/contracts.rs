//! Two documents with hostile texts wherever a document has a name or a text, and exchanges of the same kind.

use serde_json::{Map, Value, json};

use super::{HOSTILE, IN_DOCUMENTS, ORDINARY};

fn texts() -> impl Iterator<Item = &'static str> {
    HOSTILE.iter().chain(IN_DOCUMENTS).copied().chain([ORDINARY])
}

/// As it is written in a reference.
fn in_reference(text: &str) -> String {
    text.replace('~', "~0").replace('/', "~1").replace('%', "%25")
}

fn named(value: impl Fn(usize, &str) -> Value) -> Map<String, Value> {
    texts().enumerate().map(|(number, text)| (text.to_owned(), value(number, text))).collect()
}

/// The document that clients know.
pub(super) fn base() -> Value {
    document(false)
}

/// The same with everything changed: values, names and requirements, each with its hostile text.
pub(super) fn revision() -> Value {
    document(true)
}

/// A document of one name.
pub(super) fn small(name: &str) -> String {
    json!({"openapi": "3.1.0", "info": {"title": name, "version": "1"}, "paths": {format!("/{name}"): {"get": {}}}})
        .to_string()
}

fn document(is_revision: bool) -> Value {
    let all: Vec<&str> = texts().collect();
    let first = all[0];
    let suffix = if is_revision { "2" } else { "1" };
    let changed = |text: &str| format!("{text}{suffix}");
    let properties = named(|number, text| match number % 4 {
        0 => json!({"type": "string", "maxLength": if is_revision { 5 } else { 9 }, "description": text}),
        1 => json!({"type": "string", "enum": [changed(text), "b"], "default": changed(text)}),
        2 => json!({"const": changed(text), "x-source": "s", "x-inferred": text}),
        _ => json!({"type": "integer", "title": changed(text), "pattern": changed("a"), "format": changed(text)}),
    });
    let order = json!({
        "type": "object",
        "properties": properties,
        "required": if is_revision { all.clone() } else { vec![first] },
        "additionalProperties": !is_revision,
        "dependentRequired": {first: [changed(first)]},
        "patternProperties": {"^x\u{1b}": {"type": "string"}},
        "discriminator": {"propertyName": first, "mapping": {changed(first): changed(first)}},
        "contentMediaType": changed(first),
        "x-sunset": changed(first),
    });
    let parameters: Vec<Value> = texts()
        .zip(["query", "header", "cookie"].iter().cycle())
        .map(|(text, place)| {
            json!({"name": text, "in": place, "required": is_revision, "description": text,
                "schema": {"type": "integer", "enum": [if is_revision { 1 } else { 2 }]}})
        })
        .collect();
    let mut paths = Map::new();
    for (number, text) in texts().enumerate() {
        let media = json!({"schema": {"$ref": format!("#/components/schemas/{}", in_reference(text))}});
        let response = json!({
            "description": text,
            "headers": {text: {"schema": {"type": if is_revision { "string" } else { "integer" }}}},
            "content": {"application/json": media, text: {}},
        });
        let mut operation = json!({
            "operationId": format!("{text}{number}"),
            "summary": text,
            "tags": [text],
            "deprecated": is_revision,
            "x-sunset": changed(text),
            "x-stability-level": changed(text),
            "requestBody": {"content": {"application/json": media}},
            "responses": {"200": response, text: {}},
        });
        // Each of these would be compared once for each operation.
        if number == 0 {
            operation["parameters"] = json!(parameters);
            operation["security"] = texts().map(|text| json!({changed(text): []})).collect();
            let callback =
                |text: &str| json!({changed("{$request.body#/x}"): {"post": {"summary": text, "responses": {}}}});
            let callbacks: Map<String, Value> = texts().map(|text| (changed(text), callback(text))).collect();
            operation["callbacks"] = json!(callbacks);
        }
        paths.insert(format!("/{text}"), json!({"post": operation}));
    }
    let reference = json!({"$ref": "#/components/schemas/Order"});
    let body = json!({"content": {"application/json": {"schema": reference}}});
    let operation =
        json!({"operationId": "createOrder", "requestBody": body, "responses": {"200": {"description": ""}}});
    paths.insert("/orders".to_owned(), json!({"post": operation}));
    let mut schemas =
        named(|_, text| json!({"title": text, "type": "string", "maxLength": if is_revision { 1 } else { 2 }}));
    schemas.insert("Order".to_owned(), order);
    schemas.insert("Broken".to_owned(), json!({"$ref": first, "allOf": 5, "type": first}));
    schemas.extend(
        all.iter().take(3).map(|text| (changed(text), json!({"$ref": format!("#/components/schemas/{text}x")}))),
    );
    json!({
        "openapi": "3.1.0",
        "info": {"title": first, "version": changed(first), "x-sources": {"s": {"title": first, "url": first}}},
        "servers": [{"url": changed(first)}],
        "paths": paths,
        "webhooks": {changed(first): {"post": {"operationId": changed(first), "responses": {}}}},
        "components": {"schemas": schemas, "securitySchemes": named(|_, text| json!({"type": changed(text)}))},
    })
}

/// One exchange a line, each wrong in its own way.
pub(super) fn exchanges() -> String {
    let mut out = Vec::new();
    for text in texts() {
        let body = json!({text: [text], "x": {text: text}});
        let headers = json!({"content-type": "application/json", "x-octocat": text});
        out.push(json!({
            "request": {"method": "POST", "target": "/orders?octocat=1", "headers": headers, "body": body},
            "response": {"status": 200, "headers": headers, "body": body},
        }));
        out.push(
            json!({"request": {"method": "POST", "target": format!("/{text}"), "headers": {"content-type": text}}}),
        );
        out.push(json!({"request": {"method": text, "target": text}}));
        out.push(json!({"request": {"method": "GET", "target": "/", text: 1}}));
        out.push(json!({text: text}));
    }
    let mut lines: Vec<String> = out.iter().map(Value::to_string).collect();
    lines.push(format!("{{\"{}\u{1b}", HOSTILE[0]));
    lines.push(format!("{{\"octocat\u{9b}{0}\": 1, \"octocat\u{9b}{0}\": 2}}", '\u{202e}'));
    lines.join("\n")
}
