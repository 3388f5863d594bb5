//! Responses: which statuses are sent and known, their media types, headers and schemas.

use std::collections::{BTreeMap, BTreeSet};

use super::beside::whole;
use super::changes::Changes;
use super::exchanges::Given;
use super::matched::Matched;
use super::parameters::{Written, written};
use super::part::{HEADER, Part};
use super::uses::Uses;
use super::{media, serialization, values};
use crate::contract::{DeclarationKind, Endpoint, Parameter, StatusPattern};
use crate::diff::schemas::{Answer, Encoding, means_anything};
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::diff::verdict::Verdict;
use crate::pointer::Pointer;
use crate::schema::Direction;
use crate::tree::{Map, Text, Tree};

pub(super) fn compare(changes: &mut Changes<'_>, uses: &mut Uses<'_>, matched: &Matched<'_>) {
    let (caller, callee) = (matched.caller(), matched.callee());
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    let (mut unknown, mut replaced) = (BTreeSet::<usize>::new(), BTreeSet::<usize>::new());
    for status in statuses(caller, callee) {
        let Some(new) = governing(callee, status) else { continue };
        match governing(caller, status) {
            Some(old) => {
                if pairs.insert((old, new)) && !taken_over(changes, matched, (old, new), status, &mut replaced) {
                    both(changes, uses, matched, (old, new), status);
                }
            }
            None => {
                if unknown.insert(new) {
                    added(changes, matched, new, status);
                }
            }
        }
    }
    let at = |endpoint: &Endpoint| endpoint.operation.pointer().clone();
    for (number, old) in caller.responses.iter().enumerate() {
        if callee.responses.iter().any(|new| new.status == old.status) || replaced.contains(&number) {
            continue;
        }
        let status = some_status(old.status);
        let is_success = (200..300).contains(&status) && old.status != StatusPattern::Default;
        let subject = format!("`{}`", old.status);
        let pending = matched.add(changes, "response-status-removed", subject, &old.pointer, &at(callee));
        if let Some(pending) = pending
            && (!is_success || governing(callee, status).is_some())
        {
            pending.verdict = Verdict::Compatible;
        }
    }
    let broken =
        |endpoint: &Endpoint| endpoint.unusable.iter().any(|unusable| unusable.kind == DeclarationKind::Response);
    if broken(caller) != broken(callee) {
        let pending = matched.add(changes, "response-schema-changed", String::new(), &at(caller), &at(callee));
        if let Some(pending) = pending {
            pending.leave_undecided(UndecidedCause::Unusable);
        }
    }
}

/// A status that a pattern covers.
fn some_status(pattern: StatusPattern) -> u16 {
    match pattern {
        StatusPattern::Code(code) => code,
        StatusPattern::Range(first) => first * 100,
        StatusPattern::Default => 500,
    }
}

