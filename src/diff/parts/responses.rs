//! Responses: which statuses are sent and known, their media types, headers and schemas.

use std::collections::BTreeSet;

use super::draft::{Drafts, HEADER, Message, Part, some_status};
use super::operations::{Matched, Uses};
use super::parameters::proved;
use super::sample::{self, Given};
use crate::contract::{About, Endpoint, Parameter, Response, StatusPattern};
use crate::diff::change::Open;
use crate::diff::schemas::{Answer, Flavour};
use crate::diff::verdict::Verdict;
use crate::schema::Direction;

pub(super) fn compare<'c>(drafts: &mut Drafts<'c>, uses: &mut Uses<'c>, matched: &Matched<'c>) {
    let (base, revision) = (matched.base, matched.revision);
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut unknown: BTreeSet<usize> = BTreeSet::new();
    for status in statuses(base, revision) {
        let Some(new) = governing(revision, status) else { continue };
        match governing(base, status) {
            Some(old) => {
                if pairs.insert((old, new)) {
                    both(drafts, uses, matched, (old, new), status);
                }
            }
            None => {
                if unknown.insert(new) {
                    added(drafts, matched, new, status);
                }
            }
        }
    }
    for old in &base.responses {
        if revision.responses.iter().any(|new| new.status == old.status) {
            continue;
        }
        let status = some_status(old.status);
        let is_success = (200..300).contains(&status) && old.status != StatusPattern::Default;
        let at = Some(revision.operation.pointer());
        let subject = format!("`{}`", old.status);
        let draft = drafts.add("response-status-removed", Some(matched.name()), subject, Some(&old.pointer), at);
        if let Some(draft) = draft
            && (!is_success || governing(revision, status).is_some())
        {
            draft.verdict = Verdict::Compatible;
        }
    }
    let broken = |endpoint: &Endpoint| endpoint.gaps.iter().any(|gap| gap.about == About::Response);
    if broken(base) != broken(revision) {
        let at = |endpoint: &'c Endpoint| Some(endpoint.operation.pointer());
        let draft = drafts.add("response-schema-changed", Some(matched.name()), String::new(), at(base), at(revision));
        if let Some(draft) = draft {
            draft.verdict = Verdict::Undecided;
            draft.reasons = vec![Open::new("unusable", None)];
        }
    }
}

/// Every status that is declared somewhere, and one of each hundred that is not.
fn statuses(base: &Endpoint, revision: &Endpoint) -> BTreeSet<u16> {
    let declared = base.responses.iter().chain(&revision.responses);
    let mut statuses: BTreeSet<u16> = declared
        .filter_map(|response| match response.status {
            StatusPattern::Code(code) => Some(code),
            StatusPattern::Range(_) | StatusPattern::Default => None,
        })
        .collect();
    for first in 1..=5_u16 {
        let others = (first * 100..first * 100 + 100).find(|status| !statuses.contains(status));
        statuses.extend(others);
    }
    statuses
}

/// The response that is for this status.
fn governing(endpoint: &Endpoint, status: u16) -> Option<usize> {
    let fitting = endpoint.responses.iter().enumerate();
    fitting.filter_map(|(number, one)| Some((one.status.covers(status)?, number))).max().map(|(_, number)| number)
}

fn added(drafts: &mut Drafts<'_>, matched: &Matched<'_>, number: usize, status: u16) {
    let response = &matched.revision.responses[number];
    // RFC 9110, 15: an unknown status is treated as the first of its hundred; of errors, clients must expect others.
    let is_error = status >= 400 || response.status == StatusPattern::Default;
    let witness = (!is_error).then(|| sample::response(drafts, matched, number, status, Given::Nothing)).flatten();
    let at = Some(matched.base.operation.pointer());
    let subject = format!("`{}`", response.status);
    let draft = drafts.add("response-status-added", Some(matched.name()), subject, at, Some(&response.pointer));
    let Some(draft) = draft else { return };
    if is_error {
        draft.verdict = Verdict::Compatible;
    } else if draft.witness.is_none() {
        proved(draft, witness);
    }
}

