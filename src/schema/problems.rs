//! What is wrong with the schemas of a document, found without compiling any.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::dialects::Dialect;
use super::identifiers::Identifiers;
use super::objects::{self, FILES, Object, Role};
use super::walk::Ways;
use super::{circles, dialect, identifiers, vocabulary, walk};
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
        references: Vec::new(),
        known: HashMap::new(),
        pending: Vec::new(),
    };
    let mut has_resources = false;
    visit(document, &mut |place, role, value, around| match role {
        Role::Object(Object::Schema) => search.pending.push((Arc::new(place.clone()), value, around)),
        _ => has_resources = has_resources || is_in_files(place) || has_id(value),
    });
    search.searched.extend(search.pending.iter().map(|(place, ..)| Arc::clone(place)));
    while let Some((pointer, schema, around)) = search.pending.pop() {
        let is_plain = around == Around::Objects && !has_resources;
        let is_of_document = is_plain || search.identifiers.is_of_document(&pointer);
        search.schema(schema, &pointer, is_of_document);
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
    searched: HashSet<Arc<Pointer>>,
    /// The places of schemas with a reference, and that.
    references: Vec<(Pointer, Reference)>,
    /// Where references lead that are in no resource but the document: most are there again and again.
    known: HashMap<&'a str, Arc<Pointer>>,
    pending: Vec<(Arc<Pointer>, &'a Tree, Around)>,
}

/// What a schema is in that is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    /// Objects of the document that are no schemas.
    Objects,
    /// Anything.
    Anything,
}

/// A reference of a schema.
struct Reference {
    target: Arc<Pointer>,
    /// How long the pointer to the outermost schema is that says the same of the same value.
    around: usize,
}

impl<'a> Search<'a> {
    /// Searches a schema; `is_of_document` where it is in no file and in no resource but the document.
    fn schema(&mut self, schema: &'a Tree, pointer: &Pointer, is_of_document: bool) {
        let dialect = Dialect::of(self.document, pointer);
        let reported = match dialect {
            Dialect::OpenApi30 => dialect::check_schema_object(schema),
            Dialect::JsonSchema(draft) => vocabulary::check_json_schema(schema, draft),
        };
        self.problems.extend(reported.into_iter().map(|(below, why)| (pointer.join(&below), why)));
        let mut ways = Ways::default();
        let mut open = vec![(Ways::START, schema, Ways::START, is_of_document)];
        while let Some((way, schema, around, is_of_document)) = open.pop() {
            let is_of_document = is_of_document && !has_id(schema);
            let reference = schema.get("$ref").and_then(Tree::as_str);
            if let Some(reference) = reference {
                let place = ways.place(pointer, way);
                let around =
                    if around == way { place.as_str().len() } else { ways.place(pointer, around).as_str().len() };
                self.reference(place, reference, around, is_of_document);
            }
            // OpenAPI 3.0.3, 4.7.23.1: siblings of `$ref` are ignored.
            if reference.is_some() && dialect == Dialect::OpenApi30 {
                continue;
            }
            walk::each_inside(schema, &mut |step, inside| {
                if is_read(dialect, step.keyword) {
                    let below = ways.add(way, step);
                    let around = if circles::is_in_place(&step) { around } else { below };
                    open.push((below, inside, around, is_of_document));
                }
            });
        }
    }

    /// Finds out where the reference of the schema at `place` leads: to nothing, or to a schema that is searched.
    fn reference(&mut self, place: Pointer, reference: &'a str, around: usize, is_of_document: bool) {
        if let Some(target) = self.known.get(reference).filter(|_| is_of_document) {
            let target = Arc::clone(target);
            return self.references.push((place, Reference { target, around }));
        }
        let target = match is_of_document {
            true => self.identifiers.resolve_in_document(&place, reference),
            false => self.identifiers.resolve(&place, reference),
        };
        let Some(target) = target else {
            let message = format!("unresolved reference `{reference}`");
            self.problems.push((place.key("$ref"), message));
            return;
        };
        let target = Arc::new(target);
        if !self.is_searched(&target)
            && let Some(schema) = target.find(self.document)
        {
            self.searched.insert(Arc::clone(&target));
            self.pending.push((Arc::clone(&target), schema, Around::Anything));
        }
        if is_of_document {
            self.known.insert(reference, Arc::clone(&target));
        }
        self.references.push((place, Reference { target, around }));
    }

