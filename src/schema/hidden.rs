//! Properties that do not exist in one direction because the schema behind their reference says so.
//!
//! `readOnly` and `writeOnly` speak of the property that a schema is used for (OpenAPI 3.0.3, 4.7.24.1), and a reference
//! stands for what it leads to: a property is hidden in the same way wherever its schema is written.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::dialect::{Direction, is_true};
use super::dialects::Dialect;
use super::identifiers::Identifiers;
use super::walk::{self, Ways};
use crate::pointer::Pointer;
use crate::stack::deep;
use crate::tree::{Tree, tree};

/// `schema`, which stands at `at` of `document`, with every property marked where it stands that is hidden behind a reference.
pub(crate) fn marked<'s>(
    identifiers: &'s Identifiers<'s>,
    dialect: Dialect,
    schema: &'s Tree,
    at: &Pointer,
    direction: Direction,
) -> Cow<'s, Tree> {
    let keyword = match direction {
        Direction::Neutral => return Cow::Borrowed(schema),
        Direction::Request => "readOnly",
        Direction::Response => "writeOnly",
    };
    let mut search = Search { identifiers, dialect, keyword, known: HashMap::new() };
    let Inside { referring, has_foreign_names } = Inside::of(schema);
    let places = referring.into_iter().filter(|(place, property)| search.says(property, &at.join(place)));
    let places: Vec<Pointer> = places.map(|(place, _)| place).collect();
    let optional = if has_foreign_names { search.optional(schema, at) } else { Vec::new() };
    let mut schema = Cow::Borrowed(schema);
    for (place, names) in optional {
        let required = place.find_mut(schema.to_mut()).and_then(Tree::as_array_mut);
        if let Some(required) = required {
            required.retain(|name| !name.as_str().is_some_and(|name| names.contains(name)));
        }
    }
    for place in places {
        if let Some(property) = place.find_mut(schema.to_mut()) {
            *property = tree!({ keyword: true });
        }
    }
    schema
}

/// Makes the properties optional in `schema` that are optional in `strict`, the same schema without its hidden properties: they
/// may be there, and need not.
pub(crate) fn made_optional(schema: &mut Tree, strict: &Tree) {
    let (Some(members), Some(known)) = (schema.as_object_mut(), strict.as_object()) else { return };
    if let (Some(required), Some(kept)) = (members.get_mut("required"), known.get("required")) {
        required.clone_from(kept);
    }
    walk::each_inside_mut(schema, &mut |step, inside| {
        if let Some(strict) = step.place(&Pointer::root()).find(strict) {
            deep(|| made_optional(inside, strict));
        }
    });
}

/// What is inside of a schema that may be hidden from elsewhere, or hide something: little as a rule, so that one walk is enough.
#[derive(Default)]
struct Inside<'s> {
    /// The properties that refer to other schemas.
    referring: Vec<(Pointer, &'s Tree)>,
    /// Whether any schema requires what it does not declare itself.
    has_foreign_names: bool,
}

impl<'s> Inside<'s> {
    fn of(schema: &'s Tree) -> Self {
        let (mut found, mut ways) = (Self::default(), Ways::default());
        let mut open = vec![(Ways::START, schema)];
        while let Some((way, schema)) = open.pop() {
            found.has_foreign_names = found.has_foreign_names || has_foreign_names(schema);
            walk::each_inside(schema, &mut |step, inside| {
                let below = ways.add(way, step);
                if step.keyword == "properties" && (inside.get("$ref").is_some() || inside.get("allOf").is_some()) {
                    found.referring.push((ways.place(&Pointer::root(), below), inside));
                }
                open.push((below, inside));
            });
        }
        found
    }
}

/// Whether `schema` or a part of its `allOf` or of its alternatives requires a property that is not declared beside it.
fn has_foreign_names(schema: &Tree) -> bool {
    let mut open = vec![(schema, 0)];
    while let Some((schema, depth)) = open.pop() {
        let declared = schema.get("properties");
        let mut required = schema.get("required").and_then(Tree::as_array).into_iter().flatten();
        if required.any(|name| name.as_str().is_some_and(|name| declared.and_then(|it| it.get(name)).is_none())) {
            return true;
        }
        for keyword in ["allOf", "anyOf", "oneOf"].iter().filter(|_| depth < 4) {
            let parts = schema.get(keyword).and_then(Tree::as_array).into_iter().flatten();
            open.extend(parts.map(|part| (part, depth + 1)));
        }
    }
    false
}

/// A search for a keyword, in one schema and all that its properties refer to.
struct Search<'v> {
    identifiers: &'v Identifiers<'v>,
    dialect: Dialect,
    keyword: &'static str,
    /// Whether the schema at a place says it.
    known: HashMap<Pointer, bool>,
}

/// How many schemas of one family are searched: those that say something of the same object.
const MAX_FAMILY: usize = 500;

