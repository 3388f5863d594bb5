//! [`expand`]: from the paths of a command line to inputs; a folder means the payload files in it.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::open::{Input, Layout};
use crate::error::Error;

/// What the paths of a command line stand for.
#[derive(Debug, Default)]
pub(in crate::cli) struct Expanded {
    /// The inputs, and the folders that cannot be read.
    pub(in crate::cli) inputs: Vec<Result<Input, Error>>,
    /// The folders with files that are no payloads by their names.
    pub(in crate::cli) skipped: Vec<Skipped>,
    /// The folders without any input, and how many files of them were skipped.
    pub(in crate::cli) empty: Vec<(Error, u64)>,
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

/// Deeper folders are a loop or a mistake.
const MAX_FOLDERS: usize = 64;

pub(in crate::cli) fn expand(paths: &[PathBuf]) -> Expanded {
    let mut out = Expanded::default();
    for path in paths {
        if path == Path::new("-") {
            out.inputs.push(Ok(Input::Stdin));
        } else if path.is_dir() {
            let before = out.inputs.len();
            let mut skipped = Skipped { folder: path.clone(), files: 0, extensions: BTreeSet::new() };
            walk(path, &mut out.inputs, &mut skipped, 0);
            let folder = path.display();
            match (out.inputs.len() > before, skipped.files) {
                (true, 0) => {}
                (true, _) => out.skipped.push(skipped),
                (false, 0) => {
                    let error = Error::settings(format!("nothing to check in `{folder}`: the folder has no files"));
                    out.empty.push((error, 0));
                }
                (false, files) => {
                    out.empty.push((Error::settings(format!("nothing to check in {skipped}")), files));
                }
            }
        } else {
            out.inputs.push(Ok(Input::File(path.clone())));
        }
    }
    out
}

fn walk(folder: &Path, inputs: &mut Vec<Result<Input, Error>>, skipped: &mut Skipped, depth: usize) {
    let entries = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>());
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => {
            return inputs.push(Err(Error::io(format!("cannot read `{}`", folder.display()), error)));
        }
    };
    entries.sort();
    for path in entries {
        // A link to a folder is not followed: it may lead back up.
        if path.is_dir() && !path.is_symlink() {
            if depth < MAX_FOLDERS {
                walk(&path, inputs, skipped, depth + 1);
            }
        } else if Layout::is_announced_by(&path) {
            inputs.push(Ok(Input::File(path)));
        } else {
            skipped.files += 1;
            let extension = path.extension().map(|extension| format!(".{}", extension.to_string_lossy()));
            skipped.extensions.extend(extension.or_else(|| Some("without extension".to_owned())));
        }
    }
}

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
