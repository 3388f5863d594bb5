//! Where the references of a JSON Schema lead: pointers, anchors and identifiers (JSON Schema 2020-12 Core, 8.2).
//!
//! Everything is looked for in the document itself; nothing is fetched. A reference is joined to the base URI of the
//! resource that it is in, and so is each `$id` (RFC 3986, 5.2). The document, whose own URI is not known, and the files
//! beside it have their paths from its folder.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::objects::{self, FILES, Object, Role};
use super::uri;
use crate::pointer::Pointer;
use crate::tree::{Map, Tree};

const DOCUMENT: Role = Role::Object(Object::Document);

/// How long a URI may be; each schema below an identifier has that in its own.
const MAX_LENGTH: usize = 4 << 10;

/// The identifiers and anchors of a document, searched when the first reference needs them: most documents have none.
#[derive(Debug)]
pub(crate) struct Identifiers<'d> {
    document: &'d Tree,
    index: OnceCell<Index>,
}

/// Where the identifiers and anchors of a document are.
#[derive(Debug, Default)]
struct Index {
    /// The resources by their URIs.
    resources: HashMap<String, Pointer>,
    /// The same of what only looks like a schema, below keywords that are not known: no resource by the letter.
    guessed: HashMap<String, Pointer>,
    /// The anchors of each resource and file.
    anchors: HashMap<Pointer, HashMap<String, Pointer>>,
    /// The `$dynamicAnchor`s of each resource and file, in the order of the document.
    dynamic: HashMap<Pointer, Vec<(String, Pointer)>>,
    /// How many `$dynamicAnchor`s of a name there are.
    named: HashMap<String, usize>,
}

impl<'d> Identifiers<'d> {
    pub(crate) fn new(document: &'d Tree) -> Self {
        Self { document, index: OnceCell::new() }
    }