    /// Whether `target` is one of the schemas that are searched, or inside of one.
    fn is_searched(&self, target: &Pointer) -> bool {
        let mut place = target.clone();
        loop {
            if self.searched.contains(&place) {
                if place.as_str().len() == target.as_str().len() {
                    return true;
                }
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

    /// Whether any reference leads to a schema that says what another reference says, which few documents have.
    fn may_have_circles(&self) -> bool {
        let targets: HashSet<&str> = self.references.iter().map(|(_, reference)| reference.target.as_str()).collect();
        self.references.iter().any(|(place, reference)| {
            let mut around = place.as_str();
            while around.len() >= reference.around {
                if targets.contains(around) {
                    return true;
                }
                let Some(above) = around.rfind('/') else { return false };
                around = &around[..above];
            }
            false
        })
    }

    /// Reports the references that come back to where they began without a step into the value.
    fn circles(&mut self) {
        if !self.may_have_circles() {
            return;
        }
        self.references.sort_by(|(left, _), (right, _)| left.cmp(right));
        // Of a schema that was come to twice, what was said last.
        self.references.dedup_by(|later, earlier| {
            let is_same = later.0 == earlier.0;
            if is_same {
                std::mem::swap(later, earlier);
            }
            is_same
        });
        let targets: HashSet<&Pointer> = self.references.iter().map(|(_, reference)| &*reference.target).collect();
        let mut targets: Vec<&Pointer> = targets.into_iter().collect();
        targets.sort_unstable();
        let numbers: HashMap<&Pointer, usize> =
            targets.iter().enumerate().map(|(number, &target)| (target, number)).collect();
        // From each target, the references in it that are about the same value.
        let mut leads: Vec<Vec<usize>> = Vec::with_capacity(targets.len());
        let mut places: Vec<Vec<&Pointer>> = Vec::with_capacity(targets.len());
        for target in &targets {
            let own = self.references.binary_search_by(|(place, _)| place.cmp(target)).ok();
            // Between a place and those in it are others: `/a-b` is before `/a/b`.
            let below = self.references.partition_point(|(place, _)| is_before_inside(place, target));
            let below = self.references[below..].iter().take_while(|(place, _)| place.is_within(target));
            let inside = own.map(|own| &self.references[own]).into_iter().chain(below);
            let inside = inside.filter(|(_, reference)| reference.around <= target.as_str().len());
            let (lead, place) = inside.map(|(place, reference)| (numbers[&*reference.target], place)).unzip();
            leads.push(lead);
            places.push(place);
        }
        for (from, lead) in circles::closing(&leads) {
            self.problems.push((places[from][lead].clone().key("$ref"), circles::MESSAGE.to_owned()));
        }
    }
}

/// Whether `place` is before the places inside of `target`, in their order.
fn is_before_inside(place: &Pointer, target: &Pointer) -> bool {
    let (place, target) = (place.as_str().as_bytes(), target.as_str().as_bytes());
    place.iter().lt(target.iter().chain(b"/"))
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

/// Whether a place is in a file beside the document.
fn is_in_files(place: &Pointer) -> bool {
    place.as_str().strip_prefix('/').is_some_and(|place| place.starts_with(FILES))
}

/// Whether an object is a resource of its own.
fn has_id(value: &Tree) -> bool {
    value.as_object().is_some_and(|members| identifiers::own_id(members).is_some())
}

/// Shows every schema that is not inside of another one, in the document, and in files where something leads to; and the objects around
/// them.
fn visit<'a>(document: &'a Tree, each: &mut dyn FnMut(&Pointer, Role, &'a Tree, Around)) {
    const DOCUMENT: Role = Role::Object(Object::Document);
    let mut seen = HashSet::new();
    let mut open = vec![(Pointer::root(), DOCUMENT)];
    while let Some((place, role)) = open.pop() {
        let Some(value) = place.find(document) else { continue };
        let around = if place.is_root() { Around::Objects } else { Around::Anything };
        objects::visit(value, role, &mut place.clone(), &mut |place, role, value| {
            each(place, role, value, around);
            match role {
                Role::Object(Object::Schema) => {}
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
