//! [`Witness`]: an exchange that one document allows and the other does not.

use serde::Serialize;

use crate::pointer::Pointer;
use crate::validate::Recorded;

/// An exchange that one document allows and the other does not.
///
/// Its JSON form is that of the [exchange](Recorded), which `validate` reads, with the callback where it is of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Witness {
    /// What was sent. The request of a response is only there to identify the operation.
    #[serde(flatten)]
    pub exchange: Recorded,
    /// The callback or webhook that it is of; `None` for an operation that clients call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback: Option<Callback>,
    /// How `oneOf` was read when it was checked.
    #[serde(skip_serializing_if = "Reading::is_exact")]
    pub reading: Reading,
}

/// How the alternatives of a `oneOf` are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
// Complete: by the letter, or as it is meant where alternatives overlap.
pub enum Reading {
    /// By the letter: a value that two alternatives accept is invalid.
    #[default]
    OneOf,
    /// As `anyOf`: a value that several alternatives accept is valid.
    AnyOf,
}

impl Reading {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
    fn is_exact(&self) -> bool {
        *self == Self::OneOf
    }
}

/// An operation of a callback or webhook: the server sends its request, and the client answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Callback {
    /// What reports call it: `POST webhook paid`.
    pub name: String,
    /// The Path Item in base.
    pub base: Pointer,
    /// The Path Item in revision.
    pub revision: Pointer,
    /// Where its requests go: the expression, or the name of the webhook as a path.
    #[serde(skip)]
    pub(super) target: String,
}

impl Witness {
    pub(super) fn new(exchange: Recorded, callback: Option<Callback>) -> Self {
        Self { exchange, callback, reading: Reading::OneOf }
    }

    /// Whether the server of revision sends what it shows, and not the client of base.
    pub(crate) fn is_of_revision(&self) -> bool {
        self.exchange.response.is_some() != self.callback.is_some()
    }
}