impl<'v> Search<'v> {
    /// The `required` lists of `schema` and of the schemas inside of it whose properties are hidden by another part of the same
    /// `allOf`, or by a schema around them, and these properties.
    fn optional(&mut self, schema: &'v Tree, at: &Pointer) -> Vec<(Pointer, HashSet<&'v str>)> {
        let (mut found, mut ways) = (Vec::new(), Ways::default());
        let mut open = vec![(Ways::START, schema, HashSet::new())];
        while let Some((way, schema, mut hidden)) = open.pop() {
            if has_foreign_names(schema) {
                hidden.extend(self.hidden_names(schema, &ways.place(at, way)));
            }
            if !hidden.is_empty() && schema.get("required").is_some() {
                found.push((ways.place(&Pointer::root(), way).key("required"), hidden.clone()));
            }
            walk::each_inside(schema, &mut |step, inside| {
                let is_same =
                    matches!(step.keyword, "allOf" | "anyOf" | "oneOf" | "then" | "else" | "dependentSchemas");
                open.push((ways.add(way, step), inside, if is_same { hidden.clone() } else { HashSet::new() }));
            });
        }
        found
    }

    /// The properties that `schema` hides, by itself, behind its reference, or in a part of `allOf`.
    fn hidden_names(&mut self, schema: &'v Tree, at: &Pointer) -> HashSet<&'v str> {
        let (mut names, mut seen) = (HashSet::new(), HashSet::from([at.clone()]));
        let mut open = vec![(at.clone(), schema)];
        while let Some((place, schema)) = open.pop() {
            for (name, property) in schema.get("properties").and_then(Tree::as_object).into_iter().flatten() {
                if self.says(property, &place.clone().key("properties").key(name)) {
                    names.insert(name.as_str());
                }
            }
            let (_, leads) = self.look(schema, &place);
            for (target, schema) in leads {
                if seen.len() < MAX_FAMILY && seen.insert(target.clone()) {
                    open.push((target, schema));
                }
            }
        }
        names
    }

    /// Whether `schema` says the keyword of what it describes, by itself, behind its reference, or in a part of `allOf`.
    fn says(&mut self, schema: &'v Tree, at: &Pointer) -> bool {
        if let Some(&known) = self.known.get(at) {
            return known;
        }
        let (says, leads) = self.look(schema, at);
        // Most lead to what leads nowhere.
        let is_end = |schema: &Tree| {
            schema.as_object().is_none_or(|members| !members.contains_key("$ref") && !members.contains_key("allOf"))
        };
        if says || leads.iter().all(|(_, schema)| is_end(schema)) {
            let says =
                says || leads.iter().any(|(_, schema)| schema.as_object().is_some_and(|it| is_true(it, self.keyword)));
            self.known.insert(at.clone(), says);
            return says;
        }
        // All that the schema leads to, each once, and who leads to it.
        let mut schemas = vec![(at.clone(), schema)];
        let mut users: Vec<Vec<usize>> = vec![Vec::new()];
        let mut numbers: HashMap<Pointer, usize> = HashMap::from([(at.clone(), 0)]);
        let mut saying = Vec::new();
        let mut number = 0;
        while let Some((at, schema)) = schemas.get(number).cloned() {
            let (says, leads) = self.look(schema, &at);
            if says {
                saying.push(number);
            }
            for (target, schema) in leads {
                match (self.known.get(&target), numbers.get(&target)) {
                    (Some(true), _) => saying.push(number),
                    (Some(false), _) => {}
                    (None, Some(&known)) => users[known].push(number),
                    (None, None) => {
                        numbers.insert(target.clone(), schemas.len());
                        schemas.push((target, schema));
                        users.push(vec![number]);
                    }
                }
            }
            number += 1;
        }
        let mut says = vec![false; schemas.len()];
        while let Some(number) = saying.pop() {
            if !std::mem::replace(&mut says[number], true) {
                saying.append(&mut users[number]);
            }
        }
        let says_it = says.first() == Some(&true);
        self.known.extend(schemas.into_iter().zip(says).map(|((place, _), says)| (place, says)));
        says_it
    }

    /// Whether `schema` says the keyword itself, and the schemas that it leads to.
    fn look(&self, schema: &'v Tree, at: &Pointer) -> (bool, Vec<(Pointer, &'v Tree)>) {
        let Some(members) = schema.as_object() else { return (false, Vec::new()) };
        let reference = members.get("$ref").and_then(Tree::as_str);
        // Siblings of `$ref` count in OpenAPI 3.1 only.
        let has_siblings = reference.is_none() || self.dialect != Dialect::OpenApi30;
        let target = reference.and_then(|reference| self.dialect.led(self.identifiers, "$ref", reference, at));
        let parts = members.get("allOf").and_then(Tree::as_array).filter(|_| has_siblings);
        let parts = parts.into_iter().flatten().enumerate();
        let parts = parts.map(|(position, part)| (at.clone().key("allOf").index(position), part));
        (has_siblings && is_true(members, self.keyword), target.into_iter().chain(parts).collect())
    }
}
