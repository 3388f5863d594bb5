//! [`Parts`]: the files of a recording: which is written, when the next one begins, and how many are kept.
//!
//! The one that is written has the name of the recording, `day.ndjson`. Those before it have numbers, `day.000001.ndjson`, so that
//! their names sort as they were written, and before that of the last.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::lines::Lines;
use crate::validate::Recorded;

/// So much of an earlier file is read to know that it is one.
const FIRST_LINE: u64 = 64 << 20;

/// The digits of a number.
const DIGITS: usize = 6;

/// When a recording goes on in another file. By default it never does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rotation {
    /// Before a file has more bytes than this. A longer exchange has a file of its own.
    pub bytes: Option<u64>,
    /// So many files are kept, the newest ones; all of them by default.
    pub files: Option<usize>,
}

/// The files.
#[derive(Debug)]
pub(super) struct Parts {
    path: PathBuf,
    rotation: Rotation,
    current: Lines,
    /// How many lines each file has that is complete and was not removed.
    complete: VecDeque<u64>,
    /// How many files were removed, and the lines in them.
    removed: (u64, u64),
}

impl Parts {
    /// The first file. An earlier recording is replaced, with all its files if this one may have several; anything else is not.
    ///
    /// # Errors
    ///
    /// With the path of the file that something is wrong with.
    pub(super) fn create(path: &Path, rotation: Rotation) -> Result<Self, (PathBuf, io::Error)> {
        let at = |path: &Path| {
            let path = path.to_owned();
            move |error| (path, error)
        };
        let mut earlier = vec![path.to_owned()];
        if rotation.bytes.is_some() {
            earlier.extend(numbered(path).map_err(at(path))?);
        }
        // Nothing is removed unless all of it may be.
        let mut replaced = Vec::new();
        for earlier in earlier {
            if is_replaceable(&earlier).map_err(at(&earlier))? {
                replaced.push(earlier);
            }
        }
        for earlier in replaced {
            fs::remove_file(&earlier).map_err(at(&earlier))?;
        }
        let current = Lines::create(path).map_err(at(path))?;
        Ok(Self { path: path.to_owned(), rotation, current, complete: VecDeque::new(), removed: (0, 0) })
    }

    /// # Errors
    ///
    /// The same.
    pub(super) fn push(&mut self, line: &[u8]) -> Result<(), (PathBuf, io::Error)> {
        let (bytes, length) = (self.current.bytes(), line.len() as u64);
        if bytes > 0 && self.rotation.bytes.is_some_and(|most| bytes.saturating_add(length) > most) {
            self.next()?;
        }
        self.current.push(line).map_err(|error| (self.path.clone(), error))
    }

    /// # Errors
    ///
    /// The same.
    pub(super) fn flush(&mut self) -> Result<(), (PathBuf, io::Error)> {
        self.current.flush().map_err(|error| (self.path.clone(), error))
    }

    /// How many lines there are.
    pub(super) fn lines(&self) -> u64 {
        self.complete.iter().sum::<u64>() + self.current.count()
    }

    /// In how many files.
    pub(super) fn files(&self) -> u64 {
        self.complete.len() as u64 + 1
    }

    /// How many files were removed, and how many lines were in them.
    pub(super) fn removed(&self) -> (u64, u64) {
        self.removed
    }

    /// Gives the current file its number, and begins another one.
    fn next(&mut self) -> Result<(), (PathBuf, io::Error)> {
        self.flush()?;
        let number = self.removed.0 + self.complete.len() as u64 + 1;
        let name = with_number(&self.path, number);
        let renamed = match fs::symlink_metadata(&name) {
            Err(error) if error.kind() == ErrorKind::NotFound => fs::rename(&self.path, &name),
            Err(error) => Err(error),
            Ok(_) => Err(io::Error::other("it is there already")),
        };
        renamed.map_err(|error| (name, error))?;
        let next = Lines::create(&self.path).map_err(|error| (self.path.clone(), error))?;
        let complete = std::mem::replace(&mut self.current, next);
        self.complete.push_back(complete.count());
        self.remove_oldest()
    }

    fn remove_oldest(&mut self) -> Result<(), (PathBuf, io::Error)> {
        while self.rotation.files.is_some_and(|most| self.complete.len() + 1 > most)
            && let Some(lines) = self.complete.pop_front()
        {
            self.removed = (self.removed.0 + 1, self.removed.1 + lines);
            let oldest = with_number(&self.path, self.removed.0);
            match fs::remove_file(&oldest) {
                // Somebody has taken it away.
                Err(error) if error.kind() != ErrorKind::NotFound => return Err((oldest, error)),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether an earlier recording is there; an error if it is anything else.
fn is_replaceable(path: &Path) -> io::Result<bool> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    if !metadata.is_file() {
        return Err(io::Error::other("it is there and no regular file; choose another name"));
    }
    let mut line = Vec::new();
    BufReader::new(File::open(path)?.take(FIRST_LINE)).read_until(b'\n', &mut line)?;
    match line.is_empty() || Recorded::from_json(&line).is_ok() {
        true => Ok(true),
        false => Err(io::Error::other("it is there and no recording; remove it, or choose another name")),
    }
}

/// `day.000001.ndjson` of `day.ndjson`.
fn with_number(path: &Path, number: u64) -> PathBuf {
    let (begin, end) = around_number(path);
    let mut name = begin;
    name.push(format!("{number:0DIGITS$}"));
    name.push(end);
    path.with_file_name(name)
}

/// What is before a number in a name, and behind it.
fn around_number(path: &Path) -> (OsString, OsString) {
    let mut begin = path.file_stem().unwrap_or_default().to_owned();
    begin.push(".");
    let mut end = OsString::new();
    if let Some(extension) = path.extension() {
        end.push(".");
        end.push(extension);
    }
    (begin, end)
}

/// The files with numbers that are there.
fn numbered(path: &Path) -> io::Result<Vec<PathBuf>> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (begin, end) = around_number(path);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let bytes = name.as_encoded_bytes().strip_prefix(begin.as_encoded_bytes());
        let number = bytes.and_then(|bytes| bytes.strip_suffix(end.as_encoded_bytes())).unwrap_or_default();
        if number.len() >= DIGITS && number.iter().all(u8::is_ascii_digit) {
            found.push(path.with_file_name(name));
        }
    }
    Ok(found)
}
