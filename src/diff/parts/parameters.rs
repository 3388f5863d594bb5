//! Parameters: added, removed, required, written in another form, and their schemas.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::changes::{Changes, PendingChange};
use super::exchanges::Given;
use super::matched::Matched;
use super::part::Part;
use super::uses::Uses;
use super::values;
use crate::contract::{Endpoint, Form, Location, Parameter, Style};
use crate::diff::schemas::Encoding;
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::pointer::Pointer;
use crate::tree::{Tree, tree};

pub(super) fn compare(changes: &mut Changes<'_>, uses: &mut Uses<'_>, matched: &Matched<'_>) {
    let (caller, callee) = (matched.caller(), matched.callee());
    let mut met: BTreeSet<usize> = BTreeSet::new();
    let mut known = BTreeMap::new();
    for (number, parameter) in callee.parameters.iter().enumerate() {
        known.entry(parameter.identity()).or_insert(number);
    }
    for (number, parameter) in caller.parameters.iter().enumerate() {
        match counterpart(caller, parameter, callee, &known) {
            Some(other) => {
                met.insert(other);
                both(changes, uses, matched, number, &callee.parameters[other]);
            }
            None => {
                let at = callee.operation.pointer();
                matched.add(changes, "request-parameter-removed", subject(parameter), &parameter.pointer, at);
            }
        }
    }
    for (number, parameter) in callee.parameters.iter().enumerate() {
        if !met.contains(&number) {
            added(changes, matched, parameter);
        }
    }
    taken_for_members(changes, matched);
}

fn added(changes: &mut Changes<'_>, matched: &Matched<'_>, parameter: &Parameter) {
    let at = matched.caller().operation.pointer();
    if !parameter.required {
        // Callers may send such a field already.
        let is_member = is_member(matched.documents(changes).0, matched.caller(), parameter);
        let added = matched.add(changes, "request-parameter-added", subject(parameter), at, &parameter.pointer);
        if let Some(pending) = added.filter(|_| is_member) {
            pending.leave_undecided(UndecidedCause::Form);
        }
        return;
    }
    let witness = matched.request(changes, Given::Nothing);
    let id = "request-parameter-required-added";
    if let Some(pending) = matched.add(changes, id, subject(parameter), at, &parameter.pointer) {
        pending.prove(witness);
    }
}

/// Fields of the query that both sides declare, and that callees read as members of an object as well now.
fn taken_for_members(changes: &mut Changes<'_>, matched: &Matched<'_>) {
    let (caller, callee) = (matched.caller(), matched.callee());
    let documents = matched.documents(changes);
    for new in &callee.parameters {
        let old = caller.parameters.iter().find(|old| old.is_same(new));
        let is_new = || is_member(documents.1, callee, new) && !is_member(documents.0, caller, new);
        if let Some(old) = old.filter(|_| is_new()) {
            open(changes, "request-parameter-style-changed", UndecidedCause::Form, matched, old, new);
        }
    }
}

/// Whether a field of this name is a member of an object whose members are fields of the query.
fn is_member(document: &Tree, endpoint: &Endpoint, parameter: &Parameter) -> bool {
    let declares = |other: &&Parameter| {
        let Some(Form::Styled { style: Style::Form, explode: true, schema: Some(schema) }) = &other.form else {
            return false;
        };
        let own = schema.pointer().find(document);
        let reference = own.and_then(|own| own.get("$ref")?.as_str()).and_then(Pointer::from_reference);
        let schema = reference.as_ref().and_then(|target| target.find(document)).or(own);
        schema.and_then(|schema| schema.get("properties")?.get(&parameter.name)).is_some()
    };
    let others =
        endpoint.parameters.iter().filter(|other| other.location == Location::Query && !other.is_same(parameter));
    parameter.location == Location::Query && others.filter(declares).count() > 0
}

/// The number of the same parameter: by name, and in paths by place.
fn counterpart(
    caller: &Endpoint,
    parameter: &Parameter,
    callee: &Endpoint,
    known: &BTreeMap<(Location, String), usize>,
) -> Option<usize> {
    if parameter.location == Location::Path {
        let place = caller.template.parameters().position(|name| name == parameter.name);
        if let Some(name) = place.and_then(|place| callee.template.parameters().nth(place)) {
            return callee.parameters.iter().position(|other| other.location == Location::Path && other.name == name);
        }
    }
    known.get(&parameter.identity()).copied()
}

