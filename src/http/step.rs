//! [`Unread`]: the step from the head of a message to the report on all of it, whether its body is read for that or not.

use ::http::HeaderMap;
use bytes::Bytes;
use http_body::Body;

use super::body::CheckedBody;
use super::collect::{Collected, Collecting};
use super::mode::Mode;
use crate::contract::Contract;
use crate::validate::{BodyForm, Halfway, NotRead, Options, Report};

/// What messages are checked by.
pub(super) type Rules<'r> = (&'r Contract, &'r Options);

/// A message whose head was checked.
pub(super) struct Unread {
    pub(super) mode: Mode,
    pub(super) limit: usize,
    pub(super) halfway: Halfway,
}

/// What is done with its body.
pub(super) enum Opened<B: Body> {
    /// Its bytes decide.
    Reading(Collecting<B>),
    /// It is passed on as it is.
    Passed(B, Skipped),
}

/// Why a body is not read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Skipped {
    /// There is none.
    Absent,
    /// Its bytes decide nothing, or have no end.
    Streamed,
    TooLong,
}

impl Unread {
    /// Decides whether a body is read. What follows in a `tunnel` is no body, and has no end.
    pub(super) fn open<B: Body<Data = Bytes>>(
        &self,
        contract: &Contract,
        body: B,
        headers: &HeaderMap,
        tunnel: bool,
    ) -> Opened<B> {
        if self.halfway.is_bodiless() || body.is_end_stream() {
            Opened::Passed(body, Skipped::Absent)
        } else if tunnel || !self.halfway.reads_body(contract) {
            Opened::Passed(body, Skipped::Streamed)
        } else {
            match Collecting::new(body, self.limit, headers) {
                Ok(body) => Opened::Reading(body),
                Err(body) => Opened::Passed(body, Skipped::TooLong),
            }
        }
    }

    /// The report on a message whose body is not read.
    pub(super) fn skip(self, rules: Rules<'_>, skipped: Skipped) -> Report {
        let (contract, options) = rules;
        match skipped {
            Skipped::Absent => self.halfway.finish(contract, options, (&[], BodyForm::Sent)),
            Skipped::Streamed => self.halfway.unread(contract, options, NotRead::Streamed),
            Skipped::TooLong => self.too_long(rules),
        }
    }

    /// The report on a message whose body was read, and the body to be passed on. `None`: nothing is wrong.
    pub(super) fn read<B: Body<Data = Bytes>>(
        self,
        rules: Rules<'_>,
        collected: Collected<B>,
    ) -> (Option<Report>, CheckedBody<B>) {
        match collected {
            Collected::Whole(read) => (self.judge(rules, &read.bytes), CheckedBody::whole(read)),
            Collected::TooLong(read, rest) => (Some(self.too_long(rules)), CheckedBody::resumed(read, rest)),
            Collected::Failed(read, error) => {
                (Some(self.unread(rules, NotRead::Interrupted)), CheckedBody::failed(read, error))
            }
        }
    }

    fn too_long(self, rules: Rules<'_>) -> Report {
        let limit = u64::try_from(self.limit).unwrap_or(u64::MAX);
        self.unread(rules, NotRead::TooLong(limit))
    }

    /// The report on a message whose bytes would decide, and are not known.
    fn unread(self, (contract, options): Rules<'_>, why: NotRead) -> Report {
        self.halfway.unread(contract, options, why)
    }

    fn judge(self, (contract, options): Rules<'_>, bytes: &[u8]) -> Option<Report> {
        let holds = self.halfway.holds(contract, options, bytes);
        (!holds).then(|| self.halfway.finish_within(contract, options, bytes, self.limit))
    }
}
