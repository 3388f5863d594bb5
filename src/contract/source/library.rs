//! [`Library`]: a document and the files that it refers to, as one tree.
//!
//! A file is put below [`FILES`] in the document's own tree and every reference to it is rewritten to point there, so
//! that no other module needs to know about files. Only files inside the document's folder are read, whatever links and `..`
//! say; nothing is ever fetched.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value};

use super::{Source, references};
use crate::contract::problem::Trouble;
use crate::error::Error;
use crate::pointer::Pointer;

/// The member of the document's tree that holds the other files, by their paths from the document's folder.
pub(in crate::contract) const FILES: &str = "x-order-contracts-files";

/// How many files, and how many bytes in each, are read at most.
const MAX_FILES: usize = 1_000;
const MAX_BYTES: u64 = 64 << 20;

/// A document with everything that it refers to.
#[derive(Debug)]
pub(in crate::contract) struct Library {
    pub(in crate::contract) document: Value,
    /// The document itself, then the other files.
    pub(in crate::contract) sources: Vec<Source>,
    pub(in crate::contract) troubles: Vec<Trouble>,
}

impl Library {
    /// Reads the document at `path` and the files of its folder that it refers to.
    pub(in crate::contract) fn from_path(path: &Path) -> Result<Self, Error> {
        let shown = path.display().to_string();
        let bytes = read(path).map_err(|error| Error::io(format!("cannot read `{shown}`"), error))?;
        let canonical = path.canonicalize().map_err(|error| Error::io(format!("cannot read `{shown}`"), error))?;
        let folder = canonical.parent().map(Path::to_path_buf);
        Self::new(&shown, bytes, folder, Some(canonical))
    }

    /// Reads a document without a folder: it can refer to nothing but itself.
    pub(in crate::contract) fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, Error> {
        Self::new(name, bytes, None, None)
    }

    fn new(name: &str, bytes: Vec<u8>, folder: Option<PathBuf>, path: Option<PathBuf>) -> Result<Self, Error> {
        let (source, mut document, faults) = Source::read(name, bytes)?;
        let troubles = faults.into_iter().map(|fault| Trouble::of_fault(fault, 0, Pointer::root())).collect();
        let mut shelf = Shelf {
            folder,
            by_path: path.into_iter().map(|path| (path, 0)).collect(),
            files: Vec::new(),
            sources: vec![source],
            troubles,
            unread: Vec::new(),
        };
        shelf.follow(&mut document, 0);
        while let Some(file) = shelf.unread.pop() {
            let mut tree = std::mem::take(&mut shelf.files[file - 1].1);
            shelf.follow(&mut tree, file);
            shelf.files[file - 1].1 = tree;
        }
        if let (Some(members), false) = (document.as_object_mut(), shelf.files.is_empty()) {
            members.insert(FILES.to_owned(), Value::Object(shelf.files.into_iter().collect::<Map<_, _>>()));
        }
        Ok(Self { document, sources: shelf.sources, troubles: shelf.troubles })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, std::io::Error> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_file() && metadata.len() > MAX_BYTES {
        return Err(std::io::Error::other(format!("more than {} MiB", MAX_BYTES >> 20)));
    }
    std::fs::read(path)
}

/// The files read so far.
struct Shelf {
    folder: Option<PathBuf>,
    by_path: HashMap<PathBuf, usize>,
    /// The files other than the document: their paths from its folder, and their trees.
    files: Vec<(String, Value)>,
    sources: Vec<Source>,
    troubles: Vec<Trouble>,
    unread: Vec<usize>,
}

impl Shelf {
    /// Rewrites the references of `tree`, which is file number `file`, and reads the files that they name.
    fn follow(&mut self, tree: &mut Value, file: usize) {
        let at = self.place(file);
        references::visit(tree, |place, reference| match self.resolve(reference, file) {
            Ok(Some(rewritten)) => *reference = rewritten,
            Ok(None) => {}
            Err(why) => self.troubles.push(Trouble {
                pointer: at.join(place),
                message: format!("unresolved reference `{reference}`: it {why}"),
                position: None,
            }),
        });
    }

    /// The form of `reference`, which is in file number `file`, in the whole tree; `None` when it is unchanged.
    fn resolve(&mut self, reference: &str, file: usize) -> Result<Option<String>, String> {
        let (target, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let target = if target.is_empty() {
            file
        } else if target.starts_with("//") || has_scheme(target) {
            return Err("refers to another host, and nothing is fetched from the network".to_owned());
        } else {
            self.file(target, file)?
        };
        let is_pointer = fragment.is_empty() || fragment.starts_with('/');
        let stays = target == 0 && file == 0 && reference.starts_with('#');
        // An anchor is looked up by its name, wherever it is.
        Ok((!stays).then(|| match is_pointer {
            true => format!("#{}{fragment}", self.place(target).to_fragment()),
            false => format!("#{fragment}"),
        }))
    }

    fn place(&self, file: usize) -> Pointer {
        match file.checked_sub(1).and_then(|file| self.files.get(file)) {
            Some((name, _)) => Pointer::root().key(FILES).key(name),
            None => Pointer::root(),
        }
    }

    /// The number of the file that `target` names from file number `from`.
    fn file(&mut self, target: &str, from: usize) -> Result<usize, String> {
        let Some(folder) = self.folder.clone() else {
            return Err("refers to a file, but this document was not loaded from a file".to_owned());
        };
        let decoded = Pointer::from_fragment(&format!("/{target}"))
            .map_or(target.to_owned(), |pointer| pointer.as_str()[1..].to_owned());
        let relative = Path::new(&decoded);
        if !relative
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir | Component::ParentDir))
        {
            return Err("refers to a file outside the document's folder".to_owned());
        }
        let beside = match from.checked_sub(1).and_then(|file| self.files.get(file)) {
            Some((name, _)) => folder.join(name).parent().unwrap_or(&folder).to_path_buf(),
            None => folder.clone(),
        };
        // Links and `..` are resolved before the folder is compared.
        let path =
            beside.join(relative).canonicalize().map_err(|error| format!("refers to a missing file: {error}"))?;
        let name =
            path.strip_prefix(&folder).map_err(|_| "refers to a file outside the document's folder".to_owned())?;
        let name = name.to_string_lossy().replace('\\', "/");
        if let Some(&known) = self.by_path.get(&path) {
            return Ok(known);
        }
        if self.files.len() >= MAX_FILES {
            return Err(format!("exceeds the limit of {MAX_FILES} files"));
        }
        let bytes = read(&path).map_err(|error| format!("refers to a file that cannot be read: {error}"))?;
        let (source, tree, faults) =
            Source::read(&name, bytes).map_err(|error| format!("refers to a file that cannot be used: {error}"))?;
        self.files.push((name.clone(), tree));
        self.sources.push(source);
        let number = self.files.len();
        let at = self.place(number);
        self.troubles.extend(faults.into_iter().map(|fault| Trouble::of_fault(fault, number, at.clone())));
        self.by_path.insert(path, number);
        self.unread.push(number);
        Ok(number)
    }
}

fn has_scheme(target: &str) -> bool {
    let scheme = target.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::has_scheme;

    #[test]
    fn a_drive_letter_or_a_url_is_no_path() {
        assert!(has_scheme("https://example.com/a.yaml") && has_scheme("C:/a.yaml") && has_scheme("urn:x:y"));
        assert!(!has_scheme("a.yaml") && !has_scheme("../a:b.yaml") && !has_scheme("a/b:c.yaml"));
    }
}
