//! [`Folder`]: a folder that a command writes its files to. [`Target`]: one file, of a kind that the command knows again.
//!
//! A file is written beside its place and put there when it is whole, so that a full disk or an end in between leaves what
//! was there before. What such a command wrote earlier is replaced; a link, or a file that somebody else wrote, is not.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::input::read_whole;
use super::new_file::builder;
use crate::error::Error;
use crate::plain::{Screen, Shown};

/// A folder, and how the files of the command that writes there are recognized.
pub(super) struct Folder {
    path: PathBuf,
    is_own: fn(&str) -> bool,
}

/// A larger file is not one of ours.
const MAX_BYTES: u64 = 64 << 20;

impl Folder {
    /// The folder at `path`, which is created if needed. `is_own` says of a text whether it is one that this command writes.
    pub(super) fn create(path: &Path, is_own: fn(&str) -> bool) -> Result<Self, Error> {
        if path.exists() && !path.is_dir() {
            return Err(refuse(path, "it is there and no folder"));
        }
        fs::create_dir_all(path).map_err(|error| cannot_write(path, error))?;
        Ok(Self { path: path.to_owned(), is_own })
    }

    /// The folder `name` in it, which is created if needed.
    pub(super) fn inside(&self, name: &str) -> Result<Self, Error> {
        let path = self.path.join(name);
        if path.is_symlink() {
            return Err(refuse(&path, "it is a link; remove it, or choose another folder"));
        }
        Self::create(&path, self.is_own)
    }

    /// The path of a file in it, as it is reported.
    fn at(&self, name: &str) -> PathBuf {
        if self.path == Path::new(".") { PathBuf::from(name) } else { self.path.join(name) }
    }

    /// Refuses to write the file `name` where that would follow a link or replace what is not ours.
    pub(super) fn check(&self, name: &str) -> Result<(), Error> {
        let path = self.at(name);
        let metadata = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(cannot_write(&path, error)),
            Ok(metadata) => metadata,
        };
        let what = match (metadata.is_symlink(), metadata.is_file()) {
            (true, _) => "it is a link",
            (false, false) => "it is there and no regular file",
            (false, true) if self.is_own(&path) => return Ok(()),
            (false, true) => "it is there and was written by something else",
        };
        Err(refuse(&path, &format!("{what}; remove it, or choose another place")))
    }

    /// Writes the file `name`, whole or not at all.
    pub(super) fn write(&self, name: &str, text: &Shown<Screen>) -> Result<(), Error> {
        self.check(name)?;
        let path = self.at(name);
        let write = || {
            let mut file = builder().tempfile_in(&self.path)?;
            file.write_all(text.as_str().as_bytes())?;
            file.persist(&path)?;
            Ok(())
        };
        write().map_err(|error| cannot_write(&path, error))
    }

    /// Removes the files of an earlier run: those with such a name that are ours, except `kept`. Returns how many there were.
    pub(super) fn remove_others(&self, is_named: fn(&str) -> bool, kept: &BTreeSet<String>) -> Result<usize, Error> {
        let mut removed = 0;
        for entry in fs::read_dir(&self.path).map_err(|error| cannot_write(&self.path, error))? {
            let entry = entry.map_err(|error| cannot_write(&self.path, error))?;
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            let Ok(name) = entry.file_name().into_string() else { continue };
            if is_file && is_named(&name) && !kept.contains(&name) && self.is_own(&entry.path()) {
                fs::remove_file(entry.path()).map_err(|error| cannot_write(&entry.path(), error))?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Whether the file at `path` is one that this command writes.
    fn is_own(&self, path: &Path) -> bool {
        let read = fs::File::open(path).and_then(|mut file| read_whole(&mut file, MAX_BYTES));
        let text = read.ok().flatten().and_then(|bytes| String::from_utf8(bytes).ok());
        text.is_some_and(|text| (self.is_own)(&text))
    }
}

/// One file that a command writes, beside others of any kind.
pub(super) struct Target {
    folder: Folder,
    name: String,
}

impl Target {
    /// The file at `path`, in a folder that is there. A file of that name is replaced if `is_own` knows its text.
    pub(super) fn of(path: &Path, is_own: fn(&str) -> bool) -> Result<Self, Error> {
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| refuse(path, "expected the name of a file"))?.to_owned();
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            return Err(refuse(path, "there is no such folder"));
        }
        let folder = Folder { path: folder.to_owned(), is_own };
        folder.check(&name)?;
        Ok(Self { folder, name })
    }

    /// Writes it, whole or not at all.
    pub(super) fn write(&self, text: &Shown<Screen>) -> Result<(), Error> {
        self.folder.write(&self.name, text)
    }
}

fn refuse(path: &Path, why: &str) -> Error {
    cannot_write(path, io::Error::other(why.to_owned()))
}

fn cannot_write(path: &Path, error: io::Error) -> Error {
    Error::io(format!("cannot write `{}`", path.display()), error)
}
