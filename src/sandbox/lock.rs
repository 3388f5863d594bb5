//! [`Lock`]: a file that one process has at a time. The system lets go of it when the process ends, however it does.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// A file beside the one that is meant, since that one is replaced whenever it is written.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// Locked until it is closed.
    file: File,
}

/// How often others may remove the file between our opening and our locking it.
const TRIES: usize = 100;

impl Lock {
    /// Locks the file at `path`, which is made if need be, to have `meant` for ourselves.
    pub(super) fn take(path: &Path, meant: &Path) -> Result<Self, Error> {
        let cannot = |error| Error::io(format!("cannot lock `{}` by `{}`", meant.display(), path.display()), error);
        for _ in 0..TRIES {
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(false);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = options.open(path).map_err(cannot)?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::settings(format!(
                        "`{}` is in use by another sandbox; end that one, or name another file",
                        meant.display()
                    )));
                }
                // Where files cannot be locked, there is nothing to be waited for.
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
                Err(TryLockError::Error(error)) => return Err(cannot(error)),
                Ok(()) => {}
            }
            if is_at(&file, path) {
                return Ok(Self { path: path.to_owned(), file });
            }
        }
        Err(cannot(ErrorKind::ResourceBusy.into()))
    }
}

/// Whether the file is still the one at `path`: who had it before has removed it.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let of = |metadata: &fs::Metadata| (metadata.dev(), metadata.ino());
    matches!((file.metadata(), fs::metadata(path)), (Ok(own), Ok(there)) if of(&own) == of(&there))
}

/// Elsewhere nobody removes it.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

impl Drop for Lock {
    fn drop(&mut self) {
        // As long as it is locked, nobody else has it. One that stays does no harm.
        if cfg!(unix) && is_at(&self.file, &self.path) {
            let _ = fs::remove_file(&self.path);
        }
    }
}
