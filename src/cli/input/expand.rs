//! [`expand`]: from the paths of a command line to inputs; a folder means the payload files in it.
//!
//! A folder may come from strangers. Nothing outside is read because of what is in it, nothing in it makes the program wait,
//! and what is not read is reported.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

use super::open::{Input, Layout};
use crate::error::Error;

/// What the paths of a command line stand for.
#[derive(Debug, Default)]
pub(in crate::cli) struct Expanded {
    /// The inputs, and what cannot be read, by name: folders, and files that are none.
    pub(in crate::cli) inputs: Vec<Result<Input, (String, Error)>>,
    /// The folders with files that are no payloads by their names.
    pub(in crate::cli) skipped: Vec<Skipped>,
    /// The folders without any input, by name, and how many files of them were skipped.
    pub(in crate::cli) empty: Vec<(String, Error, u64)>,
}

/// The files of a folder that were skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Skipped {
    folder: PathBuf,
    /// How many there are.
    pub(in crate::cli) files: u64,
    extensions: BTreeSet<String>,
}

/// The extensions of payload files, for people.
const READ: &str = "`.json`, `.ndjson`, `.jsonl` and `.har` files are read, and those with `.gz` or `.zst` added";

/// Deeper folders are a mistake.
const MAX_FOLDERS: usize = 64;

pub(in crate::cli) fn expand(paths: &[PathBuf]) -> Expanded {
    let mut out = Expanded::default();
    for path in paths {
        if path == Path::new("-") {
            out.inputs.push(Ok(Input::Stdin));
        } else if path.is_dir() {
            let before = out.inputs.len();
            let skipped = Skipped { folder: path.clone(), files: 0, extensions: BTreeSet::new() };
            let mut walk = Walk { top: path.canonicalize().ok(), inputs: &mut out.inputs, skipped };
            walk.folder(path, 0);
            let Walk { skipped, .. } = walk;
            let folder = path.display();
            match (out.inputs.len() > before, skipped.files) {
                (true, 0) => {}
                (true, _) => out.skipped.push(skipped),
                (false, 0) => {
                    let error = Error::settings(format!("nothing to check in `{folder}`: the folder has no files"));
                    out.empty.push((folder.to_string(), error, 0));
                }
                (false, files) => {
                    let error = Error::settings(format!("nothing to check in {skipped}"));
                    out.empty.push((folder.to_string(), error, files));
                }
            }
        } else {
            out.inputs.push(Ok(Input::File(path.clone())));
        }
    }
    out
}

/// A walk through a folder of the command line.
struct Walk<'w> {
    /// The folder, without links.
    top: Option<PathBuf>,
    inputs: &'w mut Vec<Result<Input, (String, Error)>>,
    skipped: Skipped,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) {
        let entries = fs::read_dir(folder).and_then(|entries| {
            entries.map(|entry| entry.and_then(|entry| Ok((entry.path(), entry.file_type()?)))).collect()
        });
        let mut entries: Vec<(PathBuf, FileType)> = match entries {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(folder, error),
        };
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (path, kind) in entries {
            if kind.is_dir() && depth < MAX_FOLDERS {
                self.folder(&path, depth + 1);
            } else if kind.is_dir() {
                self.leave_out(
                    &path,
                    &format!("it is more than {MAX_FOLDERS} folders deep; name it as an input of its own"),
                );
            } else if kind.is_symlink() {
                self.link(path);
            } else if !Layout::is_announced_by(&path) {
                self.skip(&path);
            } else if kind.is_file() {
                self.inputs.push(Ok(Input::File(path)));
            } else {
                self.leave_out(&path, SPECIAL);
            }
        }
    }

    /// A link is read as the file that it leads to, if that is a file of the folder.
    fn link(&mut self, path: PathBuf) {
        let is_announced = Layout::is_announced_by(&path);
        match (fs::metadata(&path), is_announced) {
            // A link may lead back up.
            (Ok(target), _) if target.is_dir() => {
                self.leave_out(&path, "it is a link to a folder; name it as an input of its own");
            }
            (_, false) => self.skip(&path),
            (Err(error), true) if error.kind() == io::ErrorKind::NotFound => {
                self.leave_out(&path, "it is a link to a file that is not there");
            }
            (Err(error), true) => self.unreadable(&path, error),
            (Ok(target), true) if !target.is_file() => self.leave_out(&path, SPECIAL),
            (Ok(_), true) => match path.canonicalize() {
                Ok(whole) if self.top.as_ref().is_some_and(|top| whole.starts_with(top)) => {
                    self.inputs.push(Ok(Input::File(path)));
                }
                Ok(_) => self.leave_out(&path, "it is a link out of the folder; name it as an input of its own"),
                Err(error) => self.unreadable(&path, error),
            },
        }
    }

    fn skip(&mut self, path: &Path) {
        self.skipped.files += 1;
        let extension = path.extension().map(|extension| format!(".{}", extension.to_string_lossy()));
        self.skipped.extensions.extend(extension.or_else(|| Some("without extension".to_owned())));
    }

    fn leave_out(&mut self, path: &Path, why: &str) {
        self.unreadable(path, io::Error::other(why.to_owned()));
    }

    fn unreadable(&mut self, path: &Path, error: io::Error) {
        let name = path.display().to_string();
        let error = Error::io(format!("cannot read `{name}`"), error);
        self.inputs.push(Err((name, error)));
    }
}

/// Reading a FIFO waits for somebody to write, and a device may have no end.
const SPECIAL: &str = "it is not a regular file";

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 5;
        let files = if self.files == 1 { "file" } else { "files" };
        let mut kinds: Vec<&str> = self.extensions.iter().take(SHOWN).map(String::as_str).collect();
        if self.extensions.len() > SHOWN {
            kinds.push("...");
        }
        let (folder, kinds) = (self.folder.display(), kinds.join(", "));
        write!(f, "`{folder}`: {} {files} skipped: not JSON by name ({kinds}); {READ}", self.files)
    }
}