fn both(changes: &mut Changes<'_>, uses: &mut Uses<'_>, matched: &Matched<'_>, number: usize, new: &Parameter) {
    let old = &matched.caller().parameters[number];
    if !old.required && new.required {
        let witness = matched.request(changes, Given::Nothing);
        let id = "request-parameter-required-added";
        if let Some(pending) = matched.add(changes, id, subject(new), &old.pointer, &new.pointer) {
            pending.prove(witness);
        }
    } else if old.required && !new.required {
        matched.add(changes, "request-parameter-required-removed", subject(new), &old.pointer, &new.pointer);
    }
    let (before, after) = matched.in_time(old.deprecated, new.deprecated);
    if !before && after {
        matched.add(changes, "parameter-deprecated", subject(new), &old.pointer, &new.pointer);
    }
    if matched.calls_from_base() {
        switches(changes, matched, number, new);
    }
    let Some(written) = written(changes, old, new) else { return };
    let encoding = match written {
        Written::Alike(encoding) => encoding,
        Written::InStyle => {
            let several = tree!({ "minItems": 2, "minProperties": 2 });
            let of_base = matched.calls_from_base();
            let value = old
                .schema()
                .and_then(|schema| changes.engine.member_that(of_base, schema.pointer(), schema.direction(), &several));
            let witness = value.and_then(|value| matched.request(changes, Given::Parameter(number, value)));
            let opened = open(changes, "request-parameter-style-changed", UndecidedCause::Form, matched, old, new);
            // It breaks something if the validators refuse it.
            if let Some(pending) = opened.filter(|pending| pending.witness.is_none()) {
                pending.witness = witness;
            }
            return;
        }
        Written::InMediaType => {
            open(changes, "request-parameter-content-changed", UndecidedCause::Form, matched, old, new);
            return;
        }
        Written::Unusable => {
            open(changes, "request-parameter-content-changed", UndecidedCause::Unusable, matched, old, new);
            return;
        }
    };
    let held = ((old.schema(), &old.pointer), (new.schema(), &new.pointer));
    values::compare(changes, uses, matched, subject(new), Part::Parameter(number, encoding), held);
}

/// `allowEmptyValue` and `allowReserved` of a query parameter (OpenAPI 3.0.3, 4.7.12.2). Those of callbacks are compared with what is
/// beside them.
fn switches(changes: &mut Changes<'_>, matched: &Matched<'_>, number: usize, new: &Parameter) {
    let old = &matched.caller().parameters[number];
    let places = (&old.pointer, &new.pointer);
    if old.location != Location::Query {
        return;
    }
    match (old.allow_empty_value, new.allow_empty_value) {
        (true, false) => {
            let witness = matched.request(changes, Given::Parameter(number, Value::Null));
            let id = "request-parameter-empty-value-refused";
            if let Some(pending) = matched.add(changes, id, subject(new), places.0, places.1) {
                // It breaks something if the validators refuse it.
                pending.leave_undecided(UndecidedCause::Form);
                pending.witness = witness;
            }
        }
        (false, true) => {
            matched.add(changes, "request-parameter-empty-value-allowed", subject(new), places.0, places.1);
        }
        _ => {}
    }
    match (old.allow_reserved, new.allow_reserved) {
        (true, false) => {
            let id = "request-parameter-reserved-refused";
            if let Some(pending) = matched.add(changes, id, subject(new), places.0, places.1) {
                pending.reasons = vec![UndecidedReason::new(UndecidedCause::Form, None)];
            }
        }
        (false, true) => {
            matched.add(changes, "request-parameter-reserved-allowed", subject(new), places.0, places.1);
        }
        _ => {}
    }
}

fn open<'p>(
    changes: &'p mut Changes<'_>,
    id: &str,
    cause: UndecidedCause,
    matched: &Matched<'_>,
    old: &Parameter,
    new: &Parameter,
) -> Option<&'p mut PendingChange> {
    let pending = matched.add(changes, id, subject(new), &old.pointer, &new.pointer)?;
    pending.reasons = vec![UndecidedReason::new(cause, None)];
    Some(pending)
}

/// How the text of a parameter or header is written now.
#[derive(Debug, Clone, Copy)]
pub(super) enum Written {
    /// As before.
    Alike(Encoding),
    /// In another style.
    InStyle,
    /// In another media type, or in one at all.
    InMediaType,
    /// One side cannot be used.
    Unusable,
}

/// How both are written; `None` where neither can be used.
pub(super) fn written(changes: &Changes<'_>, old: &Parameter, new: &Parameter) -> Option<Written> {
    Some(match (&old.form, &new.form) {
        (None, None) => return None,
        (Some(_), None) | (None, Some(_)) => Written::Unusable,
        (
            Some(Form::Styled { style, explode, .. }),
            Some(Form::Styled { style: new_style, explode: new_explode, .. }),
        ) => {
            let matters = || uses_form(changes, old) || uses_form(changes, new);
            match style != new_style || explode != new_explode && matters() {
                true => Written::InStyle,
                false => Written::Alike(Encoding::Text(old.location, *style, *explode)),
            }
        }
        (Some(Form::Content(old)), Some(Form::Content(new))) if old.range == new.range => {
            Written::Alike(Encoding::Json)
        }
        _ => Written::InMediaType,
    })
}

/// Whether its values may be lists or objects, for which `explode` matters.
fn uses_form(changes: &Changes<'_>, parameter: &Parameter) -> bool {
    let document = [changes.base.tree(), changes.revision.tree()];
    parameter.schema().is_none_or(|schema| {
        document.iter().filter_map(|document| schema.pointer().find(document)).any(|schema| {
            let kind = schema.get("type").and_then(Tree::as_str);
            !matches!(kind, Some("string" | "integer" | "number" | "boolean"))
        })
    })
}

fn subject(parameter: &Parameter) -> String {
    format!("{} `{}`", parameter.location.name(), parameter.name)
}
