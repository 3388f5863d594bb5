//! [`Recording`]: a file of exchanges, one on each line, in the form that `validate` reads.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::Masks;
use crate::contract::Contract;
use crate::error::Error;
use crate::plain::{Screen, Shown, json};
use crate::validate::{Options, Recorded};

/// So much of an earlier file is read to know that it is one.
const FIRST_LINE: u64 = 64 << 20;

/// So many findings are compared where what is masked is judged.
const FINDINGS: usize = 100;

/// What is handed to the system at once.
const BUFFER: usize = 64 << 10;

/// A file that exchanges are written to, without credentials.
#[derive(Debug)]
pub struct Recording {
    file: BufWriter<File>,
    path: PathBuf,
    masks: Masks,
    options: Options,
    written: u64,
    /// How many of these have a half that is not judged again.
    assumed: u64,
}

impl Recording {
    /// A new file at `path`, which nobody else can read. An earlier recording is replaced; anything else is not.
    ///
    /// # Errors
    ///
    /// When it cannot be written, or something else is there.
    pub fn create(path: &Path, contract: &Contract, options: Options) -> Result<Self, Error> {
        let create = || {
            match fs::symlink_metadata(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
                Ok(metadata) if !metadata.is_file() => {
                    return Err(io::Error::other("it is there and no regular file; choose another name"));
                }
                Ok(_) if !is_recording(path)? => {
                    return Err(io::Error::other("it is there and no recording; remove it, or choose another name"));
                }
                Ok(_) => fs::remove_file(path)?,
            }
            let mut create = OpenOptions::new();
            create.write(true).create_new(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt;
                create.mode(0o600);
            }
            create.open(path)
        };
        let file = create().map_err(|error| cannot_write(path, error))?;
        let (file, options) =
            (BufWriter::with_capacity(BUFFER, file), options.max_violations(FINDINGS).max_undecided(FINDINGS));
        Ok(Self { file, path: path.to_owned(), masks: Masks::of(contract), options, written: 0, assumed: 0 })
    }

    /// Writes one exchange.
    ///
    /// # Errors
    ///
    /// When the system refuses it.
    pub fn write(&mut self, contract: &Contract, recorded: Recorded) -> Result<(), Error> {
        let was_assumed = recorded.request_assumed || recorded.response_assumed;
        let masked = self.masks.masked(contract, &self.options, recorded);
        let line = Shown::<Screen>::of((json(&masked), "\n"));
        self.file.write_all(line.as_str().as_bytes()).map_err(|error| cannot_write(&self.path, error))?;
        self.written += 1;
        self.assumed += u64::from(!was_assumed && (masked.request_assumed || masked.response_assumed));
        Ok(())
    }

    /// Hands over what is still buffered.
    ///
    /// # Errors
    ///
    /// When the system refuses it.
    pub fn flush(&mut self) -> Result<(), Error> {
        self.file.flush().map_err(|error| cannot_write(&self.path, error))
    }

    /// How many exchanges were written.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written
    }

    /// How many of these have a half that would be judged differently without what is masked.
    #[must_use]
    pub fn assumed(&self) -> u64 {
        self.assumed
    }
}

/// Whether a file is empty, or its first line is an exchange.
fn is_recording(path: &Path) -> io::Result<bool> {
    let mut line = Vec::new();
    BufReader::new(File::open(path)?.take(FIRST_LINE)).read_until(b'\n', &mut line)?;
    Ok(line.is_empty() || Recorded::from_json(&line).is_ok())
}

fn cannot_write(path: &Path, error: io::Error) -> Error {
    Error::io(format!("cannot write `{}`", path.display()), error)
}
