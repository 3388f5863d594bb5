//! Bodies: selects the media type, reads the bytes accordingly and checks the value against the schema.

use std::sync::LazyLock;

use serde_json::Value;

use super::findings::Findings;
use super::form;
use super::found::{Found, word};
use super::message::{BodyForm, Headers, Request, Response};
use super::multipart;
use super::options::Options;
use super::part::Part;
use super::report::locate;
use super::strict;
use super::undecided::Reason;
use super::wanted::Wanted;
use crate::contract::{self, Content, DeclarationKind, Endpoint, MediaRange, MediaType, SchemaUse};
use crate::json;
use crate::limits::Exceeded;
use crate::pointer::Pointer;
use crate::schema::{Bounds, Direction, Shape};

/// Checks the body of a request.
pub(super) fn check_request(
    endpoint: &Endpoint,
    request: &Request<'_>,
    options: &Options,
    findings: &mut Findings<'_>,
) {
    findings.unusable(endpoint, DeclarationKind::RequestBody, Part::Body);
    let Some(declared) = &endpoint.request_body else {
        let unusable = endpoint.unusable.iter().any(|unusable| unusable.kind == DeclarationKind::RequestBody);
        if was_sent(&request.body, request.body_form) && !unusable {
            undeclared(Direction::Request, endpoint.operation.pointer(), options, findings);
        }
        return;
    };
    if is_not_kept(request.body_form, declared.required, &declared.pointer, findings) {
        return;
    }
    if request.body.is_empty() && !(declared.required && allows_empty(&declared.content, &request.headers)) {
        if declared.required {
            findings.violated(Part::Body, None, &declared.pointer, Wanted::Body(Direction::Request), Found::Nothing);
        }
        return;
    }
    let sent = (&*request.body, request.body_form);
    body(&declared.content, &declared.pointer, &request.headers, sent, options, findings);
}

/// Checks the body of a response; `bodiless` if the request was a `HEAD`.
pub(super) fn check_response(
    declared: &contract::Response,
    response: &Response<'_>,
    bodiless: bool,
    options: &Options,
    findings: &mut Findings<'_>,
) {
    // RFC 9110, 6.4.1: these have no body, whatever they declare.
    let bodiless = bodiless || matches!(response.status, 100..=199 | 204 | 304);
    if declared.content.media_types.is_empty() && declared.content.pointer.is_none() {
        if was_sent(&response.body, response.body_form) && !bodiless || !response.body.is_empty() {
            undeclared(Direction::Response, &declared.pointer, options, findings);
        }
        return;
    }
    if !bodiless && is_not_kept(response.body_form, true, &declared.pointer, findings) {
        return;
    }
    if response.body.is_empty() {
        if !bodiless && !allows_empty(&declared.content, &response.headers) {
            findings.violated(Part::Body, None, &declared.pointer, Wanted::Body(Direction::Response), Found::Nothing);
        }
        return;
    }
    let sent = (&*response.body, response.body_form);
    body(&declared.content, &declared.pointer, &response.headers, sent, options, findings);
}

/// Whether there was a body, known or not.
fn was_sent(bytes: &[u8], form: BodyForm) -> bool {
    !bytes.is_empty() || form == BodyForm::Omitted
}

/// Whether a body cannot be judged because it was not kept, which is then reported. HAR 1.2 writes neither "there was none"
/// nor "it is not here" into an entry: where it is not known which, only a required body makes a difference.
fn is_not_kept(form: BodyForm, required: bool, keyword: &Pointer, findings: &mut Findings<'_>) -> bool {
    let is_open = form == BodyForm::Omitted || form == BodyForm::Unknown && required;
    if is_open {
        findings.undecided(Part::Body, None, keyword, Reason::BodyNotKept);
    }
    is_open
}

fn undeclared(direction: Direction, keyword: &Pointer, options: &Options, findings: &mut Findings<'_>) {
    match options.strictness.bodies {
        true => drop(findings.violated(Part::Body, None, keyword, Wanted::NoBody(direction), "a body")),
        false => findings.undecided(Part::Body, None, keyword, Reason::UndeclaredBody),
    }
}

/// Whether an empty body may be of a declared media type; it is not valid JSON.
fn allows_empty(content: &Content, headers: &Headers<'_>) -> bool {
    match headers.first("content-type").and_then(media_type) {
        Some(sent) => !sent.is_json() && content.select(&sent).is_some(),
        None => content.media_types.iter().any(|declared| !declared.range.is_json()),
    }
}

static JSON: LazyLock<MediaRange> = LazyLock::new(MediaRange::json);

fn media_type(value: &[u8]) -> Option<MediaRange> {
    MediaRange::parse(std::str::from_utf8(value).ok()?)
}

