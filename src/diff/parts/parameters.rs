//! Parameters: added, removed, required, written in another form, and their schemas.

use super::draft::{Drafts, Message, Part};
use super::operations::{Matched, Uses};
use super::sample::{self, Given};
use crate::contract::{Endpoint, Form, Location, Parameter};
use crate::diff::change::Open;
use crate::diff::schemas::{Answer, Flavour};
use crate::diff::verdict::Verdict;
use crate::schema::Direction;

pub(super) fn compare<'c>(drafts: &mut Drafts<'c>, uses: &mut Uses<'c>, matched: &Matched<'c>) {
    let mut met: Vec<usize> = Vec::new();
    for (number, parameter) in matched.base.parameters.iter().enumerate() {
        match counterpart(matched.base, parameter, matched.revision) {
            Some(other) => {
                met.push(other);
                both(drafts, uses, matched, number, &matched.revision.parameters[other]);
            }
            None => {
                let (subject, at) = (subject(parameter), matched.revision.operation.pointer());
                drafts.add(
                    "request-parameter-removed",
                    Some(matched.name()),
                    subject,
                    Some(&parameter.pointer),
                    Some(at),
                );
            }
        }
    }
    for (number, parameter) in matched.revision.parameters.iter().enumerate() {
        if !met.contains(&number) {
            added(drafts, matched, parameter);
        }
    }
}

fn added(drafts: &mut Drafts<'_>, matched: &Matched<'_>, parameter: &Parameter) {
    let rule = if parameter.required { "request-parameter-required-added" } else { "request-parameter-added" };
    let witness = match parameter.required {
        true => sample::request(drafts, matched.base, true, Given::Nothing),
        false => None,
    };
    let at = matched.base.operation.pointer();
    let draft = drafts.add(rule, Some(matched.name()), subject(parameter), Some(at), Some(&parameter.pointer));
    let Some(draft) = draft else { return };
    if draft.witness.is_none() && parameter.required {
        proved(draft, witness);
    }
}

/// A change is breaking with a witness, and undecided without one.
pub(super) fn proved(draft: &mut super::Draft, witness: Option<crate::diff::Exchange>) {
    if witness.is_none() {
        draft.verdict = Verdict::Undecided;
        draft.reasons = vec![Open::new("unconfirmed", None)];
    }
    draft.witness = witness;
}

/// The number of the same parameter: by name, and in paths by place.
fn counterpart(base: &Endpoint, parameter: &Parameter, revision: &Endpoint) -> Option<usize> {
    if parameter.location == Location::Path {
        let place = base.template.parameters().position(|name| name == parameter.name);
        if let Some(name) = place.and_then(|place| revision.template.parameters().nth(place)) {
            return revision.parameters.iter().position(|other| other.location == Location::Path && other.name == name);
        }
    }
    revision.parameters.iter().position(|other| other.is_same(parameter))
}

fn both<'c>(drafts: &mut Drafts<'c>, uses: &mut Uses<'c>, matched: &Matched<'c>, number: usize, new: &'c Parameter) {
    let old = &matched.base.parameters[number];
    let places = (Some(&old.pointer), Some(&new.pointer));
    let name = || Some(matched.name());
    if !old.required && new.required {
        let witness = sample::request(drafts, matched.base, true, Given::Nothing);
        if let Some(draft) = drafts.add("request-parameter-required-added", name(), subject(new), places.0, places.1)
            && draft.witness.is_none()
        {
            proved(draft, witness);
        }
    } else if old.required && !new.required {
        drafts.add("request-parameter-required-removed", name(), subject(new), places.0, places.1);
    }
    if !old.deprecated && new.deprecated {
        drafts.add("parameter-deprecated", name(), subject(new), places.0, places.1);
    }
    let (Some(old_form), Some(new_form)) = (&old.form, &new.form) else {
        if old.form.is_some() != new.form.is_some() {
            open(drafts, "request-parameter-content-changed", "unusable", matched, old, new);
        }
        return;
    };
    let flavour = match (old_form, new_form) {
        (Form::Styled { style, explode, .. }, Form::Styled { style: new_style, explode: new_explode, .. }) => {
            let matters = uses_form(drafts, old) || uses_form(drafts, new);
            if style != new_style || explode != new_explode && matters {
                open(drafts, "request-parameter-style-changed", "form", matched, old, new);
                return;
            }
            Flavour::Text(old.location, *style, *explode)
        }
        (Form::Content(old_type), Form::Content(new_type)) if old_type.range == new_type.range => Flavour::Json,
        _ => {
            open(drafts, "request-parameter-content-changed", "form", matched, old, new);
            return;
        }
    };
    match (old.schema(), new.schema()) {
        (Some(base), Some(revision)) => {
            let schemas = (base.pointer(), revision.pointer());
            uses.add(Message::Request, schemas, matched.numbers, Part::Parameter(number, flavour));
        }
        (None, Some(revision)) => {
            let answer = drafts.engine.anything(false, revision.pointer(), Direction::Request, flavour);
            let witness = match &answer {
                Answer::Broken(value) => {
                    sample::request(drafts, matched.base, true, Given::Parameter(number, value.clone()))
                }
                _ => None,
            };
            let draft = drafts.add("request-schema-added", name(), subject(new), places.0, Some(revision.pointer()));
            if let Some(draft) = draft {
                match answer {
                    Answer::Holds => draft.verdict = Verdict::Compatible,
                    Answer::Broken(_) => proved(draft, witness),
                    Answer::Open(reasons) => {
                        draft.verdict = Verdict::Undecided;
                        draft.reasons = reasons;
                    }
                }
            }
        }
        (Some(base), None) => {
            if let Some(draft) =
                drafts.add("request-schema-removed", name(), subject(new), Some(base.pointer()), places.1)
            {
                draft.verdict = Verdict::Compatible;
            }
        }
        (None, None) => {}
    }
}

fn open(
    drafts: &mut Drafts<'_>,
    rule: &str,
    reason: &'static str,
    matched: &Matched<'_>,
    old: &Parameter,
    new: &Parameter,
) {
    let added = drafts.add(rule, Some(matched.name()), subject(new), Some(&old.pointer), Some(&new.pointer));
    if let Some(draft) = added {
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
