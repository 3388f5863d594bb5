//! [`Parameter`]: a path, query, header or cookie parameter, or a response header, and how its text is written.

use super::content::{Content, MediaType};
use super::read::At;
use super::schema_use::SchemaUse;
use super::style::{Location, Style};
use crate::pointer::Pointer;
use crate::schema::Direction;
use crate::schema::objects::{Object, Role};

/// A declared parameter or response header.
#[derive(Debug)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name as the document spells it.
    pub name: String,
    /// Where it is sent; [`Location::Header`] for a response header.
    pub location: Location,
    /// Whether it must be sent.
    pub required: bool,
    /// Whether a query parameter may be sent without a value.
    pub allow_empty_value: bool,
    /// Whether its query text may hold reserved characters unescaped.
    pub allow_reserved: bool,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// How its value is written; `None` when the declaration is invalid or unsupported.
    pub form: Option<Form>,
    /// Where it is declared in the document.
    pub pointer: Pointer,
}

/// How the text of a parameter becomes a value.
#[derive(Debug)]
// Complete: a parameter has either a `schema` or a `content` (OpenAPI 3.0.3, 4.7.12).
pub enum Form {
    /// By style.
    Styled {
        /// The style.
        style: Style,
        /// Whether each item or property is a pair of its own.
        explode: bool,
        /// What the value must hold; `None` accepts everything.
        schema: Option<SchemaUse>,
    },
    /// As a text of a media type.
    Content(Box<MediaType>),
}

impl Parameter {
    /// The Parameter Object at `at`; `None`, and a problem, when it has no name or location.
    pub(super) fn read(at: &At<'_, '_>) -> Option<Self> {
        let Some(name) = at.text("name") else {
            at.problem("missing field `name`");
            return None;
        };
        let location = match at.text("in") {
            Some("path") => Location::Path,
            Some("query") => Location::Query,
            Some("header") => Location::Header,
            Some("cookie") => Location::Cookie,
            _ => {
                at.problem("missing or unknown `in`: expected `path`, `query`, `header` or `cookie`");
                return None;
            }
        };
        Some(Self::declared(at, name, location, Direction::Request))
    }

    /// The Header Object at `at`, which may be sent as `name`.
    fn read_header(at: &At<'_, '_>, name: &str, direction: Direction) -> Self {
        Self::declared(at, name, Location::Header, direction)
    }

    /// The `headers` of `at`, but for `Content-Type`, which the media type determines (OpenAPI 3.0.3, 4.7.15 and 4.7.17).
    pub(super) fn read_headers(at: &At<'_, '_>, direction: Direction) -> Vec<Self> {
        let header = |(name, at): (&str, At<'_, '_>)| {
            let declared = !name.eq_ignore_ascii_case("content-type");
            let at = at.follow().filter(|_| declared)?;
            Some(Self::read_header(&at, name, direction))
        };
        at.members("headers", Role::Map(Object::Parameter)).into_iter().filter_map(header).collect()
    }

    fn declared(at: &At<'_, '_>, name: &str, location: Location, direction: Direction) -> Self {
        let required = at.flag("required").unwrap_or(false);
        if location == Location::Path && !required {
            at.problem("a path parameter needs `required: true`");
        }
        let style = at.raw("style").map_or(Some(location.default_style()), |style| {
            let known = style.value.as_str().and_then(Style::of_name).filter(|known| location.allows(*known));
            if known.is_none() {
                style.wanted(&format!("a style for {} parameters", location.name()));
            }
            known
        });
        Self {
            name: name.to_owned(),
            location,
            required: required || location == Location::Path,
            allow_empty_value: at.flag("allowEmptyValue").unwrap_or(false),
            allow_reserved: at.flag("allowReserved").unwrap_or(false),
            deprecated: at.flag("deprecated").unwrap_or(false),
            form: form(at, style, direction),
            pointer: at.pointer.clone(),
        }
    }

    /// The schema of its value, if it has one.
    #[must_use]
    pub fn schema(&self) -> Option<&SchemaUse> {
        match self.form.as_ref()? {
            Form::Styled { schema, .. } => schema.as_ref(),
            Form::Content(media_type) => media_type.schema.as_ref(),
        }
    }

    /// What no other parameter has; header names are case-insensitive.
    pub(crate) fn identity(&self) -> (Location, String) {
        let name = match self.location {
            Location::Header => self.name.to_ascii_lowercase(),
            _ => self.name.clone(),
        };
        (self.location, name)
    }

    /// Whether `other` is the same parameter.
    #[cfg(feature = "diff")]
    #[must_use]
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

fn form(at: &At<'_, '_>, style: Option<Style>, direction: Direction) -> Option<Form> {
    if at.value.get("content").is_some() {
        let mut content = Content::read(at, direction).media_types;
        if content.len() != 1 {
            at.raw("content")?.problem(format!("wanted one media type, found {}", content.len()));
        }
        return (!content.is_empty()).then(|| Form::Content(Box::new(content.remove(0))));
    }
    let style = style?;
    if at.value.get("schema").is_none() {
        at.problem("missing `schema` or `content`");
    }
    // OpenAPI 3.0.3, 4.7.12.2: the default of `explode`.
    let explode = at.flag("explode").unwrap_or(style == Style::Form);
    Some(Form::Styled { style, explode, schema: SchemaUse::read(at, "schema", direction) })
}
