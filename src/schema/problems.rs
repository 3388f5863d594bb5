//! What is wrong with the schemas of a document, found without compiling any.

use std::collections::HashSet;

use serde_json::Value;

use super::dialect::{self, Direction};
use super::dialects::Dialect;
use super::objects::{self, Object, Role};
use super::{identifiers, vocabulary, walk};
use crate::pointer::Pointer;

/// The places in the schemas of `document` that cannot be used, with messages; one that begins with "wanted" lacks
/// what was found.
pub(crate) fn problems(document: &Value) -> Vec<(Pointer, String)> {
    let mut search = Search { document, problems: Vec::new(), seen: HashSet::new(), pending: Vec::new() };
    visit(document, &mut |place| search.pending.push(place.clone()));
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
        walk::each_inside(schema, &mut |step, inside| self.references(inside, &step.place(origin)));
    }
}

/// Shows every schema that stands on its own, not inside another one: in the document, and in files where something leads to.
fn visit(document: &Value, each: &mut dyn FnMut(&Pointer)) {
    const DOCUMENT: Role = Role::Object(Object::Document);
    let mut seen = HashSet::new();
    let mut open = vec![(Pointer::root(), DOCUMENT)];
    while let Some((place, role)) = open.pop() {
        let Some(value) = place.resolve(document) else { continue };
        objects::visit(value, role, &mut place.clone(), &mut |place, role, value| {
            match role {
                Role::Object(Object::Schema) => each(place),
                Role::Object(_) | Role::Map(_) | Role::List(_) => {
                    let target = objects::reference(value).and_then(Pointer::from_reference);
                    let target = target.filter(|target| DOCUMENT.at(document, target) != role);
                    open.extend(
                        target.filter(|target| seen.insert((target.clone(), role))).map(|target| (target, role)),
                    );
                    return true;
                }
                Role::Data | Role::Extension | Role::Files | Role::Unknown => {}
            }
            false
        });
    }
}
