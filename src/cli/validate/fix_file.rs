//! [`FixFile`]: the file that repairs are written to.

use std::path::Path;

use serde_json::json;

use super::fixes::as_json;
use super::judge::Judged;
use super::stream::At;
use crate::cli::new_file::NewFile;
use crate::error::Error;
use crate::plain::json as shown;

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
