//! `--into`: the file of a changelog that entries are added to.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::cli::new_file::NewFile;
use crate::cli::{Context, document};
use crate::diff::{Comparison, report};
use crate::error::Error;
use crate::limits::Limits;
use crate::plain::plain;

/// A changelog that is there.
pub(super) struct Changelog {
    path: PathBuf,
    text: String,
}

impl Changelog {
    /// Reads it, and refuses one that has no place for entries before anything is compared.
    pub(super) fn open(path: &Path, limits: &Limits) -> Result<Self, Error> {
        let bytes = document::read(&path.to_string_lossy(), &mut io::empty(), limits)?;
        let text = String::from_utf8(bytes).map_err(|_| unusable(path, &"it is not UTF-8"))?;
        report::insert_into(&text, &[]).map_err(|error| unusable(path, &error))?;
        Ok(Self { path: path.to_owned(), text })
    }

    /// Adds what is not there yet.
    pub(super) fn insert(self, comparison: &Comparison, context: &mut Context<'_, '_>) -> Result<(), Error> {
        let text = report::insert_into(&self.text, &[comparison]).map_err(|error| unusable(&self.path, &error))?;
        let name = plain(self.path.display());
        if text == self.text {
            context.note((name, " has all entries already"));
            return Ok(());
        }
        let mut file = NewFile::create(&self.path)?;
        // The text is somebody else's, and stays as it is.
        file.write_all(text.as_bytes()).map_err(|error| unusable(&self.path, &error))?;
        file.finish()?;
        let (before, after) = (self.text.lines(), text.lines());
        let count = |lines: std::str::Lines<'_>| lines.filter(|line| line.starts_with("- ")).count();
        context.stderr.line(("added ", count(after) - count(before), " entries to ", name));
        Ok(())
    }
}

fn unusable(path: &Path, why: &dyn std::fmt::Display) -> Error {
    Error::settings(format!("cannot add to the changelog `{}`: {why}", path.display()))
}
