//! [`Folder`]: where the files are that a document refers to, and which references stay inside of it.

use std::path::{Component, Path, PathBuf};

use super::budget::Budget;
use super::files::{self, Unread};
use crate::pointer::Pointer;

/// Reads the file at a path below the folder of a document, of which the parts are separated by `/`; or says what is wrong with a
/// reference to it, as in `refers to a missing file`.
pub(super) type ReadFile<'r> = dyn Fn(&str) -> Result<Vec<u8>, String> + 'r;

/// The folder of a document.
#[derive(Clone)]
pub(super) enum Folder<'r> {
    /// On this machine.
    Here(PathBuf),
    Elsewhere(&'r ReadFile<'r>),
}

impl Folder<'_> {
    /// Its path, which is empty where it is elsewhere.
    pub(super) fn path(&self) -> &Path {
        match self {
            Folder::Here(folder) => folder.as_path(),
            Folder::Elsewhere(_) => Path::new(""),
        }
    }

    /// The path of the file that `target` names from the folder `beside`, and its name, the path from this folder; or what is
    /// wrong with the reference.
    pub(super) fn find(&self, beside: &Path, target: &str) -> Result<(PathBuf, String), String> {
        let outside = || "refers to a file outside the document's folder".to_owned();
        let decoded = Pointer::from_fragment(&format!("/{target}"))
            .map_or(target.to_owned(), |pointer| pointer.as_str()[1..].to_owned());
        let relative = Path::new(&decoded);
        if !relative
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir | Component::ParentDir))
        {
            return Err(outside());
        }
        match self {
            Folder::Here(folder) => {
                // Links and `..` are resolved before the folder is compared.
                let path = beside.join(relative).canonicalize();
                let path = path.map_err(|error| format!("refers to a missing file: {error}"))?;
                let name = path.strip_prefix(folder).map_err(|_| outside())?;
                let name = name.to_string_lossy().replace('\\', "/");
                Ok((path, name))
            }
            Folder::Elsewhere(_) => {
                let name = inside(&beside.join(relative)).ok_or_else(outside)?;
                Ok((PathBuf::from(&name), name))
            }
        }
    }

    /// The content of the file at `path` that is called `name`, or what is wrong with a reference to it.
    pub(super) fn read(&self, path: &Path, name: &str, budget: &Budget) -> Result<Vec<u8>, String> {
        match self {
            Folder::Here(_) => files::regular(path, budget.bytes()).map_err(|unread| match unread {
                Unread::Io(error) => format!("refers to a file that cannot be read: {error}"),
                Unread::Special(kind) => format!("refers to {kind}; only regular files are read"),
                Unread::Moved => "refers to a file that was moved while it was opened".to_owned(),
                Unread::TooLong => format!("refers to a file that cannot be read: {}", budget.too_long()),
            }),
            Folder::Elsewhere(read) => read(name),
        }
    }
}

/// A relative path without `.` and `..`, its parts separated by `/`; `None` when it leads out of the folder.
fn inside(path: &Path) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            Component::ParentDir => _ = parts.pop()?,
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}
