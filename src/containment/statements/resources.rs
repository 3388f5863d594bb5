//! [`Resources`]: which place of a schema a reference names, with `$id`, `$anchor` and `$dynamicAnchor` (2020-12, core 8).
//!
//! Only places that may contain a schema are searched, so an `$id` inside an example or an `enum` has no effect.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::fragment::Consulted;
use super::value::{schema_key, sorted};
use crate::containment::compound::{Compound, Definition};
use crate::containment::reference::Reference;
use crate::pointer::Pointer;
use crate::schema::uri;
use crate::schema::walk;
use crate::tree::Tree;

/// The base of a schema that declares none.
const ROOT: &str = "schema:///";
/// Longer texts are not compared to find that two opaque statements are the same.
const CLOSURE_LIMIT: usize = 1 << 16;

/// One place of the schema, with the base URI and the dynamic scope that hold there.
#[derive(Debug, Clone)]
pub(in crate::containment) struct Spot<'a> {
    pub(in crate::containment) value: &'a Tree,
    pub(in crate::containment) pointer: Pointer,
    pub(in crate::containment) base: Rc<str>,
    /// Resources entered so far, outermost first; kept only where `$dynamicRef` depends on them.
    pub(in crate::containment) scope: Rc<[Rc<str>]>,
}

/// What a reference leads to.
#[derive(Debug)]
pub(in crate::containment) enum Target<'a> {
    Found(Spot<'a>),
    /// A published meta-schema, by its absolute URI.
    Published(String),
    Missing(String),
}

