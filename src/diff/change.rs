//! [`Change`]: one edit, what it does, whom it affects, and where it is in both documents.

use serde::Serialize;

use super::levels::RuleLevel;
use super::rule::{MessageDirection, Rule};
use super::undecided::UndecidedReason;
use super::verdict::Verdict;
use super::waivers::Waiver;
use super::why::Why;
use super::witness::Witness;
use crate::contract::SourceLocation;

/// An edit between two documents.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Change {
    /// What kind of edit it is.
    pub rule: &'static Rule,
    /// What it does.
    pub verdict: Verdict,
    /// Which messages it affects.
    pub direction: Option<MessageDirection>,
    /// What it is about, with backticks: a property, a value, the old and the new.
    pub subject: String,
    /// The operations that it affects, such as `POST /orders`.
    pub operations: Vec<String>,
    /// Where it was made in base; the nearest place above for what base does not have.
    pub base: Option<SourceLocation>,
    /// Where it was made in revision.
    pub revision: Option<SourceLocation>,
    /// An exchange that one document allows and the other does not.
    pub witness: Option<Witness>,
    /// The texts of documentation that were edited with it.
    pub documentation: Vec<SourceLocation>,
    /// What it perhaps is: with another change that says the same, the two parts of a name that was changed.
    pub renamed: Option<Renamed>,
    /// Why it breaks nothing, where that was asked for; see [`Settings::explain_compatible`](super::Settings::explain_compatible).
    pub why: Option<Why>,
    /// Why nothing was proved.
    pub reasons: Vec<UndecidedReason>,
    /// A name that stays the same as long as the edit does, whatever moves around it.
    pub fingerprint: String,
    /// The waiver that accepts it.
    pub waiver: Option<Waiver>,
    /// The level of its rule, where one was set; see [`Gate`](super::Gate).
    pub level: Option<RuleLevel>,
}

/// What was removed under one name, and added under another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Renamed {
    /// The name in base.
    pub from: String,
    /// The name in revision.
    pub to: String,
    /// Whether it is sure: the document says so by `x-renamed-from`, or it is a media type with the same content. Otherwise it is a
    /// guess.
    #[serde(rename = "certain")]
    pub is_certain: bool,
}
