//! From a bundle to the schema that is compiled: what cannot be used is marked, and the rest still judges.

use serde_json::{Map, Value};

use super::bundle::Bundle;
use super::unjudged::MARKER;
use super::walk;
use crate::pointer::Pointer;

/// The schema of `bundle` with markers where something was skipped; `None` if nothing was.
pub(super) fn marked(bundle: &Bundle) -> Option<Value> {
    let mut schema = None;
    for (place, _) in &bundle.skipped {
        for location in bundle.locations(place) {
            mark(schema.get_or_insert_with(|| bundle.schema.clone()), &location, place);
        }
    }
    schema
}

/// Puts a marker for `place` of the document into the schema at `location`, or into the nearest one above it.
fn mark(schema: &mut Value, location: &Pointer, place: &Pointer) {
    // Whether the object at the end of these tokens is a schema, and not one that names schemas (`properties`).
    let mut here = location.clone();
    loop {
        let is_schema = walk::is_schema(schema, &here);
        if let Some(value) = schema.pointer_mut(here.as_str()).filter(|_| is_schema) {
            if value == &Value::Bool(true) {
                *value = Value::Object(Map::new());
            }
            if let Value::Object(members) = value {
                let places = members.entry(MARKER).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(places) = places {
                    places.push(Value::from(place.as_str()));
                }
                return;
            }
        }
        if here.pop().is_none() {
            return;
        }
    }
}
