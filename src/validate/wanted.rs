//! [`Wanted`]: what the contract requires of an exchange, with its operands; every kind has a stable id.
//!
//! How a violation reads as a whole is decided in `sentence`.

use std::fmt;
use std::sync::Arc;

use crate::schema::{Direction, Expectation};

/// What the contract requires. The text is a noun phrase that completes "wanted ...".
///
/// Operands come from the contract, never from what was sent, except names.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Wanted {
    /// What a keyword of a schema requires.
    Keyword(Arc<Expectation>),
    /// A path that the contract declares.
    DeclaredPath,
    /// One of these methods, which the path declares.
    DeclaredMethod(Vec<String>),
    /// A target such as `/orders?limit=1`.
    Target,
    /// Credentials in one of these forms.
    Credentials(Vec<String>),
    /// A required parameter or header.
    Present,
    /// One value, not several.
    Once,
    /// A value that is not empty.
    NonEmpty,
    /// Valid percent-encoding.
    PercentEncoding,
    /// The form that the parameter's style requires, such as `;color=blue`.
    Form(String),
    /// A body of the request or the response.
    Body(Direction),
    /// No body of the request or the response; strict mode only.
    NoBody(Direction),
    /// One of these media types.
    MediaType(Vec<String>),
    /// Valid JSON.
    Json,
    /// The parts of a body of the type `multipart/form-data`.
    Multipart,
    /// Bytes of this content encoding.
    Encoding(String),
    /// One of these statuses.
    Status(Vec<String>),
    /// A declared property; strict mode only.
    DeclaredProperty,
    /// A declared parameter or header; strict mode only.
    Declared,
}

impl Wanted {
    /// The stable id of the rule, such as `max-length` or `missing-body`.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Keyword(expectation) => expectation.id(),
            Self::DeclaredPath => "unknown-path",
            Self::DeclaredMethod(_) => "unknown-method",
            Self::Target => "malformed-target",
            Self::Credentials(_) => "missing-credentials",
            Self::Present => "missing-parameter",
            Self::Once => "repeated-parameter",
            Self::NonEmpty => "empty-parameter",
            Self::PercentEncoding => "percent-encoding",
            Self::Form(_) => "parameter-style",
            Self::Body(_) => "missing-body",
            Self::NoBody(_) => "undeclared-body",
            Self::MediaType(_) => "media-type",
            Self::Json => "json-syntax",
            Self::Multipart => "multipart-syntax",
            Self::Encoding(_) => "content-encoding",
            Self::Status(_) => "undeclared-status",
            Self::DeclaredProperty => "undeclared-property",
            Self::Declared => "undeclared-parameter",
        }
    }

    /// What the keyword requires, for a violation of a schema.
    #[must_use]
    pub fn expectation(&self) -> Option<&Expectation> {
        match self {
            Self::Keyword(expectation) => Some(expectation),
            _ => None,
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyword(expectation) => write!(f, "{expectation}"),
            Self::DeclaredPath => f.write_str("a declared path"),
            Self::DeclaredMethod(methods) => one_of(f, "the method", "one of the methods", methods),
            Self::Target => f.write_str("a path such as `/orders?limit=1`, or a URL"),
            Self::Credentials(alternatives) => one_of(f, "", "one of", alternatives),
            Self::Present => f.write_str("it to be present"),
            Self::Once => f.write_str("a single value"),
            Self::NonEmpty => f.write_str("a non-empty value"),
            Self::PercentEncoding => f.write_str("UTF-8 with `%` followed by two hexadecimal digits"),
            Self::Form(form) => write!(f, "the form `{form}`"),
            Self::Body(direction) => write!(f, "a {} body", word(*direction)),
            Self::NoBody(direction) => write!(f, "no {} body", word(*direction)),
            Self::MediaType(ranges) => one_of(f, "", "one of", ranges),
            Self::Json => f.write_str("valid JSON"),
            Self::Multipart => f.write_str("valid `multipart/form-data`"),
            Self::Encoding(name) => write!(f, "bytes of the content encoding `{name}`"),
            Self::Status(statuses) => one_of(f, "", "one of", statuses),
            Self::DeclaredProperty => f.write_str("declared properties only"),
            Self::Declared => f.write_str("declared parameters and headers only"),
        }
    }
}

/// `request` or `response`; only these have bodies.
pub(super) fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Response => "response",
        Direction::Request | Direction::Neutral => "request",
    }
}

fn one_of(f: &mut fmt::Formatter<'_>, one: &str, several: &str, names: &[String]) -> fmt::Result {
    let lead = if names.len() == 1 { one } else { several };
    let space = if lead.is_empty() { "" } else { " " };
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    write!(f, "{lead}{space}{}", names.join(", "))
}
