//! [`DataFile`]: the state in a file, written whole or not at all.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// A larger file is no state of a sandbox.
const MOST: u64 = 4 << 30;

#[derive(Debug, Clone)]
pub(super) struct DataFile {
    path: PathBuf,
}

impl DataFile {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What is in the file; `None` when there is none yet.
    pub(super) fn read(&self) -> Result<Option<Vec<u8>>, Error> {
        let cannot = |error| Error::io(format!("cannot read `{}`", self.path.display()), error);
        match fs::metadata(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(cannot(error)),
            Ok(metadata) if metadata.is_dir() => return Err(cannot(ErrorKind::IsADirectory.into())),
            Ok(metadata) if metadata.len() > MOST => return Err(cannot(ErrorKind::FileTooLarge.into())),
            Ok(_) => {}
        }
        fs::read(&self.path).map(Some).map_err(cannot)
    }

    /// Replaces the file: what was there stays until all of the new is on the disk.
    pub(super) fn write(&self, bytes: &[u8]) -> Result<(), Error> {
        let mut beside = self.path.clone().into_os_string();
        beside.push(".tmp");
        let beside = PathBuf::from(beside);
        let written = replace(&beside, &self.path, bytes);
        if written.is_err() {
            // What is left of it is of no use; that it cannot be removed is no further error.
            let _ = fs::remove_file(&beside);
        }
        written.map_err(|error| Error::io(format!("cannot write `{}`", self.path.display()), error))
    }
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
        let file = DataFile::new(&folder.path().join("state.json"));
        assert!(file.read().unwrap().is_none());
        file.write(b"one").unwrap();
        file.write(b"two").unwrap();
        assert_eq!(file.read().unwrap().unwrap(), b"two");
        // A folder in the place of the file beside it.
        std::fs::create_dir(folder.path().join("state.json.tmp")).unwrap();
        assert!(file.write(b"three").is_err());
        assert_eq!(file.read().unwrap().unwrap(), b"two");
        assert!(DataFile::new(folder.path()).read().is_err());
    }
}
