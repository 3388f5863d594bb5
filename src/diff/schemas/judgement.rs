//! [`Judgement`]: what was found out about the edits of a graph: verdicts, reasons and proofs.

use std::collections::BTreeSet;

use serde_json::Value;

use super::delta::Delta;
use super::graph::Root;
use super::overlaps::Overlap;
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::diff::verdict::Verdict;
use crate::diff::witness::Reading;

/// An edit with its verdict.
#[derive(Debug, Clone)]
pub(in crate::diff) struct Judged {
    pub(in crate::diff) delta: Delta,
    pub(in crate::diff) verdict: Verdict,
    /// The roots that reach it.
    pub(in crate::diff) roots: BTreeSet<Root>,
    pub(in crate::diff) proof: Option<Proof>,
    pub(in crate::diff) reasons: Vec<UndecidedReason>,
    /// How `oneOf` was read.
    pub(in crate::diff) reading: Reading,
}

impl Judged {
    /// Whether it breaks nothing as long as senders send only what they declare.
    pub(in crate::diff) fn is_harmless(&self) -> bool {
        let is_undeclared = |open: &UndecidedReason| open.cause == UndecidedCause::Undeclared;
        match self.verdict {
            Verdict::Compatible => true,
            Verdict::Undecided => !self.reasons.is_empty() && self.reasons.iter().all(is_undeclared),
            Verdict::Docs | Verdict::Breaking => false,
        }
    }
}

/// What was found out about the edits of a graph.
#[derive(Debug, Default)]
pub(in crate::diff) struct Judgement {
    pub(in crate::diff) judged: Vec<Judged>,
    /// Those that alternatives bear on which may overlap.
    pub(in crate::diff) overlaps: Vec<Overlap>,
    /// Whether every edit was judged: there may be too many.
    pub(in crate::diff) is_whole: bool,
}

/// A value that is sent and refused; of an edit that is left open, one that may be sent.
#[derive(Debug, Clone)]
pub(in crate::diff) struct Proof {
    pub(in crate::diff) root: Root,
    pub(in crate::diff) witness: Value,
}
