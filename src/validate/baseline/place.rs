//! The place of a violation as the contract has it: what it does not name, a client may have written, and becomes `*`.

use std::collections::HashSet;

use crate::contract::{Called, Content, Contract, Endpoint, Parameter, SchemaUse};
use crate::pointer::Pointer;
use crate::schema::Direction;
use crate::schema::walk::{self, Inside};
use crate::tree::Tree;
use crate::validate::{Part, Violation};

/// An array index, or a name that the contract does not know.
pub(super) const ANY: &str = "*";

/// Schemas that are about one value: beyond so many, its members count as not named.
const MOST: usize = 1000;

/// A place in general.
pub(super) struct General {
    pub(super) field: Option<String>,
    pub(super) instance: String,
}

/// The schemas that the value may be of which `violation` is about.
pub(super) fn roots<'c>(
    contract: &'c Contract,
    called: &Called,
    direction: Direction,
    violation: &Violation,
) -> Vec<&'c Pointer> {
    let is_called =
        |endpoint: &&Endpoint| endpoint.operation.path() == called.path && endpoint.operation.method() == called.method;
    if violation.instance().is_root() && violation.name().is_none() && violation.wanted().expectation().is_none() {
        return Vec::new();
    }
    let Some(endpoint) = contract.endpoints().iter().find(is_called) else { return Vec::new() };
    if violation.part() == Part::Body {
        let content = |content: &'c Content| content.media_types.iter().filter_map(|media| media.schema.as_ref());
        let schemas: Vec<&SchemaUse> = match direction {
            Direction::Response => endpoint.responses.iter().flat_map(|response| content(&response.content)).collect(),
            _ => endpoint.request_body.iter().flat_map(|body| content(&body.content)).collect(),
        };
        return schemas.into_iter().map(SchemaUse::pointer).collect();
    }
    let headers = endpoint.responses.iter().flat_map(|response| &response.headers);
    let named = |parameter: &&Parameter| {
        violation.name().is_some_and(|name| parameter.name.eq_ignore_ascii_case(name))
            && Part::from(parameter.location) == violation.part()
    };
    let of_request = endpoint.parameters.iter().filter(named).filter(|_| direction != Direction::Response);
    let of_response = headers.filter(named).filter(|_| direction == Direction::Response);
    of_request.chain(of_response).filter_map(Parameter::schema).map(SchemaUse::pointer).collect()
}

/// The place `instance` in the form field, if it is in one, below the schemas at `roots`; with the name of a property that is
/// missing there.
pub(super) fn general(
    document: &Tree,
    roots: &[&Pointer],
    (field, instance): (Option<&str>, &Pointer),
    missing: Option<&str>,
) -> General {
    let mut schemas: Vec<&Tree> = roots.iter().filter_map(|root| root.find(document)).collect();
    let field = field.map(|name| step(document, &mut schemas, name));
    let mut out = Pointer::root();
    for token in instance.tokens() {
        out.push(&step(document, &mut schemas, &token));
    }
    // A name that the contract requires is its own.
    out = missing.map_or(out.clone(), |name| out.key(name));
    General { field, instance: out.to_string() }
}

/// Goes to the member or item `token` of the values of `schemas`; what it is called.
fn step<'d>(document: &'d Tree, schemas: &mut Vec<&'d Tree>, token: &str) -> String {
    let all = in_place(document, std::mem::take(schemas));
    let is_declared = all.iter().any(|schema| schema.get("properties").is_some_and(|names| names.get(token).is_some()));
    for schema in all {
        walk::each_inside(schema, &mut |step, inside| {
            let leads = match (step.keyword, step.inside) {
                ("properties", Inside::Name(name)) => name == token,
                (
                    "items" | "prefixItems" | "additionalProperties" | "unevaluatedProperties" | "patternProperties",
                    _,
                ) => !is_declared,
                _ => false,
            };
            if leads {
                schemas.push(inside);
            }
        });
    }
    if is_declared { token.to_owned() } else { ANY.to_owned() }
}

/// The schemas that are about the same value as `schemas`: these, and those that they refer to or are made of.
fn in_place<'d>(document: &'d Tree, schemas: Vec<&'d Tree>) -> Vec<&'d Tree> {
    let (mut open, mut known, mut out) = (schemas, HashSet::new(), Vec::new());
    while let Some(schema) = open.pop() {
        if out.len() >= MOST || !known.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        out.push(schema);
        let reference = schema.get("$ref").and_then(Tree::as_str).and_then(Pointer::from_reference);
        open.extend(reference.and_then(|target| target.find(document)));
        walk::each_inside(schema, &mut |step, inside| {
            if matches!(step.keyword, "allOf" | "anyOf" | "oneOf" | "if" | "then" | "else" | "dependentSchemas") {
                open.push(inside);
            }
        });
    }
    out
}
