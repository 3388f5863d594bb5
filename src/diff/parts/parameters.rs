//! Parameters: added, removed, required, written in another form, and their schemas.

use super::draft::Drafts;
use super::matched::Matched;
use super::part::Part;
use super::sample::Given;
use super::uses::Uses;
use super::values;
use crate::contract::{Endpoint, Form, Location, Parameter};
use crate::diff::change::Open;
use crate::diff::schemas::Encoding;

pub(super) fn compare(drafts: &mut Drafts<'_>, uses: &mut Uses<'_>, matched: &Matched<'_>) {
    let (caller, callee) = (matched.caller(), matched.callee());
    let mut met: Vec<usize> = Vec::new();
    for (number, parameter) in caller.parameters.iter().enumerate() {
        match counterpart(caller, parameter, callee) {
            Some(other) => {
                met.push(other);
                both(drafts, uses, matched, number, &callee.parameters[other]);
            }
            None => {
                let at = callee.operation.pointer();
                matched.add(drafts, "request-parameter-removed", subject(parameter), &parameter.pointer, at);
            }
        }
    }
    for (number, parameter) in callee.parameters.iter().enumerate() {
        if !met.contains(&number) {
            added(drafts, matched, parameter);
        }
    }
}

fn added(drafts: &mut Drafts<'_>, matched: &Matched<'_>, parameter: &Parameter) {
    let at = matched.caller().operation.pointer();
    if !parameter.required {
        matched.add(drafts, "request-parameter-added", subject(parameter), at, &parameter.pointer);
        return;
    }
    let witness = matched.request(drafts, Given::Nothing);
    let id = "request-parameter-required-added";
    if let Some(draft) = matched.add(drafts, id, subject(parameter), at, &parameter.pointer) {
        draft.prove(witness);
    }
}

/// The number of the same parameter: by name, and in paths by place.
fn counterpart(caller: &Endpoint, parameter: &Parameter, callee: &Endpoint) -> Option<usize> {
    if parameter.location == Location::Path {
        let place = caller.template.parameters().position(|name| name == parameter.name);
        if let Some(name) = place.and_then(|place| callee.template.parameters().nth(place)) {
            return callee.parameters.iter().position(|other| other.location == Location::Path && other.name == name);
        }
    }
    callee.parameters.iter().position(|other| other.is_same(parameter))
}

fn both(drafts: &mut Drafts<'_>, uses: &mut Uses<'_>, matched: &Matched<'_>, number: usize, new: &Parameter) {
    let old = &matched.caller().parameters[number];
    if !old.required && new.required {
        let witness = matched.request(drafts, Given::Nothing);
        let id = "request-parameter-required-added";
        if let Some(draft) = matched.add(drafts, id, subject(new), &old.pointer, &new.pointer) {
            draft.prove(witness);
        }
    } else if old.required && !new.required {
        matched.add(drafts, "request-parameter-required-removed", subject(new), &old.pointer, &new.pointer);
    }
    let (before, after) = matched.in_time(old.deprecated, new.deprecated);
    if !before && after {
        matched.add(drafts, "parameter-deprecated", subject(new), &old.pointer, &new.pointer);
    }
    let (Some(old_form), Some(new_form)) = (&old.form, &new.form) else {
        if old.form.is_some() != new.form.is_some() {
            open(drafts, "request-parameter-content-changed", "unusable", matched, old, new);
        }
        return;
    };
    let encoding = match (old_form, new_form) {
        (Form::Styled { style, explode, .. }, Form::Styled { style: new_style, explode: new_explode, .. }) => {
            let matters = uses_form(drafts, old) || uses_form(drafts, new);
            if style != new_style || explode != new_explode && matters {
                open(drafts, "request-parameter-style-changed", "form", matched, old, new);
                return;
            }
            Encoding::Text(old.location, *style, *explode)
        }
        (Form::Content(old_type), Form::Content(new_type)) if old_type.range == new_type.range => Encoding::Json,
        _ => {
            open(drafts, "request-parameter-content-changed", "form", matched, old, new);
            return;
        }
    };
    let held = ((old.schema(), &old.pointer), (new.schema(), &new.pointer));
    values::compare(drafts, uses, matched, subject(new), Part::Parameter(number, encoding), held);
}

fn open(
    drafts: &mut Drafts<'_>,
    id: &str,
    reason: &'static str,
    matched: &Matched<'_>,
    old: &Parameter,
    new: &Parameter,
) {
    if let Some(draft) = matched.add(drafts, id, subject(new), &old.pointer, &new.pointer) {
        draft.reasons = vec![Open::new(reason, None)];
    }
}

/// Whether its values may be lists or objects, for which `explode` says something.
fn uses_form(drafts: &Drafts<'_>, parameter: &Parameter) -> bool {
    let document = [drafts.base.document(), drafts.revision.document()];
    parameter.schema().is_none_or(|schema| {
        document.iter().filter_map(|document| schema.pointer().resolve(document)).any(|schema| {
            let kind = schema.get("type").and_then(serde_json::Value::as_str);
            !matches!(kind, Some("string" | "integer" | "number" | "boolean"))
        })
    })
}

fn subject(parameter: &Parameter) -> String {
    format!("{} `{}`", parameter.location.name(), parameter.name)
}
