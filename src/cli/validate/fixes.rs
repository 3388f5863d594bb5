//! [`Fixes`]: whether repairs are searched for, and [`FixFile`]: the file that they are written to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::judge::Judged;
use super::room::Room;
use super::stream::At;
use crate::cli::written::{beside, cannot_write};
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

/// A file of repairs, one on a line. It is written beside its place and put there when it is whole.
pub(super) struct FixFile {
    path: PathBuf,
    target: Target,
    show_values: bool,
    error: Option<io::Error>,
}

enum Target {
    Beside(BufWriter<NamedTempFile>),
    /// A pipe or a device, which cannot be replaced.
    There(BufWriter<File>),
}

impl FixFile {
    pub(super) fn create(path: &Path, show_values: bool) -> Result<Self, Error> {
        let target = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
            Ok(metadata) if !metadata.is_file() => {
                OpenOptions::new().write(true).open(path).map(|file| Target::There(BufWriter::new(file)))
            }
            _ => beside(folder(path)).map(|file| Target::Beside(BufWriter::new(file))),
        };
        // The error names the file that was to be written beside it.
        let target = target.map_err(|error| cannot_write(path, io::Error::from(error.kind())))?;
        Ok(Self { path: path.to_owned(), target, show_values, error: None })
    }

    /// Writes a line for each half of a record that is invalid.
    pub(super) fn write(&mut self, input: &str, at: At, judged: &Judged) {
        for (half, outcome) in &judged.fixes {
            let mut line = json!({ "input": input, "record": at.record, "line": at.line });
            let Some(members) = line.as_object_mut() else { continue };
            if let Some(half) = half {
                members.insert("half".to_owned(), json!(half.name()));
            }
            let fix = as_json(outcome, self.show_values);
            members.extend(fix.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
            let text = shown(&line);
            let writer: &mut dyn Write = match &mut self.target {
                Target::Beside(file) => file,
                Target::There(file) => file,
            };
            let written = writer.write_all(text.as_str().as_bytes()).and_then(|()| writer.write_all(b"\n"));
            self.error = self.error.take().or(written.err());
        }
    }

    /// Puts the file in its place.
    pub(super) fn finish(self) -> Result<(), Error> {
        let Self { path, target, error, .. } = self;
        let flushed = match (error, target) {
            (Some(error), _) => Err(error),
            (None, Target::There(mut file)) => file.flush(),
            (None, Target::Beside(file)) => file
                .into_inner()
                .map_err(io::IntoInnerError::into_error)
                .and_then(|file| file.persist(&path).map(drop).map_err(|error| error.error)),
        };
        match flushed {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            flushed => flushed.map_err(|error| cannot_write(&path, error)),
        }
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

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
