//! [`Root`]: paths as readers of a report find them again, relative to the top of the repository.

use std::path::{Component, Path, PathBuf};

use crate::cli::git::Repository;

/// The folder that paths in a report are relative to: the top of the git repository around the folder that the program runs in,
/// else that folder.
#[derive(Debug)]
pub(super) struct Root {
    current: PathBuf,
    top: PathBuf,
}

impl Root {
    pub(super) fn of_current_folder() -> Self {
        let current = std::env::current_dir().unwrap_or_default();
        let top = Repository::around(&current).ok().flatten().map(|repository| repository.top().to_owned());
        let top = top.unwrap_or_else(|| current.clone());
        Self { top: top.canonicalize().unwrap_or(top), current }
    }

    /// The URI of a file: relative below the root, absolute elsewhere.
    pub(super) fn uri(&self, file: &Path) -> String {
        let whole = self.whole(file);
        match whole.strip_prefix(&self.top) {
            Ok(below) => encoded(below),
            Err(_) => format!("file://{}", encoded(&whole)),
        }
    }

    /// The path of a file with slashes: relative below the root, absolute elsewhere.
    pub(super) fn path(&self, file: &Path) -> String {
        let whole = self.whole(file);
        with_slashes(whole.strip_prefix(&self.top).unwrap_or(&whole))
    }

    fn whole(&self, file: &Path) -> PathBuf {
        let whole = self.current.join(file);
        // A link stays what it is called; only the folders that lead to it are resolved.
        let folder = whole.parent().and_then(|folder| folder.canonicalize().ok());
        match (folder, whole.file_name()) {
            (Some(folder), Some(name)) => folder.join(name),
            _ => normalized(&whole),
        }
    }
}

/// Without `.` and `..`, for a file that is not there.
fn normalized(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => _ = out.pop(),
            other => out.push(other),
        }
    }
    out
}

/// A path as a URI reference (RFC 3986): with slashes, everything else that is not unreserved escaped.
fn encoded(path: &Path) -> String {
    let mut out = String::new();
    for byte in with_slashes(path).bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

fn with_slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::Root;

    #[test]
    fn paths_are_relative_to_the_root() {
        let root = Root { current: PathBuf::from("/none/sub"), top: PathBuf::from("/none") };
        assert_eq!(root.uri(Path::new("a b.yaml")), "sub/a%20b.yaml");
        assert_eq!(root.uri(Path::new("../a:b.yaml")), "a%3Ab.yaml");
        assert_eq!(root.uri(Path::new("/none/x/y.yaml")), "x/y.yaml");
        assert_eq!(root.uri(Path::new("/else/y.yaml")), "file:///else/y.yaml");
        assert_eq!(root.path(Path::new("./a b.yaml")), "sub/a b.yaml");
    }
}
