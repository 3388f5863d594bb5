//! Which schemas a Discriminator Object names (OpenAPI 3.0.3, 4.7.25): by its mapping, by the names of the alternatives, and
//! by inheritance, where a component has the schema that holds it in its `allOf`.
//!
//! No validator applies a discriminator: a value is valid whatever it names. Receivers read it as the schema that it names
//! all the same, so what is named is compared like a value of its own, and what breaks such a value is left undecided.

use std::collections::{BTreeMap, BTreeSet};

use super::heirs::{MAX_HEIRS, component_name};
use super::side::{Side, Spot};
use crate::pointer::Pointer;
use crate::schema::walk;
use crate::tree::Tree;

/// The schemas that a discriminator names.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// By the value of the property.
    pub(super) schemas: BTreeMap<String, Pointer>,
    /// Those that are alternatives of `oneOf` or `anyOf`, and so compared anyway.
    pub(super) branches: BTreeSet<Pointer>,
    /// Whether there are more.
    pub(super) cut: bool,
}

/// What the discriminator of the schema at `spot` names; `None` where there is none.
pub(super) fn named(side: &mut Side<'_>, spot: &Spot) -> Option<Named> {
    let schema = spot.written()?;
    let discriminator = schema.get("discriminator")?.as_object()?;
    let property = discriminator.get("propertyName")?.as_str()?;
    let mut named = Named::default();
    let mut mapped = BTreeSet::new();
    for (value, target) in discriminator.get("mapping").and_then(Tree::as_object).into_iter().flatten() {
        if let Some(target) = target.as_str().and_then(|target| mapping_target(side, spot, target)) {
            mapped.insert(target.clone());
            named.schemas.insert(value.to_string(), target);
        }
    }
    let branches = ["oneOf", "anyOf"].iter().filter_map(|keyword| schema.get(keyword)?.as_array()).flatten();
    for reference in branches.filter_map(|branch| branch.get("$ref")?.as_str()) {
        named.branches.extend(side.target(spot, reference).map(|target| target.pointer));
    }
    let heirs = component_name(&spot.pointer).map(|name| side.heirs(&name)).unwrap_or_default();
    named.cut = heirs.len() >= MAX_HEIRS;
    let heirs = heirs.into_iter().map(|name| Pointer::root().key("components").key("schemas").key(&name));
    // What the mapping does not name goes by the name of its component.
    for target in named.branches.iter().cloned().chain(heirs).filter(|target| !mapped.contains(target)) {
        let Some(name) = component_name(&target) else { continue };
        if target.find(side.document).is_some_and(|schema| may_say(schema, property, &name)) {
            named.schemas.entry(name).or_insert(target);
        }
    }
    Some(named)
}

/// A value of the mapping is the name of a component, else a reference.
fn mapping_target(side: &mut Side<'_>, spot: &Spot, target: &str) -> Option<Pointer> {
    let component = Pointer::root().key("components").key("schemas").key(target);
    match component.find(side.document) {
        Some(_) => Some(component),
        None => side.target(spot, target).map(|target| target.pointer),
    }
}

/// Whether a value of `schema` may name itself so: the values of the property may be listed, and then they are the names.
fn may_say(schema: &Tree, property: &str, name: &str) -> bool {
    let parts = schema.get("allOf").and_then(Tree::as_array).into_iter().flatten();
    std::iter::once(schema).chain(parts).filter_map(|part| part.get("properties")?.get(property)).all(|property| {
        let listed = property.get("enum").and_then(Tree::as_array);
        listed.is_none_or(|values| values.iter().any(|value| value == name))
            && property.get("const").is_none_or(|value| value == name)
    })
}

/// Whether `schema`, or one inside of it, has a discriminator.
pub(super) fn discriminates(schema: &Tree) -> bool {
    walk::any(schema, &mut |schema| schema.get("discriminator").is_some_and(Tree::is_object))
}

/// What a Discriminator Object refers to, as far as its text shows.
pub(super) fn mapped(discriminator: &Tree) -> impl Iterator<Item = &str> {
    let mapping = discriminator.get("mapping").and_then(Tree::as_object);
    mapping.into_iter().flatten().filter_map(|(_, target)| target.as_str())
}
