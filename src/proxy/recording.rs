//! [`Recording`]: files of exchanges, one on each line, in the form that `validate` reads.

use std::io;
use std::path::{Path, PathBuf};

use super::parts::Parts;
use super::{MaskPath, Masks, Rotation};
use crate::contract::Contract;
use crate::error::Error;
use crate::plain::json;
use crate::validate::{Options, Recorded};

/// So many findings are compared where what is masked is judged.
const FINDINGS: usize = 100;

/// Exchanges on disk, without credentials and what else is masked.
#[derive(Debug)]
pub struct Recording {
    parts: Parts,
    masks: Masks,
    options: Options,
    /// How many of these have a half that is not judged again.
    assumed: u64,
}

impl Recording {
    /// A new file at `path`, which nobody else can read, and those that follow it. An earlier recording is replaced; anything else
    /// is not.
    ///
    /// # Errors
    ///
    /// When it cannot be written, or something else is there.
    pub fn create(path: &Path, masks: Masks, options: Options, rotation: Rotation) -> Result<Self, Error> {
        let parts = Parts::create(path, rotation).map_err(cannot_write)?;
        let options = options.max_violations(FINDINGS).max_undecided(FINDINGS);
        Ok(Self { parts, masks, options, assumed: 0 })
    }

    /// Writes one exchange.
    ///
    /// # Errors
    ///
    /// When the system refuses it. What was written before stays, in whole lines.
    pub fn write(&mut self, contract: &Contract, recorded: Recorded) -> Result<(), Error> {
        let was_assumed = recorded.request_assumed || recorded.response_assumed;
        let masked = self.masks.masked(contract, &self.options, recorded);
        let mut line = json(&masked).into_string();
        line.push('\n');
        self.parts.push(line.as_bytes()).map_err(cannot_write)?;
        self.assumed += u64::from(!was_assumed && (masked.request_assumed || masked.response_assumed));
        Ok(())
    }

    /// Hands over what is still buffered.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn flush(&mut self) -> Result<(), Error> {
        self.parts.flush().map_err(cannot_write)
    }

    /// How many exchanges are in the files.
    #[must_use]
    pub fn exchanges(&self) -> u64 {
        self.parts.lines()
    }

    /// How many files there are.
    #[must_use]
    pub fn files(&self) -> u64 {
        self.parts.files()
    }

    /// How many files were removed because there were too many, and how many exchanges were in them.
    #[must_use]
    pub fn removed(&self) -> (u64, u64) {
        self.parts.removed()
    }

    /// How many exchanges have a half that would be judged differently without what is masked.
    #[must_use]
    pub fn assumed(&self) -> u64 {
        self.assumed
    }

    /// The paths of values to be masked that no body had.
    pub fn unmatched(&self) -> impl Iterator<Item = &MaskPath> {
        self.masks.unmatched()
    }
}

fn cannot_write((path, error): (PathBuf, io::Error)) -> Error {
    Error::io(format!("cannot write `{}`", path.display()), error)
}
