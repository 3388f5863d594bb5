//! [`Input`]: where bytes come from, what their layout is, and how they are unpacked.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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

impl Input {
    /// How the input is called in reports.
    pub(in crate::cli) fn name(&self) -> String {
        match self {
            Self::Stdin => "standard input".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// The layout that the name announces: `.ndjson` and `.jsonl` are lines, `.har` is a capture; a `.gz` or `.zst`
    /// behind it is passed over. Standard input announces nothing.
    pub(in crate::cli) fn layout(&self) -> Option<Layout> {
        let Self::File(path) = self else { return None };
        Some(match extension_inside(path).as_deref() {
            Some("ndjson" | "jsonl") => Layout::Lines,
            Some("har") => Layout::Har,
            _ => Layout::Whole,
        })
    }

    /// The size in bytes as it is stored, where it is known before reading.
    pub(in crate::cli) fn stored_size(&self) -> Option<u64> {
        match self {
            Self::Stdin => None,
            Self::File(path) => fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|file| file.len()),
        }
    }

    /// Opens the input; gzip and zstd are told by their first bytes and unpacked. `consumed` counts stored bytes.
    pub(in crate::cli) fn open<'s>(
        &self,
        stdin: &'s mut (dyn Read + Send),
        consumed: &Arc<AtomicU64>,
    ) -> Result<Box<dyn Read + Send + 's>, Error> {
        let told = |error| Error::io(format!("cannot read `{}`", self.name()), error);
        match self {
            Self::Stdin => unpack(Counted { inner: stdin, consumed: Arc::clone(consumed) }).map_err(told),
            Self::File(path) => {
                let file = File::open(path).map_err(told)?;
                if file.metadata().map_err(told)?.is_dir() {
                    return Err(told(io::Error::from(io::ErrorKind::IsADirectory)));
                }
                unpack(Counted { inner: file, consumed: Arc::clone(consumed) }).map_err(told)
            }
        }
    }
}

/// The inputs that `paths` name: a folder stands for the files below it that look like payloads, by name.
pub(in crate::cli) fn expand(paths: &[PathBuf]) -> Vec<Result<Input, Error>> {
    let mut inputs = Vec::new();
    for path in paths {
        if path == Path::new("-") {
            inputs.push(Ok(Input::Stdin));
        } else if path.is_dir() {
            let before = inputs.len();
            walk(path, &mut inputs, 0);
            if inputs.len() == before {
                let wanted = "files named `.json`, `.ndjson`, `.jsonl` or `.har`, packed with `.gz` or `.zst` or not";
                inputs.push(Err(Error::settings(format!("nothing to read in `{}`: wanted {wanted}", path.display()))));
            }
        } else {
            inputs.push(Ok(Input::File(path.clone())));
        }
    }
    inputs
}

/// Deeper folders than this are a loop or a mistake.
const MAX_FOLDERS: usize = 64;

fn walk(folder: &Path, inputs: &mut Vec<Result<Input, Error>>, depth: usize) {
    let told = |error| Error::io(format!("cannot read `{}`", folder.display()), error);
    let mut entries: Vec<PathBuf> = match fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>())
    {
        Ok(entries) => entries,
        Err(error) => return inputs.push(Err(told(error))),
    };
    entries.sort();
    for path in entries {
        // A link to a folder is not followed: it may lead back up.
        if path.is_dir() && !path.is_symlink() {
            if depth < MAX_FOLDERS {
                walk(&path, inputs, depth + 1);
            }
        } else if matches!(extension_inside(&path).as_deref(), Some("json" | "ndjson" | "jsonl" | "har")) {
            inputs.push(Ok(Input::File(path)));
        }
    }
}

/// The extension in small letters, the one before `.gz` or `.zst` where the file is packed.
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
    // Editors put a byte order mark before the texts that people save.
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
    fn names_announce_the_layout() {
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
