//! [`Lines`]: a new file of lines, which are whole whatever happens to it.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// What is handed to the system at once.
const BUFFER: usize = 64 << 10;

/// A file that nobody else can read.
#[derive(Debug)]
pub(super) struct Lines {
    file: File,
    /// The bytes of it that are whole lines.
    length: u64,
    waiting: Vec<u8>,
    count: u64,
}

impl Lines {
    /// # Errors
    ///
    /// When the file is there, or cannot be written.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let mut create = OpenOptions::new();
        create.append(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            create.mode(0o600);
        }
        Ok(Self { file: create.open(path)?, length: 0, waiting: Vec::with_capacity(BUFFER), count: 0 })
    }

    /// The bytes of all lines, those included that wait to be written.
    pub(super) fn bytes(&self) -> u64 {
        self.length + self.waiting.len() as u64
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Adds a line, with its end.
    ///
    /// # Errors
    ///
    /// When the system does not take it, or one before it. The file then ends behind the last line that it has taken.
    pub(super) fn push(&mut self, line: &[u8]) -> io::Result<()> {
        self.waiting.extend_from_slice(line);
        self.count += 1;
        if self.waiting.len() < BUFFER { Ok(()) } else { self.flush() }
    }

    /// Hands over what waits.
    ///
    /// # Errors
    ///
    /// The same.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        let mut written = 0;
        let error = loop {
            match self.waiting.get(written..) {
                None | Some([]) => break self.is_removed().then(|| io::Error::other("it was removed")),
                Some(rest) => match self.file.write(rest) {
                    Ok(0) => break Some(ErrorKind::WriteZero.into()),
                    Ok(more) => written += more,
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => break Some(error),
                },
            }
        };
        let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        let whole = self.waiting[..written].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        self.length += whole as u64;
        self.count -= lines(&self.waiting[whole..]);
        self.waiting.clear();
        let Some(error) = error else { return Ok(()) };
        // A line that was cut is no line. Where this fails as well, a reader finds it.
        let _ = self.file.set_len(self.length);
        Err(error)
    }

    /// Whether the file has no name any more, so that nobody will ever read it.
    fn is_removed(&self) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            self.file.metadata().is_ok_and(|metadata| metadata.nlink() == 0)
        }
        #[cfg(not(unix))]
        false
    }
}
