//! Request bodies: required or not, their media types, and their schemas.

use super::draft::{Drafts, Message, Part};
use super::operations::{Matched, Uses};
use super::parameters::proved;
use super::sample::{self, Given};
use crate::contract::{About, Gap, RequestBody};
use crate::diff::change::Open;
use crate::diff::schemas::{Answer, Flavour};
use crate::diff::verdict::Verdict;
use crate::schema::Direction;

pub(super) fn compare<'c>(drafts: &mut Drafts<'c>, uses: &mut Uses<'c>, matched: &Matched<'c>) {
    let (base, revision) = (matched.base, matched.revision);
    let at = |endpoint: &'c crate::contract::Endpoint| Some(endpoint.operation.pointer());
    let name = Some(matched.name());
    let broken = |gaps: &[Gap]| gaps.iter().any(|gap| gap.about == About::RequestBody);
    if broken(&base.gaps) != broken(&revision.gaps) {
        if let Some(draft) = drafts.add("request-schema-changed", name, String::new(), at(base), at(revision)) {
            draft.verdict = Verdict::Undecided;
            draft.reasons = vec![Open::new("unusable", None)];
        }
        return;
    }
    match (&base.request_body, &revision.request_body) {
        (None, None) => {}
        (Some(old), None) => {
            drafts.add("request-body-removed", name, String::new(), Some(&old.pointer), at(revision));
        }
        (None, Some(new)) => {
            let rule = if new.required { "request-body-required-added" } else { "request-body-added" };
            let witness = new.required.then(|| sample::request(drafts, base, true, Given::Nothing)).flatten();
            if let Some(draft) = drafts.add(rule, name, String::new(), at(base), Some(&new.pointer))
                && new.required
            {
                proved(draft, witness);
            }
        }
        (Some(old), Some(new)) => both(drafts, uses, matched, old, new),
    }
}

fn both<'c>(
    drafts: &mut Drafts<'c>,
    uses: &mut Uses<'c>,
    matched: &Matched<'c>,
    old: &'c RequestBody,
    new: &'c RequestBody,
) {
    let name = || Some(matched.name());
    let places = (Some(&old.pointer), Some(&new.pointer));
    if !old.required && new.required {
        let witness = sample::request(drafts, matched.base, true, Given::Nothing);
        if let Some(draft) = drafts.add("request-body-required-added", name(), String::new(), places.0, places.1)
            && draft.witness.is_none()
        {
            proved(draft, witness);
        }
    } else if old.required && !new.required {
        drafts.add("request-body-required-removed", name(), String::new(), places.0, places.1);
    }
    let mut met = Vec::new();
    for (number, media_type) in old.content.media_types.iter().enumerate() {
        let subject = format!("`{}`", media_type.range);
        let Some(other) = new.content.select(&media_type.range) else {
            let witness = sample::request(drafts, matched.base, true, Given::Media(number));
            let added = drafts.add("request-media-type-removed", name(), subject, Some(&media_type.pointer), places.1);
            if let Some(draft) = added {
                proved(draft, witness);
            }
            continue;
        };
        met.push(&other.pointer);
        match (&media_type.schema, &other.schema) {
            (Some(base), Some(revision)) => {
                let schemas = (base.pointer(), revision.pointer());
                uses.add(Message::Request, schemas, matched.numbers, Part::RequestBody(number));
            }
            (None, Some(revision)) => {
                let answer = drafts.engine.anything(false, revision.pointer(), Direction::Request, Flavour::Json);
                let witness = match &answer {
                    Answer::Broken(value) => {
                        sample::request(drafts, matched.base, true, Given::Body(number, value.clone()))
                    }
                    _ => None,
                };
                let added = drafts.add(
                    "request-schema-added",
                    name(),
                    subject,
                    Some(&media_type.pointer),
                    Some(revision.pointer()),
                );
                if let Some(draft) = added {
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
                let added =
                    drafts.add("request-schema-removed", name(), subject, Some(base.pointer()), Some(&other.pointer));
                if let Some(draft) = added {
                    draft.verdict = Verdict::Compatible;
                }
            }
            (None, None) => {}
        }
    }
    for media_type in &new.content.media_types {
        let is_known = met.contains(&&media_type.pointer)
            || old.content.media_types.iter().any(|old| old.range == media_type.range);
        if !is_known {
            let subject = format!("`{}`", media_type.range);
            drafts.add("request-media-type-added", name(), subject, places.0, Some(&media_type.pointer));
        }
    }
}
