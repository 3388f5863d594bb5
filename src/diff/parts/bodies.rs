//! Request bodies: required or not, their media types, and their schemas.

use super::changes::Changes;
use super::exchanges::Given;
use super::matched::Matched;
use super::part::Part;
use super::uses::Uses;
use super::{media, serialization, values};
use crate::contract::{DeclarationKind, Endpoint, RequestBody};
use crate::diff::undecided::UndecidedCause;
use crate::schema::Direction;

pub(super) fn compare(changes: &mut Changes<'_>, uses: &mut Uses<'_>, matched: &Matched<'_>) {
    let (caller, callee) = (matched.caller(), matched.callee());
    let at = |endpoint: &Endpoint| endpoint.operation.pointer().clone();
    let broken =
        |endpoint: &Endpoint| endpoint.unusable.iter().any(|unusable| unusable.kind == DeclarationKind::RequestBody);
    if broken(caller) != broken(callee) {
        let added = matched.add(changes, "request-schema-changed", String::new(), &at(caller), &at(callee));
        if let Some(pending) = added {
            pending.leave_undecided(UndecidedCause::Unusable);
        }
        return;
    }
    match (&caller.request_body, &callee.request_body) {
        (None, None) => {}
        (Some(old), None) => {
            matched.add(changes, "request-body-removed", String::new(), &old.pointer, &at(callee));
        }
        (None, Some(new)) if new.required => {
            let witness = matched.request(changes, Given::Nothing);
            let added = matched.add(changes, "request-body-required-added", String::new(), &at(caller), &new.pointer);
            if let Some(pending) = added {
                pending.prove(witness);
            }
        }
        (None, Some(new)) => {
            matched.add(changes, "request-body-added", String::new(), &at(caller), &new.pointer);
        }
        (Some(old), Some(new)) => both(changes, uses, matched, old, new),
    }
}

fn both(changes: &mut Changes<'_>, uses: &mut Uses<'_>, matched: &Matched<'_>, old: &RequestBody, new: &RequestBody) {
    if !old.required && new.required {
        let witness = matched.request(changes, Given::Nothing);
        let added = matched.add(changes, "request-body-required-added", String::new(), &old.pointer, &new.pointer);
        if let Some(pending) = added {
            pending.prove(witness);
        }
    } else if old.required && !new.required {
        matched.add(changes, "request-body-required-removed", String::new(), &old.pointer, &new.pointer);
    }
    let pairs = media::pairs(&old.content, &new.content);
    for (number, media_type) in old.content.media_types.iter().enumerate() {
        if new.content.select(&media_type.range).is_none() {
            let subject = format!("`{}`", media_type.range);
            let witness = matched.request(changes, Given::Media(number));
            let added = matched.add(changes, "request-media-type-removed", subject, &media_type.pointer, &new.pointer);
            if let Some(pending) = added {
                pending.prove(witness);
            }
        }
    }
    let mut met = Vec::new();
    for (media, other) in pairs {
        let (media_type, other) = (&old.content.media_types[media.number], &new.content.media_types[other]);
        let subject = format!("`{}`", media.sent.as_ref().unwrap_or(&media_type.range));
        // What is added beside a range is reported as well.
        met.extend(media.sent.is_none().then_some(&other.pointer));
        let documents = matched.documents(changes);
        if let Some(keyword) = serialization::changed((documents.0, media_type), (documents.1, other)) {
            let subject = format!("`{keyword}` of {subject}");
            let (old, new) = (&media_type.pointer, &other.pointer);
            let changed = serialization::with_changed_fields((documents.0, media_type), (documents.1, other));
            let schema = media_type.schema.as_ref().filter(|_| keyword == "encoding");
            let of_base = matched.calls_from_base();
            let value = schema
                .and_then(|schema| changes.engine.member_that(of_base, schema.pointer(), Direction::Request, &changed));
            let witness = value.and_then(|value| matched.request(changes, Given::Body(media.clone(), value)));
            if let Some(pending) = matched.add(changes, "request-schema-changed", subject, old, new) {
                pending.leave_undecided(UndecidedCause::Form);
                // It breaks something if the validators refuse it.
                pending.witness = witness;
            }
        }
        let held = ((media_type.schema.as_ref(), &media_type.pointer), (other.schema.as_ref(), &other.pointer));
        values::compare(changes, uses, matched, subject, Part::RequestBody(media), held);
    }
    for media_type in &new.content.media_types {
        let is_known = met.contains(&&media_type.pointer)
            || old.content.media_types.iter().any(|old| old.range == media_type.range);
        if !is_known {
            let subject = format!("`{}`", media_type.range);
            matched.add(changes, "request-media-type-added", subject, &old.pointer, &media_type.pointer);
        }
    }
}
