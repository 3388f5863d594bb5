//! How bodies are written besides their schemas: the `encoding` of form fields, and the `xml` of their values. What differs
//! there changes messages, and is not compared in depth: it is left open, never called compatible.

use std::collections::{BTreeMap, BTreeSet};

use super::beside::whole;
use crate::contract::{MediaRange, MediaType};
use crate::pointer::Pointer;
use crate::schema::walk;
use crate::stack::deep;
use crate::tree::{Map, Text, Tree, tree};

/// How many schemas of a body are searched for XML Objects.
const MAX_SCHEMAS: usize = 20_000;

/// The keyword by which the body is written in another way now.
pub(super) fn changed(base: (&Tree, &MediaType), revision: (&Tree, &MediaType)) -> Option<&'static str> {
    let essence = base.1.range.essence();
    let has_fields = essence.starts_with("multipart/") || base.1.range.is_form();
    if has_fields && !differing(base, revision).is_empty() {
        return Some("encoding");
    }
    let range = &base.1.range;
    let covers =
        |name: &str| range.is_range() && MediaRange::parse(name).is_some_and(|xml| range.covers(&xml).is_some());
    let is_xml = essence.ends_with("/xml")
        || essence.ends_with("+xml")
        || ["application/xml", "text/xml", "application/any+xml"].into_iter().any(covers);
    (is_xml && xml(base) != xml(revision)).then_some("xml")
}

/// A value that has every field that is written in another way now, and enough of it to show that.
pub(super) fn with_changed_fields(base: (&Tree, &MediaType), revision: (&Tree, &MediaType)) -> Tree {
    let names = differing(base, revision);
    let several = tree!({ "minItems": 2, "minProperties": 2 });
    let properties: Map = names.iter().map(|name| (name.clone(), several.clone())).collect();
    tree!({ "type": "object", "required": Vec::from_iter(names), "properties": properties })
}

/// The fields of both sides that are written in another way now. A field that only one side has is an edit of the schema.
fn differing(base: (&Tree, &MediaType), revision: (&Tree, &MediaType)) -> BTreeSet<Text> {
    let (old, new) = (encoding(base), encoding(revision));
    let differs = |name: &&Text| old.get(*name) != new.get(*name) && may_have(base, name) == may_have(revision, name);
    old.keys().chain(new.keys()).filter(differs).cloned().collect()
}

/// Whether the schema of a body declares the field, as far as its own `properties` show.
fn may_have((document, media_type): (&Tree, &MediaType), name: &str) -> bool {
    const COMPOSED: [&str; 9] = [
        "$ref",
        "$dynamicRef",
        "allOf",
        "anyOf",
        "oneOf",
        "if",
        "dependentSchemas",
        "patternProperties",
        "additionalProperties",
    ];
    let Some(mut schema) = media_type.schema.as_ref().and_then(|schema| schema.pointer().find(document)) else {
        return true;
    };
    let reference = schema.get("$ref").and_then(Tree::as_str).and_then(Pointer::from_reference);
    if let Some(target) = reference.as_ref().and_then(|target| target.find(document)) {
        schema = target;
    }
    let declared = schema.get("properties").and_then(|properties| properties.get(name)).is_some();
    let is_constrained =
        |keyword: &&str| schema.get(keyword).is_some_and(|value| *value != false && *value != tree!({}));
    declared || COMPOSED.iter().any(is_constrained)
}

/// The Encoding Objects that hold more than the defaults (OpenAPI 3.0.3, 4.7.15).
fn encoding((document, media_type): (&Tree, &MediaType)) -> BTreeMap<Text, Map> {
    // With the headers that it refers to.
    let written = whole(document, &media_type.pointer.clone().key("encoding"), "");
    let fields = written.as_ref().and_then(Tree::as_object).into_iter().flatten();
    let is_no_default = |(keyword, value): &(&Text, &Tree)| match keyword.as_str() {
        "style" => **value != "form",
        "explode" => **value != true,
        "allowReserved" => **value != false,
        other => !other.starts_with("x-"),
    };
    fields
        .filter_map(|(name, encoding)| Some((name, encoding.as_object()?)))
        .map(|(name, encoding)| {
            let kept = encoding.iter().filter(is_no_default).map(|(keyword, value)| (keyword.clone(), value.clone()));
            (name.clone(), kept.collect::<Map>())
        })
        .filter(|(_, encoding)| !encoding.is_empty())
        .collect()
}

/// The XML Objects of all schemas of the body, by the way to them; a schema that is inside of itself is visited once on each way.
fn xml((document, media_type): (&Tree, &MediaType)) -> BTreeMap<String, Tree> {
    let mut found = Xml { document, left: MAX_SCHEMAS, out: BTreeMap::new() };
    if let Some(root) = &media_type.schema {
        found.visit("", root.pointer(), &mut Vec::new());
    }
    found.out
}

struct Xml<'d> {
    document: &'d Tree,
    left: usize,
    out: BTreeMap<String, Tree>,
}

impl Xml<'_> {
    fn visit(&mut self, way: &str, place: &Pointer, above: &mut Vec<Pointer>) {
        let Some(schema) = place.find(self.document).filter(|_| self.left > 0 && !above.contains(place)) else {
            return;
        };
        self.left -= 1;
        if let Some(xml) = schema.get("xml") {
            self.out.insert(way.to_owned(), xml.clone());
        }
        above.push(place.clone());
        let reference = schema.get("$ref").and_then(Tree::as_str).and_then(Pointer::from_reference);
        if let Some(target) = reference {
            deep(|| self.visit(way, &target, above));
        }
        walk::each_inside(schema, &mut |step, _| {
            let way = format!("{way}{}", step.place(&Pointer::root()));
            deep(|| self.visit(&way, &step.place(place), above));
        });
        above.pop();
    }
}
