//! [`Side`]: the schemas of one document as JSON Schema, converted when somebody looks at them.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::heirs::Heirs;
use crate::pointer::Pointer;
use crate::schema::dialect::Converted;
use crate::schema::dialects::Dialect;
use crate::schema::identifiers::{self, Identifiers};
use crate::schema::{Direction, walk};

/// As many references as any sane document chains.
const MAX_REFERENCES: usize = 64;

/// One document, for messages that go one way.
#[derive(Debug)]
pub(super) struct Side<'c> {
    pub(super) document: &'c Value,
    direction: Direction,
    converted: HashMap<Pointer, Rc<Converted>>,
    heirs: OnceCell<Heirs>,
}

/// A schema and its location.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    root: Rc<Converted>,
    below: Pointer,
    /// The place in the document.
    pub(super) pointer: Pointer,
}

impl Spot {
    pub(super) fn value(&self) -> &Value {
        self.below.resolve(&self.root.schema).unwrap_or(&Value::Bool(true))
    }

    /// The keywords here that cannot be used.
    pub(super) fn unusable(&self) -> Vec<String> {
        let here = self.root.skipped.iter().filter(|(place, _)| place.parent().as_ref() == Some(&self.below));
        here.filter_map(|(place, _)| place.last()).collect()
    }

    pub(super) fn down(&self, tokens: &[&str]) -> Self {
        let push = |pointer: &Pointer| tokens.iter().fold(pointer.clone(), |pointer, token| pointer.key(token));
        Self { root: Rc::clone(&self.root), below: push(&self.below), pointer: push(&self.pointer) }
    }
}

impl<'c> Side<'c> {
    pub(super) fn new(document: &'c Value, direction: Direction) -> Self {
        Self { document, direction, converted: HashMap::new(), heirs: OnceCell::new() }
    }

    /// Lets go of what was converted when it is much: what is visited again is converted again.
    pub(super) fn trim(&mut self) {
        const MANY: usize = 400;
        if self.converted.len() > MANY {
            self.converted.clear();
        }
    }

    /// The schema at this place of the document.
    pub(super) fn spot(&mut self, pointer: &Pointer) -> Spot {
        let root = match self.converted.get(pointer) {
            Some(root) => Rc::clone(root),
            None => {
                let schema = pointer.resolve(self.document).unwrap_or(&Value::Null);
                let dialect = Dialect::of(self.document, pointer);
                let identifiers = Identifiers::new(self.document);
                let root = Rc::new(dialect.convert(&identifiers, schema, pointer, self.direction));
                self.converted.insert(pointer.clone(), Rc::clone(&root));
                root
            }
        };
        Spot { root, below: Pointer::root(), pointer: pointer.clone() }
    }

    /// Behind references, and lists of one part, that have nothing beside them.
    pub(super) fn follow(&mut self, spot: Spot) -> Spot {
        let mut here = spot;
        for _ in 0..MAX_REFERENCES {
            let Some(members) = here.value().as_object() else { return here };
            let means = |keyword: &str| MEANING.iter().any(|(known, _)| *known == keyword);
            let mut assertions =
                members.iter().filter(|(keyword, _)| !is_annotation(keyword) || means(keyword.as_str()));
            let next = match (assertions.next(), assertions.next()) {
                (Some((keyword, Value::String(reference))), None) if keyword == "$ref" => {
                    let reference = reference.clone();
                    self.target(&here, &reference)
                }
                (Some((keyword, Value::Array(parts))), None) if parts.len() == 1 && is_list(keyword) => {
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
        let pointer = match Dialect::of(self.document, &spot.pointer) {
            Dialect::OpenApi30 => Pointer::from_reference(reference)?,
            Dialect::JsonSchema(_) => match reference.strip_prefix('#').filter(|rest| rest.starts_with('/')) {
                Some(fragment) if !self.has_identifiers() => Pointer::from_fragment(fragment)?,
                _ => identifiers::resolve(self.document, &spot.pointer, reference)?,
            },
        };
        pointer.resolve(self.document)?;
        Some(self.spot(&pointer))
    }

    /// The components that inherit from the component `name`.
    pub(super) fn heirs(&self, name: &str) -> Vec<String> {
        self.heirs.get_or_init(|| Heirs::of(self.document)).all(name)
    }

    /// Pointers start at the resource that contains them; hardly any document has more than one.
    fn has_identifiers(&self) -> bool {
        self.document.get("$self").is_some() || self.document.get("jsonSchemaDialect").is_some()
    }
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
pub(super) fn refers(schema: &Value) -> bool {
    walk::any(schema, &mut |schema| schema.get("$ref").is_some() || schema.get("$dynamicRef").is_some())
}

/// Whether a list of alternatives lists nothing.
pub(in crate::diff) fn is_empty_list(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}
