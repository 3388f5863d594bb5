//! [`Leading`]: from which components of a document a place is reached, by what they refer to.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use crate::pointer::Pointer;
use crate::schema::walk;
use crate::tree::Tree;

const SCHEMAS: &str = "/components/schemas/";
/// Answers that are kept.
const MAX_KNOWN: usize = 64;

/// Which components refer to which, found once for each document.
#[derive(Debug)]
pub(super) struct Leading {
    /// By the name of a component, those that refer to it or into it.
    users: HashMap<String, Vec<String>>,
    /// Components that refer to something else, which may lead anywhere.
    anywhere: Vec<String>,
    known: RefCell<HashMap<BTreeSet<String>, Rc<HashSet<String>>>>,
}

/// The component that `place` is in.
pub(super) fn component(place: &Pointer) -> Option<String> {
    place.as_str().strip_prefix(SCHEMAS)?;
    place.tokens().nth(2)
}

/// The components that `schema` refers to; `None` for anything else.
pub(super) fn referred(schema: &Tree) -> BTreeSet<Option<String>> {
    let mut names = BTreeSet::new();
    walk::any(schema, &mut |schema| {
        let reference = schema.get("$ref").and_then(Tree::as_str);
        names.extend(reference.map(|text| Pointer::from_reference(text).as_ref().and_then(component)));
        let is_dynamic = ["$dynamicRef", "$recursiveRef"].iter().any(|keyword| schema.get(*keyword).is_some());
        names.extend(is_dynamic.then_some(None));
        false
    });
    names
}

impl Leading {
    pub(super) fn of(document: &Tree) -> Self {
        let (mut users, mut anywhere): (HashMap<String, Vec<String>>, Vec<String>) = Default::default();
        let schemas = document.get("components").and_then(|components| components.get("schemas"));
        for (name, schema) in schemas.and_then(Tree::as_object).into_iter().flatten() {
            let mut targets = BTreeSet::new();
            let mut is_known = true;
            walk::any(schema, &mut |schema| {
                is_known &= schema.get("$dynamicRef").is_none();
                if let Some(reference) = schema.get("$ref").and_then(Tree::as_str) {
                    match Pointer::from_reference(reference).as_ref().and_then(component) {
                        Some(target) => _ = targets.insert(target),
                        None => is_known = false,
                    }
                }
                false
            });
            for target in targets {
                users.entry(target).or_default().push(name.to_string());
            }
            anywhere.extend((!is_known).then(|| name.to_string()));
        }
        Self { users, anywhere, known: RefCell::default() }
    }

    /// The components from which one of `places` is reached.
    pub(super) fn to(&self, places: &[Pointer]) -> Leads<'_> {
        let own: BTreeSet<String> = places.iter().filter_map(component).collect();
        let mut known = self.known.borrow_mut();
        if known.len() >= MAX_KNOWN {
            known.clear();
        }
        let names = known.entry(own).or_insert_with_key(|own| {
            let mut open: Vec<&String> = own.iter().chain(&self.anywhere).collect();
            let mut names: HashSet<String> = open.iter().map(|name| (*name).clone()).collect();
            while let Some(name) = open.pop() {
                for user in self.users.get(name).into_iter().flatten() {
                    if names.insert(user.clone()) {
                        open.push(user);
                    }
                }
            }
            Rc::new(names)
        });
        let places = places.iter().map(|place| place.as_str().to_owned()).collect();
        Leads { places, names: Rc::clone(names), leading: self }
    }
}

/// From where some places are reached.
#[derive(Debug)]
pub(super) struct Leads<'l> {
    places: BTreeSet<String>,
    names: Rc<HashSet<String>>,
    leading: &'l Leading,
}

impl Leads<'_> {
    /// Whether one of the places is reached from the component; true where it is no component.
    pub(super) fn has(&self, name: Option<&str>) -> bool {
        name.is_none_or(|name| self.names.contains(name))
    }

    /// Those of the places that are at or below this one.
    pub(super) fn within(&self, place: &Pointer) -> Vec<String> {
        self.places
            .range(place.as_str().to_owned()..)
            .take_while(|one| one.starts_with(place.as_str()))
            .cloned()
            .collect()
    }

    /// How many components were found.
    pub(super) fn work(&self) -> u64 {
        (self.names.len() + self.leading.anywhere.len()) as u64
    }

    /// Whether the schema at `place`, or one that it refers to, holds one of the places; true where that is not known. `component`
    /// knows which component a reference leads to.
    pub(super) fn is_led(&self, place: &Pointer, schema: &Tree, component: &dyn Fn(&str) -> Option<String>) -> bool {
        let below = format!("{place}/");
        let is_below = |target: &String| target.starts_with(&below);
        if self.places.contains(place.as_str()) || self.places.range(below.clone()..).next().is_some_and(is_below) {
            return true;
        }
        walk::any(schema, &mut |schema| {
            let reference = schema.get("$ref").and_then(Tree::as_str);
            schema.get("$dynamicRef").is_some()
                || reference.is_some_and(|text| component(text).is_none_or(|name| self.names.contains(&name)))
        })
    }
}
