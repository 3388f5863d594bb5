//! [`Input`]: where bytes come from, what their layout is, and how they are unpacked.
//!
//! [`expand`](super::expand) finds the inputs of folders.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::cli::Interrupt;
use crate::cli::document::cannot_read;
use crate::cli::stdin::Patient;
use crate::error::Error;
use crate::json;
use crate::limits::{Exceeded, Limits};

/// One source of bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Input {
    Stdin,
    File(PathBuf),
}

/// How an input is cut into records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Layout {
    /// The input is one record.
    Whole,
    /// Each line is one: NDJSON.
    Lines,
    /// A HAR capture: each entry is one.
    Har,
}

impl Layout {
    /// Whether the extension of a file name is one of an input.
    pub(in crate::cli) fn is_announced_by(path: &Path) -> bool {
        matches!(extension_inside(path).as_deref(), Some("json" | "ndjson" | "jsonl" | "har"))
    }
}

impl Input {
    /// The name of the input in reports.
    pub(in crate::cli) fn name(&self) -> String {
        match self {
            Self::Stdin => "standard input".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// The layout by file extension: `.ndjson` and `.jsonl` are lines, `.har` is a capture; `.gz` and `.zst` after it are
    /// ignored. Standard input has none.
    pub(in crate::cli) fn layout(&self) -> Option<Layout> {
        let Self::File(path) = self else { return None };
        Some(match extension_inside(path).as_deref() {
            Some("ndjson" | "jsonl") => Layout::Lines,
            Some("har") => Layout::Har,
            _ => Layout::Whole,
        })
    }

    /// The stored size in bytes, where it is known before reading.
    pub(in crate::cli) fn stored_size(&self) -> Option<u64> {
        match self {
            Self::Stdin => None,
            Self::File(path) => fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|file| file.len()),
        }
    }

    /// Opens the input; gzip and zstd are recognised by their first bytes and unpacked. `consumed` counts stored bytes.
    pub(in crate::cli) fn open<'s>(
        &self,
        stdin: &'s mut (dyn Read + Send),
        reading: &Reading<'s>,
    ) -> Result<Box<dyn Read + Send + 's>, Error> {
        let unreadable = |error| match self {
            Self::Stdin => Error::io("cannot read standard input", error),
            Self::File(path) => cannot_read(path, error),
        };
        match self {
            Self::Stdin => reading.unpack_here(stdin),
            Self::File(path) => file(path, reading),
        }
        .map_err(unreadable)
    }

    /// The same for a regular file, which any thread may read, until `stop` is set. `None` for what may have to be waited for.
    pub(in crate::cli) fn open_regular(
        &self,
        reading: &Reading<'_>,
        stop: &Arc<AtomicBool>,
    ) -> Option<Result<Box<dyn Read + Send>, Error>> {
        let Self::File(path) = self else { return None };
        fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        let stop = Arc::clone(stop);
        let opened = File::open(path).and_then(|file| reading.unpack(file, move || stop.load(Ordering::Relaxed)));
        Some(opened.map_err(|error| cannot_read(path, error)))
    }
}

/// How inputs are read.
pub(in crate::cli) struct Reading<'s> {
    /// Counts stored bytes, for the progress bar.
    pub(in crate::cli) consumed: &'s Arc<AtomicU64>,
    /// Ends reading.
    pub(in crate::cli) interrupt: &'s Interrupt,
    pub(in crate::cli) limits: Limits,
}

fn file<'s>(path: &Path, reading: &Reading<'s>) -> io::Result<Box<dyn Read + Send + 's>> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    if metadata.is_file() {
        return reading.unpack_here(File::open(path)?);
    }
    // A FIFO cannot be opened before somebody writes to it, and a device may wait for a person.
    let path = path.to_owned();
    reading.unpack_here(Patient::new(reading.interrupt, move || File::open(path)))
}

