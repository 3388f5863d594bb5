//! [`Change`]: one edit, what it does, whom it affects, and where it is in both documents.

use serde::Serialize;

use super::rule::{Rule, Way};
use super::settings::Waiver;
use super::verdict::Verdict;
use super::witness::Witness;
use crate::pointer::Pointer;

/// An edit between two documents.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Change {
    /// What kind of edit it is.
    pub rule: &'static Rule,
    /// What it does.
    pub verdict: Verdict,
    /// Which messages it affects.
    pub direction: Option<Way>,
    /// What it is about, with backticks: a property, a value, the old and the new.
    pub subject: String,
    /// The operations that it affects, such as `POST /orders`.
    pub operations: Vec<String>,
    /// Where it was made in base; the nearest place above for what base does not have.
    pub base: Option<Site>,
    /// Where it was made in revision.
    pub revision: Option<Site>,
    /// An exchange that one document allows and the other does not.
    pub witness: Option<Witness>,
    /// Why nothing was proved.
    pub reasons: Vec<Open>,
    /// A name that stays the same as long as the edit does, whatever moves around it.
    pub fingerprint: String,
    /// The waiver that accepts it.
    pub waiver: Option<Waiver>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Site {
    /// The file.
    pub file: String,
    /// The place in the file.
    pub pointer: Pointer,
    /// The line, from 1; 0 when it is not known.
    pub line: usize,
    /// The column, from 1; 0 when it is not known.
    pub column: usize,
}

/// Why a change is undecided: a reason of [`REASONS`], and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Open {
    /// The reason's id.
    pub reason: &'static str,
    /// The place that causes it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<Pointer>,
}

/// Why a change can be undecided, beside the reasons of [`containment`](crate::containment::Reason): ids and texts.
pub static REASONS: &[(&str, &str)] = &[
    ("callback", "parts of callbacks and webhooks are not compared"),
    ("credentials", "messages do not show which scheme and scopes a credential is for"),
    ("meaning", "the same payloads are valid, but their meaning may have changed"),
    ("server", "the document does not say whether the server still responds"),
    ("text", "the standard does not define how the value is written as a string"),
    ("undeclared", "it is harmless as long as senders send only declared properties"),
    ("unconfirmed", "an exchange was found, but validation did not confirm it"),
    ("unusable", "part of a document is invalid or unsupported"),
    ("uses", "too many operations use it to check them all"),
    ("form", "the serialization changed, and how the new form is interpreted was not compared"),
];

impl Open {
    pub(super) fn new(reason: &'static str, pointer: Option<Pointer>) -> Self {
        Self { reason, pointer }
    }

    /// One line for people.
    #[must_use]
    pub fn summary(&self) -> &'static str {
        let own = REASONS.iter().find(|(id, _)| *id == self.reason).map(|(_, text)| *text);
        let engine = || crate::containment::Reason::ALL.iter().find(|reason| reason.id() == self.reason);
        own.or_else(|| engine().map(|reason| reason.summary())).unwrap_or(self.reason)
    }
}

/// The fingerprint of an edit: FNV-1a of what names it.
pub(crate) fn fingerprint(parts: &[&str]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}
