//! What is wrong with the schemas of a document, found without compiling any.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Bound;

use super::dialects::Dialect;
use super::identifiers::Identifiers;
use super::objects::{self, Object, Role};
use super::{circles, dialect, vocabulary, walk};
use crate::pointer::Pointer;
use crate::tree::Tree;

/// The places in the schemas of `document` that cannot be used, with messages; one that begins with "wanted" lacks
/// what was found.
pub(crate) fn problems(document: &Tree) -> Vec<(Pointer, String)> {
    let mut search = Search {
        document,
        identifiers: Identifiers::new(document),
        problems: Vec::new(),
        searched: HashSet::new(),
        references: BTreeMap::new(),
        pending: Vec::new(),
    };
    visit(document, &mut |place| search.pending.push(place.clone()));
    search.searched.extend(search.pending.iter().cloned());
    while let Some(pointer) = search.pending.pop() {
        if let Some(schema) = pointer.find(document) {
            search.schema(schema, &pointer);
        }
    }
    search.circles();
    search.problems
}

/// Whether each of the references at `places` leads somewhere after all: to a schema that calls itself by that name.
pub(crate) fn lead_somewhere(document: &Tree, places: &[&Pointer]) -> Vec<bool> {
    let identifiers = Identifiers::new(document);
    let leads = |place: &&Pointer| {
        let mut origin = (*place).clone();
        let is_reference = origin.pop().as_deref() == Some("$ref");
        let reference = place.find(document).and_then(Tree::as_str);
        is_reference && reference.is_some_and(|reference| identifiers.resolve(&origin, reference).is_some())
    };
    places.iter().map(leads).collect()
}

struct Search<'a> {
    document: &'a Tree,
    identifiers: Identifiers<'a>,
    problems: Vec<(Pointer, String)>,
    /// The schemas that were searched or will be.
    searched: HashSet<Pointer>,
    /// Each schema with a reference, and that.
    references: BTreeMap<Pointer, Reference>,
    pending: Vec<Pointer>,
}

/// A reference of a schema.
struct Reference {
    target: Pointer,
    /// How long the pointer to the outermost schema is that says the same of the same value.
    around: usize,
}

impl Search<'_> {
    fn schema(&mut self, schema: &Tree, pointer: &Pointer) {
        let dialect = Dialect::of(self.document, pointer);
        let reported = match dialect {
            Dialect::OpenApi30 => dialect::check_schema_object(schema),
            Dialect::JsonSchema(draft) => vocabulary::check_json_schema(schema, draft),
        };
        self.problems.extend(reported.into_iter().map(|(below, why)| (pointer.join(&below), why)));
        let mut open = vec![(pointer.clone(), schema, pointer.as_str().len())];
        while let Some((place, schema, around)) = open.pop() {
            let reference = schema.get("$ref").and_then(Tree::as_str);
            if let Some(reference) = reference {
                self.reference(&place, reference, around);
            }
            // OpenAPI 3.0.3, 4.7.23.1: siblings of `$ref` are ignored.
            if reference.is_some() && dialect == Dialect::OpenApi30 {
                continue;
            }
            walk::each_inside(schema, &mut |step, inside| {
                if is_read(dialect, step.keyword) {
                    let below = step.place(&place);
                    let around = if circles::is_in_place(&step) { around } else { below.as_str().len() };
                    open.push((below, inside, around));
                }
            });
        }
    }

    /// Finds out where the reference of the schema at `place` leads: to nothing, or to a schema that is searched.
    fn reference(&mut self, place: &Pointer, reference: &str, around: usize) {
        let Some(target) = self.identifiers.resolve(place, reference) else {
            let message = format!("unresolved reference `{reference}`");
            self.problems.push((place.clone().key("$ref"), message));
            return;
        };
        if !self.is_searched(&target) {
            self.searched.insert(target.clone());
            self.pending.push(target.clone());
        }
        self.references.insert(place.clone(), Reference { target, around });
    }

    /// Whether `target` is one of the schemas that are searched, or inside of one.
    fn is_searched(&self, target: &Pointer) -> bool {
        let mut place = target.clone();
        loop {
            if self.searched.contains(&place) {
                let below = target.as_str().strip_prefix(place.as_str()).and_then(Pointer::parse);
                let holder = place.find(self.document);
                if below.zip(holder).is_some_and(|(below, holder)| is_reached(holder, &below)) {
                    return true;
                }
            }
            if place.is_root() {
                return false;
            }
            place.up();
        }
    }

    /// Reports the references that come back to where they began without a step into the value.
    fn circles(&mut self) {
        let targets: BTreeSet<&Pointer> = self.references.values().map(|reference| &reference.target).collect();
        let targets: Vec<&Pointer> = targets.into_iter().collect();
        let numbers: BTreeMap<&Pointer, usize> =
            targets.iter().enumerate().map(|(number, &target)| (target, number)).collect();
        // From each target, the references in it that are about the same value.
        let mut leads: Vec<Vec<usize>> = Vec::with_capacity(targets.len());
        let mut places: Vec<Vec<&Pointer>> = Vec::with_capacity(targets.len());
        for target in &targets {
            let own = self.references.get_key_value(*target);
            let from = Pointer::parse(&format!("{}/", target.as_str())).unwrap_or_default();
            let below = self.references.range((Bound::Included(from), Bound::Unbounded));
            let below = below.take_while(|(place, _)| place.is_within(target));
            let inside =
                own.into_iter().chain(below).filter(|(_, reference)| reference.around <= target.as_str().len());
            let (lead, place) = inside.map(|(place, reference)| (numbers[&reference.target], place)).unzip();
            leads.push(lead);
            places.push(place);
        }
        for (from, lead) in circles::closing(&leads) {
            self.problems.push((places[from][lead].clone().key("$ref"), circles::MESSAGE.to_owned()));
        }
    }
}

/// Whether the schemas in this keyword are searched with the one that has it; definitions are, where something refers to them.
fn is_read(dialect: Dialect, keyword: &str) -> bool {
    match dialect {
        Dialect::OpenApi30 => {
            matches!(keyword, "additionalProperties" | "allOf" | "anyOf" | "items" | "not" | "oneOf" | "properties")
        }
        Dialect::JsonSchema(_) => !matches!(keyword, "$defs" | "definitions"),
    }
}

/// Whether a search of `schema` comes to the schema at `place` of it.
fn is_reached(schema: &Tree, place: &Pointer) -> bool {
    place.is_root()
        || walk::is_schema(schema, place)
            && !place.tokens().any(|token| matches!(token.as_str(), "$defs" | "definitions"))
}

/// Shows every schema that is not inside of another one: in the document, and in files where something leads to.
fn visit(document: &Tree, each: &mut dyn FnMut(&Pointer)) {
    const DOCUMENT: Role = Role::Object(Object::Document);
    let mut seen = HashSet::new();
    let mut open = vec![(Pointer::root(), DOCUMENT)];
    while let Some((place, role)) = open.pop() {
        let Some(value) = place.find(document) else { continue };
        objects::visit(value, role, &mut place.clone(), &mut |place, role, value| {
            match role {
                Role::Object(Object::Schema) => each(place),
                Role::Object(_) | Role::Map(_) | Role::List(_) => {
                    let target = objects::reference(value).and_then(Pointer::from_reference);
                    let target = target.filter(|target| DOCUMENT.at(document, target) != role);
                    open.extend(
                        target.filter(|target| seen.insert((target.clone(), role))).map(|target| (target, role)),
                    );
                    return true;
                }
                Role::Data | Role::Extension | Role::Files | Role::Unknown => {}
            }
            false
        });
    }
}