impl<'s> Reading<'s> {
    fn unpack_here(&self, stored: impl Read + Send + 's) -> io::Result<Box<dyn Read + Send + 's>> {
        let interrupt = self.interrupt;
        self.unpack(stored, move || interrupt.is_requested())
    }

    fn unpack<'t>(
        &self,
        stored: impl Read + Send + 't,
        is_stopped: impl Fn() -> bool + Send + 't,
    ) -> io::Result<Box<dyn Read + Send + 't>> {
        let mut stored = Stored { inner: stored, consumed: Arc::clone(self.consumed), is_stopped };
        let mut head = [0_u8; 4];
        let mut filled = 0;
        while filled < head.len() {
            match stored.read(&mut head[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let head = &head[..filled];
        let whole = io::Cursor::new(head.to_vec()).chain(stored);
        Ok(match head {
            // RFC 1952, 2.3.1 and RFC 8878, 3.1.1: no JSON text begins with these bytes.
            [0x1f, 0x8b, ..] => {
                Box::new(Unpacked::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(whole)), self.limits))
            }
            [0x28, 0xb5, 0x2f, 0xfd] => Box::new(Unpacked::new(zstd::stream::read::Decoder::new(whole)?, self.limits)),
            _ => Box::new(WithoutBom::new(whole)),
        })
    }
}

/// The extension in lower case; of a packed file, the one before `.gz` or `.zst`.
fn extension_inside(path: &Path) -> Option<String> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "gz" | "zst" => extension_inside(Path::new(path.file_stem()?)),
        _ => Some(extension),
    }
}

/// What is stored: counted, until an interruption.
struct Stored<R, S> {
    inner: R,
    consumed: Arc<AtomicU64>,
    is_stopped: S,
}

impl<R: Read, S: Fn() -> bool> Read for Stored<R, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if (self.is_stopped)() {
            return Err(io::Error::other("interrupted"));
        }
        let read = self.inner.read(buffer)?;
        self.consumed.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// What a packed input unpacks to, within the budget.
struct Unpacked<R> {
    inner: WithoutBom<R>,
    limits: Limits,
    left: u64,
}

impl<R: Read> Unpacked<R> {
    fn new(inner: R, limits: Limits) -> Self {
        Self { inner: WithoutBom::new(inner), limits, left: limits.unpacked_bytes }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        /// A decoder that finds an error drops what it unpacked in the same call: that is at most this much.
        const SIP: usize = 1 << 12;
        let sip = buffer.len().min(SIP);
        let read = self.inner.read(&mut buffer[..sip])?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other(Exceeded::new("unpacked-bytes", &self.limits).to_string()))?;
        Ok(read)
    }
}

/// A text without the byte order mark that some editors begin every file with.
struct WithoutBom<R> {
    inner: R,
    /// What was read to see whether it is one; `None` before that.
    head: Option<io::Cursor<Vec<u8>>>,
    /// The error that came behind it.
    error: Option<io::Error>,
}

impl<R: Read> WithoutBom<R> {
    fn new(inner: R) -> Self {
        Self { inner, head: None, error: None }
    }
}

impl<R: Read> Read for WithoutBom<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        const LENGTH: u64 = 3;
        let head = match &mut self.head {
            Some(head) => head,
            head => {
                let mut bytes = Vec::new();
                self.error = (&mut self.inner).take(LENGTH).read_to_end(&mut bytes).err();
                head.insert(io::Cursor::new(json::without_bom(&bytes).to_vec()))
            }
        };
        match (head.read(buffer)?, self.error.take()) {
            (0, None) => self.inner.read(buffer),
            (0, Some(error)) => Err(error),
            (read, error) => {
                self.error = error;
                Ok(read)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Input, Layout, extension_inside};

    #[test]
    fn the_extension_decides_the_layout() {
        let layout = |name: &str| Input::File(name.into()).layout();
        assert_eq!(layout("a.json"), Some(Layout::Whole));
        assert_eq!(layout("a.NDJSON"), Some(Layout::Lines));
        assert_eq!(layout("day.jsonl.gz"), Some(Layout::Lines));
        assert_eq!(layout("capture.har.zst"), Some(Layout::Har));
        assert_eq!(layout("payload"), Some(Layout::Whole));
        assert_eq!(Input::Stdin.layout(), None);
        assert_eq!(extension_inside("a.gz".as_ref()), None);
    }
}
