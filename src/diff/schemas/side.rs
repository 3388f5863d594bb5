//! [`Side`]: the schemas of one document as JSON Schema, converted when somebody looks at them.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::heirs::Heirs;
use crate::pointer::Pointer;
use crate::schema::dialect::Converted;
use crate::schema::dialects::Dialect;
use crate::schema::identifiers::Identifiers;
use crate::schema::vocabularies::leaves_out_validation;
use crate::schema::{Direction, walk};
use crate::tree::{Text, Tree};

/// As many references as any sane document chains.
const MAX_REFERENCES: usize = 64;

/// One document, for messages that go one way.
#[derive(Debug)]
pub(super) struct Side<'c> {
    pub(super) document: &'c Tree,
    identifiers: Identifiers<'c>,
    direction: Direction,
    known: HashMap<Pointer, Rc<Schema>>,
    heirs: OnceCell<Heirs>,
}

/// A schema as JSON Schema, and as the document has it, if it is there.
#[derive(Debug)]
struct Schema {
    converted: Converted,
    written: Option<Tree>,
}

/// A schema and its location.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    root: Rc<Schema>,
    below: Pointer,
    dialect: Dialect,
    /// Whether its meta-schema has keywords of validation.
    is_validated: bool,
    /// The place in the document.
    pub(super) pointer: Pointer,
}

impl Spot {
    pub(super) fn value(&self) -> &Tree {
        self.below.find(&self.root.converted.schema).unwrap_or(&Tree::Bool(true))
    }

    /// The same as the document has it.
    pub(super) fn written(&self) -> Option<&Tree> {
        self.below.find(self.root.written.as_ref()?)
    }

    /// Whether the other document writes its schema in the same JSON Schema, or one of them in the form of OpenAPI 3.0, which was
    /// converted.
    pub(super) fn is_written_as(&self, other: &Self) -> bool {
        let is_converted = [self.dialect, other.dialect].contains(&Dialect::OpenApi30);
        (self.dialect == other.dialect || is_converted) && self.is_validated == other.is_validated
    }

    /// Whether a document or component was converted here, and not what is inside of one.
    pub(super) fn is_root(&self) -> bool {
        self.below.is_root()
    }

    /// The keywords here that cannot be used.
    pub(super) fn unusable(&self) -> Vec<String> {
        let here = self.root.converted.skipped.iter().filter(|(place, _)| place.parent().as_ref() == Some(&self.below));
        here.filter_map(|(place, _)| place.last()).collect()
    }

    /// The reference that is all that a document of OpenAPI 3.0 has here.
    pub(super) fn only_reference(&self) -> Option<&str> {
        let members = self.written()?.as_object()?;
        let is_only = self.dialect == Dialect::OpenApi30 && members.len() == 1;
        members.get("$ref").filter(|_| is_only)?.as_str()
    }

    pub(super) fn down(&self, tokens: &[&str]) -> Self {
        let (below, pointer) = (self.below.down(tokens), self.pointer.down(tokens));
        Self { root: Rc::clone(&self.root), below, pointer, ..*self }
    }
}

impl<'c> Side<'c> {
    pub(super) fn new(document: &'c Tree, direction: Direction) -> Self {
        let (identifiers, known) = (Identifiers::new(document), HashMap::new());
        Self { document, identifiers, direction, known, heirs: OnceCell::new() }
    }

    /// Lets go of what was converted when it is much: what is visited again is converted again.
    pub(super) fn trim(&mut self) {
        const MANY: usize = 400;
        if self.known.len() > MANY {
            self.known.clear();
        }
    }

    /// The schema at this place of the document.
    pub(super) fn spot(&mut self, pointer: &Pointer) -> Spot {
        let dialect = Dialect::of(self.document, pointer);
        let root = match self.known.get(pointer) {
            Some(root) => Rc::clone(root),
            None => {
                let written = pointer.find(self.document);
                let schema = written.unwrap_or(&Tree::Null);
                let converted = dialect.convert(&self.identifiers, schema, pointer, self.direction);
                let root = Rc::new(Schema { converted, written: written.cloned() });
                self.known.insert(pointer.clone(), Rc::clone(&root));
                root
            }
        };
        let is_validated = dialect == Dialect::OpenApi30 || !leaves_out_validation(self.document, pointer);
        Spot { root, below: Pointer::root(), dialect, is_validated, pointer: pointer.clone() }
    }

    /// Behind references, and lists of one part, that have nothing beside them.
    pub(super) fn follow(&mut self, spot: Spot) -> Spot {
        let mut here = spot;
        for _ in 0..MAX_REFERENCES {
            let Some(members) = here.value().as_object() else { return here };
            if means_more(&here) {
                return here;
            }
            let mut assertions = members.iter().filter(|(keyword, _)| !is_annotation(keyword) || means(keyword));
            let next = match (assertions.next(), assertions.next()) {
                (Some((keyword, Tree::String(reference))), None) if keyword == "$ref" => {
                    let reference = reference.clone();
                    self.target(&here, &reference)
                }
                (Some((keyword, Tree::Array(parts))), None) if parts.len() == 1 && is_list(keyword) => {
                    Some(here.down(&[keyword.clone().as_str(), "0"]))
                }
                _ => None,
            };
            match next {
                Some(next) => here = next,
                None => return here,
            }
        }
        here
    }

