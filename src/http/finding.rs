//! [`Finding`]: one violation, one check that could not be made, or one request that was not checked, as it is grouped and handed
//! on. It holds no value.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;

use super::counters::name;
use super::sink::Observation;
use super::unchecked::Unchecked;
use crate::plain::shortened;
use crate::schema::Direction;
use crate::validate::{Part, Undecided, Violation};

/// What was found in a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// `request` or `response`.
    pub direction: &'static str,
    /// The `operationId`, else method and path; `-` for a request that calls no declared operation.
    pub operation: String,
    /// The id of the rule or reason, see [`RULES`](crate::validate::RULES), or of the [`Cause`](super::Cause) for which the
    /// request was refused without being checked.
    pub id: &'static str,
    /// The part of the message.
    pub part: Part,
    /// The statement of the contract that is violated, by its place in the document; empty where it is none of the contract.
    pub keyword: String,
    /// What is wrong, in words; cut where a name that was sent is long.
    pub message: String,
}

/// What two findings of one kind have in common, whatever was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Fingerprint(u64);

impl Fingerprint {
    fn new(common: impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        common.hash(&mut hasher);
        Self(hasher.finish())
    }

    pub(super) fn unchecked(unchecked: &Unchecked<'_>) -> Self {
        Self::new((unchecked.operation, unchecked.cause))
    }
}

impl Finding {
    /// The findings of one message that was checked, each with what it has in common with others of its kind.
    pub(super) fn each(observation: &Observation<'_>) -> impl Iterator<Item = (Fingerprint, impl FnOnce() -> Self)> {
        let violated = observation.report.violations().iter().map(Found::Violation);
        let undecided = observation.report.undecided().iter().map(Found::Undecided);
        violated.chain(undecided).map(move |found| {
            let is_response = observation.direction == Direction::Response;
            let of = (is_response, observation.operation, found.id());
            let fingerprint = Fingerprint::new((of, found.keyword(), found.part(), found.name()));
            (fingerprint, move || Self {
                direction: if is_response { "response" } else { "request" },
                operation: observation.operation.map_or_else(|| "-".to_owned(), name),
                id: found.id(),
                part: found.part(),
                keyword: found.keyword().to_owned(),
                message: shortened(found.to_string()),
            })
        })
    }
}

impl Finding {
    /// That a request was not checked.
    pub(super) fn unchecked(unchecked: &Unchecked<'_>) -> Self {
        let Unchecked { operation, cause } = *unchecked;
        Self {
            direction: "request",
            operation: name(operation),
            id: cause.id(),
            part: cause.part(),
            keyword: String::new(),
            message: cause.to_string(),
        }
    }
}

#[derive(Clone, Copy)]
enum Found<'r> {
    Violation(&'r Violation),
    Undecided(&'r Undecided),
}

impl<'r> Found<'r> {
    fn id(self) -> &'static str {
        match self {
            Self::Violation(violation) => violation.id(),
            Self::Undecided(undecided) => undecided.reason().id(),
        }
    }

    fn part(self) -> Part {
        match self {
            Self::Violation(violation) => violation.part(),
            Self::Undecided(undecided) => undecided.part(),
        }
    }

    fn name(self) -> Option<&'r str> {
        match self {
            Self::Violation(violation) => violation.name(),
            Self::Undecided(undecided) => undecided.name(),
        }
    }

    fn keyword(self) -> &'r str {
        match self {
            Self::Violation(violation) => violation.keyword().as_str(),
            Self::Undecided(undecided) => undecided.keyword().map_or("", |keyword| keyword.as_str()),
        }
    }
}

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Violation(violation) => violation.fmt(f),
            Self::Undecided(undecided) => undecided.fmt(f),
        }
    }
}

/// Direction and operation, what is wrong, and the id in brackets.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {} [{}]", self.direction, self.operation, self.message, self.id)
    }
}
