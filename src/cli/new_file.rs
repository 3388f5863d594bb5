//! [`NewFile`]: a file that the user named, written line by line and put in its place when it is whole.

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anstream::adapter::StripBytes;
use tempfile::{Builder, NamedTempFile};

use crate::error::Error;
use crate::plain::{Screen, Shown};

/// A file that is put in its place when it is whole; what is no regular file, such as a pipe, is written to as it is.
#[derive(Debug)]
pub(super) struct NewFile {
    /// As the user named it.
    path: PathBuf,
    /// Behind links.
    place: PathBuf,
    target: Target,
    /// Takes out the colours of what is written, which are for terminals.
    colours: StripBytes,
    /// The first line that could not be written.
    error: Option<io::Error>,
}

#[derive(Debug)]
enum Target {
    Beside(BufWriter<NamedTempFile>),
    There(BufWriter<fs::File>),
}

impl NewFile {
    /// Begins the file at `path`. What is there stays until [`finish`](Self::finish).
    pub(super) fn create(path: &Path) -> Result<Self, Error> {
        // A link stays one: what it leads to is replaced.
        let place = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let target = match fs::metadata(&place) {
            Ok(metadata) if metadata.is_dir() => Err(io::Error::other("it is a folder: name a file")),
            Ok(metadata) if metadata.is_file() => {
                // Replacing it would go around what protects it.
                let writable = fs::OpenOptions::new().append(true).open(&place);
                writable.and_then(|_| beside(&place, Some(metadata.permissions())))
            }
            Ok(_) => fs::OpenOptions::new().write(true).open(&place).map(|file| Target::There(BufWriter::new(file))),
            Err(_) => beside(&place, None),
        };
        match target {
            Ok(target) => Ok(Self { path: path.to_owned(), place, target, colours: StripBytes::new(), error: None }),
            Err(error) => Err(cannot_write(path, error)),
        }
    }

    pub(super) fn write(&mut self, text: &Shown<Screen>) -> Result<(), Error> {
        let result = self.write_all(text.as_str().as_bytes());
        result.map_err(|error| cannot_write(&self.path, error))
    }

    /// Adds a line. That it cannot be written is reported by [`finish`](Self::finish).
    pub(super) fn line(&mut self, text: &Shown<Screen>) {
        if self.error.is_none() {
            self.error = self.write_all(text.as_str().as_bytes()).and_then(|()| self.write_all(b"\n")).err();
        }
    }

    /// The text of a file that is edited: it was the user's before.
    pub(super) fn write_edited(&mut self, text: &str) -> Result<(), Error> {
        let result = self.writer().write_all(text.as_bytes());
        result.map_err(|error| cannot_write(&self.path, error))
    }

    /// Puts the file in its place. That a reader closed a pipe is no error.
    pub(super) fn finish(self) -> Result<(), Error> {
        let Self { path, place, target, error, .. } = self;
        let finished = match (error, target) {
            (Some(error), _) => Err(error),
            (None, Target::There(mut file)) => file.flush(),
            (None, Target::Beside(file)) => file
                .into_inner()
                .map_err(io::IntoInnerError::into_error)
                .and_then(|file| file.persist(&place).map(drop).map_err(|error| error.error)),
        };
        match finished {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            finished => finished.map_err(|error| cannot_write(&path, error)),
        }
    }

    fn writer(&mut self) -> &mut dyn Write {
        match &mut self.target {
            Target::Beside(file) => file,
            Target::There(file) => file,
        }
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let pieces: Vec<&[u8]> = self.colours.strip_next(bytes).collect();
        for piece in pieces {
            match &mut self.target {
                Target::Beside(file) => file.write_all(piece)?,
                Target::There(file) => file.write_all(piece)?,
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer().flush()
    }
}

/// Refuses files to be written of which two are one, or one is something that the run reads.
pub(super) fn distinct<'p>(
    written: impl IntoIterator<Item = &'p Path>,
    read: impl IntoIterator<Item = &'p Path>,
) -> Result<(), Error> {
    let read: HashSet<PathBuf> = read.into_iter().filter_map(|path| path.canonicalize().ok()).collect();
    let mut known = HashSet::new();
    for path in written {
        // What takes what it gets, such as a pipe or `/dev/null`, may be named twice.
        if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            continue;
        }
        let place = place(path);
        if read.contains(&place) {
            let what = format!("cannot write `{}`: this run reads it; name another file", path.display());
            return Err(Error::settings(what));
        }
        if !known.insert(place) {
            let what = format!("cannot write `{}` twice: name a file for each", path.display());
            return Err(Error::settings(what));
        }
    }
    Ok(())
}

/// The path without links, of a file that may not be there yet.
fn place(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        path.file_name().map_or(folder.clone(), |name| folder.join(name))
    })
}

/// A file in the folder of `path`, with the permissions of the one that it replaces.
fn beside(path: &Path, permissions: Option<fs::Permissions>) -> io::Result<Target> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(io::Error::other(format!("there is no folder `{}`", folder.display())));
    }
    let file = builder().tempfile_in(folder)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    Ok(Target::Beside(BufWriter::new(file)))
}

/// How files are made that take their name when they are whole.
pub(super) fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".order-contracts-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What the user's mask leaves of it, as for every other file.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

fn cannot_write(path: &Path, error: io::Error) -> Error {
    Error::io(format!("cannot write `{}`", path.display()), error)
}
