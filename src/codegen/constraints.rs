//! What a schema asks of a value, as text: in the documentation of types and fields, and in the problems of builders.
//!
//! The phrases are those of the validators (`schema/expectation.rs`), so that a builder and a report say the same.

use serde_json::Value;

use super::document::Document;

/// What completes "wanted ...", a phrase for each keyword of `schema` that a value may break.
pub(crate) fn phrases(schema: &Value) -> Vec<String> {
    let number = |keyword: &str| schema.get(keyword).filter(|bound| bound.is_number());
    let is_exclusive = |keyword: &str| schema.get(keyword) == Some(&Value::Bool(true));
    let mut found = Vec::new();
    match schema.get("format").and_then(Value::as_str) {
        // These are about how a number or some bytes are held.
        None | Some("int32" | "int64" | "float" | "double" | "byte" | "binary" | "password") => {}
        Some(format) => found.push(format!("a string in the format `{format}`")),
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        found.push(format!("a string matching `{pattern}`"));
    }
    let lengths = [("minLength", "at least"), ("maxLength", "at most")];
    for (bound, side) in lengths.into_iter().filter_map(|(keyword, side)| Some((number(keyword)?, side))) {
        found.push(format!("{side} {bound} character{}", if *bound == 1 { "" } else { "s" }));
    }
    if let Some(bound) = number("minimum") {
        found.push(match is_exclusive("exclusiveMinimum") {
            true => format!("more than {bound}"),
            false => format!("{bound} or more"),
        });
    }
    if let Some(bound) = number("maximum") {
        found.push(match is_exclusive("exclusiveMaximum") {
            true => format!("less than {bound}"),
            false => format!("{bound} or less"),
        });
    }
    found
}

/// The phrases as a sentence; `None` where there are none, and for date-times, whose type says it.
pub(crate) fn sentence(schema: &Value) -> Option<String> {
    let phrases = phrases(schema);
    if phrases.is_empty() || schema.get("format").and_then(Value::as_str) == Some("date-time") {
        return None;
    }
    let mut text = phrases.join(", ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text.push('.');
    Some(text)
}

/// What a value of the property `schema` should have been, when it does not convert to its type: the constraints, or else
/// the type. `None` for objects and arrays, which say more themselves.
pub(crate) fn wanted(schema: &Value, document: &Document) -> Option<String> {
    let schema = document.resolve(schema);
    if let Some(listed) = schema.get("enum").and_then(Value::as_array) {
        let values: Vec<String> = listed.iter().map(Value::to_string).collect();
        return Some(match values.as_slice() {
            [only] => only.clone(),
            several => format!("one of {}", several.join(", ")),
        });
    }
    let phrases = phrases(schema);
    let kind = schema.get("type").and_then(Value::as_str)?;
    match kind {
        "object" => schema.get("properties").is_none().then(|| "an object".to_owned()),
        "array" => None,
        _ if !phrases.is_empty() => Some(phrases.join(", ")),
        "integer" => Some("an integer".to_owned()),
        other => Some(format!("a {other}")),
    }
}