fn both<'c>(drafts: &mut Drafts<'c>, uses: &mut Uses<'c>, matched: &Matched<'c>, numbers: (usize, usize), status: u16) {
    let (old, new) = (&matched.base.responses[numbers.0], &matched.revision.responses[numbers.1]);
    headers(drafts, uses, matched, numbers, status);
    let name = || Some(matched.name());
    let known = &old.content.media_types;
    let kept = known.iter().any(|media_type| new.content.select(&media_type.range).is_some());
    for (number, media_type) in new.content.media_types.iter().enumerate() {
        let subject = format!("`{}`", media_type.range);
        let Some(other) = old.content.select(&media_type.range) else {
            // A client gets what it asks for, as long as there is any of that (RFC 9110, 12.5.1).
            let is_negotiated = kept || known.is_empty();
            let given = Given::Media(number);
            let witness =
                (!is_negotiated).then(|| sample::response(drafts, matched, numbers.1, status, given)).flatten();
            let added =
                drafts.add("response-media-type-added", name(), subject, Some(&old.pointer), Some(&media_type.pointer));
            if let Some(draft) = added
                && !is_negotiated
                && draft.witness.is_none()
            {
                draft.verdict = Verdict::Breaking;
                proved(draft, witness);
            }
            continue;
        };
        match (&other.schema, &media_type.schema) {
            (Some(base), Some(revision)) => {
                let part = Part::ResponseBody(numbers.1, status, number);
                uses.add(Message::Response, (base.pointer(), revision.pointer()), matched.numbers, part);
            }
            (Some(base), None) => {
                let answer = drafts.engine.anything(true, base.pointer(), Direction::Response, Flavour::Json);
                let witness = match &answer {
                    Answer::Broken(value) => {
                        sample::response(drafts, matched, numbers.1, status, Given::Body(number, value.clone()))
                    }
                    _ => None,
                };
                let pointers = (Some(base.pointer()), Some(&media_type.pointer));
                if let Some(draft) = drafts.add("response-schema-removed", name(), subject, pointers.0, pointers.1) {
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
            (None, Some(revision)) => {
                let added = drafts.add(
                    "response-schema-added",
                    name(),
                    subject,
                    Some(&other.pointer),
                    Some(revision.pointer()),
                );
                if let Some(draft) = added {
                    draft.verdict = Verdict::Compatible;
                }
            }
            (None, None) => {}
        }
    }
    for media_type in known.iter().filter(|media_type| new.content.select(&media_type.range).is_none()) {
        let subject = format!("`{}`", media_type.range);
        drafts.add("response-media-type-removed", name(), subject, Some(&media_type.pointer), Some(&new.pointer));
    }
}

fn headers<'c>(
    drafts: &mut Drafts<'c>,
    uses: &mut Uses<'c>,
    matched: &Matched<'c>,
    numbers: (usize, usize),
    status: u16,
) {
    let (old, new): (&'c Response, &'c Response) =
        (&matched.base.responses[numbers.0], &matched.revision.responses[numbers.1]);
    let subject = |header: &Parameter| format!("header `{}`", header.name);
    let name = || Some(matched.name());
    for header in &old.headers {
        let other = new.headers.iter().position(|other| other.is_same(header));
        let is_sent = other.is_some_and(|other| new.headers[other].required);
        let place = other.map_or(&new.pointer, |other| &new.headers[other].pointer);
        if header.required && !is_sent {
            let given = Given::WithoutHeader(header.name.clone());
            let witness = sample::response(drafts, matched, numbers.1, status, given);
            let added = drafts.add(
                "response-header-required-removed",
                name(),
                subject(header),
                Some(&header.pointer),
                Some(place),
            );
            if let Some(draft) = added
                && draft.witness.is_none()
            {
                proved(draft, witness);
            }
        } else if other.is_none() {
            drafts.add("response-header-removed", name(), subject(header), Some(&header.pointer), Some(place));
        } else if is_sent && !header.required {
            drafts.add("response-header-required-added", name(), subject(header), Some(&header.pointer), Some(place));
        }
        let schemas = other.and_then(|other| Some((header.schema()?, other, new.headers[other].schema()?)));
        if let Some((base, other, revision)) = schemas {
            let part = Part::Header(numbers.1, status, other, HEADER);
            uses.add(Message::Response, (base.pointer(), revision.pointer()), matched.numbers, part);
        }
    }
    for header in new.headers.iter().filter(|header| !old.headers.iter().any(|other| other.is_same(header))) {
        drafts.add("response-header-added", name(), subject(header), Some(&old.pointer), Some(&header.pointer));
    }
}
