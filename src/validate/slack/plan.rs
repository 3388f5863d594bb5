//! [`Plan`]: the schemas of a contract that payloads reach, and the ways between them.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

use crate::contract::{Contract, SchemaUse, Version};
use crate::pointer::Pointer;
use crate::schema::objects;
use crate::schema::walk::{self, Inside, Step};
use crate::tree::Tree;

/// The schemas that are observed.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) places: Vec<Place>,
    numbers: HashMap<Pointer, usize>,
    pub(super) is_version_3_0: bool,
}

/// One schema of the document.
#[derive(Debug, Default)]
pub(super) struct Place {
    pub(super) pointer: Pointer,
    /// Ways to schemas that judge the same value, or one inside of it.
    pub(super) ways: Vec<(Way, usize)>,
    /// The declared properties, sorted.
    pub(super) properties: Vec<String>,
    /// Whether properties by patterns are declared besides.
    pub(super) has_patterns: bool,
    /// The listed values.
    pub(super) listed: Vec<Value>,
    /// Whether strings are compared with known formats: no format and no list is declared.
    pub(super) may_have_format: bool,
    /// Whether it may be tightened: every way to it is one that is observed, and it is in the document itself.
    pub(super) is_open: bool,
}

/// How a schema is reached from another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// By a reference or `allOf`: the same value.
    Same,
    /// By `anyOf` or `oneOf`: the same value, if it is valid there.
    Branch,
    /// The member of this name.
    Property(String),
    /// Members that are not declared.
    Additional,
    /// The items.
    Items,
}

impl Plan {
    /// The plan for exchanges of `contract`, or for payloads of one schema.
    pub(super) fn of(contract: &Contract, schema: Option<&SchemaUse>) -> Self {
        let mut builder = Builder {
            document: contract.tree(),
            is_version_3_0: contract.version() == Version::V3_0,
            plan: Self {
                places: Vec::new(),
                numbers: HashMap::new(),
                is_version_3_0: contract.version() == Version::V3_0,
            },
            open: VecDeque::new(),
            unobserved: HashSet::new(),
            is_lost: false,
        };
        match schema {
            Some(schema) => drop(builder.number(schema.pointer())),
            None => builder.exchanges(contract),
        }
        builder.finish()
    }

    pub(super) fn number(&self, pointer: &Pointer) -> Option<usize> {
        self.numbers.get(pointer).copied()
    }
}

struct Builder<'d> {
    document: &'d Tree,
    is_version_3_0: bool,
    plan: Plan,
    open: VecDeque<usize>,
    /// The roots of what payloads are judged by without being observed there.
    unobserved: HashSet<Pointer>,
    /// Whether there are references that this does not follow, so that it is not known where they lead.
    is_lost: bool,
}

