//! [`Input`]: where bytes come from, what their layout is, and how they are unpacked.
//!
//! [`expand`](super::expand) finds the inputs of folders.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::cli::document::cannot_read;
use crate::error::Error;
use crate::json;

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
        consumed: &Arc<AtomicU64>,
    ) -> Result<Box<dyn Read + Send + 's>, Error> {
        let unreadable = |error| match self {
            Self::Stdin => Error::io("cannot read standard input", error),
            Self::File(path) => cannot_read(path, error),
        };
        match self {
            Self::Stdin => unpack(Counted { inner: stdin, consumed: Arc::clone(consumed) }).map_err(unreadable),
            Self::File(path) => {
                let file = File::open(path).map_err(unreadable)?;
                if file.metadata().map_err(unreadable)?.is_dir() {
                    return Err(unreadable(io::Error::from(io::ErrorKind::IsADirectory)));
                }
                unpack(Counted { inner: file, consumed: Arc::clone(consumed) }).map_err(unreadable)
            }
        }
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

/// Counts what is read, for the progress bar.
struct Counted<R> {
    inner: R,
    consumed: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.consumed.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

fn unpack<'s>(mut packed: impl Read + Send + 's) -> io::Result<Box<dyn Read + Send + 's>> {
    let mut head = [0_u8; 4];
    let mut filled = 0;
    while filled < head.len() {
        match packed.read(&mut head[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // Some editors begin every file with a byte order mark.
    let head = json::without_bom(&head[..filled]);
    let whole = io::Cursor::new(head.to_vec()).chain(packed);
    Ok(match head {
        // RFC 1952, 2.3.1 and RFC 8878, 3.1.1: no JSON text begins with these bytes.
        [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(BufReader::new(whole))),
        [0x28, 0xb5, 0x2f, 0xfd] => Box::new(zstd::stream::read::Decoder::new(whole)?),
        _ => Box::new(whole),
    })
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
