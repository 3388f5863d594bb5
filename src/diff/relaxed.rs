//! [`Relaxed`]: both contracts with `anyOf` in place of every `oneOf`, as authors mean alternatives that overlap.
//!
//! A value that two alternatives of a `oneOf` accept is invalid (OpenAPI 3.0.3, 4.7.24; JSON Schema 2020-12 core, 10.2.1.3). Of
//! ordinary polymorphism, with objects that accept undeclared properties, that is nearly every value: strictly nothing could be
//! sent, and no change would break anything. Servers and clients send such values all the same.

use std::collections::BTreeSet;

use crate::contract::{Contract, Endpoint, SchemaUse};
use crate::pointer::Pointer;
use crate::schema::objects::{self, Object, Role};
use crate::tree::Tree;

const DOCUMENT: Role = Role::Object(Object::Document);

/// Two contracts that accept what any alternative accepts.
#[derive(Debug)]
pub(super) struct Relaxed {
    pub(super) base: Contract,
    pub(super) revision: Contract,
    /// The schemas of base, and of revision, whose `oneOf` is read so.
    schemas: (BTreeSet<Pointer>, BTreeSet<Pointer>),
}

impl Relaxed {
    /// `None` where neither document has a `oneOf`.
    pub(super) fn new(base: &Contract, revision: &Contract) -> Option<Self> {
        let schemas = (alternatives(base), alternatives(revision));
        if schemas.0.is_empty() && schemas.1.is_empty() {
            return None;
        }
        Some(Self { base: rewritten(base, &schemas.0), revision: rewritten(revision, &schemas.1), schemas })
    }

    /// The place in base, or else revision, of what is at `place` here.
    pub(super) fn original(&self, of_base: bool, place: &Pointer) -> Pointer {
        renamed(place, self.schemas(of_base), ("anyOf", "oneOf"))
    }

    /// The place here of what is at `place` of base, or else revision.
    pub(super) fn place(&self, of_base: bool, place: &Pointer) -> Pointer {
        renamed(place, self.schemas(of_base), ("oneOf", "anyOf"))
    }

    fn schemas(&self, of_base: bool) -> &BTreeSet<Pointer> {
        if of_base { &self.schemas.0 } else { &self.schemas.1 }
    }
}

/// The contract with `anyOf` in place of every `oneOf`.
pub(super) fn relaxed(contract: &Contract) -> Contract {
    rewritten(contract, &alternatives(contract))
}

/// The schemas that have `anyOf` in place of `oneOf`: those that have both keep both.
fn alternatives(contract: &Contract) -> BTreeSet<Pointer> {
    let mut schemas = BTreeSet::new();
    objects::visit(contract.tree(), DOCUMENT, &mut Pointer::root(), &mut |place, role, value| {
        let is_schema = role.of(value) == Role::Object(Object::Schema);
        if is_schema && value.get("oneOf").is_some_and(Tree::is_array) && value.get("anyOf").is_none() {
            schemas.insert(place.clone());
        }
        true
    });
    schemas
}

/// The contract with `anyOf` in place of `oneOf` in these schemas.
fn rewritten(contract: &Contract, schemas: &BTreeSet<Pointer>) -> Contract {
    let mut found: Vec<(Pointer, Option<Pointer>)> = Vec::new();
    objects::visit(contract.tree(), DOCUMENT, &mut Pointer::root(), &mut |place, role, value| {
        if role.of(value) == Role::Object(Object::Schema) {
            let reference = value.get("$ref").and_then(Tree::as_str).and_then(Pointer::from_reference);
            let renamed = reference.and_then(|target| {
                let place = renamed(&target, schemas, ("oneOf", "anyOf"));
                (place != target).then_some(place)
            });
            if renamed.is_some() || schemas.contains(place) {
                found.push((place.clone(), renamed));
            }
        }
        true
    });
    let mut document = contract.tree().clone();
    // What is inside first: its place is still that of the document as it is.
    for (place, renamed) in found.into_iter().rev() {
        let Some(members) = place.find_mut(&mut document).and_then(Tree::as_object_mut) else { continue };
        if schemas.contains(&place)
            && let Some(alternatives) = members.remove("oneOf")
        {
            members.insert("anyOf", alternatives);
        }
        if let Some(target) = renamed {
            members.insert("$ref", format!("#{}", target.to_fragment()).into());
        }
    }
    let mut used = contract.endpoints().iter().flat_map(Endpoint::schemas).map(SchemaUse::pointer);
    let is_alike = used.all(|place| renamed(place, schemas, ("oneOf", "anyOf")) == *place);
    contract.rewritten(document, is_alike)
}

/// `place` with the one keyword in place of the other wherever it goes through one of `schemas`.
fn renamed(place: &Pointer, schemas: &BTreeSet<Pointer>, (from, to): (&str, &str)) -> Pointer {
    let (mut original, mut out) = (Pointer::root(), Pointer::root());
    for token in place.tokens() {
        let is_keyword = token == from && schemas.contains(&original);
        out.push(if is_keyword { to } else { &token });
        // The schemas are known by their places in the documents as they are.
        original.push(if is_keyword { "oneOf" } else { &token });
    }
    out
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::tree::tree;
    use crate::validate::{Headers, Options, Request};

    #[test]
    fn alternatives_are_renamed_with_what_refers_into_them_and_data_is_not() {
        let document = tree!({
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "components": {"schemas": {
                "oneOf": {"oneOf": [{"oneOf": [{"type": "string"}]}], "default": {"oneOf": []}},
                "Both": {"oneOf": [{}], "anyOf": [{}]},
                "Into": {"$ref": "#/components/schemas/oneOf/oneOf/0/oneOf/0"},
            }},
        });
        let contract = Contract::from_bytes(document.to_string().into_bytes(), "t.json").expect("a document");
        let relaxed = Relaxed::new(&contract, &contract).expect("alternatives");
        let wanted = tree!({
            "oneOf": {"anyOf": [{"anyOf": [{"type": "string"}]}], "default": {"oneOf": []}},
            "Both": {"oneOf": [{}], "anyOf": [{}]},
            "Into": {"$ref": "#/components/schemas/oneOf/anyOf/0/anyOf/0"},
        });
        assert_eq!(relaxed.base.tree()["components"]["schemas"], wanted);
        let place = Pointer::parse("/components/schemas/oneOf/oneOf/0/oneOf/0/type").unwrap_or_default();
        let here = relaxed.place(true, &place);
        assert_eq!(here.as_str(), "/components/schemas/oneOf/anyOf/0/anyOf/0/type");
        assert_eq!(relaxed.original(true, &here), place);
    }

    #[test]
    fn each_of_the_two_compiles_its_own_schemas() {
        let schema = tree!({"oneOf": [{"type": "integer"}, {"minimum": 1}]});
        let body = tree!({"content": {"application/json": {"schema": schema}}});
        let document = tree!({
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "paths": {"/a": {"post": {"requestBody": body, "responses": {"200": {"description": "D"}}}}},
        });
        let contract = Contract::from_bytes(document.to_string().into_bytes(), "t.json").expect("a document");
        let relaxed = relaxed(&contract);
        let headers = Headers::from_iter([("content-type", b"application/json".as_slice())]);
        let request = Request { body: b"2".as_slice().into(), headers, ..Request::new("POST", "/a") };
        let verdicts = [&contract, &relaxed, &contract, &relaxed]
            .map(|contract| Options::new().request(contract, &request).is_valid());
        assert_eq!(verdicts, [false, true, false, true]);
    }
}