impl Builder<'_> {
    fn exchanges(&mut self, contract: &Contract) {
        for endpoint in contract.endpoints() {
            let request = endpoint.request_body.iter().map(|body| &body.content);
            let responses = endpoint.responses.iter().map(|response| &response.content);
            for media_type in request.chain(responses).flat_map(|content| &content.media_types) {
                let Some(schema) = &media_type.schema else { continue };
                match media_type.range.is_json() || media_type.range.is_range() {
                    true => drop(self.number(schema.pointer())),
                    false => drop(self.unobserved.insert(schema.pointer().clone())),
                }
                // A range may be that of a form too.
                if media_type.range.is_range() {
                    self.unobserved.insert(schema.pointer().clone());
                }
            }
            let headers = endpoint.responses.iter().flat_map(|response| &response.headers);
            for parameter in endpoint.parameters.iter().chain(headers) {
                self.unobserved.extend(parameter.schema().map(|schema| schema.pointer().clone()));
            }
        }
    }

    /// The number of the place at `pointer`, which is planned if it is new.
    fn number(&mut self, pointer: &Pointer) -> usize {
        if let Some(number) = self.plan.number(pointer) {
            return number;
        }
        let number = self.plan.places.len();
        self.plan.places.push(Place { pointer: pointer.clone(), is_open: true, ..Place::default() });
        self.plan.numbers.insert(pointer.clone(), number);
        self.open.push_back(number);
        number
    }

    fn finish(mut self) -> Plan {
        while let Some(number) = self.open.pop_front() {
            self.read(number);
        }
        self.close();
        self.plan
    }

    fn read(&mut self, number: usize) {
        let pointer = self.plan.places[number].pointer.clone();
        let Some(schema) = pointer.find(self.document) else { return };
        let mut ways = Vec::new();
        for (way, below) in self.applied(schema, &pointer) {
            match way {
                Some(way) => ways.push((way, self.number(&below))),
                None => drop(self.unobserved.insert(below)),
            }
        }
        let place = &mut self.plan.places[number];
        place.ways = ways;
        if self.is_version_3_0 && schema.get("$ref").is_some() {
            // OpenAPI 3.0.3, 4.7.23: nothing beside a reference counts.
            place.is_open = false;
            return;
        }
        let members = |keyword: &str| schema.get(keyword).and_then(Tree::as_object);
        place.properties = members("properties").into_iter().flatten().map(|(name, _)| name.to_string()).collect();
        place.properties.sort_unstable();
        place.has_patterns = members("patternProperties").is_some();
        let listed = schema.get("enum").and_then(Tree::as_array).into_iter().flatten();
        place.listed = listed.map(Tree::to_value).collect();
        let says = |keyword: &str| schema.get(keyword).is_some();
        place.may_have_format =
            says("type") && !["enum", "const", "format", "pattern"].iter().any(|keyword| says(keyword));
        place.is_open &= schema.is_object();
    }

    /// The schemas that `schema` applies, and how; without a way those that are not observed.
    fn applied(&mut self, schema: &Tree, place: &Pointer) -> Vec<(Option<Way>, Pointer)> {
        let mut applied = Vec::new();
        if let Some(reference) = schema.get("$ref").and_then(Tree::as_str) {
            match Pointer::from_reference(reference).filter(|target| target.find(self.document).is_some()) {
                Some(target) => applied.push((Some(Way::Same), target)),
                None => self.is_lost = true,
            }
            if self.is_version_3_0 {
                return applied;
            }
        }
        self.is_lost |= ["$dynamicRef", "$recursiveRef", "$id", "id"]
            .iter()
            .any(|keyword| schema.get(*keyword).is_some_and(Tree::is_string));
        walk::each_inside(schema, &mut |step, inside| {
            let below = step.place(place);
            match step.keyword {
                // They are reached by references, or not at all.
                "$defs" | "definitions" => {}
                _ => applied.push((way(&step, inside), below)),
            }
        });
        applied
    }

    /// Closes every place that is reached from what is not observed.
    fn close(&mut self) {
        let mut seen = HashSet::new();
        let mut open: Vec<Pointer> = std::mem::take(&mut self.unobserved).into_iter().collect();
        while let Some(pointer) = open.pop() {
            if !seen.insert(pointer.clone()) {
                continue;
            }
            if let Some(number) = self.plan.number(&pointer) {
                self.plan.places[number].is_open = false;
            }
            if let Some(schema) = pointer.find(self.document) {
                open.extend(self.applied(schema, &pointer).into_iter().map(|(_, below)| below));
            }
        }
        let files = Pointer::root().key(objects::FILES);
        for place in &mut self.plan.places {
            place.is_open &= !self.is_lost && !place.pointer.is_within(&files);
        }
    }
}

fn way(step: &Step<'_>, inside: &Tree) -> Option<Way> {
    match (step.keyword, step.inside) {
        ("allOf", _) => Some(Way::Same),
        ("anyOf" | "oneOf", _) => Some(Way::Branch),
        ("properties", Inside::Name(name)) => Some(Way::Property(name.to_owned())),
        ("additionalProperties", _) if inside.is_object() => Some(Way::Additional),
        ("items", Inside::Whole) if inside.is_object() => Some(Way::Items),
        _ => None,
    }
}
