//! [`Fixes`]: whether repairs are searched for, and [`FixFile`]: the file that they are written to.

use std::path::Path;

use serde_json::{Value, json};

use super::judge::Judged;
use super::room::Room;
use super::stream::At;
use crate::cli::new_file::NewFile;
use crate::error::Error;
use crate::plain::json as shown;
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

/// A file of repairs, one on a line.
pub(super) struct FixFile {
    file: NewFile,
    show_values: bool,
}

impl FixFile {
    pub(super) fn create(path: &Path, show_values: bool) -> Result<Self, Error> {
        Ok(Self { file: NewFile::create(path)?, show_values })
    }

    /// Writes a line for each half of a record that is invalid.
    pub(super) fn write(&mut self, input: &str, at: At, judged: &Judged) {
        for (half, outcome) in &judged.fixes {
            let mut line = as_json(outcome, self.show_values);
            let Some(members) = line.as_object_mut() else { continue };
            members.insert("input".to_owned(), json!(input));
            members.insert("record".to_owned(), json!(at.record));
            members.insert("line".to_owned(), json!(at.line));
            if let Some(half) = half {
                members.insert("half".to_owned(), json!(half.name()));
            }
            self.file.line(&shown(&line));
        }
    }

    pub(super) fn finish(self) -> Result<(), Error> {
        self.file.finish()
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
