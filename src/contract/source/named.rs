//! Schemas by name that are written elsewhere: `properties: {$ref: properties.yaml}`.
//!
//! The standard has a reference for a schema, not for a map of them, and there are documents that have it all the same
//! (DigitalOcean's is one). It can only mean one thing: each name becomes a reference of its own.

use std::collections::BTreeMap;

use super::budget::{self, Budget};
use crate::contract::problem::RawProblem;
use crate::pointer::Pointer;
use crate::schema::objects::{self, Object, Role};
use crate::tree::{Map, Tree};

/// Replaces the references to maps of schemas in a tree whose other references lead to places of it: `entered`, with what is
/// there. What it leaves is reported by those who read schemas.
pub(super) fn spread(document: &mut Tree, entered: &BTreeMap<Pointer, Role>, budget: &mut Budget) -> Vec<RawProblem> {
    let mut found: Vec<(Pointer, Map)> = Vec::new();
    let whole = (&Pointer::root(), &Role::Object(Object::Document));
    for (start, role) in entered.iter().chain((!entered.contains_key(whole.0)).then_some(whole)) {
        let Some(value) = start.find(document) else { continue };
        objects::visit(value, *role, &mut start.clone(), &mut |place, role, value| {
            // A file is what refers to it says, and each place is visited once.
            if role == Role::Files || place != start && entered.contains_key(place) {
                return false;
            }
            if role == Role::Map(Object::Schema)
                && let Some(names) = names(document, value, budget)
            {
                found.push((place.clone(), names));
            }
            true
        });
    }
    let message = "schemas by name have no reference by the standard; those that it refers to are used";
    let mut problems = Vec::new();
    for (place, names) in found {
        if let Some(map) = place.find_mut(document) {
            *map = Tree::Object(names);
            problems.push(RawProblem { pointer: place, message: message.to_owned(), position: None });
        }
    }
    problems
}

/// The names in the map that `value` refers to, each with a reference to its schema.
fn names(document: &Tree, value: &Tree, budget: &mut Budget) -> Option<Map> {
    let reference = value.as_object().filter(|members| members.len() == 1)?.get("$ref")?.as_str()?;
    let target = Pointer::from_reference(reference)?;
    let members = target.find(document)?.as_object().filter(|members| !members.contains_key("$ref"))?;
    let mut names = Vec::new();
    for name in members.keys() {
        let reference = format!("#{}", target.clone().key(name).to_fragment());
        let memory = budget::member(names.len(), name).saturating_add(budget::member(0, "$ref"));
        budget.take(memory.saturating_add(budget::value(Some(&reference)))).ok()?;
        names.push((name.clone(), Tree::reference(reference)));
    }
    Some(names.into_iter().collect())
}