/// The places of one schema that can be named.
#[derive(Debug)]
pub(in crate::containment) struct Resources<'a> {
    roots: BTreeMap<Rc<str>, (Pointer, &'a Tree)>,
    anchors: BTreeMap<(Rc<str>, String), (Pointer, &'a Tree)>,
    dynamic: BTreeSet<(Rc<str>, String)>,
    scopes_matter: bool,
    root: Spot<'a>,
    /// What references by number mean. Its schemas have no identifiers, and nobody asks where in them something is.
    compound: Option<&'a Compound>,
    /// What of it was asked for.
    consulted: RefCell<Vec<Consulted>>,
}

impl<'a> Resources<'a> {
    pub(in crate::containment) fn new(root: &'a Tree) -> Self {
        let base = own_base(ROOT, root).unwrap_or_else(|| ROOT.into());
        let spot =
            Spot { value: root, pointer: Pointer::root(), base: Rc::clone(&base), scope: Rc::from([Rc::clone(&base)]) };
        let mut resources = Self {
            roots: BTreeMap::from([(Rc::from(ROOT), (Pointer::root(), root)), (base, (Pointer::root(), root))]),
            anchors: BTreeMap::new(),
            dynamic: BTreeSet::new(),
            scopes_matter: false,
            root: spot.clone(),
            compound: None,
            consulted: RefCell::default(),
        };
        resources.index(spot);
        let mut names: Vec<&String> = resources.dynamic.iter().map(|(_, name)| name).collect();
        names.sort_unstable();
        resources.scopes_matter = names.windows(2).any(|pair| pair[0] == pair[1]);
        resources
    }

    /// One definition of a compound.
    pub(in crate::containment) fn of_definition(definition: &'a Definition, compound: &'a Compound) -> Self {
        let root =
            Spot { value: &definition.schema, pointer: Pointer::root(), base: Rc::from(""), scope: Rc::default() };
        Self {
            roots: BTreeMap::new(),
            anchors: BTreeMap::new(),
            dynamic: BTreeSet::new(),
            scopes_matter: false,
            root,
            compound: Some(compound),
            consulted: RefCell::default(),
        }
    }

    fn consult(&self, one: Consulted) {
        let mut consulted = self.consulted.borrow_mut();
        if !consulted.contains(&one) {
            consulted.push(one);
        }
    }

    /// The definitions and tokens that were asked for, and what they were.
    pub(super) fn consulted(&self) -> Vec<Consulted> {
        self.consulted.take()
    }

    /// What a reference by number names.
    pub(super) fn by_number(&self, reference: &str) -> Option<Reference> {
        self.compound.and_then(|_| Reference::read(reference))
    }

    /// Whether places are kept, to say what stood in the way of an answer.
    pub(in crate::containment) fn has_places(&self) -> bool {
        self.compound.is_none()
    }

    pub(in crate::containment) fn root(&self) -> Spot<'a> {
        self.root.clone()
    }

    /// The place of `value`, below `spot` at `token`.
    pub(in crate::containment) fn below(
        &self,
        spot: &Spot<'a>,
        tokens: &[impl AsRef<str>],
        value: &'a Tree,
    ) -> Spot<'a> {
        if self.compound.is_some() {
            return Spot { value, ..spot.clone() };
        }
        let pointer = tokens.iter().fold(spot.pointer.clone(), |pointer, token| pointer.key(token.as_ref()));
        self.enter(spot, pointer, value, own_base(&spot.base, value))
    }

    /// What `$ref: reference` means at `spot`.
    pub(in crate::containment) fn target(&self, spot: &Spot<'a>, reference: &str) -> Target<'a> {
        if let Some(compound) = self.compound {
            return match Reference::read(reference) {
                Some(Reference::Definition(id)) => {
                    let found = compound.get(id);
                    self.consult(Consulted::Definition(id, found.map(|definition| definition.serial)));
                    match found {
                        Some(definition) => Target::Found(Spot { value: &definition.schema, ..spot.clone() }),
                        None => Target::Missing(reference.to_owned()),
                    }
                }
                Some(Reference::Token(token)) => {
                    let known = compound.token(token);
                    self.consult(Consulted::Token(token, known));
                    Target::Missing(Reference::Token(known).text())
                }
                None => Target::Missing(reference.to_owned()),
            };
        }
        let (uri, fragment) = uri::resolve(&spot.base, reference);
        let Some((base, (pointer, root))) = self.roots.get_key_value(uri.as_str()) else {
            return if is_published(&uri) {
                Target::Published(format!("{uri}#{fragment}"))
            } else {
                Target::Missing(uri)
            };
        };
        if fragment.is_empty() {
            return Target::Found(self.enter(spot, pointer.clone(), root, Some(Rc::clone(base))));
        }
        if !fragment.starts_with('/') {
            return match self.anchors.get(&(Rc::clone(base), fragment.clone())) {
                Some((pointer, value)) => {
                    Target::Found(self.enter(spot, pointer.clone(), value, Some(Rc::clone(base))))
                }
                None => Target::Missing(format!("{uri}#{fragment}")),
            };
        }
        let Some(below) = Pointer::parse(&fragment) else { return Target::Missing(format!("{uri}#{fragment}")) };
        let top = self.enter(spot, pointer.clone(), root, Some(Rc::clone(base)));
        self.place(&top, &below)
    }

    /// The place that `below` names, seen from `top`.
    pub(in crate::containment) fn place(&self, top: &Spot<'a>, below: &Pointer) -> Target<'a> {
        let (mut value, mut base) = (top.value, Rc::clone(&top.base));
        for token in below.tokens() {
            let next = match value {
                Tree::Object(members) => members.get(&token),
                Tree::Array(items) => token.parse::<usize>().ok().and_then(|at| items.get(at)),
                _ => None,
            };
            let Some(next) = next else { return Target::Missing(format!("{}#{below}", top.base)) };
            value = next;
            base = own_base(&base, value).unwrap_or(base);
        }
        Target::Found(self.enter(top, top.pointer.join(below), value, Some(base)))
    }

    /// What `$dynamicRef: reference` means at `spot`; `None` where that depends on the way there.
    pub(in crate::containment) fn only_target(&self, spot: &Spot<'a>, reference: &str) -> Option<Target<'a>> {
        (!self.scopes_matter).then(|| self.dynamic_target(spot, reference))
    }

    /// What `$dynamicRef: reference` means at `spot`, with the way there.
    pub(in crate::containment) fn dynamic_target(&self, spot: &Spot<'a>, reference: &str) -> Target<'a> {
        let first = self.target(spot, reference);
        let Target::Found(found) = &first else { return first };
        let name = uri::resolve("", reference).1;
        if !self.dynamic.contains(&(Rc::clone(&found.base), name.clone()))
            || found.value.get("$dynamicAnchor").and_then(Tree::as_str) != Some(&name)
        {
            return first;
        }
        // 2020-12, core 8.2.3.2: the outermost resource of the dynamic scope that declares the same anchor. Where names
        // are not shared between resources the first look-up is already the only candidate.
        for base in found.scope.iter() {
            let key = (Rc::clone(base), name.clone());
            if self.dynamic.contains(&key)
                && let Some((pointer, value)) = self.anchors.get(&key)
            {
                return Target::Found(self.enter(spot, pointer.clone(), value, Some(Rc::clone(base))));
            }
        }
        first
    }

    /// Appends the text of everything that `value`, at `spot`, refers to, and which reference leads where; false if that is
    /// too much, or if nested identifiers make it depend on more than text.
    pub(in crate::containment) fn write_closure(&self, spot: &Spot<'a>, value: &Tree, key: &mut String) -> bool {
        let (mut known, mut open): (Vec<usize>, Vec<Spot<'a>>) = (Vec::new(), Vec::new());
        let mut at = 0;
        let mut references = references(value);
        let mut from = spot.clone();
        loop {
            let Some(found) = references else { return false };
            for (keyword, reference) in found {
                let target = match keyword {
                    "$ref" => self.target(&from, &reference),
                    _ => self.dynamic_target(&from, &reference),
                };
                match target {
                    Target::Found(to) => {
                        let address = std::ptr::from_ref(to.value).addr();
                        let number = known.iter().position(|&other| other == address).unwrap_or_else(|| {
                            known.push(address);
                            open.push(to);
                            known.len() - 1
                        });
                        key.push_str(&format!(" {number}"));
                    }
                    Target::Published(uri) | Target::Missing(uri) => key.push_str(&format!(" {uri}")),
                }
            }
            let Some(next) = open.get(at) else { return true };
            at += 1;
            from = next.clone();
            key.push_str(&schema_key(from.value));
            if key.len() > CLOSURE_LIMIT {
                return false;
            }
            references = self::references(from.value);
        }
    }

    fn enter(&self, from: &Spot<'a>, pointer: Pointer, value: &'a Tree, base: Option<Rc<str>>) -> Spot<'a> {
        let base = base.unwrap_or_else(|| Rc::clone(&from.base));
        let scope = if self.scopes_matter && !from.scope.contains(&base) {
            from.scope.iter().cloned().chain([Rc::clone(&base)]).collect()
        } else {
            Rc::clone(&from.scope)
        };
        Spot { value, pointer, base, scope }
    }

    fn index(&mut self, root: Spot<'a>) {
        let mut open = vec![root];
        while let Some(spot) = open.pop() {
            let Some(members) = spot.value.as_object() else { continue };
            if members.contains_key("$id") {
                self.roots.entry(Rc::clone(&spot.base)).or_insert_with(|| (spot.pointer.clone(), spot.value));
            }
            for (keyword, is_dynamic) in [("$anchor", false), ("$dynamicAnchor", true)] {
                if let Some(Tree::String(name)) = members.get(keyword) {
                    let key = (Rc::clone(&spot.base), name.to_string());
                    if is_dynamic {
                        self.dynamic.insert(key.clone());
                    }
                    self.anchors.entry(key).or_insert_with(|| (spot.pointer.clone(), spot.value));
                }
            }
            walk::each_inside(spot.value, &mut |step, value| {
                let pointer = step.place(&spot.pointer);
                open.push(self.enter(&spot, pointer, value, own_base(&spot.base, value)));
            });
        }
    }
}

/// Every reference inside of `value`, in the order of the keywords; `None` if identifiers stand there. It is no schema always, but
/// may be what a keyword holds that is not understood: what looks like a reference is taken for one.
fn references(value: &Tree) -> Option<Vec<(&'static str, String)>> {
    let (mut open, mut found) = (vec![value], Vec::new());
    while let Some(value) = open.pop() {
        match value {
            Tree::Object(members) => {
                if members.get("$id").is_some_and(Tree::is_string) {
                    return None;
                }
                for keyword in ["$ref", "$dynamicRef"] {
                    found.extend(members.get(keyword).and_then(Tree::as_str).map(|text| (keyword, text.to_owned())));
                }
                open.extend(sorted(members).rev().map(|(_, value)| value));
            }
            Tree::Array(items) => open.extend(items.iter().rev()),
            _ => {}
        }
    }
    Some(found)
}

fn own_base(base: &str, value: &Tree) -> Option<Rc<str>> {
    let id = value.as_object()?.get("$id")?.as_str()?;
    Some(uri::resolve(base, id).0.into())
}

fn is_published(uri: &str) -> bool {
    uri.starts_with("https://json-schema.org/draft/") || uri.starts_with("http://json-schema.org/draft-")
}
