//! Bodies: selects the media type, reads the bytes accordingly and checks the value against the schema.

use std::sync::LazyLock;

use ::http::header::CONTENT_TYPE;

use super::findings::{self, Findings};
use super::form;
use super::found::{Found, word};
use super::headers::Headers;
use super::message::BodyForm;
use super::multipart;
use super::options::Options;
use super::packed::{self, NotDecoded};
use super::part::Part;
use super::report::locate;
use super::strict;
use super::undecided::{NotRead, Reason};
use super::wanted::Wanted;
use crate::contract::{self, Content, Contract, Endpoint, MediaRange, MediaType, RequestBody, SchemaUse};
use crate::json;
use crate::limits::Exceeded;
use crate::pointer::Pointer;
use crate::schema::{Bounds, Direction, Shape};
use crate::tree::Tree;

/// What the contract declares for a body.
#[derive(Clone, Copy)]
pub(super) struct Declared<'c> {
    pub(super) direction: Direction,
    pub(super) content: &'c Content,
    /// Where the body is declared.
    pub(super) pointer: &'c Pointer,
    pub(super) required: bool,
}

/// What the headers say of a body.
#[derive(Debug, Clone)]
pub(super) struct Announced {
    media: Media,
    /// The content encoding, unless it is `identity`.
    encoding: Option<Box<str>>,
    /// Whether no bytes at all may be of a declared media type.
    may_be_empty: bool,
}

/// The declared media type that a body has.
#[derive(Debug, Clone)]
enum Media {
    Missing,
    Malformed,
    Undeclared(Box<str>),
    /// None is declared that could be read.
    Unusable,
    /// Its number, and what was sent unless that is just `application/json`.
    Declared(usize, Option<Box<MediaRange>>),
}

/// The declared body of requests, if there is one that can be read.
pub(super) fn of_request(endpoint: &Endpoint) -> Option<Declared<'_>> {
    let body = endpoint.request_body.as_ref()?;
    let RequestBody { required, content, pointer } = body;
    Some(Declared { direction: Direction::Request, content, pointer, required: *required })
}

/// The declared body of a response, if there is one.
pub(super) fn of_response(response: &contract::Response) -> Option<Declared<'_>> {
    let contract::Response { content, pointer, .. } = response;
    let is_declared = !content.media_types.is_empty() || content.pointer.is_some();
    is_declared.then_some(Declared { direction: Direction::Response, content, pointer, required: true })
}

impl Announced {
    pub(super) fn read(content: &Content, headers: &Headers<'_>) -> Self {
        let header = headers.of(CONTENT_TYPE).next();
        let media = match header {
            None => Media::Missing,
            Some(header) => Media::read(content, header),
        };
        let may_be_empty = match &media {
            Media::Declared(_, sent) => sent.as_ref().is_some_and(|sent| !sent.is_json()),
            Media::Missing | Media::Malformed if header.and_then(media_type).is_none() => {
                content.media_types.iter().any(|declared| !declared.range.is_json())
            }
            _ => false,
        };
        Self { media, encoding: packed::encoding(headers).map(Into::into), may_be_empty }
    }

    /// Whether the bytes of a body are to be read, if one was sent. A stream of events has no end to wait for.
    pub(super) fn reads(&self, declared: &Declared<'_>) -> bool {
        if self.encoding.is_none() && self.usual(declared).is_some() {
            return true;
        }
        self.needs_bytes(declared) && !self.declared(declared).is_some_and(|(_, sent)| sent.is_event_stream())
    }

    /// Whether a pass over the bytes of a body that was sent shows that they are valid.
    #[cfg(feature = "tower")]
    pub(super) fn holds(&self, declared: &Declared<'_>, bytes: &[u8], options: &Options, contract: &Contract) -> bool {
        // An empty body may be none at all.
        if self.encoding.is_some() || bytes.is_empty() {
            return false;
        }
        let media_type = self.usual(declared);
        let schema = media_type.and_then(|media_type| media_type.schema.as_ref());
        schema.is_some_and(|schema| holds(schema, bytes, options, contract))
    }

