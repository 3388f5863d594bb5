//! [`RequestBody`] and [`Response`]: what may be sent, by media type and by status.

use std::fmt;

use super::content::Content;
use super::parameter::Parameter;
use super::read::At;
use crate::pointer::Pointer;
use crate::schema::Direction;

/// A declared request body.
#[derive(Debug)]
#[non_exhaustive]
pub struct RequestBody {
    /// Whether it must be sent.
    pub required: bool,
    /// Its media types.
    pub content: Content,
    /// Where it is declared.
    pub pointer: Pointer,
}

/// A declared response.
#[derive(Debug)]
#[non_exhaustive]
pub struct Response {
    /// The statuses it is for.
    pub status: StatusPattern,
    /// The headers it declares.
    pub headers: Vec<Parameter>,
    /// Its media types; none when it declares no body.
    pub content: Content,
    /// Where it is declared, behind its references.
    pub pointer: Pointer,
}

/// A key of a `responses` map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
// Complete in OpenAPI 3.0 and 3.1.
pub enum StatusPattern {
    /// One status, such as `201`.
    Code(u16),
    /// A hundred of them, such as `4XX`; the first digit.
    Range(u16),
    /// Every other.
    Default,
}

impl StatusPattern {
    /// The pattern that `text` spells.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.as_bytes() {
            b"default" => Some(Self::Default),
            [first @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Self::Range(u16::from(first - b'0'))),
            [b'1'..=b'9', second, third] if second.is_ascii_digit() && third.is_ascii_digit() => {
                text.parse().ok().map(Self::Code)
            }
            _ => None,
        }
    }

    /// How well `status` fits, the code best (OpenAPI 3.0.3, 4.7.16); `None` when it does not.
    #[must_use]
    pub(crate) fn covers(self, status: u16) -> Option<u8> {
        match self {
            Self::Code(code) if code == status => Some(2),
            Self::Range(first) if first == status / 100 => Some(1),
            Self::Default => Some(0),
            Self::Code(_) | Self::Range(_) => None,
        }
    }
}

impl fmt::Display for StatusPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(first) => write!(f, "{first}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

impl RequestBody {
    pub(super) fn read(at: &At<'_, '_>) -> Self {
        Self {
            required: at.flag("required").unwrap_or(false),
            content: Content::read(at, Direction::Request),
            pointer: at.pointer.clone(),
        }
    }
}

impl Response {
    pub(super) fn read(at: &At<'_, '_>, status: StatusPattern) -> Self {
        Self {
            status,
            headers: Parameter::read_headers(at, Direction::Response),
            content: Content::read(at, Direction::Response),
            pointer: at.pointer.clone(),
        }
    }
}
