//! Request bodies: required or not, their media types, and their schemas.

use super::draft::Drafts;
use super::matched::Matched;
use super::part::Part;
use super::sample::Given;
use super::uses::Uses;
use super::{serialization, values};
use crate::contract::{About, Endpoint, RequestBody};

pub(super) fn compare(drafts: &mut Drafts<'_>, uses: &mut Uses<'_>, matched: &Matched<'_>) {
    let (caller, callee) = (matched.caller(), matched.callee());
    let at = |endpoint: &Endpoint| endpoint.operation.pointer().clone();
    let broken = |endpoint: &Endpoint| endpoint.gaps.iter().any(|gap| gap.about == About::RequestBody);
    if broken(caller) != broken(callee) {
        let added = matched.add(drafts, "request-schema-changed", String::new(), &at(caller), &at(callee));
        if let Some(draft) = added {
            draft.leave_open("unusable");
        }
        return;
    }
    match (&caller.request_body, &callee.request_body) {
        (None, None) => {}
        (Some(old), None) => {
            matched.add(drafts, "request-body-removed", String::new(), &old.pointer, &at(callee));
        }
        (None, Some(new)) if new.required => {
            let witness = matched.request(drafts, Given::Nothing);
            let added = matched.add(drafts, "request-body-required-added", String::new(), &at(caller), &new.pointer);
            if let Some(draft) = added {
                draft.prove(witness);
            }
        }
        (None, Some(new)) => {
            matched.add(drafts, "request-body-added", String::new(), &at(caller), &new.pointer);
        }
        (Some(old), Some(new)) => both(drafts, uses, matched, old, new),
    }
}

fn both(drafts: &mut Drafts<'_>, uses: &mut Uses<'_>, matched: &Matched<'_>, old: &RequestBody, new: &RequestBody) {
    if !old.required && new.required {
        let witness = matched.request(drafts, Given::Nothing);
        let added = matched.add(drafts, "request-body-required-added", String::new(), &old.pointer, &new.pointer);
        if let Some(draft) = added {
            draft.prove(witness);
        }
    } else if old.required && !new.required {
        matched.add(drafts, "request-body-required-removed", String::new(), &old.pointer, &new.pointer);
    }
    let mut met = Vec::new();
    for (number, media_type) in old.content.media_types.iter().enumerate() {
        let subject = format!("`{}`", media_type.range);
        let Some(other) = new.content.select(&media_type.range) else {
            let witness = matched.request(drafts, Given::Media(number));
            let added = matched.add(drafts, "request-media-type-removed", subject, &media_type.pointer, &new.pointer);
            if let Some(draft) = added {
                draft.prove(witness);
            }
            continue;
        };
        met.push(&other.pointer);
        let documents = matched.documents(drafts);
        if let Some(keyword) = serialization::changed((documents.0, media_type), (documents.1, other)) {
            let subject = format!("`{keyword}` of {subject}");
            let (old, new) = (&media_type.pointer, &other.pointer);
            if let Some(draft) = matched.add(drafts, "request-schema-changed", subject, old, new) {
                draft.leave_open("form");
            }
        }
        let held = ((media_type.schema.as_ref(), &media_type.pointer), (other.schema.as_ref(), &other.pointer));
        values::compare(drafts, uses, matched, subject, Part::RequestBody(number), held);
    }
    for media_type in &new.content.media_types {
        let is_known = met.contains(&&media_type.pointer)
            || old.content.media_types.iter().any(|old| old.range == media_type.range);
        if !is_known {
            let subject = format!("`{}`", media_type.range);
            matched.add(drafts, "request-media-type-added", subject, &old.pointer, &media_type.pointer);
        }
    }
}
