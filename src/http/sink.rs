//! [`Sink`]: who hears of what a layer found. [`Observation`]: one message that was checked.

use std::sync::Arc;

use ::http::StatusCode;

use super::unchecked::Unchecked;
use crate::contract::Called;
use crate::schema::Direction;
use crate::validate::{Report, Verdict};

/// Takes what a layer found, for every message that was checked, and for every request that was refused without that.
///
/// It is called while the message waits, so it must be quick and must not block: see [`Channel`](super::Channel) for work that
/// takes longer.
pub trait Sink: Send + Sync {
    /// A message was checked.
    fn seen(&self, observation: &Observation<'_>);

    /// A request was refused without being checked, so there is no report on it.
    fn unchecked(&self, unchecked: &Unchecked<'_>) {
        let _ = unchecked;
    }

    /// An exchange ended before it was complete: the client went away, or the service was stopped.
    fn abandoned(&self, abandoned: &Abandoned<'_>) {
        let _ = abandoned;
    }
}

/// One message that was checked.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Observation<'a> {
    /// [`Direction::Request`] or [`Direction::Response`].
    pub direction: Direction,
    /// The operation; `None` for a request that calls no declared one.
    pub operation: Option<&'a Called>,
    /// Everything that was found.
    pub report: &'a Report,
    /// The status of the response; `None` for a request.
    pub status: Option<StatusCode>,
    /// What was done with the message.
    pub action: Action,
}

/// What was done with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// It was passed on.
    Passed,
    /// It was answered, or replaced, by a problem with this status.
    Refused(StatusCode),
}

/// An exchange that ended early.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Abandoned<'a> {
    /// The operation, if it is declared.
    pub operation: Option<&'a Called>,
    /// What was being waited for.
    pub during: Phase,
}

/// What an exchange waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// The body of the request.
    RequestBody,
    /// The response of the service.
    Response,
    /// The body of the response.
    ResponseBody,
}

impl Observation<'_> {
    /// The verdict of the report.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.report.verdict()
    }
}

impl<S: Sink + ?Sized> Sink for Arc<S> {
    fn seen(&self, observation: &Observation<'_>) {
        (**self).seen(observation);
    }

    fn unchecked(&self, unchecked: &Unchecked<'_>) {
        (**self).unchecked(unchecked);
    }

    fn abandoned(&self, abandoned: &Abandoned<'_>) {
        (**self).abandoned(abandoned);
    }
}

/// A function is a sink that hears of the messages that were checked, and of nothing else.
impl<F: Fn(&Observation<'_>) + Send + Sync> Sink for F {
    fn seen(&self, observation: &Observation<'_>) {
        self(observation);
    }
}
