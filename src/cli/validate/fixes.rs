//! [`Fixes`]: whether repairs are searched for, and how one is written for programs.

use serde_json::{Value, json};

use super::room::Room;
use crate::validate::{Options, RepairOutcome, Repairs, Report, Verdict};

/// Repairs are searched for.
#[derive(Debug, Clone)]
pub(super) struct Fixes {
    pub(super) repairs: Repairs,
    /// Whether all of them are written; otherwise those are searched for that are shown.
    are_written: bool,
}

impl Fixes {
    pub(super) fn new(options: &Options, are_shown: bool, are_written: bool) -> Option<Self> {
        (are_shown || are_written).then(|| Self { repairs: Repairs::new(options), are_written })
    }

    /// Whether a repair is wanted of what has this report.
    pub(super) fn are_asked(&self, report: &Report, room: &Room) -> bool {
        report.verdict() == Verdict::Invalid && (self.are_written || room.has_violations())
    }
}

/// A repair, or why there is none.
pub(super) fn as_json(outcome: &RepairOutcome, show_values: bool) -> Value {
    match outcome {
        RepairOutcome::Found(repair) => repair.to_json(show_values),
        RepairOutcome::NotFound(why) => json!({ "patch": null, "why": why.id(), "reason": why.to_string() }),
        _ => json!({ "patch": [] }),
    }
}
