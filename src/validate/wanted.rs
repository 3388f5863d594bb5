//! [`Wanted`]: what the contract wanted of an exchange, with its operands; every kind has a stable id.

use std::fmt;

use crate::schema::Expectation;

/// What was wanted. The text is the end of "wanted ...".
///
/// Operands come from the contract, never from what was sent, except names.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Wanted {
    /// What a keyword of a schema says.
    Keyword(Expectation),
    /// A path that the contract declares.
    DeclaredPath,
    /// A method that the path declares: one of these.
    DeclaredMethod(Vec<String>),
    /// A target such as `/orders?limit=1`.
    Target,
    /// Credentials, by one of these alternatives in words.
    Credentials(Vec<String>),
    /// A parameter or header that must be there.
    Present,
    /// One value, not several.
    Once,
    /// A value, not an empty text.
    NonEmpty,
    /// Percent-encoding that can be decoded.
    PercentEncoding,
    /// A text in the form that the parameter's style asks for, such as `;color=blue`.
    Form(String),
    /// A body.
    Body,
    /// No body.
    NoBody,
    /// One of these media types.
    MediaType(Vec<String>),
    /// A JSON text.
    Json,
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
            Self::Body => "missing-body",
            Self::NoBody => "undeclared-body",
            Self::MediaType(_) => "media-type",
            Self::Json => "json-syntax",
            Self::Status(_) => "undeclared-status",
            Self::DeclaredProperty => "undeclared-property",
            Self::Declared => "undeclared-parameter",
        }
    }

    /// The keyword's expectation, where a schema says so.
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
            Self::DeclaredPath => f.write_str("a path that the contract declares"),
            Self::DeclaredMethod(methods) => one_of(f, "the method", "one of the methods", methods),
            Self::Target => f.write_str("a path, with a query perhaps, or a URL"),
            Self::Credentials(alternatives) => one_of(f, "", "one of", alternatives),
            Self::Present => f.write_str("it to be there"),
            Self::Once => f.write_str("one value"),
            Self::NonEmpty => f.write_str("a value"),
            Self::PercentEncoding => f.write_str("`%` with two hexadecimal digits, spelling UTF-8"),
            Self::Form(form) => write!(f, "a text of the form `{form}`"),
            Self::Body => f.write_str("a body"),
            Self::NoBody => f.write_str("no body"),
            Self::MediaType(ranges) => one_of(f, "", "one of", ranges),
            Self::Json => f.write_str("a JSON text"),
            Self::Status(statuses) => one_of(f, "", "one of", statuses),
            Self::DeclaredProperty => f.write_str("declared properties only"),
            Self::Declared => f.write_str("only what is declared"),
        }
    }
}

fn one_of(f: &mut fmt::Formatter<'_>, one: &str, several: &str, names: &[String]) -> fmt::Result {
    let lead = if names.len() == 1 { one } else { several };
    let space = if lead.is_empty() { "" } else { " " };
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    write!(f, "{lead}{space}{}", names.join(", "))
}
