//! [`Why`]: what lies behind the word "compatible", in one clause.

use std::fmt;

use serde::Serialize;

use super::rule::Rule;
use super::verdict::{Facet, Verdict};
use super::witness::Reading;

/// Why a change breaks nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Why {
    /// What it rests on.
    pub basis: Basis,
    /// One clause for people.
    pub clause: &'static str,
}

/// What "compatible" rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Basis {
    /// A proof: everything that senders send is accepted.
    Proved,
    /// A convention of HTTP or of this comparison, which the page of the rule gives.
    Convention,
    /// It is about an announcement, not about messages.
    Policy,
    /// Only people read it.
    Documentation,
}

impl Basis {
    /// The name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Convention => "convention",
            Self::Policy => "policy",
            Self::Documentation => "documentation",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.basis.name(), self.clause)
    }
}

impl Why {
    /// Why a change of this rule breaks nothing; `None` where it may.
    pub(super) fn of(rule: &'static Rule, verdict: Verdict, is_proved: bool, reading: Reading) -> Option<Self> {
        let (basis, clause) = match (verdict, is_proved, rule.facet) {
            (Verdict::Breaking | Verdict::Undecided, ..) => return None,
            (Verdict::Docs, ..) => (Basis::Documentation, "nothing that is sent or accepted depends on it"),
            (_, true, _) if reading == Reading::AnyOf => {
                (Basis::Proved, "everything that senders send is accepted, with `oneOf` read as `anyOf`")
            }
            (_, true, _) => (Basis::Proved, "everything that senders send is accepted"),
            (_, false, Facet::Policy) => (Basis::Policy, rule.reason()),
            (_, false, _) => (Basis::Convention, rule.reason()),
        };
        Some(Self { basis, clause })
    }
}