fn body(
    content: &Content,
    pointer: &Pointer,
    headers: &Headers<'_>,
    (bytes, form): (&[u8], BodyForm),
    options: &Options,
    findings: &mut Findings<'_>,
) {
    let keyword = content.pointer.as_ref().unwrap_or(pointer);
    let wanted = || Wanted::MediaType(content.media_types.iter().map(|declared| declared.range.to_string()).collect());
    let Some(header) = headers.first("content-type") else {
        findings.violated(Part::MediaType, None, keyword, wanted(), Found::Nothing);
        return;
    };
    let parsed;
    let sent = match header {
        // The usual header is not parsed each time.
        b"application/json" => &*JSON,
        header => match media_type(header).filter(|sent| !sent.is_range()) {
            Some(sent) => {
                parsed = sent;
                &parsed
            }
            None => {
                findings.violated(Part::MediaType, None, keyword, wanted(), "a malformed media type");
                return;
            }
        },
    };
    let Some(declared) = content.select(sent) else {
        if content.media_types.is_empty() {
            return findings.undecided(Part::MediaType, None, keyword, Reason::UnusableContract);
        }
        findings.violated(Part::MediaType, None, keyword, wanted(), format!("`{}`", word(&sent.essence())));
        return;
    };
    let encoding = headers.all("content-encoding").map(String::from_utf8_lossy).collect::<Vec<_>>().join(", ");
    if form == BodyForm::Sent && !matches!(encoding.trim().to_ascii_lowercase().as_str(), "" | "identity") {
        return findings.undecided(Part::Body, None, &declared.pointer, Reason::ContentEncoding(word(&encoding)));
    }
    let charset = sent.parameter("charset").filter(|_| form != BodyForm::Text).unwrap_or("utf-8");
    if !["utf-8", "utf8", "us-ascii", "ascii"].iter().any(|known| charset.eq_ignore_ascii_case(known)) {
        return findings.undecided(Part::Body, None, &declared.pointer, Reason::Charset(word(charset)));
    }
    if sent.is_json() {
        json_text(declared.schema.as_ref(), &declared.pointer, bytes, options, findings);
    } else if sent.is_form() {
        form::check(declared, bytes, options, findings);
    } else if sent.is_multipart_form() {
        multipart::check(declared, sent, (bytes, form), options, findings);
    } else if sent.essence().starts_with("text/") {
        text_body(declared, bytes, findings);
    } else {
        other_body(declared, sent, findings);
    }
}

/// Checks JSON against `schema`; `declared` is where the contract requires JSON.
pub(super) fn json_text(
    schema: Option<&SchemaUse>,
    declared: &Pointer,
    bytes: &[u8],
    options: &Options,
    findings: &mut Findings<'_>,
) {
    let validator = schema.map(|schema| (schema, &findings.contract.compiled(schema).validator));
    // The fast path: a valid payload is not parsed into a value.
    if let Some((_, validator)) = validator
        && !options.strictness.properties
        && validator.accepts(bytes)
    {
        return;
    }
    let document = match json::Document::parse_within(bytes, &options.limits) {
        Ok(document) => document,
        Err(error) => {
            // The standard has no such limit: it is ours.
            if let Some(limit) = error.limit() {
                let exceeded = Exceeded::new(limit, &options.limits);
                return findings.undecided(Part::Body, None, declared, Reason::Limit(exceeded));
            }
            findings.violated(Part::Body, None, declared, Wanted::Json, format!("{error:#}"));
            findings.at(error.position());
            return;
        }
    };
    let Some((schema, validator)) = validator else { return };
    let most = options.max_violations.map_or(usize::MAX, |most| most.saturating_sub(findings.count()));
    let judgement = validator.judge_document_within(&document, Bounds { limits: &options.limits, most });
    if !judgement.holds() {
        locate(findings.judged(judgement, document.value(), Part::Body, None), bytes);
    }
    if options.strictness.properties {
        let shape = Shape::of(&validator.bundle().schema);
        locate(strict::properties(document.value(), &shape, schema.pointer(), findings), bytes);
    }
}

/// Plain text is checked as a string.
fn text_body(declared: &MediaType, bytes: &[u8], findings: &mut Findings<'_>) {
    let Some(schema) = &declared.schema else { return };
    let validator = &findings.contract.compiled(schema).validator;
    let Ok(text) = std::str::from_utf8(bytes) else {
        return findings.undecided(Part::Body, None, schema.pointer(), Reason::Charset("unknown".to_owned()));
    };
    // A number or a boolean is read as such where the schema declares it.
    let readings = super::style::read(text, Shape::of(&validator.bundle().schema).types());
    let mut judgements = readings.into_iter().map(|reading| {
        let judgement = validator.judge_exactly(&reading.value, &reading.inexact);
        (reading.value, judgement)
    });
    let Some((value, judgement)) = judgements.next() else { return };
    if !judgement.holds() && !judgements.any(|(_, judgement)| judgement.holds()) {
        findings.judged(judgement, &value, Part::Body, None);
    }
}

/// Bytes of a media type that is not parsed: valid only where the contract allows any bytes.
fn other_body(declared: &MediaType, sent: &MediaRange, findings: &mut Findings<'_>) {
    let Some(schema) = &declared.schema else { return };
    let any_bytes = schema.pointer().resolve(findings.contract.document()).is_some_and(|schema| {
        let says = |keyword: &str| schema.get(keyword).and_then(Value::as_str);
        let says_no_more = schema.as_object().is_some_and(|schema| {
            schema.keys().all(|keyword| matches!(keyword.as_str(), "type" | "format" | "description" | "title"))
        });
        says("type") == Some("string") && says("format") == Some("binary") && says_no_more
    });
    if !any_bytes {
        findings.undecided(Part::Body, None, schema.pointer(), Reason::MediaType(word(&sent.essence())));
    }
}
