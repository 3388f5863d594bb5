//! Components that no message has: nothing leads to them from outside of `components`.

use std::collections::{BTreeSet, HashSet};

use super::finding::Findings;
use crate::contract::Contract;
use crate::pointer::Pointer;
use crate::tree::{Map, Tree};

pub(super) fn check(contract: &Contract, findings: &mut Findings) {
    let document = contract.tree();
    let Some(components) = map(document, "components") else { return };
    let has_messages =
        ["paths", "webhooks", "x-webhooks"].iter().any(|name| map(document, name).is_some_and(|map| !map.is_empty()));
    // A library of components is for other documents.
    if !has_messages {
        return;
    }
    let mut used: HashSet<Pointer> = HashSet::new();
    let mut open: Vec<&Tree> = Vec::new();
    let mut first = Some(document);
    loop {
        while let Some(value) = first.take().or_else(|| open.pop()) {
            for target in targets(value) {
                let component = component(&target).filter(|component| used.insert(component.clone()));
                open.extend(component.and_then(|component| component.find(document)));
            }
        }
        // Heirs of a schema with a discriminator are sent where it is, and need not be named.
        let heirs: Vec<Pointer> = map(document, "components")
            .and_then(|components| components.get("schemas")?.as_object())
            .into_iter()
            .flatten()
            .filter(|(_, schema)| is_heir(document, schema, &used))
            .map(|(name, _)| Pointer::root().key("components").key("schemas").key(name))
            .filter(|place| !used.contains(place))
            .collect();
        used.extend(heirs.iter().cloned());
        if heirs.is_empty() {
            break;
        }
        open.extend(heirs.iter().filter_map(|place| place.find(document)));
    }
    for (kind, named) in components.iter().filter(|(kind, _)| !kind.starts_with("x-")) {
        for name in named.as_object().into_iter().flatten().map(|(name, _)| name) {
            let place = Pointer::root().key("components").key(kind).key(name);
            if !used.contains(&place) {
                findings.add("unused-component", place, format!("nothing refers to `{name}` in `{kind}`"));
            }
        }
    }
}

fn map<'d>(value: &'d Tree, name: &str) -> Option<&'d Map> {
    value.get(name)?.as_object()
}

/// The component that `target` is, or is inside of.
fn component(target: &Pointer) -> Option<Pointer> {
    let mut tokens = target.tokens();
    let is_one = tokens.next().as_deref() == Some("components");
    let (kind, name) = (tokens.next()?, tokens.next()?);
    is_one.then(|| Pointer::root().key("components").key(&kind).key(&name))
}

/// Where the texts in `value` lead that are references, in extensions too, with the names of security schemes and mappings.
/// Of the document, not those of its components.
fn targets(value: &Tree) -> BTreeSet<Pointer> {
    let (mut out, mut open) = (BTreeSet::new(), vec![value]);
    let named = |kind: &str, name: &str| Pointer::root().key("components").key(kind).key(name);
    while let Some(value) = open.pop() {
        match value {
            Tree::String(text) if text.starts_with("#/") => out.extend(Pointer::from_reference(text)),
            Tree::Array(items) => open.extend(items),
            Tree::Object(members) => {
                for (name, member) in members {
                    match (name.as_str(), member) {
                        ("components", _) if members.contains_key("openapi") => continue,
                        ("security", Tree::Array(alternatives)) => {
                            let schemes = alternatives.iter().filter_map(Tree::as_object).flatten();
                            out.extend(schemes.map(|(name, _)| named("securitySchemes", name)));
                        }
                        ("mapping", Tree::Object(mapping)) => {
                            out.extend(mapping.values().filter_map(Tree::as_str).map(|name| named("schemas", name)));
                        }
                        _ => {}
                    }
                    open.push(member);
                }
            }
            _ => {}
        }
    }
    out
}

fn is_heir(document: &Tree, schema: &Tree, used: &HashSet<Pointer>) -> bool {
    let parents = schema.get("allOf").and_then(Tree::as_array).into_iter().flatten();
    let mut parents = parents.filter_map(|part| Pointer::from_reference(part.get("$ref")?.as_str()?));
    parents.any(|parent| {
        used.contains(&parent) && parent.find(document).is_some_and(|parent| parent.get("discriminator").is_some())
    })
}
