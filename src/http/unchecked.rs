//! [`Unchecked`]: a request that was refused for something that is not in the contract. [`Cause`]: what that is.

use std::fmt;

use ::http::StatusCode;

use super::authorize::Denied;
use crate::contract::Called;
use crate::validate::Part;

/// A request that was refused without being checked: there is no report on it, and it is neither valid nor invalid.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Unchecked<'a> {
    /// The operation that it called.
    pub operation: &'a Called,
    /// Why it was refused.
    pub cause: Cause,
}

/// Why a request is refused without being checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// [`Authorize`](super::Authorize) does not accept its credentials.
    Denied(Denied),
    /// Its client accepts no declared response; see [`ContractLayer::check_accept`](super::ContractLayer::check_accept).
    NotAcceptable,
}

impl Cause {
    /// The stable name, with which the type of the problem ends that the client gets: `invalid-credentials`, `forbidden`,
    /// `not-acceptable`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Denied(Denied::Unauthorized) => "invalid-credentials",
            Self::Denied(Denied::Forbidden) => "forbidden",
            Self::NotAcceptable => "not-acceptable",
        }
    }

    /// The status that the client gets: 401, 403 or 406.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Denied(Denied::Unauthorized) => StatusCode::UNAUTHORIZED,
            Self::Denied(Denied::Forbidden) => StatusCode::FORBIDDEN,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
        }
    }

    /// The part of the request that it is about.
    pub(super) fn part(self) -> Part {
        match self {
            Self::Denied(_) => Part::Security,
            Self::NotAcceptable => Part::Header,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Denied(Denied::Unauthorized) => "the credentials are not valid",
            Self::Denied(Denied::Forbidden) => "the credentials do not allow this operation",
            Self::NotAcceptable => "the contract declares no response of a media type that the client accepts",
        })
    }
}
