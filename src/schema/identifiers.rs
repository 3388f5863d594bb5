//! Where the references of a JSON Schema lead: pointers, anchors and identifiers (JSON Schema 2020-12 Core, 8.2).
//!
//! Everything is looked for in the document itself; nothing is fetched. A base URI is joined only as far as identifiers
//! of one document need it: an absolute one is compared, a relative one by the end of its path.

use serde_json::Value;

use crate::pointer::Pointer;

/// Where `reference`, which stands at `origin` of `document`, leads.
pub(crate) fn resolve(document: &Value, origin: &Pointer, reference: &str) -> Option<Pointer> {
    let (resource, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let base = match resource {
        "" => resource_of(document, origin),
        name => find(document, &mut |object| {
            let id = object.get("$id").and_then(Value::as_str)?;
            let id = id.trim_end_matches('#');
            (id == name || ends_with_path(id, name) || ends_with_path(name, id)).then_some(())
        })?,
    };
    let target = match fragment {
        "" => base,
        pointer if pointer.starts_with('/') => base.join(&Pointer::from_fragment(pointer)?),
        anchor => {
            let below = base.resolve(document)?;
            let place = find(below, &mut |object| {
                let named = |keyword| object.get(keyword).and_then(Value::as_str) == Some(anchor);
                (named("$anchor") || named("$dynamicAnchor")).then_some(())
            })?;
            base.join(&place)
        }
    };
    target.resolve(document).is_some().then_some(target)
}

/// The only place of `document` that a `$dynamicRef` can lead to; `None` when that depends on the way to it.
pub(crate) fn resolve_dynamic(document: &Value, origin: &Pointer, reference: &str) -> Option<Pointer> {
    let anchor = reference.strip_prefix('#')?;
    let mut places = 0;
    find(document, &mut |object| {
        places += usize::from(object.get("$dynamicAnchor").and_then(Value::as_str) == Some(anchor));
        None
    });
    if places > 1 { None } else { resolve(document, origin, reference) }
}

/// The nearest schema above `origin` that is a resource of its own, else the document.
fn resource_of(document: &Value, origin: &Pointer) -> Pointer {
    let mut place = origin.clone();
    while !place.is_root() {
        let id = place.resolve(document).and_then(|value| value.get("$id")).and_then(Value::as_str);
        // An `$id` that is only a fragment is an anchor of older drafts; a property may be called `$id`.
        if id.is_some_and(|id| !id.starts_with('#')) {
            return place;
        }
        place.pop();
    }
    place
}

fn ends_with_path(uri: &str, path: &str) -> bool {
    let path = path.trim_start_matches("./").trim_start_matches('/');
    !path.is_empty() && uri.strip_suffix(path).is_some_and(|before| before.ends_with('/'))
}

/// The first object that `wanted` takes, in the order of the tree.
fn find(value: &Value, wanted: &mut impl FnMut(&serde_json::Map<String, Value>) -> Option<()>) -> Option<Pointer> {
    fn walk(
        value: &Value,
        here: &mut Pointer,
        wanted: &mut impl FnMut(&serde_json::Map<String, Value>) -> Option<()>,
    ) -> Option<Pointer> {
        match value {
            Value::Object(members) => {
                if wanted(members).is_some() {
                    return Some(here.clone());
                }
                for (name, value) in members {
                    // Examples and other data hold no schemas.
                    if !matches!(name.as_str(), "const" | "default" | "enum" | "example" | "examples") {
                        here.push(name);
                        let found = walk(value, here, wanted);
                        here.pop();
                        if found.is_some() {
                            return found;
                        }
                    }
                }
                None
            }
            Value::Array(items) => items.iter().enumerate().find_map(|(position, value)| {
                here.push(&position.to_string());
                let found = walk(value, here, wanted);
                here.pop();
                found
            }),
            _ => None,
        }
    }
    walk(value, &mut Pointer::root(), wanted)
}
