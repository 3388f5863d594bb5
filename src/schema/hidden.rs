//! Properties that do not exist in one direction because the schema behind their reference says so.
//!
//! `readOnly` and `writeOnly` speak of the property that a schema is used for (OpenAPI 3.0.3, 4.7.24.1), and a reference
//! stands for what it leads to: a property is hidden in the same way wherever its schema is written.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::dialect::{Direction, is_true};
use super::dialects::Dialect;
use super::walk;
use crate::pointer::Pointer;

/// References and parts that are followed for one property: more than any sane document chains.
const MAX_STEPS: usize = 64;

/// `schema`, which stands at `at` of `document`, with every property marked where it stands that is hidden behind a reference.
pub(crate) fn marked<'s>(
    document: &Value,
    dialect: Dialect,
    schema: &'s Value,
    at: &Pointer,
    direction: Direction,
) -> Cow<'s, Value> {
    let keyword = match direction {
        Direction::Neutral => return Cow::Borrowed(schema),
        Direction::Request => "readOnly",
        Direction::Response => "writeOnly",
    };
    let mut places = Vec::new();
    find(schema, &Pointer::root(), &mut |place, property| {
        if says(document, dialect, property, &at.join(place), keyword, &mut { MAX_STEPS }) {
            places.push(place.clone());
        }
    });
    let mut schema = Cow::Borrowed(schema);
    for place in places {
        if let Some(property) = schema.to_mut().pointer_mut(place.as_str()) {
            *property = json!({ keyword: true });
        }
    }
    schema
}

/// Shows `each` the properties anywhere inside of `schema` that refer to others.
fn find(schema: &Value, at: &Pointer, each: &mut dyn FnMut(&Pointer, &Value)) {
    walk::each_inside(schema, &mut |step, inside| {
        let place = step.place(at);
        if step.keyword == "properties" && (inside.get("$ref").is_some() || inside.get("allOf").is_some()) {
            each(&place, inside);
        }
        find(inside, &place, each);
    });
}

/// Whether `schema` says the keyword of what it describes, by itself, behind its reference, or in a part of `allOf`.
fn says(document: &Value, dialect: Dialect, schema: &Value, at: &Pointer, keyword: &str, steps: &mut usize) -> bool {
    let Some(left) = steps.checked_sub(1) else { return false };
    *steps = left;
    let Some(members) = schema.as_object() else { return false };
    let reference = members.get("$ref").and_then(Value::as_str);
    // Siblings of `$ref` count in OpenAPI 3.1 only.
    if is_true(members, keyword) && (reference.is_none() || dialect != Dialect::OpenApi30) {
        return true;
    }
    let behind = reference.and_then(|reference| dialect.target(document, "$ref", reference, at));
    if let Some(target) = behind
        && target.resolve(document).is_some_and(|schema| says(document, dialect, schema, &target, keyword, steps))
    {
        return true;
    }
    let parts =
        members.get("allOf").and_then(Value::as_array).filter(|_| reference.is_none() || dialect != Dialect::OpenApi30);
    parts
        .into_iter()
        .flatten()
        .enumerate()
        .any(|(position, part)| says(document, dialect, part, &at.clone().key("allOf").index(position), keyword, steps))
}
