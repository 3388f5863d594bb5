//! What is wrong with the schemas of a document, found without compiling any.

use std::collections::HashSet;

use serde_json::Value;

use super::bundle::Dialect;
use super::dialect::{self, Direction};
use super::identifiers;
use super::vocabulary::{self, Holds};
use crate::pointer::Pointer;

/// The places in the schemas of `document` that cannot be used, with messages; one that begins with "wanted" lacks
/// what was found.
pub(crate) fn problems(document: &Value) -> Vec<(Pointer, String)> {
    let mut search = Search { document, problems: Vec::new(), seen: HashSet::new(), pending: Vec::new() };
    visit(document, &mut Pointer::root(), "", &mut |pointer| search.pending.push(pointer.clone()));
    while let Some(pointer) = search.pending.pop() {
        if let (Some(schema), true) = (pointer.resolve(document), search.seen.insert(pointer.clone())) {
            search.schema(schema, &pointer);
        }
    }
    search.problems
}

/// Whether the reference at `place` leads somewhere after all: to a schema that calls itself by that name.
pub(crate) fn leads_somewhere(document: &Value, place: &Pointer) -> bool {
    let mut origin = place.clone();
    let is_reference = origin.pop().as_deref() == Some("$ref");
    let reference = place.resolve(document).and_then(Value::as_str);
    is_reference && reference.is_some_and(|reference| identifiers::resolve(document, &origin, reference).is_some())
}

struct Search<'a> {
    document: &'a Value,
    problems: Vec<(Pointer, String)>,
    seen: HashSet<Pointer>,
    pending: Vec<Pointer>,
}

impl Search<'_> {
    fn schema(&mut self, schema: &Value, pointer: &Pointer) {
        let converted = match Dialect::of(self.document, pointer) {
            Dialect::OpenApi30 => dialect::from_schema_object(schema, Direction::Neutral),
            Dialect::JsonSchema(draft) => vocabulary::from_json_schema(schema, Direction::Neutral, draft),
        };
        let reported = converted.skipped.into_iter().chain(converted.tolerated);
        self.problems.extend(reported.map(|(below, why)| (pointer.join(&below), why)));
        self.references(&converted.schema, pointer);
    }

    /// Finds the references of a schema that lead to nothing, and follows the others.
    fn references(&mut self, schema: &Value, origin: &Pointer) {
        let Some(keywords) = schema.as_object() else { return };
        if let Some(reference) = keywords.get("$ref").and_then(Value::as_str) {
            match identifiers::resolve(self.document, origin, reference) {
                // Components are visited anyway.
                Some(target) if self.seen.contains(&target) => {}
                Some(target) => self.pending.push(target),
                None => {
                    let message = format!("unresolved reference `{reference}`");
                    self.problems.push((origin.clone().key("$ref"), message));
                }
            }
        }
        for (keyword, value) in keywords {
            let here = || origin.clone().key(keyword);
            match (vocabulary::holds(keyword, value), value) {
                (Holds::One, value) => self.references(value, &here()),
                (Holds::Named, Value::Object(members)) => {
                    members.iter().for_each(|(name, below)| self.references(below, &here().key(name)));
                }
                (Holds::List, Value::Array(items)) => {
                    let items = items.iter().enumerate();
                    items.for_each(|(position, below)| self.references(below, &here().index(position)));
                }
                _ => {}
            }
        }
    }
}

/// Visits every schema that is not inside another one.
fn visit(value: &Value, here: &mut Pointer, keyword: &str, each: &mut impl FnMut(&Pointer)) {
    // Names that authors give are not keywords.
    const NAMED: [&str; 14] = [
        "callbacks",
        "content",
        "encoding",
        "headers",
        "links",
        "mapping",
        "parameters",
        "pathItems",
        "paths",
        "requestBodies",
        "responses",
        "securitySchemes",
        "variables",
        "webhooks",
    ];
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let is_name = NAMED.contains(&keyword);
                let is_data = matches!(name.as_str(), "example" | "examples" | "default") || name.starts_with("x-");
                if is_data && !is_name && !(name == FILES && here.is_root()) {
                    continue;
                }
                here.push(name);
                match (name.as_str(), value) {
                    ("schema", _) if !is_name => each(here),
                    ("schemas", Value::Object(schemas))
                        if !is_name && here.as_str().ends_with("/components/schemas") =>
                    {
                        for name in schemas.keys() {
                            here.push(name);
                            each(here);
                            here.pop();
                        }
                    }
                    (name, value) => visit(value, here, if is_name { "" } else { name }, each),
                }
                here.pop();
            }
        }
        Value::Array(items) => {
            for (position, item) in items.iter().enumerate() {
                here.push(&position.to_string());
                visit(item, here, "", each);
                here.pop();
            }
        }
        _ => {}
    }
}

/// Where a contract keeps the files that a document refers to.
const FILES: &str = "x-order-contracts-files";
