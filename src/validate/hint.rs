//! What was probably meant, where that is sure: the nearest enum value or property name.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::pointer::Pointer;
use crate::schema::Expectation;
use crate::similar::nearest;

/// The hint for a value that breaks `keyword` of `document`.
pub(super) fn of(
    expectation: &Expectation,
    value: Option<&Value>,
    keyword: &Pointer,
    document: &Value,
) -> Option<String> {
    match (expectation, value?) {
        (Expectation::Enum(values), Value::String(found)) => {
            let near = nearest(found, values.iter().filter_map(Value::as_str))?;
            Some(format!("did you mean \"{near}\"?"))
        }
        (Expectation::Enum(values), Value::Number(_) | Value::Bool(_)) => {
            let text = value?.to_string();
            values.iter().any(|value| value.as_str() == Some(&text)).then(|| "it is wanted as a string".to_owned())
        }
        (Expectation::Required(name), Value::Object(members)) => {
            // Another declared property is there for itself.
            let declared = declared(keyword, document);
            let near = nearest(name, members.keys().map(String::as_str).filter(|name| !declared.contains(name)))?;
            Some(format!("is `{near}` meant to be `{name}`?"))
        }
        (Expectation::DeclaredProperties(names), Value::Object(members)) => {
            let declared = declared(keyword, document);
            let free = || declared.iter().copied().filter(|name| !members.contains_key(*name));
            let hint = |name: &String| Some(format!("is `{name}` meant to be `{}`?", nearest(name, free())?));
            names.iter().find_map(hint)
        }
        (Expectation::Type(names), Value::String(text)) => {
            let fits = |name: &String| match name.as_str() {
                "integer" | "number" => crate::json::Decimal::parse(text).is_some(),
                "boolean" => matches!(text.as_str(), "true" | "false"),
                "null" => text == "null",
                _ => false,
            };
            names.iter().any(fits).then(|| "it is in quotes".to_owned())
        }
        _ => None,
    }
}

/// The properties that the schema around `keyword` declares.
fn declared<'a>(keyword: &Pointer, document: &'a Value) -> BTreeSet<&'a str> {
    let mut schema = keyword.clone();
    schema.pop();
    let properties = schema.key("properties");
    let properties = properties.resolve(document).and_then(Value::as_object);
    properties.into_iter().flat_map(|properties| properties.keys().map(String::as_str)).collect()
}