/// Every status that is declared somewhere, and one of each hundred that is not.
fn statuses(caller: &Endpoint, callee: &Endpoint) -> BTreeSet<u16> {
    let declared = caller.responses.iter().chain(&callee.responses);
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

fn added(changes: &mut Changes<'_>, matched: &Matched<'_>, number: usize, status: u16) {
    let response = &matched.callee().responses[number];
    // RFC 9110, 15: an unknown status is treated as the first of its hundred; of errors, clients must expect others. Interim
    // answers come before the one that counts, and 304 comes to those who asked for it.
    let is_expected = !(200..400).contains(&status) || status == 304 || response.status == StatusPattern::Default;
    let witness = if is_expected { None } else { matched.response(changes, number, status, Given::Nothing) };
    let subject = format!("`{}`", response.status);
    let at = matched.caller().operation.pointer();
    let Some(pending) = matched.add(changes, "response-status-added", subject, at, &response.pointer) else { return };
    if is_expected {
        pending.verdict = Verdict::Compatible;
    } else {
        pending.prove(witness);
    }
}

/// Whether a response is gone whose status another one is for now: that is one edit, whatever differs between the two.
fn taken_over(
    changes: &mut Changes<'_>,
    matched: &Matched<'_>,
    numbers: (usize, usize),
    status: u16,
    replaced: &mut BTreeSet<usize>,
) -> bool {
    let (old, new) = (&matched.caller().responses[numbers.0], &matched.callee().responses[numbers.1]);
    let is_gone = !matched.callee().responses.iter().any(|other| other.status == old.status);
    if !is_gone || !old.headers.is_empty() || !new.headers.is_empty() || links_of(changes, matched, numbers).is_some() {
        return false;
    }
    let documents = matched.documents(changes);
    // Media types that differ are edits of their own.
    let mut bodies = Vec::new();
    for (number, media_type) in new.content.media_types.iter().enumerate() {
        let Some(other) = old.content.select(&media_type.range) else { return false };
        if serialization::changed((documents.0, other), (documents.1, media_type)).is_some() {
            return false;
        }
        match (&other.schema, &media_type.schema) {
            // What values mean is compared edit by edit.
            (Some(old), Some(new))
                if [(documents.0, old), (documents.1, new)]
                    .iter()
                    .any(|(document, schema)| means_anything(document, schema.pointer())) =>
            {
                return false;
            }
            (Some(old), Some(new)) => bodies.push((number, old.pointer().clone(), new.pointer().clone())),
            (None, None) => {}
            _ => return false,
        }
    }
    if old.content.media_types.len() != new.content.media_types.len() {
        return false;
    }
    replaced.insert(numbers.0);
    let way = matched.message(&Part::ResponseBody(numbers.1, status, 0.into())).way();
    let (mut broken, mut open) = (None, Vec::new());
    for (number, caller, callee) in bodies {
        let places = matched.in_time(&caller, &callee);
        match changes.engine.between(places, way, Direction::Response, Encoding::Json) {
            Answer::Holds => {}
            Answer::Broken(value) => {
                broken = broken.or(matched.response(changes, numbers.1, status, Given::Body(number.into(), value)));
                if broken.is_none() {
                    open.push(UndecidedReason::new(UndecidedCause::Unconfirmed, None));
                }
            }
            Answer::Undecided(reasons) => open.extend(reasons),
        }
    }
    let subject = format!("`{}` to `{}`", old.status, new.status);
    let id = if broken.is_some() || !open.is_empty() { "response-schema-changed" } else { "response-status-removed" };
    let Some(pending) = matched.add(changes, id, subject, &old.pointer, &new.pointer) else { return true };
    match broken {
        Some(witness) => {
            pending.verdict = Verdict::Breaking;
            pending.prove(Some(witness));
        }
        None if open.is_empty() => (pending.verdict, pending.is_proved) = (Verdict::Compatible, true),
        None => (pending.verdict, pending.reasons) = (Verdict::Undecided, open),
    }
    true
}

fn both(changes: &mut Changes<'_>, uses: &mut Uses<'_>, matched: &Matched<'_>, numbers: (usize, usize), status: u16) {
    let (old, new) = (&matched.caller().responses[numbers.0], &matched.callee().responses[numbers.1]);
    headers(changes, uses, matched, numbers, status);
    links(changes, matched, numbers);
    let known = &old.content.media_types;
    let kept = known.iter().any(|media_type| new.content.select(&media_type.range).is_some());
    // A client gets what it asks for, as long as there is any of that (RFC 9110, 12.5.1). A server that calls back does
    // not ask.
    let is_negotiated = known.is_empty() || kept && matched.called.is_none();
    for (number, media_type) in new.content.media_types.iter().enumerate() {
        if old.content.select(&media_type.range).is_none() {
            let subject = format!("`{}`", media_type.range);
            let witness = match is_negotiated {
                true => None,
                false => matched.response(changes, numbers.1, status, Given::Media(number)),
            };
            let added = matched.add(changes, "response-media-type-added", subject, &old.pointer, &media_type.pointer);
            if let Some(pending) = added
                && !is_negotiated
                && pending.witness.is_none()
            {
                pending.verdict = Verdict::Breaking;
                pending.prove(witness);
            }
        }
    }
    for (media, other) in media::pairs(&new.content, &old.content) {
        let (media_type, other) = (&new.content.media_types[media.number], &known[other]);
        let subject = format!("`{}`", media.sent.as_ref().unwrap_or(&media_type.range));
        let documents = matched.documents(changes);
        if let Some(keyword) = serialization::changed((documents.0, other), (documents.1, media_type)) {
            let subject = format!("`{keyword}` of {subject}");
            let (old, new) = (&other.pointer, &media_type.pointer);
            if let Some(pending) = matched.add(changes, "response-schema-changed", subject, old, new) {
                pending.leave_undecided(UndecidedCause::Form);
            }
        }
        let part = Part::ResponseBody(numbers.1, status, media);
        let held = ((other.schema.as_ref(), &other.pointer), (media_type.schema.as_ref(), &media_type.pointer));
        values::compare(changes, uses, matched, subject, part, held);
    }
    for media_type in known.iter().filter(|media_type| new.content.select(&media_type.range).is_none()) {
        let subject = format!("`{}`", media_type.range);
        matched.add(changes, "response-media-type-removed", subject, &media_type.pointer, &new.pointer);
    }
}

/// Links, which clients may follow. Those of callbacks are compared with what is beside them.
fn links(changes: &mut Changes<'_>, matched: &Matched<'_>, numbers: (usize, usize)) {
    let Some(Links { at, old, new }) = links_of(changes, matched, numbers) else { return };
    for (name, link) in &old {
        let other = new.get(name);
        if other == Some(link) {
            continue;
        }
        let (place, to) = (at.0.clone().key(name), other.map_or(at.1.parent(), |_| Some(at.1.clone().key(name))));
        let to = to.unwrap_or_default();
        if let Some(pending) = matched.add(changes, "response-link-changed", format!("`{name}`"), &place, &to) {
            pending.reasons = vec![UndecidedReason::new(UndecidedCause::Meaning, None)];
        }
    }
    for name in new.keys().filter(|name| !old.contains_key(*name)) {
        let from = at.0.parent().unwrap_or_default();
        matched.add(changes, "response-link-added", format!("`{name}`"), &from, &at.1.clone().key(name));
    }
}

/// The links of both responses, where there are any.
struct Links {
    at: (Pointer, Pointer),
    old: BTreeMap<Text, Tree>,
    new: BTreeMap<Text, Tree>,
}

fn links_of(changes: &Changes<'_>, matched: &Matched<'_>, numbers: (usize, usize)) -> Option<Links> {
    if !matched.calls_from_base() {
        return None;
    }
    let at = (
        matched.caller().responses[numbers.0].pointer.clone().key("links"),
        matched.callee().responses[numbers.1].pointer.clone().key("links"),
    );
    let (base, revision) = matched.documents(changes);
    let links = |document: &Tree, at: &Pointer| -> BTreeMap<Text, Tree> {
        let names = at.find(document).and_then(Tree::as_object).into_iter().flat_map(Map::keys);
        let whole = |name: &Text| whole(document, &at.clone().key(name), "").unwrap_or_default();
        names.map(|name| (name.clone(), whole(name))).collect()
    };
    let (old, new) = (links(base, &at.0), links(revision, &at.1));
    (!old.is_empty() || !new.is_empty()).then_some(Links { at, old, new })
}

fn headers(
    changes: &mut Changes<'_>,
    uses: &mut Uses<'_>,
    matched: &Matched<'_>,
    numbers: (usize, usize),
    status: u16,
) {
    let (old, new) = (&matched.caller().responses[numbers.0], &matched.callee().responses[numbers.1]);
    let subject = |header: &Parameter| format!("header `{}`", header.name);
    for header in &old.headers {
        let other = new.headers.iter().position(|other| other.is_same(header));
        let is_sent = other.is_some_and(|other| new.headers[other].required);
        let place = other.map_or(&new.pointer, |other| &new.headers[other].pointer);
        if header.required && !is_sent {
            let witness = matched.response(changes, numbers.1, status, Given::WithoutHeader(header.name.clone()));
            let id = "response-header-required-removed";
            if let Some(pending) = matched.add(changes, id, subject(header), &header.pointer, place) {
                pending.prove(witness);
            }
        } else if other.is_none() {
            matched.add(changes, "response-header-removed", subject(header), &header.pointer, place);
        } else if is_sent && !header.required {
            matched.add(changes, "response-header-required-added", subject(header), &header.pointer, place);
        }
        let Some(other) = other else { continue };
        let encoding = match written(changes, header, &new.headers[other]) {
            None => continue,
            // The default of a header is no other form.
            Some(Written::Alike(Encoding::Json)) => Encoding::Json,
            Some(Written::Alike(_)) => HEADER,
            Some(Written::Unusable | Written::InStyle | Written::InMediaType) => {
                let subject = format!("form of {}", subject(header));
                let added = matched.add(changes, "response-schema-changed", subject, &header.pointer, place);
                if let Some(pending) = added {
                    pending.leave_undecided(UndecidedCause::Form);
                }
                continue;
            }
        };
        let part = Part::Header(numbers.1, status, other, encoding);
        let held = ((header.schema(), &header.pointer), (new.headers[other].schema(), place));
        values::compare(changes, uses, matched, subject(header), part, held);
    }
    for header in new.headers.iter().filter(|header| !old.headers.iter().any(|other| other.is_same(header))) {
        matched.add(changes, "response-header-added", subject(header), &old.pointer, &header.pointer);
    }
}
