//! [`UndecidedReason`] and [`UndecidedCause`]: why a change is undecided, and the closed list of what can be the cause.

use std::cmp::Ordering;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::containment;
use crate::pointer::Pointer;

/// Why a change is undecided, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct UndecidedReason {
    /// The cause; `reason` in JSON reports, by its id.
    #[serde(rename = "reason")]
    pub cause: UndecidedCause,
    /// The place that causes it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<Pointer>,
}

/// What can leave a change undecided. Each cause has a stable id; they are ordered by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UndecidedCause {
    /// Another alternative of a `oneOf` accepts the same values.
    Alternative,
    /// Parts of callbacks and webhooks are not compared.
    Callback,
    /// By the letter of `oneOf` it breaks, with `oneOf` read as `anyOf` it does not.
    Letter,
    /// Messages do not show which scopes a credential carries.
    Credentials,
    /// The same payloads are valid, but their meaning may have changed.
    Meaning,
    /// The document does not say whether the server still responds.
    Server,
    /// The standard does not define how the value is written as a string.
    Text,
    /// It is harmless as long as senders send only declared properties.
    Undeclared,
    /// An exchange was found, but validation did not confirm it.
    Unconfirmed,
    /// Part of a document was not read: a file or a reference that leads nowhere.
    Unread,
    /// Part of a document is invalid or unsupported.
    Unusable,
    /// Too many operations use it to check them all.
    Uses,
    /// The schema accepts no value that could be sent, so that nothing about it can be shown.
    Vacuous,
    /// The serialization changed, and how the new form is interpreted was not compared.
    Form,
    /// Whether the receiver's schema accepts all that the sender's does could not be decided.
    Containment(containment::Reason),
}

impl UndecidedReason {
    pub(super) fn new(cause: impl Into<UndecidedCause>, pointer: Option<Pointer>) -> Self {
        Self { cause: cause.into(), pointer }
    }
}

impl UndecidedCause {
    /// Every cause, but for those that [`containment::Reason::ALL`] lists.
    pub const ALL: &'static [Self] = &[
        Self::Alternative,
        Self::Callback,
        Self::Credentials,
        Self::Letter,
        Self::Meaning,
        Self::Server,
        Self::Text,
        Self::Undeclared,
        Self::Unconfirmed,
        Self::Unread,
        Self::Unusable,
        Self::Uses,
        Self::Vacuous,
        Self::Form,
    ];

    /// The stable id that reports use.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Alternative => "alternative",
            Self::Callback => "callback",
            Self::Credentials => "credentials",
            Self::Letter => "letter",
            Self::Meaning => "meaning",
            Self::Server => "server",
            Self::Text => "text",
            Self::Undeclared => "undeclared",
            Self::Unconfirmed => "unconfirmed",
            Self::Unread => "unread",
            Self::Unusable => "unusable",
            Self::Uses => "uses",
            Self::Vacuous => "vacuous",
            Self::Form => "form",
            Self::Containment(reason) => reason.id(),
        }
    }

    /// One line for people.
    #[must_use]
    pub fn summary(self) -> &'static str {
        match self {
            Self::Alternative => {
                "another alternative of `oneOf` accepts the same values, but they may mean something else there"
            }
            Self::Callback => "parts of callbacks and webhooks are not compared",
            Self::Credentials => "messages do not show which scheme and scopes a credential is for",
            Self::Letter => "by the letter of `oneOf` it breaks, with `oneOf` read as `anyOf` it does not",
            Self::Meaning => "the same payloads are valid, but their meaning may have changed",
            Self::Server => "the document does not say whether the server still responds",
            Self::Text => "the standard does not define how the value is written as a string",
            Self::Undeclared => "it is harmless as long as senders send only declared properties",
            Self::Unconfirmed => "an exchange was found, but validation did not confirm it",
            Self::Unread => "part of a document was not read",
            Self::Unusable => "part of a document is invalid or unsupported",
            Self::Uses => "too many operations use it to check them all",
            Self::Vacuous => "nothing can be sent here: the schema accepts no value",
            Self::Form => "the serialization changed, and how the new form is interpreted was not compared",
            Self::Containment(reason) => reason.summary(),
        }
    }
}

/// What was found and not confirmed is one cause, whoever found it.
impl From<containment::Reason> for UndecidedCause {
    fn from(reason: containment::Reason) -> Self {
        match reason {
            containment::Reason::Unconfirmed => Self::Unconfirmed,
            reason => Self::Containment(reason),
        }
    }
}

impl UndecidedCause {
    /// What a reviewer can check to settle it.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Alternative => {
                "Check which alternative each existing message was meant for, and whether it still is that one."
            }
            Self::Callback => "Read both versions of the callback or webhook, and ask the services that receive it.",
            Self::Letter => {
                "Check whether any message matches several alternatives; a discriminator in each would settle it."
            }
            Self::Credentials => "Check whether the tokens in use carry the scopes that are required now.",
            Self::Meaning => {
                "Check whether clients and servers interpret the value as before: its encoding, unit and default."
            }
            Self::Server => "Check whether the old address still responds, and for how long.",
            Self::Text => {
                "Check how clients in use write this value, and describe it with a style that the standard defines."
            }
            Self::Undeclared => {
                "Check recorded traffic for properties that the contract does not declare (`validate --strict`)."
            }
            Self::Unconfirmed => "Compare both versions by hand; please report this pair of documents as well.",
            Self::Unread => "Compare again with all the files that the documents refer to.",
            Self::Unusable => "Correct the part of the document that is named, and compare again.",
            Self::Uses => "Compare a smaller part of the change, or judge it by one of the operations that use it.",
            Self::Vacuous => "Correct the schema so that it accepts a value, and compare again.",
            Self::Form => "Check whether the servers in use still read the old form.",
            Self::Containment(containment::Reason::Budget) => "Compare in smaller steps, one change at a time.",
            Self::Containment(_) => {
                "Compare both versions of the schema by hand, or write them in a form that can be decided."
            }
        }
    }
}

impl Ord for UndecidedCause {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id().cmp(other.id())
    }
}

impl PartialOrd for UndecidedCause {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Serialize for UndecidedCause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl fmt::Display for UndecidedCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.summary())
    }
}
