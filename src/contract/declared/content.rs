//! [`Content`]: the media types of a body or parameter, and what each holds.

use super::media_range::MediaRange;
use super::parameter::Parameter;
use super::read::At;
use super::schema_use::SchemaUse;
use super::style::Style;
use crate::pointer::Pointer;
use crate::schema::Direction;
use crate::schema::objects::{Object, Role};

/// The media types of a body.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Content {
    /// In the order of the document.
    pub media_types: Vec<MediaType>,
    /// The location of the `content` map; `None` when there is none.
    pub pointer: Option<Pointer>,
    /// The number of the media type that fits `application/json` best, which nearly every message asks for.
    json: Option<usize>,
}

/// A media type, or range of them, and what its bodies hold.
#[derive(Debug)]
#[non_exhaustive]
pub struct MediaType {
    /// The key in the document.
    pub range: MediaRange,
    /// The schema; `None` accepts everything.
    pub schema: Option<SchemaUse>,
    /// How the properties of a form are written, by name.
    pub encoding: Vec<(String, Encoding)>,
    /// Where it is declared.
    pub pointer: Pointer,
}

/// How one property of a form is written (OpenAPI 3.0.3, 4.7.15).
#[derive(Debug)]
#[non_exhaustive]
pub struct Encoding {
    /// The media type of its value, if the document declares one.
    pub content_type: Option<String>,
    /// The style.
    pub style: Style,
    /// Whether each item or property is a pair of its own.
    pub explode: bool,
    /// The headers of its parts, besides `Content-Type`; of `multipart` bodies only.
    pub headers: Vec<Parameter>,
}

impl Content {
    /// The `content` map of `at`.
    pub(super) fn read(at: &At<'_, '_>, direction: Direction) -> Self {
        let media_type = |(key, at): (&str, At<'_, '_>)| {
            let at = at.follow()?;
            let Some(range) = MediaRange::parse(key) else {
                at.problem(format!("wanted a media type such as `application/json`, found `{key}`"));
                return None;
            };
            if !at.value.is_object() {
                at.wanted("an object");
            }
            let encoding = at.members("encoding", Role::Map(Object::Encoding)).into_iter();
            let encoding = encoding.map(|(name, at)| (name.to_owned(), Encoding::read(&at, direction))).collect();
            let schema = SchemaUse::read(&at, "schema", direction);
            Some(MediaType { range, schema, encoding, pointer: at.pointer })
        };
        let mut media_types: Vec<MediaType> =
            at.members("content", Role::Map(Object::MediaType)).into_iter().filter_map(media_type).collect();
        // Nearly every content has one, which is kept as long as the contract, and a vector begins with room for four.
        media_types.shrink_to_fit();
        let pointer = at.get("content").map(|content| content.pointer);
        let mut content = Self { media_types, pointer, json: None };
        content.json = content.position(&MediaRange::json());
        content
    }

    /// The media type that fits `sent` best.
    #[must_use]
    pub fn select(&self, sent: &MediaRange) -> Option<&MediaType> {
        self.media_types.get(self.position(sent)?)
    }

    /// The number of the one that fits `application/json` best.
    pub(crate) fn json(&self) -> Option<usize> {
        self.json
    }

    /// Its number.
    pub(crate) fn position(&self, sent: &MediaRange) -> Option<usize> {
        let media_types = self.media_types.iter().enumerate();
        let fitting = media_types.filter_map(|(number, known)| Some((known.range.covers(sent)?, number)));
        // Of several that fit equally well the first, as the document orders them.
        fitting.rev().max_by_key(|(nearness, _)| *nearness).map(|(_, number)| number)
    }
}

impl Encoding {
    fn read(at: &At<'_, '_>, direction: Direction) -> Self {
        let style = at.text("style").and_then(Style::of_name).unwrap_or(Style::Form);
        Self {
            content_type: at.text("contentType").map(str::to_owned),
            style,
            explode: at.flag("explode").unwrap_or(style == Style::Form),
            headers: Parameter::read_headers(at, direction),
        }
    }
}
