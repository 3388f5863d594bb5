//! What was probably meant, where one name is close enough: an enum value, a property, or the same value (un)quoted.
//!
//! Names are compared with each other: of an object with more of them than people write, none is a misspelling.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::json::digits;
use crate::pointer::Pointer;
use crate::schema::Expectation;
use crate::similar::nearest;
use crate::tree::{Text, Tree};

/// The most members of an object that is searched for a misspelt one.
const MEMBERS: usize = 200;

/// Whether a member of this object may be a misspelt one.
pub(super) fn is_searched(members: &Map<String, Value>) -> bool {
    members.len() <= MEMBERS
}

/// The hint for a value that violates `keyword` of `document`.
pub(super) fn of(
    expectation: &Expectation,
    value: Option<&Value>,
    keyword: &Pointer,
    document: &Tree,
) -> Option<String> {
    match (expectation, value?) {
        (Expectation::Enum(values), Value::String(found)) => {
            let near = nearest(found, values.iter().filter(|value| digits(value).is_none()).filter_map(Value::as_str))?;
            Some(format!("did you mean \"{near}\"?"))
        }
        (Expectation::Enum(values), Value::Number(_) | Value::Bool(_)) => {
            let text = value?.to_string();
            values.iter().any(|value| value.as_str() == Some(&text)).then(|| "put it in quotes".to_owned())
        }
        (Expectation::Required(name), Value::Object(members)) if is_searched(members) => {
            // A declared property is not a misspelling of another one.
            let declared = declared(keyword, document);
            let near = nearest(name, members.keys().map(String::as_str).filter(|name| !declared.contains(name)))?;
            Some(format!("did you write `{near}` instead?"))
        }
        (Expectation::DeclaredProperties(names), Value::Object(members)) if is_searched(members) => {
            let declared = declared(keyword, document);
            let free = || declared.iter().copied().filter(|name| !members.contains_key(*name));
            let hint = |name: &String| {
                Some(match names.len() {
                    1 => format!("did you mean `{}`?", nearest(name, free())?),
                    _ => format!("did you mean `{}` by `{name}`?", nearest(name, free())?),
                })
            };
            names.iter().find_map(hint)
        }
        (Expectation::Type(names), Value::String(text)) => {
            let fits = |name: &String| match name.as_str() {
                "integer" | "number" => crate::json::Decimal::parse(text).is_some(),
                "boolean" => matches!(text.as_str(), "true" | "false"),
                "null" => text == "null",
                _ => false,
            };
            names.iter().any(fits).then(|| "remove the quotes".to_owned())
        }
        (Expectation::Contains, _) => {
            let mut schema = keyword.clone();
            schema.pop();
            let bound = |name: &str| schema.clone().key(name).find(document).map(Tree::to_string);
            let least = bound("minContains").unwrap_or_else(|| "1".to_owned());
            Some(match bound("maxContains") {
                Some(most) if most == least => format!("exactly {most} must match"),
                Some(most) => format!("{least} to {most} must match"),
                None => format!("at least {least} must match"),
            })
        }
        _ => None,
    }
}

/// The properties that the schema around `keyword` declares.
fn declared<'a>(keyword: &Pointer, document: &'a Tree) -> BTreeSet<&'a str> {
    let mut schema = keyword.clone();
    schema.pop();
    let properties = schema.key("properties");
    let properties = properties.find(document).and_then(Tree::as_object);
    properties.into_iter().flat_map(|properties| properties.keys().map(Text::as_str)).collect()
}
