//! [`Part`]: the part of an exchange that a finding is about.

use std::fmt;

use crate::contract::Location;

/// A part of a request or a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Part {
    /// Method and path: which operation is called.
    Route,
    /// The credentials.
    Security,
    /// A parameter in the path.
    Path,
    /// A parameter in the query.
    Query,
    /// A header, of a request or a response.
    Header,
    /// A cookie.
    Cookie,
    /// The status of a response.
    Status,
    /// The media type of the body.
    MediaType,
    /// The body, or a payload on its own.
    Body,
}

impl Part {
    /// The stable name: `route`, `security`, `path`, `query`, `header`, `cookie`, `status`, `media-type`, `body`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::Security => "security",
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Status => "status",
            Self::MediaType => "media-type",
            Self::Body => "body",
        }
    }

    /// What it is called in a message; `name` is that of the parameter, header or form field.
    pub(super) fn describe(self, name: Option<&str>) -> String {
        match (self, name) {
            (Self::Route, _) => "request".to_owned(),
            (Self::Security, _) => "credentials".to_owned(),
            (Self::Status, _) => "status".to_owned(),
            (Self::MediaType, _) => "media type".to_owned(),
            (Self::Body, None) => "payload".to_owned(),
            (Self::Body, Some(name)) => format!("form field `{name}`"),
            (Self::Path, name) => format!("path parameter `{}`", name.unwrap_or_default()),
            (Self::Query, name) => format!("query parameter `{}`", name.unwrap_or_default()),
            (Self::Header, name) => format!("header `{}`", name.unwrap_or_default()),
            (Self::Cookie, name) => format!("cookie `{}`", name.unwrap_or_default()),
        }
    }
}

impl From<Location> for Part {
    fn from(location: Location) -> Self {
        match location {
            Location::Path => Self::Path,
            Location::Query => Self::Query,
            Location::Header => Self::Header,
            Location::Cookie => Self::Cookie,
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl serde::Serialize for Part {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
