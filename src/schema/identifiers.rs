//! Where the references of a JSON Schema lead: pointers, anchors and identifiers (JSON Schema 2020-12 Core, 8.2).
//!
//! Everything is looked for in the document itself; nothing is fetched. A reference is joined to the base URI of the
//! resource that it is in, and so is each `$id` (RFC 3986, 5.2). The document, whose own URI is not known, and the files
//! beside it have their paths from its folder.

use serde_json::{Map, Value};

use super::objects::{self, FILES, Object, Role};
use super::uri;
use crate::pointer::Pointer;

const DOCUMENT: Role = Role::Object(Object::Document);

/// Where `reference`, which stands at `origin` of `document`, leads.
pub(crate) fn resolve(document: &Value, origin: &Pointer, reference: &str) -> Option<Pointer> {
    let (resource, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    if !resource.is_empty() {
        let wanted = uri::resolve(&base_uri(document, origin), resource).0;
        let base = find(document, DOCUMENT, &mut |place, schema| {
            if own_id(schema).is_some() && base_uri(document, place) == wanted { Seen::Wanted } else { Seen::Other }
        });
        return within(document, &base?, fragment);
    }
    // By the letter `#` is the resource with the nearest `$id`. Where that has nothing of the kind, authors mean their file
    // or the document, and a reference of a file was rewritten to begin at the document.
    let own = resource_of(document, origin);
    if let Some(file) = file_of(origin).filter(|file| *file != own) {
        let below = Pointer::from_fragment(fragment);
        let below = below.and_then(|target| Pointer::parse(target.as_str().strip_prefix(file.as_str())?));
        if let Some(target) = below.map(|below| own.join(&below)).filter(|target| target.resolve(document).is_some()) {
            return Some(target);
        }
    }
    let bases = [Some(own), file_of(origin), Some(Pointer::root())];
    bases.into_iter().flatten().find_map(|base| within(document, &base, fragment))
}

/// The place of the schema that calls itself `anchor`, in a file that is seen by itself.
#[cfg(feature = "validate")]
pub(crate) fn anchor(file: &Value, anchor: &str) -> Option<Pointer> {
    find(file, Role::Unknown, &mut |place, schema| named(place, schema, anchor))
}

/// The only place of `document` that a `$dynamicRef` can lead to; `None` when that depends on the way to it.
pub(crate) fn resolve_dynamic(document: &Value, origin: &Pointer, reference: &str) -> Option<Pointer> {
    let (_, anchor) = reference.split_once('#')?;
    let mut places = 0;
    find(document, DOCUMENT, &mut |_, schema| {
        places += usize::from(schema.get("$dynamicAnchor").and_then(Value::as_str) == Some(anchor));
        Seen::Other
    });
    if places > 1 { None } else { resolve(document, origin, reference) }
}

/// The nearest schema at or above `origin` that is a resource of its own, else the document.
pub(crate) fn resource_of(document: &Value, origin: &Pointer) -> Pointer {
    let mut place = origin.clone();
    while !place.is_root() {
        if place.resolve(document).and_then(Value::as_object).and_then(own_id).is_some() {
            return place;
        }
        place.pop();
    }
    place
}

/// The `$dynamicAnchor`s of the resource at `resource`, without those of resources inside of it.
pub(crate) fn dynamic_anchors(document: &Value, resource: &Pointer) -> Vec<(String, Pointer)> {
    let mut anchors = Vec::new();
    let Some(value) = resource.resolve(document) else { return anchors };
    find(value, role_of(resource), &mut |place, schema| {
        if !place.is_root() && own_id(schema).is_some() {
            return Seen::Closed;
        }
        if let Some(anchor) = schema.get("$dynamicAnchor").and_then(Value::as_str) {
            anchors.push((anchor.to_owned(), resource.join(place)));
        }
        Seen::Other
    });
    anchors
}

/// The place that `fragment` names inside of `base`.
fn within(document: &Value, base: &Pointer, fragment: &str) -> Option<Pointer> {
    let target = match fragment {
        "" => base.clone(),
        pointer if pointer.starts_with('/') => base.join(&Pointer::from_fragment(pointer)?),
        anchor => {
            let below = base.resolve(document)?;
            base.join(&find(below, role_of(base), &mut |place, schema| named(place, schema, anchor))?)
        }
    };
    target.resolve(document).is_some().then_some(target)
}

/// Whether the schema at `place` of a resource calls itself `anchor`.
fn named(place: &Pointer, schema: &Map<String, Value>, anchor: &str) -> Seen {
    // Core, 8.2.2: an anchor belongs to the resource that it is in.
    if !place.is_root() && own_id(schema).is_some() {
        return Seen::Closed;
    }
    let text = |keyword| schema.get(keyword).and_then(Value::as_str);
    // Until draft 7 an anchor was an `$id` that is a fragment.
    let is_old = text("$id").and_then(|id| id.strip_prefix('#')) == Some(anchor);
    let is_wanted = is_old || [text("$anchor"), text("$dynamicAnchor")].contains(&Some(anchor));
    if is_wanted { Seen::Wanted } else { Seen::Other }
}

/// The identifier of a schema that is a resource of its own. One that is only a fragment is an anchor of older drafts; a
/// property may be called `$id`.
fn own_id(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("$id").and_then(Value::as_str).filter(|id| !id.starts_with('#'))
}

/// The base URI at `place`: the `$id`s above it and its own, each joined to the one before (Core, 8.2.1).
fn base_uri(document: &Value, place: &Pointer) -> String {
    let mut base = "/".to_owned();
    let mut here = Pointer::root();
    let mut tokens = place.tokens();
    loop {
        if file_of(&here).is_some_and(|file| file == here) {
            base = format!("/{}", here.last().unwrap_or_default());
        }
        if let Some(id) = here.resolve(document).and_then(Value::as_object).and_then(own_id) {
            base = uri::resolve(&base, id).0;
        }
        match tokens.next() {
            Some(token) => here.push(&token),
            None => return base,
        }
    }
}

/// The root of the file that `place` is in; `None` in the document itself.
fn file_of(place: &Pointer) -> Option<Pointer> {
    let mut tokens = place.tokens();
    (tokens.next().as_deref() == Some(FILES)).then_some(())?;
    Some(Pointer::root().key(FILES).key(&tokens.next()?))
}

fn role_of(resource: &Pointer) -> Role {
    match (resource.is_root(), file_of(resource).as_ref() == Some(resource)) {
        (true, _) => DOCUMENT,
        // What it looks like decides.
        (false, true) => Role::Unknown,
        (false, false) => Role::Object(Object::Schema),
    }
}

/// What a search makes of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Wanted,
    Other,
    /// Nothing inside of it is searched.
    Closed,
}

/// The first schema that is wanted, in the order of the tree, seen from `value` of this role.
fn find(value: &Value, role: Role, see: &mut dyn FnMut(&Pointer, &Map<String, Value>) -> Seen) -> Option<Pointer> {
    let mut found = None;
    objects::visit(value, role, &mut Pointer::root(), &mut |place, role, value| {
        let schema = value.as_object().filter(|_| role.of(value) == Role::Object(Object::Schema));
        let seen = match (&found, schema) {
            (None, Some(schema)) => see(place, schema),
            (None, None) => Seen::Other,
            (Some(_), _) => Seen::Closed,
        };
        if seen == Seen::Wanted {
            found = Some(place.clone());
        }
        seen == Seen::Other
    });
    found
}
