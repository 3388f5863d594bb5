//! The schemas that a payload may be of, for those who forgot to name one.

use std::collections::BTreeSet;

use crate::contract::{Contract, SchemaUse};
use crate::pointer::Pointer;
use crate::tree::Tree;

/// How many names are worth reading.
const NAMED: usize = 3;

/// The names of the schemas that declare most of `members` and fewest other properties, the best first. A request body
/// is named by its operation.
pub(super) fn schemas_like(contract: &Contract, members: &[String]) -> Vec<String> {
    let members: BTreeSet<&str> = members.iter().map(String::as_str).collect();
    let mut seen = BTreeSet::new();
    let mut scored: Vec<(usize, usize, String)> = Vec::new();
    for (name, pointer) in candidates(contract) {
        let declared = properties(contract.tree(), &pointer);
        let common = declared.iter().filter(|name| members.contains(name.as_str())).count();
        // Half of what is there, or it is a coincidence.
        if common * 2 >= members.len().max(1) && seen.insert(pointer) {
            scored.push((members.len() - common, declared.len(), name));
        }
    }
    scored.sort();
    scored.into_iter().take(NAMED).map(|(.., name)| name).collect()
}

/// Request bodies first: that is what people check.
fn candidates(contract: &Contract) -> impl Iterator<Item = (String, Pointer)> {
    let bodies = contract.endpoints().iter().filter_map(|endpoint| {
        let name = endpoint.operation.id()?;
        let schema = contract.schema_named(name).ok();
        Some((name.to_owned(), schema.as_ref().map(SchemaUse::pointer)?.clone()))
    });
    let components = contract.tree()["components"]["schemas"].as_object();
    let components = components.into_iter().flatten().map(|(name, _)| {
        let pointer = Pointer::root().key("components").key("schemas").key(name);
        (name.to_string(), pointer)
    });
    bodies.chain(components)
}

/// The properties that the schema at `pointer` declares, in itself, its references and its `allOf`.
fn properties(document: &Tree, pointer: &Pointer) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut pending = vec![pointer.clone()];
    while let Some(place) = pending.pop() {
        if !seen.insert(place.clone()) {
            continue;
        }
        let Some(schema) = place.find(document).and_then(Tree::as_object) else { continue };
        out.extend(
            schema.get("properties").and_then(Tree::as_object).into_iter().flatten().map(|(name, _)| name.to_string()),
        );
        let parts = schema.get("allOf").and_then(Tree::as_array).map_or(0, Vec::len);
        pending.extend((0..parts).map(|position| place.clone().key("allOf").index(position)));
        let reference = schema.get("$ref").and_then(Tree::as_str).and_then(|text| text.strip_prefix('#'));
        pending.extend(reference.and_then(Pointer::parse));
    }
    out
}
