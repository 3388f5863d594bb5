//! `readOnly` and `writeOnly`: properties that neither side may send.

use std::collections::{HashMap, HashSet};

use super::finding::Findings;
use super::sites::{Site, Sites};
use crate::contract::{Contract, Endpoint};
use crate::pointer::Pointer;
use crate::schema::Direction;
use crate::schema::walk;
use crate::tree::Tree;

pub(super) fn check(contract: &Contract, sites: &Sites<'_>, findings: &mut Findings) {
    let is_true = |schema: &Tree, keyword: &str| schema.get(keyword) == Some(&Tree::Bool(true));
    let marked: Vec<&Site<'_>> = sites
        .schemas
        .iter()
        .filter(|site| is_true(site.schema, "readOnly") || is_true(site.schema, "writeOnly"))
        .filter(|site| site.schema.get("$ref").is_none())
        .collect();
    if marked.is_empty() {
        return;
    }
    let sent = sent(contract);
    for Site { place, schema, .. } in marked {
        let (read_only, write_only) = (is_true(schema, "readOnly"), is_true(schema, "writeOnly"));
        let name = place.last().unwrap_or_default();
        if read_only && write_only {
            let message = format!("`{name}` is both `readOnly` and `writeOnly`");
            findings.add("read-and-write-only", place.clone().key("writeOnly"), message);
            continue;
        }
        let is_property = place.parent().and_then(|above| above.last()).is_some_and(|above| above == "properties");
        let (in_requests, in_responses) = sent.get(place).copied().unwrap_or_default();
        let message = match (read_only, in_requests, in_responses) {
            (true, true, false) => "is `readOnly`, and in requests only",
            (false, false, true) => "is `writeOnly`, and in responses only",
            _ => continue,
        };
        let keyword = if read_only { "readOnly" } else { "writeOnly" };
        if is_property {
            findings.add("never-sent", place.clone().key(keyword), format!("`{name}` {message}"));
        }
    }
}

/// The schemas that messages have, and whether they are in requests and in responses.
fn sent(contract: &Contract) -> HashMap<Pointer, (bool, bool)> {
    let mut out: HashMap<Pointer, (bool, bool)> = HashMap::new();
    for direction in [Direction::Request, Direction::Response] {
        let schemas = contract.endpoints().iter().flat_map(Endpoint::schemas);
        let schemas = schemas.filter(|schema| schema.direction() == direction);
        for place in reached(contract.tree(), schemas.map(|schema| schema.pointer().clone()).collect()) {
            let sides = out.entry(place).or_default();
            match direction {
                Direction::Request => sides.0 = true,
                _ => sides.1 = true,
            }
        }
    }
    // What callbacks and webhooks send is not known here.
    if contract.tree().get("webhooks").is_some() || has_callbacks(contract) {
        out.values_mut().for_each(|sides| *sides = (true, true));
    }
    out
}

fn has_callbacks(contract: &Contract) -> bool {
    let components = contract.tree().get("components").and_then(|components| components.get("callbacks"));
    let of_operation = |endpoint: &Endpoint| {
        let operation = endpoint.operation.pointer().find(contract.tree());
        operation.is_some_and(|operation| operation.get("callbacks").is_some())
    };
    components.is_some() || contract.endpoints().iter().any(of_operation)
}

fn reached(document: &Tree, mut open: Vec<Pointer>) -> HashSet<Pointer> {
    let mut seen = HashSet::new();
    while let Some(place) = open.pop() {
        if !seen.insert(place.clone()) {
            continue;
        }
        let Some(schema) = place.find(document) else { continue };
        open.extend(schema.get("$ref").and_then(Tree::as_str).and_then(Pointer::from_reference));
        walk::each_inside(schema, &mut |step, _| open.push(step.place(&place)));
    }
    seen
}
