//! [`Unread`]: the step from the head of a message to the report on all of it, whether its body is read for that or not.

use ::http::HeaderMap;
use bytes::Bytes;
use http_body::Body;

use super::body::CheckedBody;
use super::collect::{Collected, Collecting};
use super::decode::{self, NotDecoded};
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
        } else if tunnel || !self.is_read(contract) {
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

    /// The report on a message whose body was read, and the body to be passed on.
    pub(super) fn read<B: Body<Data = Bytes>>(
        self,
        rules: Rules<'_>,
        collected: Collected<B>,
    ) -> (Report, CheckedBody<B>) {
        match collected {
            Collected::Whole(read) => (self.judge(rules, &read.bytes), CheckedBody::whole(read)),
            Collected::TooLong(read, rest) => (self.too_long(rules), CheckedBody::resumed(read, rest)),
            Collected::Failed(read, error) => {
                (self.unread(rules, NotRead::Interrupted), CheckedBody::failed(read, error))
            }
        }
    }

    /// Whether the bytes decide, as they are or unpacked.
    fn is_read(&self, contract: &Contract) -> bool {
        self.halfway.reads_body(contract)
            || self.halfway.encoding_to_undo(contract).is_some_and(|encoding| decode::knows(&encoding))
    }

    fn too_long(self, rules: Rules<'_>) -> Report {
        let limit = u64::try_from(self.limit).unwrap_or(u64::MAX);
        self.unread(rules, NotRead::TooLong(limit))
    }

    /// The report on a message whose bytes would decide, and are not known.
    fn unread(self, (contract, options): Rules<'_>, why: NotRead) -> Report {
        self.halfway.decoded().unread(contract, options, why)
    }

    fn judge(self, rules: Rules<'_>, bytes: &[u8]) -> Report {
        let (contract, options) = rules;
        // An empty body is empty in any encoding.
        let encoding = self.halfway.encoding_to_undo(contract).filter(|_| !bytes.is_empty());
        let Some(encoding) = encoding else {
            return self.halfway.finish(contract, options, (bytes, BodyForm::Sent));
        };
        match decode::decoded(&encoding, bytes, self.limit) {
            Ok(decoded) => self.halfway.finish(contract, options, (&decoded, BodyForm::Decoded)),
            Err(NotDecoded::TooLong) => self.too_long(rules),
            Err(NotDecoded::Malformed) => self.halfway.malformed(contract, options, &encoding),
        }
    }
}
