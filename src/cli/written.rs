//! [`Folder`]: a folder that a command writes its files to; [`Pending`]: one file.
//!
//! A file is written beside its place and put there when it is whole, so that a full disk or an end in between leaves what
//! was there before. What such a command wrote earlier is replaced; a link, or a file that somebody else wrote, is not.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::input::read_whole;
use crate::error::Error;
use crate::plain::{Screen, Shown};

/// A folder, and how the files of the command that writes there are recognized.
pub(super) struct Folder {
    path: PathBuf,
    is_own: fn(&str) -> bool,
}

/// A file that is being written, to the path that the user named.
pub(super) struct Pending {
    path: PathBuf,
    target: Target,
    error: Option<io::Error>,
}

enum Target {
    Beside(BufWriter<NamedTempFile>),
    /// A pipe or a device, which cannot be replaced.
    There(BufWriter<fs::File>),
}

impl Pending {
    /// Begins the file at `path`. What is there stays until [`Pending::finish`].
    pub(super) fn create(path: &Path) -> Result<Self, Error> {
        let target = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
            Ok(metadata) if !metadata.is_file() => {
                fs::OpenOptions::new().write(true).open(path).map(|file| Target::There(BufWriter::new(file)))
            }
            _ => {
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
                beside(folder.unwrap_or(Path::new("."))).map(|file| Target::Beside(BufWriter::new(file)))
            }
        };
        // The error names the file that was to be written beside it.
        let target = target.map_err(|error| cannot_write(path, io::Error::from(error.kind())))?;
        Ok(Self { path: path.to_owned(), target, error: None })
    }

    /// Adds a line. That it cannot be written is reported in the end.
    pub(super) fn line(&mut self, text: &Shown<Screen>) {
        let writer: &mut dyn Write = match &mut self.target {
            Target::Beside(file) => file,
            Target::There(file) => file,
        };
        let written = writer.write_all(text.as_str().as_bytes()).and_then(|()| writer.write_all(b"\n"));
        self.error = self.error.take().or(written.err());
    }

    /// Puts the file in its place. That a reader closed a pipe is no error.
    pub(super) fn finish(self) -> Result<(), Error> {
        let Self { path, target, error } = self;
        let finished = match (error, target) {
            (Some(error), _) => Err(error),
            (None, Target::There(mut file)) => file.flush(),
            (None, Target::Beside(file)) => file
                .into_inner()
                .map_err(io::IntoInnerError::into_error)
                .and_then(|file| file.persist(&path).map(drop).map_err(|error| error.error)),
        };
        match finished {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            finished => finished.map_err(|error| cannot_write(&path, error)),
        }
    }
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

    /// Refuses to write the file `name` where that would follow a link or replace what is not ours.
    pub(super) fn check(&self, name: &str) -> Result<(), Error> {
        let path = self.path.join(name);
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
        Err(refuse(&path, &format!("{what}; remove it, or choose another folder")))
    }

    /// Writes the file `name`, whole or not at all.
    pub(super) fn write(&self, name: &str, text: &Shown<Screen>) -> Result<(), Error> {
        self.check(name)?;
        let path = self.path.join(name);
        let write = || {
            let mut file = beside(&self.path)?;
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

/// A file in `folder` that takes its name when it is whole.
fn beside(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    let builder = builder.prefix(".order-contracts-");
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt;
        // What the user's mask leaves of it, as for every other file.
        builder.permissions(fs::Permissions::from_mode(0o666))
    };
    builder.tempfile_in(folder)
}

fn refuse(path: &Path, why: &str) -> Error {
    cannot_write(path, io::Error::other(why.to_owned()))
}

fn cannot_write(path: &Path, error: io::Error) -> Error {
    Error::io(format!("cannot write `{}`", path.display()), error)
}
