//! [`DataFile`]: the state in a file, of one sandbox at a time, written whole or not at all.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::lock::Lock;
use crate::error::Error;

/// A larger file is no state of a sandbox.
const MOST: u64 = 4 << 30;

#[derive(Debug, Clone)]
pub(super) struct DataFile {
    /// As it was named.
    path: PathBuf,
    /// The file that a link leads to: the link would be replaced otherwise, and the file have another name for others.
    target: PathBuf,
    /// Held for as long as somebody has the file.
    _lock: Arc<Lock>,
}

impl DataFile {
    /// Takes the file at `path`, where there may be none yet, for this sandbox alone.
    pub(super) fn take(path: &Path) -> Result<Self, Error> {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if target.is_dir() {
            return Err(Error::io(format!("cannot read `{}`", path.display()), ErrorKind::IsADirectory.into()));
        }
        let lock = Lock::take(&with(&target, ".lock"), path)?;
        Ok(Self { path: path.to_owned(), target, _lock: Arc::new(lock) })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What is in the file; `None` when there is none yet.
    pub(super) fn read(&self) -> Result<Option<Vec<u8>>, Error> {
        let cannot = |error| Error::io(format!("cannot read `{}`", self.path.display()), error);
        match fs::metadata(&self.target) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(cannot(error)),
            Ok(metadata) if metadata.len() > MOST => return Err(cannot(ErrorKind::FileTooLarge.into())),
            Ok(_) => {}
        }
        fs::read(&self.target).map(Some).map_err(cannot)
    }

    /// Replaces the file: what was there stays until all of the new is on the disk.
    pub(super) fn write(&self, bytes: &[u8]) -> Result<(), Error> {
        let beside = with(&self.target, ".tmp");
        let written = replace(&beside, &self.target, bytes);
        if written.is_err() {
            // What is left of it is of no use; that it cannot be removed is no further error.
            let _ = fs::remove_file(&beside);
        }
        written.map_err(|error| Error::io(format!("cannot write `{}`", self.path.display()), error))
    }
}

/// The path of a file beside this one.
fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(suffix);
    name.into()
}

fn replace(beside: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        // Names, addresses and amounts of somebody's tests.
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file: File = options.open(beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(beside, path)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::DataFile;

    #[test]
    fn a_file_that_cannot_be_written_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let file = DataFile::take(&folder.path().join("state.json")).unwrap();
        assert!(file.read().unwrap().is_none());
        file.write(b"one").unwrap();
        file.write(b"two").unwrap();
        assert_eq!(file.read().unwrap().unwrap(), b"two");
        // A folder in the place of the file beside it.
        std::fs::create_dir(folder.path().join("state.json.tmp")).unwrap();
        assert!(file.write(b"three").is_err());
        assert_eq!(file.read().unwrap().unwrap(), b"two");
        assert!(DataFile::take(folder.path()).is_err());
    }

    #[test]
    fn a_file_is_of_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let first = DataFile::take(&path).unwrap();
        for _ in 0..2 {
            // The file is replaced, and stays taken.
            first.write(b"one").unwrap();
            assert!(DataFile::take(&path).unwrap_err().to_string().contains("another sandbox"));
        }
        let clone = first.clone();
        drop(first);
        assert!(DataFile::take(&path).is_err());
        drop(clone);
        assert!(path.exists() && !folder.path().join("state.json.lock").exists(), "nothing is left beside it");
        drop(DataFile::take(&path).unwrap());
        // What a process leaves that was killed.
        std::fs::write(folder.path().join("state.json.lock"), "").unwrap();
        assert!(DataFile::take(&path).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_another_name_of_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("state.json"), folder.path().join("link.json"));
        std::fs::write(&path, "one").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let file = DataFile::take(&link).unwrap();
        assert!(DataFile::take(&path).is_err());
        file.write(b"two").unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
    }
}