    /// The declared media type, if it is just `application/json`.
    fn usual<'c>(&self, declared: &Declared<'c>) -> Option<&'c MediaType> {
        match self.media {
            Media::Declared(number, None) => declared.content.media_types.get(number),
            _ => None,
        }
    }

    /// Whether the verdict depends on the bytes.
    fn needs_bytes(&self, declared: &Declared<'_>) -> bool {
        let Some((declared, sent)) = self.declared(declared) else { return false };
        if self.encoding.as_deref().is_some_and(|encoding| !packed::knows(encoding)) || unknown_charset(sent).is_some()
        {
            return false;
        }
        sent.is_json() || sent.is_multipart_form() || declared.schema.is_some() && (sent.is_text() || sent.is_form())
    }

    /// Whether nothing else can be said of a body that was not kept. Without a media type it is not known what else was not kept.
    fn depends_on_bytes(&self, declared: &Declared<'_>) -> bool {
        match self.media {
            Media::Undeclared(_) | Media::Malformed => false,
            Media::Declared(..) => {
                let is_unknown = |encoding: &str| !packed::knows(encoding);
                self.needs_bytes(declared) || self.encoding.as_deref().is_some_and(is_unknown)
            }
            Media::Missing | Media::Unusable => true,
        }
    }

    fn declared<'s>(&'s self, declared: &Declared<'s>) -> Option<(&'s MediaType, &'s MediaRange)> {
        match &self.media {
            Media::Declared(number, sent) => {
                Some((declared.content.media_types.get(*number)?, sent.as_deref().unwrap_or(&JSON)))
            }
            _ => None,
        }
    }
}

impl Media {
    fn read(content: &Content, header: &[u8]) -> Self {
        // The usual header is neither parsed nor searched for each time.
        let (sent, number) = match header {
            b"application/json" => (None, content.json()),
            header => match media_type(header).filter(|sent| !sent.is_range()) {
                Some(sent) => {
                    let number = content.position(&sent);
                    (Some(sent), number)
                }
                None => return Self::Malformed,
            },
        };
        match number {
            Some(number) => Self::Declared(number, sent.map(Box::new)),
            None if content.media_types.is_empty() => Self::Unusable,
            None => Self::Undeclared(word(&sent.as_ref().unwrap_or(&JSON).essence()).into()),
        }
    }
}

/// Checks the body of a message with such headers; a `bodiless` message has none whatever it declares.
pub(super) fn check(
    declared: &Declared<'_>,
    announced: &Announced,
    bodiless: bool,
    sent: (&[u8], BodyForm),
    options: &Options,
    findings: &mut Findings<'_>,
) {
    let Declared { direction, pointer, required, .. } = *declared;
    let (bytes, form) = sent;
    if !bodiless && form == BodyForm::Omitted && !announced.depends_on_bytes(declared) {
        return body(declared, announced, (&[], BodyForm::Sent), options, findings);
    }
    if !bodiless && is_not_kept(form, required, pointer, findings) {
        return;
    }
    if bytes.is_empty() {
        // An empty text may be what is declared; whether it is valid is checked for requests, where it may also be missing.
        let may_be_empty = announced.may_be_empty;
        match direction {
            _ if bodiless || !required => return,
            Direction::Response if may_be_empty => return,
            _ if may_be_empty => {}
            direction => {
                findings.violated(Part::Body, None, pointer, Wanted::Body(direction), Found::Nothing);
                return;
            }
        }
    }
    body(declared, announced, sent, options, findings);
}

/// Reports what is known of a body without its bytes, which were not read for `reason`.
pub(super) fn check_unread(
    declared: &Declared<'_>,
    announced: &Announced,
    reason: Reason,
    options: &Options,
    findings: &mut Findings<'_>,
) {
    match announced.declared(declared).filter(|_| announced.needs_bytes(declared)) {
        Some((media_type, _)) => findings.undecided(Part::Body, None, &media_type.pointer, reason),
        // The verdict does not depend on them.
        None => body(declared, announced, (&[], BodyForm::Sent), options, findings),
    }
}

