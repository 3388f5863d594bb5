//! [`Leading`]: from which components of a document a place is reached, by what they refer to.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use crate::pointer::Pointer;
use crate::schema::walk;
use crate::tree::{Text, Tree};

const SCHEMAS: &str = "/components/schemas/";
/// Answers that are kept.
const MAX_KNOWN: usize = 64;

/// Which components of a document refer to which.
#[derive(Debug)]
struct Users {
    /// By the name of a component, those that refer to it or into it.
    by_name: HashMap<Text, Vec<Text>>,
    /// Components that refer to something else, which may lead anywhere.
    anywhere: Vec<Text>,
}

/// The same, found once for all threads when one of them asks.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedUsers(Arc<OnceLock<Users>>);

/// From which components places of a document are reached. Each thread keeps the answers that it got.
#[derive(Debug)]
pub(super) struct Leading<'d> {
    document: &'d Tree,
    users: SharedUsers,
    known: RefCell<HashMap<BTreeSet<String>, Rc<HashSet<Text>>>>,
}

/// The component that a reference leads into.
pub(super) fn referred_component(reference: &str) -> Option<Cow<'_, str>> {
    let plain = reference.strip_prefix('#').and_then(|place| place.strip_prefix(SCHEMAS));
    if let Some(plain) = plain.filter(|plain| !plain.contains(['%', '~'])) {
        return plain.split('/').next().map(Cow::Borrowed);
    }
    component(&Pointer::from_reference(reference)?).map(Cow::Owned)
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

impl Users {
    fn of(document: &Tree) -> Self {
        let mut users = Self { by_name: HashMap::new(), anywhere: Vec::new() };
        let schemas = document.get("components").and_then(|components| components.get("schemas"));
        for (name, schema) in schemas.and_then(Tree::as_object).into_iter().flatten() {
            let (mut targets, mut is_known) = (Vec::new(), true);
            walk::any(schema, &mut |schema| {
                is_known &= schema.get("$dynamicRef").is_none();
                if let Some(reference) = schema.get("$ref").and_then(Tree::as_str) {
                    match referred_component(reference) {
                        Some(target) => targets.push(target),
                        None => is_known = false,
                    }
                }
                false
            });
            targets.sort_unstable();
            targets.dedup();
            for target in targets {
                match users.by_name.get_mut(target.as_ref()) {
                    Some(users) => users.push(name.clone()),
                    None => _ = users.by_name.insert(target.into(), vec![name.clone()]),
                }
            }
            users.anywhere.extend((!is_known).then(|| name.clone()));
        }
        users
    }
}

impl<'d> Leading<'d> {
    pub(super) fn new(document: &'d Tree, users: &SharedUsers) -> Self {
        Self { document, users: users.clone(), known: RefCell::default() }
    }

    pub(super) fn users(&self) -> &SharedUsers {
        &self.users
    }

    /// The components from which one of `places` is reached.
    pub(super) fn to(&self, places: &[Pointer]) -> Leads {
        let users = self.users.0.get_or_init(|| Users::of(self.document));
        let own: BTreeSet<String> = places.iter().filter_map(component).collect();
        let mut known = self.known.borrow_mut();
        if known.len() >= MAX_KNOWN {
            known.clear();
        }
        let names = known.entry(own).or_insert_with_key(|own| {
            let mut open: Vec<Text> = own.iter().map(Text::from).chain(users.anywhere.iter().cloned()).collect();
            let mut names: HashSet<Text> = open.iter().cloned().collect();
            while let Some(name) = open.pop() {
                for user in users.by_name.get(&name).into_iter().flatten() {
                    if names.insert(user.clone()) {
                        open.push(user.clone());
                    }
                }
            }
            Rc::new(names)
        });
        let places = places.iter().map(|place| place.as_str().to_owned()).collect();
        Leads { places, names: Rc::clone(names), anywhere: users.anywhere.len() }
    }
}

/// From where some places are reached.
#[derive(Debug)]
pub(super) struct Leads {
    places: BTreeSet<String>,
    names: Rc<HashSet<Text>>,
    /// How many components may lead anywhere.
    anywhere: usize,
}

impl Leads {
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
        (self.names.len() + self.anywhere) as u64
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
                || reference.is_some_and(|text| component(text).is_none_or(|name| self.names.contains(name.as_str())))
        })
    }
}
