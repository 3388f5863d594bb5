//! [`RepairOutcome`]: what came out of a search for a repair.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::edit::{Edit, Grade};
use crate::validate::Verdict;

/// What came out of a search for a repair.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum RepairOutcome {
    /// There are no violations, so there is nothing to repair.
    NotNeeded,
    /// These edits remove every violation.
    Found(Repair),
    /// No repair was found.
    NotFound(Unrepaired),
}

/// Why no repair was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Unrepaired {
    /// The payload is not JSON.
    NotJson,
    /// What is wrong is not in a JSON body.
    NotInBody,
    /// None of the edits that were tried leads to a valid payload.
    NoCandidate,
    /// The search was given up after so much work.
    Budget,
}

impl Unrepaired {
    /// The stable id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::NotJson => "not-json",
            Self::NotInBody => "not-in-body",
            Self::NoCandidate => "no-candidate",
            Self::Budget => "budget",
        }
    }
}

impl fmt::Display for Unrepaired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotJson => "the payload is not JSON",
            Self::NotInBody => "the violation is not in a JSON body",
            Self::NoCandidate => "no edit that was tried leads to a valid payload",
            Self::Budget => "the search for a repair was given up after too many steps",
        })
    }
}

/// Edits that remove every violation of a payload.
///
/// The JSON form ([`Serialize`]) withholds values that are made from the payload: see [`Repair::to_json`].
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    pub(super) edits: Vec<Edit>,
    pub(super) verdict: Verdict,
    pub(super) is_minimal: bool,
}

impl Repair {
    /// The edits, in their order.
    #[must_use]
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// The verdict on the repaired payload: [`Verdict::Valid`], or [`Verdict::Undecided`] where some checks of the payload
    /// could not be made before either.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// [`Grade::Safe`] if every edit is.
    #[must_use]
    pub fn grade(&self) -> Grade {
        self.edits.iter().map(Edit::grade).max().unwrap_or(Grade::Safe)
    }

    /// Whether it was checked that no edit can be left out. Of a payload with very many violations it is not.
    #[must_use]
    pub fn is_minimal(&self) -> bool {
        self.is_minimal
    }

    /// Whether the patch needs values that are made from the payload.
    #[must_use]
    pub fn repeats_payload(&self) -> bool {
        self.edits.iter().flat_map(Edit::operations).any(super::edit::Operation::repeats_payload)
    }

    /// The JSON Patch (RFC 6902): a list of operations.
    ///
    /// With `show_values` it can be applied. Without, the values that are made from the payload are withheld: see
    /// [`Operation::to_json`](super::Operation::to_json).
    #[must_use]
    pub fn patch(&self, show_values: bool) -> Value {
        self.edits.iter().flat_map(Edit::operations).map(|operation| operation.to_json(show_values)).collect()
    }

    /// `patch`, `grade`, `verdict`, `minimal`, and `edits` with the grade, the reason and the number of operations of each.
    #[must_use]
    pub fn to_json(&self, show_values: bool) -> Value {
        let edits = self
            .edits
            .iter()
            .map(|edit| json!({ "grade": edit.grade, "operations": edit.operations.len(), "reason": edit.reason }));
        json!({
            "patch": self.patch(show_values),
            "grade": self.grade(),
            "verdict": self.verdict,
            "minimal": self.is_minimal,
            "complete": show_values || !self.repeats_payload(),
            "edits": edits.collect::<Vec<_>>(),
        })
    }
}

/// [`Repair::to_json`] without values that are made from the payload.
impl Serialize for Repair {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json(false).serialize(serializer)
    }
}
