//! From a bundle to the schema that is compiled: what cannot be used is marked, and the rest still judges.

use super::bundled::Bundled;
use super::unjudged::MARKER;
use super::walk;
use crate::pointer::Pointer;
use crate::tree::{List, Map, Tree};

/// The schema of `bundle` with markers where something was skipped; `None` if nothing was.
pub(super) fn marked(bundle: &Bundled) -> Option<Tree> {
    let mut schema = None;
    for (place, _) in &bundle.skipped {
        for location in bundle.locations(place) {
            mark(schema.get_or_insert_with(|| bundle.schema.clone()), &location, place);
        }
    }
    schema
}

/// Puts a marker for `place` of the document into the schema at `location`, or into the nearest one above it.
fn mark(schema: &mut Tree, location: &Pointer, place: &Pointer) {
    // Whether the object at the end of these tokens is a schema, and not one that names schemas (`properties`).
    let mut here = location.clone();
    loop {
        let is_schema = walk::is_schema(schema, &here);
        if let Some(value) = here.find_mut(schema).filter(|_| is_schema) {
            if value == &Tree::Bool(true) {
                *value = Tree::Object(Map::new());
            }
            if let Tree::Object(members) = value {
                let places = members.entry(MARKER).or_insert_with(|| Tree::Array(List::default()));
                if let Tree::Array(places) = places {
                    places.push(Tree::from(place.as_str()));
                }
                return;
            }
        }
        if here.pop().is_none() {
            return;
        }
    }
}
