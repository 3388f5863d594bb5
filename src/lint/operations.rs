//! Operations and paths: ids that are there twice, requests that two paths match.

use std::cmp::Ordering;
use std::collections::HashMap;

use serde_json::json;

use super::finding::Findings;
use crate::contract::{Contract, Endpoint, Location, Parameter};
use crate::json::Document;

/// Documents with more paths of one length have that many compared.
const MOST: usize = 2000;

pub(super) fn check(contract: &Contract, findings: &mut Findings) {
    let mut ids: HashMap<&str, &Endpoint> = HashMap::new();
    for endpoint in contract.endpoints() {
        let Some(id) = endpoint.operation.id() else { continue };
        let Some(first) = ids.get(id) else {
            ids.insert(id, endpoint);
            continue;
        };
        let (method, path) = (first.operation.method(), first.operation.path());
        let message = format!("`{id}` is also the `operationId` of `{method} {path}`");
        findings.add("duplicate-operation-id", endpoint.operation.pointer().clone().key("operationId"), message);
    }
    // Operations that a request could be for both of: with one method, and as many segments.
    let mut groups: HashMap<(&str, usize), Vec<&Endpoint>> = HashMap::new();
    for endpoint in contract.endpoints() {
        let segments = endpoint.operation.path().matches('/').count();
        let group = groups.entry((endpoint.operation.method(), segments)).or_default();
        match group.len() < MOST {
            true => group.push(endpoint),
            false => findings.add(
                "lint-incomplete",
                endpoint.operation.pointer().clone(),
                "the path is not compared with others",
            ),
        }
    }
    for group in groups.values() {
        for (number, endpoint) in group.iter().enumerate() {
            let rival = group[..number].iter().find_map(|other| Some((other, ambiguous(contract, endpoint, other)?)));
            if let Some((other, path)) = rival {
                let message = format!("`{path}` matches this path and `{}`", other.operation.path());
                let place = endpoint.operation.pointer().parent().unwrap_or_default();
                findings.add("ambiguous-paths", place, message);
            }
        }
    }
}

/// A path that both match, if neither is more specific: each has a literal where the other has a parameter.
fn ambiguous(contract: &Contract, left: &Endpoint, right: &Endpoint) -> Option<String> {
    let rank = |segment: &str| match (segment.contains('{'), segment.starts_with('{') && segment.ends_with('}')) {
        (false, _) => 0,
        (true, false) => 1,
        (true, true) => 2,
    };
    let segments: Vec<(&str, &str)> = left.operation.path().split('/').zip(right.operation.path().split('/')).collect();
    let has = |wanted| segments.iter().any(|(left, right)| rank(left).cmp(&rank(right)) == wanted);
    let is_mutual = has(Ordering::Less) && has(Ordering::Greater);
    // A literal that is no value of the parameter belongs to one path only.
    let may_be =
        |endpoint, literal: &str, parameter| rank(literal) > 0 || takes(contract, endpoint, parameter, literal);
    let is_shared = || segments.iter().all(|(one, other)| may_be(left, other, one) && may_be(right, one, other));
    (is_mutual && is_shared()).then(|| left.template.shared_path(&right.template)).flatten()
}

/// Whether the parameter that is the whole of `segment` may have the value `literal`.
fn takes(contract: &Contract, endpoint: &Endpoint, segment: &str, literal: &str) -> bool {
    let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let named = |parameter: &&Parameter| parameter.location == Location::Path && Some(parameter.name.as_str()) == name;
    let Some(schema) = endpoint.parameters.iter().find(named).and_then(Parameter::schema) else { return true };
    let validator = &contract.compiled(schema).validator;
    let read = Document::parse(literal.as_bytes()).ok().filter(|document| !document.value().is_string());
    validator.is_valid(&json!(literal)) || read.is_some_and(|document| validator.judge_document(&document).holds())
}
