//! [`Half`]: which message of an exchange a report is about.

use crate::schema::Direction;
use crate::validate::Report;

/// A half of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Half {
    Request,
    Response,
}

impl Half {
    pub(in crate::cli) fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

/// The reports of halves, each with which way its message goes.
pub(super) fn directed(halves: &mut [(Option<Half>, Report)]) -> impl Iterator<Item = (Direction, &mut Report)> {
    halves.iter_mut().map(|(half, report)| match half {
        None => (Direction::Neutral, report),
        Some(Half::Request) => (Direction::Request, report),
        Some(Half::Response) => (Direction::Response, report),
    })
}