    /// The target of `reference` in `spot`.
    pub(super) fn target(&mut self, spot: &Spot, reference: &str) -> Option<Spot> {
        let pointer = match spot.dialect {
            Dialect::OpenApi30 => Pointer::from_reference(reference)?,
            Dialect::JsonSchema(_) => self.identifiers.resolve(&spot.pointer, reference)?,
        };
        pointer.find(self.document)?;
        Some(self.spot(&pointer))
    }

    /// Where a dynamic reference may lead: the places of its anchors, where there are several.
    pub(super) fn dynamic_targets(&mut self, spot: &Spot, reference: &str) -> Vec<Spot> {
        let only = self.identifiers.resolve_dynamic(&spot.pointer, reference);
        let several = || {
            let anchor = reference.split_once('#').map(|(_, anchor)| anchor).unwrap_or_default();
            self.identifiers.anchors_named(anchor)
        };
        let places: Vec<Pointer> = only.map_or_else(several, |only| vec![only]);
        places.iter().map(|place| self.spot(place)).collect()
    }

    /// The components that inherit from the component `name`.
    pub(super) fn heirs(&self, name: &str) -> Vec<String> {
        self.heirs.get_or_init(|| Heirs::of(self.document)).all(name)
    }
}

/// Whether the document says more of what values mean here than the JSON Schema does, which has no discriminators.
fn means_more(spot: &Spot) -> bool {
    let Some(written) = spot.written().and_then(Tree::as_object) else { return false };
    let is_left_out = |keyword: &Text| means(keyword) && spot.value().get(keyword).is_none();
    // Siblings of a reference say nothing in OpenAPI 3.0.
    let is_ignored = || written.contains_key("$ref") && spot.dialect == Dialect::OpenApi30;
    written.keys().any(is_left_out) && !is_ignored()
}

/// Whether [`Side::follow`] may go on from a schema.
pub(super) fn leads_on(schema: &Tree) -> bool {
    let is_single =
        |(keyword, value): (&Text, &Tree)| is_list(keyword) && value.as_array().is_some_and(|parts| parts.len() == 1);
    schema.as_object().is_some_and(|members| members.contains_key("$ref") || members.iter().any(is_single))
}

fn is_list(keyword: &str) -> bool {
    matches!(keyword, "allOf" | "anyOf" | "oneOf")
}

/// Keywords that no validator asserts, and that change what a value means, with the rules of their edits.
pub(super) const MEANING: [(&str, &str); 6] = [
    ("default", "default-changed"),
    ("contentEncoding", "content-encoding-changed"),
    ("contentMediaType", "content-media-type-changed"),
    ("contentSchema", "content-schema-changed"),
    ("discriminator", "discriminator-changed"),
    ("x-extensible-enum", "extensible-enum-changed"),
];

/// Whether a keyword changes what a value means.
fn means(keyword: &str) -> bool {
    MEANING.iter().any(|(known, _)| *known == keyword)
}

/// Whether a keyword accepts every value.
pub(super) fn is_annotation(keyword: &str) -> bool {
    matches!(
        keyword,
        "title"
            | "description"
            | "default"
            | "example"
            | "examples"
            | "deprecated"
            | "readOnly"
            | "writeOnly"
            | "$comment"
            | "contentEncoding"
            | "contentMediaType"
            | "contentSchema"
            | "externalDocs"
            | "discriminator"
            | "xml"
    ) || keyword.starts_with("x-")
}

/// Whether anything is referred to.
pub(super) fn refers(schema: &Tree) -> bool {
    walk::any(schema, &mut |schema| schema.get("$ref").is_some() || schema.get("$dynamicRef").is_some())
}

/// Whether a list of alternatives lists nothing.
pub(in crate::diff) fn is_empty_list(value: &Tree) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}

/// Whether the schema at `place`, or one that it comes to, says more of what values mean than which are accepted.
pub(in crate::diff) fn means_anything(document: &Tree, place: &Pointer) -> bool {
    let mut open = vec![place.clone()];
    let mut known: HashSet<Pointer> = open.iter().cloned().collect();
    while let Some(place) = open.pop() {
        let Some(schema) = place.find(document) else { continue };
        let says = |schema: &Tree| schema.as_object().is_some_and(|members| members.keys().any(|name| means(name)));
        let is_found = walk::any(schema, &mut |schema| {
            for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
                let reference = schema.get(keyword).and_then(Tree::as_str);
                let dialect = Dialect::of(document, &place);
                let target = reference.and_then(|reference| dialect.target(document, keyword, reference, &place));
                open.extend(target.filter(|target| known.insert(target.clone())));
            }
            says(schema)
        });
        if is_found {
            return true;
        }
    }
    false
}
