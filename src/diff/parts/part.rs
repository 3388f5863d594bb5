//! [`Message`] and [`Part`]: where in an exchange a value is.

use super::media::Media;
use crate::contract::{Location, Style};
use crate::diff::rule::MessageDirection;
use crate::diff::schemas::Encoding;
use crate::schema::Direction;

/// Which message of an exchange it is: who sends it, and what it is, are two things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::diff) enum Message {
    /// A client calls an operation.
    Request,
    /// The server answers.
    Response,
    /// The server calls back: a request that the server sends.
    Callback,
    /// The client answers that.
    CallbackResponse,
}

impl Message {
    /// By number.
    pub(in crate::diff) const ALL: [Self; 4] = [Self::Request, Self::Response, Self::Callback, Self::CallbackResponse];

    /// Whether the client of base sends it, or the server of revision.
    pub(in crate::diff) fn way(self) -> MessageDirection {
        match self {
            Self::Request | Self::CallbackResponse => MessageDirection::Request,
            Self::Response | Self::Callback => MessageDirection::Response,
        }
    }

    /// Which properties it has, of those that are `readOnly` or `writeOnly`.
    pub(in crate::diff) fn direction(self) -> Direction {
        match self {
            Self::Request | Self::Callback => Direction::Request,
            Self::Response | Self::CallbackResponse => Direction::Response,
        }
    }
}

/// Which part of the exchange it is, as the side declares it that sends it.
#[derive(Debug, Clone)]
pub(in crate::diff) enum Part {
    /// The request body, of this media type.
    RequestBody(Media),
    /// A parameter, by its number.
    Parameter(usize, Encoding),
    /// The body of a response, by its number, a status, and of this media type.
    ResponseBody(usize, u16, Media),
    /// A header of a response.
    Header(usize, u16, usize, Encoding),
}

impl Part {
    /// Whether a request has it, or a response.
    pub(in crate::diff) fn direction(&self) -> Direction {
        match self {
            Self::RequestBody(_) | Self::Parameter(..) => Direction::Request,
            Self::ResponseBody(..) | Self::Header(..) => Direction::Response,
        }
    }

    pub(in crate::diff) fn encoding(&self) -> Encoding {
        match self {
            Self::RequestBody(_) | Self::ResponseBody(..) => Encoding::Json,
            Self::Parameter(_, encoding) | Self::Header(_, _, _, encoding) => *encoding,
        }
    }
}

/// How a header's value is written.
pub(in crate::diff) const HEADER: Encoding = Encoding::Text(Location::Header, Style::Simple, false);
