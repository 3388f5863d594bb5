//! Where the references of a JSON Schema lead: pointers, anchors and identifiers (JSON Schema 2020-12 Core, 8.2).
//!
//! Everything is looked for in the document itself; nothing is fetched. A base URI is joined only as far as identifiers
//! of one document need it: an absolute one is compared, a relative one by the end of its path.

use serde_json::{Map, Value};

use super::objects::{self, Object, Role};
use crate::pointer::Pointer;

const DOCUMENT: Role = Role::Object(Object::Document);

/// Where `reference`, which stands at `origin` of `document`, leads.
pub(crate) fn resolve(document: &Value, origin: &Pointer, reference: &str) -> Option<Pointer> {
    let (resource, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let base = match resource {
        "" => resource_of(document, origin),
        name => find(document, DOCUMENT, &mut |schema| {
            let id = schema.get("$id").and_then(Value::as_str).map(|id| id.trim_end_matches('#'));
            id.is_some_and(|id| id == name || ends_with_path(id, name) || ends_with_path(name, id))
        })?,
    };
    let target = match fragment {
        "" => base,
        pointer if pointer.starts_with('/') => base.join(&Pointer::from_fragment(pointer)?),
        anchor => {
            let below = base.resolve(document)?;
            let role = if base.is_root() { DOCUMENT } else { Role::Object(Object::Schema) };
            let place = find(below, role, &mut |schema| {
                let named = |keyword| schema.get(keyword).and_then(Value::as_str) == Some(anchor);
                named("$anchor") || named("$dynamicAnchor")
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
    find(document, DOCUMENT, &mut |schema| {
        places += usize::from(schema.get("$dynamicAnchor").and_then(Value::as_str) == Some(anchor));
        false
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

/// The first schema that `wanted` takes, in the order of the tree, seen from `value` of this role.
fn find(value: &Value, role: Role, wanted: &mut dyn FnMut(&Map<String, Value>) -> bool) -> Option<Pointer> {
    let mut found = None;
    objects::visit(value, role, &mut Pointer::root(), &mut |place, role, value| {
        let schema = value.as_object().filter(|_| role.of(value) == Role::Object(Object::Schema));
        if found.is_none() && schema.is_some_and(&mut *wanted) {
            found = Some(place.clone());
        }
        found.is_none()
    });
    found
}
