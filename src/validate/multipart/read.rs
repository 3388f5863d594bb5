//! [`Content`]: what one part holds, read by the types that its property may have.

use std::borrow::Cow;

use base64::Engine;
use serde_json::Value;

use super::parse::Part;
use crate::contract::MediaRange;
use crate::json::{self, SyntaxErrorKind};
use crate::limits::{Exceeded, Limits};
use crate::schema::{Shape, Types};
use crate::validate::found::word;
use crate::validate::style::{self, Reading, Readings};
use crate::validate::undecided::Reason;

/// A part, and what is known of its type.
pub(super) struct Content<'p> {
    part: &'p Part<'p>,
    sent: Option<MediaRange>,
    /// Whether it is JSON by its own type, or by what is declared where it has none.
    is_json: bool,
    charset: Option<&'p str>,
    limits: &'p Limits,
}

/// Why a part cannot be read.
pub(super) enum Unread {
    /// It should be JSON and is not.
    Json(String),
    Undecided(Reason),
}

impl<'p> Content<'p> {
    /// `ranges` are the media types that are declared for it, `charset` the character set of the whole form.
    pub(super) fn new(part: &'p Part<'p>, ranges: &[MediaRange], charset: Option<&'p str>, limits: &'p Limits) -> Self {
        let sent = part.header("content-type").and_then(MediaRange::parse);
        let is_json = match &sent {
            Some(sent) => sent.is_json(),
            None => ranges.iter().any(MediaRange::is_json),
        };
        Self { part, sent, is_json, charset, limits }
    }

    /// The values that it may mean, the likeliest first.
    pub(super) fn read(&self, shape: &Shape<'_>) -> Result<Readings, Unread> {
        let types = shape.types();
        let bytes = self.bytes(shape)?;
        if shape.is_binary() {
            // A file may be large: it is copied only where something depends on its bytes.
            return Ok(vec![if shape.counts_characters() { octets(&bytes) } else { string(String::new()) }]);
        }
        if self.is_json {
            let mut readings = vec![self.json(&bytes)?];
            if types != Types::ALL && types.has(Types::STRING) {
                readings.extend(self.text(&bytes).map(string));
            }
            return Ok(readings);
        }
        if types == Types::OBJECT || types == Types::ARRAY {
            return match &self.sent {
                Some(sent) if !(sent.essence().starts_with("text/") || is_untyped(sent)) => {
                    Err(Unread::Undecided(Reason::MediaType(word(&sent.essence()))))
                }
                _ => self.json(&bytes).map(|reading| vec![reading]),
            };
        }
        let Some(text) = self.text(&bytes) else {
            if self.part.is_file || self.sent.as_ref().is_some_and(|sent| !sent.essence().starts_with("text/")) {
                return Ok(vec![octets(&bytes)]);
            }
            let charset = self.charset().unwrap_or("unknown");
            let charset = if is_utf8(charset) { "unknown" } else { charset };
            return Err(Unread::Undecided(Reason::Charset(word(charset))));
        };
        let mut readings = style::read(&text, if types == Types::ALL { Types::STRING } else { types });
        if types != Types::ALL && types.has(Types::OBJECT) {
            readings.extend(self.json(&bytes));
        }
        if readings.is_empty() {
            readings.push(string(text));
        }
        Ok(readings)
    }

    /// The whole array, where a part has it as JSON.
    pub(super) fn whole(&self, types: Types) -> Readings {
        if !self.is_json || !types.has(Types::ARRAY) {
            return Vec::new();
        }
        self.json(self.part.body).into_iter().filter(|reading| reading.value.is_array()).collect()
    }

    fn json(&self, bytes: &[u8]) -> Result<Reading, Unread> {
        json::Document::parse_within(bytes, self.limits).map(Reading::of_document).map_err(|error| {
            let limit = match error.kind() {
                SyntaxErrorKind::TooDeep { .. } => "nesting",
                SyntaxErrorKind::TooManyValues { .. } => "values",
                _ => return Unread::Json(format!("{error:#}")),
            };
            Unread::Undecided(Reason::Limit(Exceeded::new(limit, self.limits)))
        })
    }

    /// The bytes, decoded (RFC 7578, 4.7: old clients encode them).
    fn bytes(&self, shape: &Shape<'_>) -> Result<Cow<'p, [u8]>, Unread> {
        let coding = self.part.header("content-transfer-encoding").unwrap_or_default().trim().to_ascii_lowercase();
        match coding.as_str() {
            "" | "7bit" | "8bit" | "binary" => Ok(Cow::Borrowed(self.part.body)),
            "base64" => {
                let text: Vec<u8> = self.part.body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
                let decoded = base64::engine::general_purpose::STANDARD.decode(text);
                decoded.map(Cow::Owned).map_err(|_| Unread::Undecided(Reason::ContentEncoding(coding)))
            }
            // Of a file nothing but its being there matters, unless its size does.
            NOT_KEPT if shape.is_binary() && !shape.counts_characters() => Ok(Cow::Borrowed(&[])),
            NOT_KEPT => Err(Unread::Undecided(Reason::BodyNotKept)),
            other => Err(Unread::Undecided(Reason::ContentEncoding(word(other)))),
        }
    }

    fn charset(&self) -> Option<&str> {
        self.sent.as_ref().and_then(|sent| sent.parameter("charset")).or(self.charset)
    }

    /// The text, if its character set is one that is read.
    fn text(&self, bytes: &[u8]) -> Option<String> {
        let charset = self.charset().unwrap_or("utf-8");
        if is_utf8(charset) {
            return std::str::from_utf8(bytes).ok().map(str::to_owned);
        }
        let is_latin = ["iso-8859-1", "latin1"].iter().any(|known| charset.eq_ignore_ascii_case(known));
        is_latin.then(|| bytes.iter().copied().map(char::from).collect())
    }
}

/// What a capture that lists the parts of a form writes for a file whose content it does not have.
pub(in crate::validate) const NOT_KEPT: &str = "x-not-kept";

fn is_utf8(charset: &str) -> bool {
    ["utf-8", "utf8", "us-ascii", "ascii"].iter().any(|known| charset.eq_ignore_ascii_case(known))
}

fn is_untyped(sent: &MediaRange) -> bool {
    sent.essence() == "application/octet-stream"
}

fn string(text: String) -> Reading {
    Reading { value: Value::String(text), inexact: Vec::new() }
}

/// A string with a character for each byte: what counts characters then counts bytes.
fn octets(bytes: &[u8]) -> Reading {
    string(bytes.iter().copied().map(char::from).collect())
}