    /// The document whose they are.
    pub(crate) fn document(&self) -> &'d Tree {
        self.document
    }

    /// Where `reference`, which is at `origin` of the document, leads.
    pub(crate) fn resolve(&self, origin: &Pointer, reference: &str) -> Option<Pointer> {
        let (resource, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if !resource.is_empty() {
            let wanted = uri::resolve(&self.base_uri(origin), resource).0;
            return self.within(self.index().resource(&wanted)?, fragment);
        }
        // By the letter `#` is the resource with the nearest `$id`. Where that has nothing of the kind, authors mean their file
        // or the document, and a reference of a file was rewritten to begin at the document.
        let file = file_of(origin);
        // The resource around a file has nothing to do with it.
        let own = Some(self.resource_of(origin)).filter(|own| file.as_ref().is_none_or(|file| own.is_within(file)));
        if let (Some(own), Some(file)) = (&own, &file)
            && own != file
        {
            let below = Pointer::from_fragment(fragment);
            let below = below.and_then(|target| Pointer::parse(target.as_str().strip_prefix(file.as_str())?));
            let target = below.map(|below| own.join(&below));
            if let Some(target) = target.filter(|target| target.find(self.document).is_some()) {
                return Some(target);
            }
        }
        let bases = [own, file, Some(Pointer::root())];
        bases.into_iter().flatten().find_map(|base| self.within(&base, fragment))
    }

    /// The same for a reference that is of the document, as its origin [is](Self::is_of_document).
    #[cfg(feature = "validate")]
    pub(crate) fn resolve_in_document(&self, origin: &Pointer, reference: &str) -> Option<Pointer> {
        match reference.strip_prefix('#') {
            Some(fragment) => self.within(&Pointer::root(), fragment),
            None => self.resolve(origin, reference),
        }
    }

    /// The only place of the document that a `$dynamicRef` can lead to; `None` when that depends on the way to it.
    pub(crate) fn resolve_dynamic(&self, origin: &Pointer, reference: &str) -> Option<Pointer> {
        let (_, anchor) = reference.split_once('#')?;
        let is_only = self.index().named.get(anchor).is_none_or(|&count| count <= 1);
        if is_only { self.resolve(origin, reference) } else { None }
    }

    /// Whether the value at `place` is in no file and in no resource but the document.
    #[cfg(feature = "validate")]
    pub(crate) fn is_of_document(&self, place: &Pointer) -> bool {
        file_of(place).is_none() && self.resource_of(place).is_root()
    }

    /// The nearest schema at or above `origin` that is a resource of its own, else the document.
    pub(crate) fn resource_of(&self, origin: &Pointer) -> Pointer {
        let mut resource = 0;
        self.way(origin, |here, id| {
            if id.is_some() {
                resource = here;
            }
        });
        origin.above(resource)
    }

    /// The `$dynamicAnchor`s of the resource at `resource`, without those of resources inside of it.
    pub(crate) fn dynamic_anchors(&self, resource: &Pointer) -> &[(String, Pointer)] {
        self.index().dynamic.get(resource).map(Vec::as_slice).unwrap_or_default()
    }

    /// The places of all `$dynamicAnchor`s of this name.
    #[cfg(feature = "diff")]
    pub(crate) fn anchors_named(&self, name: &str) -> Vec<Pointer> {
        let anchors = self.index().dynamic.values().flatten();
        let mut places: Vec<Pointer> =
            anchors.filter(|(anchor, _)| anchor == name).map(|(_, place)| place.clone()).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The place that `fragment` names inside of `base`.
    fn within(&self, base: &Pointer, fragment: &str) -> Option<Pointer> {
        let target = match fragment {
            "" => base.clone(),
            pointer if pointer.starts_with('/') => base.join(&Pointer::from_fragment(pointer)?),
            anchor => return self.index().anchors.get(base)?.get(anchor).cloned(),
        };
        target.find(self.document).is_some().then_some(target)
    }

    /// The base URI at `place`: the `$id`s above it and its own, each joined to the one before (Core, 8.2.1).
    fn base_uri(&self, place: &Pointer) -> String {
        let mut base = "/".to_owned();
        let file = file_of(place);
        self.way(place, |here, id| {
            if let Some(file) = file.as_ref().filter(|file| file.as_str().len() == here) {
                base = format!("/{}", file.last().unwrap_or_default());
            }
            if let Some(id) = id {
                base = joined(&base, id);
            }
        });
        base
    }

    /// Shows `see` each place on the way to `place`, as how much of the text of `place` leads there, and the identifier there.
    fn way(&self, place: &Pointer, mut see: impl FnMut(usize, Option<&'d str>)) {
        let mut value = Some(self.document);
        let ends = place.as_str().match_indices('/').map(|(at, _)| at).chain([place.as_str().len()]);
        let mut tokens = place.parts();
        for end in ends {
            see(end, value.and_then(Tree::as_object).and_then(own_id));
            let Some(token) = tokens.next() else { return };
            value = value.and_then(|value| match value {
                Tree::Array(items) => items.get(token.parse::<usize>().ok()?),
                value => value.get(token.as_ref()),
            });
        }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(self.document))
    }
}

/// A resource, or a file, that the search is inside of.
struct Inside {
    place: Pointer,
    base: String,
    /// Whether what is inside of it is also inside of the one around it: a file without an identifier.
    is_open: bool,
}

impl Index {
    fn of(document: &Tree) -> Self {
        let mut index = Self::default();
        let root = document.as_object().and_then(own_id).map_or_else(|| "/".to_owned(), |id| joined("/", id));
        let mut inside = vec![Inside { place: Pointer::root(), base: root, is_open: false }];
        let mut guess: Option<Pointer> = None;
        objects::visit(document, DOCUMENT, &mut Pointer::root(), &mut |place, role, value| {
            let schema = value.as_object().filter(|_| role.of(value) == Role::Object(Object::Schema));
            while inside.len() > 1 && !inside.last().is_some_and(|inside| place.is_within(&inside.place)) {
                inside.pop();
            }
            let id = value.as_object().and_then(own_id);
            let is_file = is_file(place);
            guess = guess.take().filter(|guess| place.is_within(guess));
            if guess.is_none() && matches!(role, Role::Unknown | Role::Extension) && !is_file {
                guess = Some(place.clone());
            }
            if !place.is_root() && (is_file || id.is_some()) {
                let above = inside.last().map_or("/", |inside| inside.base.as_str());
                let own = if is_file { format!("/{}", place.last().unwrap_or_default()) } else { above.to_owned() };
                let base = id.map_or_else(|| own.clone(), |id| joined(&own, id));
                if let (Some(_), Some(_)) = (schema, id) {
                    let resources = if guess.is_some() { &mut index.guessed } else { &mut index.resources };
                    resources.entry(base.clone()).or_insert_with(|| place.clone());
                }
                inside.push(Inside { place: place.clone(), base, is_open: is_file && id.is_none() });
            }
            if let Some(schema) = schema {
                index.schema(place, schema, &inside);
            }
            true
        });
        index
    }

    fn resource(&self, uri: &str) -> Option<&Pointer> {
        self.resources.get(uri).or_else(|| self.guessed.get(uri))
    }

    /// Takes down the anchors of the schema at `place`.
    fn schema(&mut self, place: &Pointer, schema: &Map, inside: &[Inside]) {
        // Core, 8.2.2: an anchor belongs to the resource that it is in.
        let closed = inside.iter().rposition(|inside| !inside.is_open).unwrap_or(0);
        let holders = || inside[closed..].iter().map(|inside| &inside.place);
        for anchor in anchors_of(schema) {
            for holder in holders() {
                let anchors = self.anchors.entry(holder.clone()).or_default();
                anchors.entry(anchor.to_owned()).or_insert_with(|| place.clone());
            }
        }
        if let Some(anchor) = dynamic_anchor(schema) {
            *self.named.entry(anchor.to_owned()).or_default() += 1;
            for holder in holders() {
                self.dynamic.entry(holder.clone()).or_default().push((anchor.to_owned(), place.clone()));
            }
        }
    }
}

/// The anchors of a file that is seen by itself, without those of resources inside of it.
#[cfg(feature = "validate")]
pub(crate) fn anchors(file: &Tree) -> HashMap<String, Pointer> {
    let mut anchors = HashMap::new();
    objects::visit(file, Role::Unknown, &mut Pointer::root(), &mut |place, role, value| {
        let schema = value.as_object().filter(|_| role.of(value) == Role::Object(Object::Schema));
        if !place.is_root() && schema.is_some_and(|schema| own_id(schema).is_some()) {
            return false;
        }
        for anchor in schema.into_iter().flat_map(anchors_of) {
            anchors.entry(anchor.to_owned()).or_insert_with(|| place.clone());
        }
        true
    });
    anchors
}

/// The URI of `id` below `base`; `base` itself where that is too long.
fn joined(base: &str, id: &str) -> String {
    let joined = if id.len() > MAX_LENGTH { String::new() } else { uri::resolve(base, id).0 };
    if joined.is_empty() || joined.len() > MAX_LENGTH { base.to_owned() } else { joined }
}

/// What a schema calls itself.
fn anchors_of(schema: &Map) -> impl Iterator<Item = &str> {
    let text = |keyword| schema.get(keyword).and_then(Tree::as_str);
    // Until draft 7 an anchor was an `$id` that is a fragment.
    let old = text("$id").and_then(|id| id.strip_prefix('#'));
    [old, text("$anchor"), text("$dynamicAnchor")].into_iter().flatten()
}

/// The name under which `$dynamicRef` finds a schema. What 2019-09 calls `$recursiveAnchor` is one without a name.
pub(crate) fn dynamic_anchor(schema: &Map) -> Option<&str> {
    let is_recursive = || schema.get("$recursiveAnchor") == Some(&Tree::Bool(true));
    schema.get("$dynamicAnchor").and_then(Tree::as_str).or_else(|| is_recursive().then_some(""))
}

/// The identifier of a schema that is a resource of its own. One that is only a fragment is an anchor of older drafts; a
/// property may be called `$id`.
pub(super) fn own_id(schema: &Map) -> Option<&str> {
    schema.get("$id").and_then(Tree::as_str).filter(|id| !id.starts_with('#'))
}

/// The root of the file that `place` is in; `None` in the document itself.
fn file_of(place: &Pointer) -> Option<Pointer> {
    let mut tokens = place.parts();
    (tokens.next().as_deref() == Some(FILES)).then_some(())?;
    Some(Pointer::root().down(&[FILES, &tokens.next()?]))
}

/// Whether `place` is the root of a file.
fn is_file(place: &Pointer) -> bool {
    place
        .as_str()
        .strip_prefix('/')
        .and_then(|place| place.strip_prefix(FILES))
        .is_some_and(|below| below.strip_prefix('/').is_some_and(|name| !name.contains('/')))
}