/// Reports a body that is sent where none is declared at `keyword`.
pub(super) fn check_undeclared(
    direction: Direction,
    keyword: &Pointer,
    (bytes, form): (&[u8], BodyForm),
    bodiless: bool,
    options: &Options,
    findings: &mut Findings<'_>,
) {
    if was_sent(bytes, form) && !bodiless || !bytes.is_empty() {
        undeclared(direction, keyword, options, findings);
    }
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

static JSON: LazyLock<MediaRange> = LazyLock::new(MediaRange::json);

fn media_type(value: &[u8]) -> Option<MediaRange> {
    MediaRange::parse(std::str::from_utf8(value).ok()?)
}

/// The character set, if it is named and none that can be read.
fn unknown_charset(sent: &MediaRange) -> Option<&str> {
    let is_known =
        |charset: &&str| ["utf-8", "utf8", "us-ascii", "ascii"].iter().any(|known| charset.eq_ignore_ascii_case(known));
    sent.parameter("charset").filter(|charset| !is_known(charset))
}

fn body(
    declared: &Declared<'_>,
    announced: &Announced,
    (bytes, form): (&[u8], BodyForm),
    options: &Options,
    findings: &mut Findings<'_>,
) {
    let needs_bytes = announced.needs_bytes(declared);
    let Declared { content, pointer, .. } = *declared;
    let keyword = content.pointer.as_ref().unwrap_or(pointer);
    let mut wrong = |found: Found| {
        let ranges = content.media_types.iter().map(|declared| declared.range.to_string()).collect();
        findings.violated(Part::MediaType, None, keyword, Wanted::MediaType(ranges), found);
    };
    match &announced.media {
        Media::Missing => return wrong(Found::Nothing),
        Media::Malformed => return wrong("a malformed media type".into()),
        Media::Undeclared(essence) => return wrong(format!("`{essence}`").into()),
        Media::Unusable => return findings.undecided(Part::MediaType, None, keyword, Reason::UnusableContract),
        Media::Declared(..) => {}
    }
    let Some((declared, sent)) = announced.declared(declared) else { return };
    let encoding = announced.encoding.as_deref().filter(|_| form == BodyForm::Sent);
    if let Some(encoding) = encoding.filter(|encoding| !packed::knows(encoding)) {
        return findings.undecided(Part::Body, None, &declared.pointer, Reason::ContentEncoding(word(encoding)));
    }
    if form != BodyForm::Text
        && let Some(charset) = unknown_charset(sent)
    {
        return findings.undecided(Part::Body, None, &declared.pointer, Reason::Charset(word(charset)));
    }
    let unpacked;
    let (bytes, form) = match encoding {
        // An empty body is empty in any encoding.
        Some(encoding) if needs_bytes && !bytes.is_empty() => {
            match packed::decoded(encoding, bytes, findings.unpacked_bytes) {
                Ok(decoded) => unpacked = decoded,
                Err(NotDecoded::TooLong) => {
                    let most = u64::try_from(findings.unpacked_bytes).unwrap_or(u64::MAX);
                    let reason = Reason::BodyNotRead(NotRead::TooLong(most));
                    return findings.undecided(Part::Body, None, &declared.pointer, reason);
                }
                Err(NotDecoded::Malformed) => {
                    let wanted = Wanted::Encoding(word(encoding));
                    findings.violated(Part::Body, None, &declared.pointer, wanted, "something else");
                    return;
                }
            }
            (unpacked.as_slice(), BodyForm::Decoded)
        }
        _ => (bytes, form),
    };
    if sent.is_json() {
        json_text(declared.schema.as_ref(), &declared.pointer, bytes, options, findings);
    } else if sent.is_form() {
        form::check(declared, bytes, options, findings);
    } else if sent.is_multipart_form() {
        multipart::check(declared, sent, (bytes, form), options, findings);
    } else if sent.is_text() {
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
    if !schema.is_some_and(|schema| holds(schema, bytes, options, findings.contract)) {
        json_in_doubt(schema, declared, bytes, options, findings);
    }
}

/// The fast path: a valid payload is not parsed into a value. Whether a pass over `bytes` shows that they are valid.
pub(super) fn holds(schema: &SchemaUse, bytes: &[u8], options: &Options, contract: &Contract) -> bool {
    options.passes_over_bytes() && findings::validator(contract, schema, options.read_only_allowed).accepts(bytes)
}

/// The same as [`json_text`] where the fast path does not know.
pub(super) fn json_in_doubt(
    schema: Option<&SchemaUse>,
    declared: &Pointer,
    bytes: &[u8],
    options: &Options,
    findings: &mut Findings<'_>,
) {
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
    let Some(schema) = schema else { return };
    let most = options.max_violations.map_or(usize::MAX, |most| most.saturating_sub(findings.count()));
    // Nearly all that the pass leaves open is invalid; strict mode does not ask it.
    let is_doubtful = !options.strictness.properties;
    let judgement = findings.judgement(schema, &document, Bounds { limits: &options.limits, most, is_doubtful });
    if !judgement.holds() {
        locate(findings.judged(judgement, document.value(), Part::Body, None), bytes);
    }
    if options.strictness.properties {
        let validator = findings.validator(schema);
        let shape = Shape::of(&validator.bundled().schema);
        locate(strict::properties(document.value(), &shape, schema.pointer(), findings), bytes);
    }
}

/// Plain text is checked as a string.
fn text_body(declared: &MediaType, bytes: &[u8], findings: &mut Findings<'_>) {
    let Some(schema) = &declared.schema else { return };
    let validator = findings.validator(schema);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return findings.undecided(Part::Body, None, schema.pointer(), Reason::Charset("unknown".to_owned()));
    };
    // A number or a boolean is read as such where the schema declares it.
    let readings = super::style::read(text, Shape::of(&validator.bundled().schema).types());
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
    let any_bytes = schema.pointer().find(findings.contract.tree()).is_some_and(|schema| {
        let says = |keyword: &str| schema.get(keyword).and_then(Tree::as_str);
        let says_no_more = schema.as_object().is_some_and(|schema| {
            schema.keys().all(|keyword| matches!(keyword.as_str(), "type" | "format" | "description" | "title"))
        });
        says("type") == Some("string") && says("format") == Some("binary") && says_no_more
    });
    if !any_bytes {
        findings.undecided(Part::Body, None, schema.pointer(), Reason::MediaType(word(&sent.essence())));
    }
}
