//! [`Selected`]: the contracts of a run: those of the configuration, or those that are named, by name, path or pattern.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::find::NAME;
use super::values::{Config, Entry, Setting, Traffic, is_part};
use super::walk::{OPTIONS, is_outside, is_pattern, matches};
use crate::cli::document::cannot_read;
use crate::error::Error;
use crate::similar::nearest;

/// A document that is to be checked.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::cli) struct Selected {
    /// The name in the configuration, or the path.
    pub(in crate::cli) name: String,
    /// From the folder that the program runs in.
    pub(in crate::cli) path: String,
    pub(in crate::cli) base: Setting<String>,
    pub(in crate::cli) traffic: Option<Traffic>,
    /// The line of the configuration that names the document.
    pub(in crate::cli) line: Option<usize>,
}

impl Selected {
    pub(in crate::cli) fn is_configured(&self) -> bool {
        self.line.is_some()
    }
}

impl Config {
    /// Every contract of the configuration.
    pub(in crate::cli) fn documents(&self) -> Result<Vec<Selected>, Error> {
        let mut out = Vec::new();
        for entry in &self.contracts {
            out.extend(self.documents_of(entry)?);
        }
        let mut names = BTreeSet::new();
        match out.iter().find(|document| !names.insert(&document.name)) {
            Some(twice) => Err(Error::settings(format!("two contracts are called `{}`", twice.name))),
            None => Ok(out),
        }
    }

    /// What the configuration calls the document at `path`.
    pub(in crate::cli) fn name_of(&self, path: &str) -> Option<String> {
        let whole = Path::new(path).canonicalize().ok()?;
        let is_it = |document: &Selected| Path::new(&document.path).canonicalize().is_ok_and(|other| other == whole);
        // One that is not there is of no concern here.
        let mut documents = self.contracts.iter().filter_map(|entry| self.documents_of(entry).ok()).flatten();
        documents.find(is_it).map(|document| document.name)
    }

    fn documents_of(&self, entry: &Entry) -> Result<Vec<Selected>, Error> {
        let selected = |name: String, path: &Path| Selected {
            name,
            path: path.to_string_lossy().into_owned(),
            base: entry.base.clone().unwrap_or_else(|| self.base.clone()),
            traffic: entry.traffic.clone(),
            line: Some(entry.place.0),
        };
        let called = entry.name.as_deref().unwrap_or(&entry.path);
        let whole = self.path(&entry.path);
        if !is_pattern(&entry.path) {
            return match std::fs::metadata(&whole) {
                Ok(found) if found.is_file() => Ok(vec![selected(called.to_owned(), &whole)]),
                Ok(_) => Err(self.at(entry.place, &format!("`{}` is a folder; expected a document", entry.path))),
                Err(error) => {
                    let error = cannot_read(&whole, error);
                    let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
                    Err(self.at(entry.place, &format!("{error}{}", cause.unwrap_or_default())))
                }
            };
        }
        let files = self.found(&entry.path).map_err(|error| self.at(entry.place, &error))?;
        if files.is_empty() {
            return Err(self.at(entry.place, &format!("`{}` matches no file", entry.path)));
        }
        Ok(files.iter().map(|file| selected(self.called(entry, file), file)).collect())
    }

    /// What a document that a pattern matches is called: by its path below what all of them have in common.
    fn called(&self, entry: &Entry, file: &Path) -> String {
        let Some(name) = &entry.name else {
            return file.strip_prefix(self.folder()).unwrap_or(file).to_string_lossy().into_owned();
        };
        let literal = entry.path.split(['*', '?', '[']).next().unwrap_or_default();
        let folder = self.path(&literal[..literal.rfind('/').map_or(0, |end| end + 1)]);
        format!("{name}/{}", file.strip_prefix(&folder).unwrap_or(file).to_string_lossy())
    }

    /// The documents that the patterns of contracts would match if they were there, among these paths below `top`.
    pub(in crate::cli) fn gone(&self, entry: &Entry, top: &Path, files: &[String]) -> Vec<(Selected, String)> {
        let Ok(folder) = self.folder().canonicalize() else { return Vec::new() };
        let pattern = format!("{}/{}", glob::Pattern::escape(&folder.to_string_lossy()), entry.path);
        let Ok(pattern) = glob::Pattern::new(&pattern) else { return Vec::new() };
        let is_gone = |file: &&String| {
            let whole = top.join(file);
            pattern.matches_with(&whole.to_string_lossy(), OPTIONS) && !whole.exists()
        };
        let selected = |file: &String| {
            let whole = top.join(file);
            let path = self.path(whole.strip_prefix(&folder).unwrap_or(&whole));
            let document = Selected {
                name: self.called(entry, &path),
                path: path.to_string_lossy().into_owned(),
                base: entry.base.clone().unwrap_or_else(|| self.base.clone()),
                traffic: None,
                line: Some(entry.place.0),
            };
            (document, file.clone())
        };
        files.iter().filter(is_gone).map(selected).collect()
    }

    /// The contracts whose documents are named by a pattern.
    pub(in crate::cli) fn patterns(&self) -> impl Iterator<Item = &Entry> {
        self.contracts.iter().filter(|entry| is_pattern(&entry.path))
    }

    /// The files that a pattern of the configuration matches, from the folder that the program runs in.
    fn found(&self, written: &str) -> Result<Vec<PathBuf>, String> {
        let folder = match self.folder() {
            here if here == Path::new(".") => Path::new(""),
            folder => folder,
        };
        // What is before the first wildcard may lead through a link.
        let literal = written.split(['*', '?', '[']).next().unwrap_or_default();
        let start = &literal[..literal.rfind('/').map_or(0, |end| end + 1)];
        match is_outside(Path::new(start), self.folder()) {
            true => Err(format!("`{written}` leads out of the repository")),
            false => matches(folder, written),
        }
    }

    fn at(&self, place: (usize, usize), what: &str) -> Error {
        Error::settings(format!("{}: {what}", self.place(place)))
    }

    /// The files that the inputs of a contract's traffic are.
    pub(in crate::cli) fn inputs(&self, traffic: &Traffic) -> Result<Vec<PathBuf>, Error> {
        let mut out = Vec::new();
        for (written, place) in &traffic.inputs {
            let whole = self.path(written);
            match is_pattern(written) {
                false => out.push(whole),
                true => {
                    let files = self.found(written).map_err(|error| self.at(*place, &error))?;
                    if files.is_empty() {
                        return Err(self.at(*place, &format!("`{written}` matches no file")));
                    }
                    out.extend(files);
                }
            }
        }
        Ok(out)
    }

    /// The contracts that `words` name; without any, all of them. What is no contract of the configuration is a document all the
    /// same, unless it is `only_configured`: then it is left out, and returned beside the rest.
    pub(in crate::cli) fn select(
        &self,
        words: &[String],
        only_configured: bool,
    ) -> Result<(Vec<Selected>, Vec<String>), Error> {
        let all = self.documents()?;
        if words.is_empty() {
            return match all.is_empty() {
                true => Err(Error::settings(format!(
                    "nothing to check: name documents, or list them in `{NAME}`, which `order-contracts config --init` begins"
                ))),
                false => Ok((all, Vec::new())),
            };
        }
        let (mut out, mut others): (Vec<Selected>, Vec<String>) = (Vec::new(), Vec::new());
        for word in words {
            let named: Vec<Selected> = all.iter().filter(|document| is_named(document, word)).cloned().collect();
            let found = match named.is_empty() {
                false => named,
                true => {
                    let files = self.files_named(word, &all)?;
                    if only_configured && !all.is_empty() {
                        others.extend(files);
                        continue;
                    }
                    files.into_iter().map(|path| self.document_at(path)).collect()
                }
            };
            for document in found {
                if !out.contains(&document) {
                    out.push(document);
                }
            }
        }
        Ok((out, others))
    }

    fn document_at(&self, path: String) -> Selected {
        Selected { name: path.clone(), path, base: self.base.clone(), traffic: None, line: None }
    }

    /// The files that a word names which is no contract.
    fn files_named(&self, word: &str, all: &[Selected]) -> Result<Vec<String>, Error> {
        let path = Path::new(word);
        if path.is_file() {
            return Ok(vec![word.to_owned()]);
        }
        if is_pattern(word) {
            let files = matches(Path::new(""), word).map_err(Error::settings)?;
            if !files.is_empty() {
                return Ok(files.iter().map(|file| file.to_string_lossy().into_owned()).collect());
            }
            return Err(Error::settings(format!("`{word}` matches no contract and no file")));
        }
        if path.is_dir() {
            return Err(Error::settings(format!(
                "`{word}` is a folder: name documents, or a pattern such as `{word}/*.yaml`"
            )));
        }
        let names = all.iter().flat_map(|document| [document.name.as_str(), document.path.as_str()]);
        Err(match nearest(word, names) {
            Some(near) => Error::settings(format!("no contract or file is called `{word}`; did you mean `{near}`?")),
            None => match std::fs::metadata(path) {
                Err(error) => cannot_read(path, error),
                Ok(_) => Error::settings(format!("`{word}` is no file")),
            },
        })
    }
}

/// Whether a word names a document: by its name, that of a group, its path, or a pattern for one of them.
fn is_named(document: &Selected, word: &str) -> bool {
    let same_file = || match (Path::new(word).canonicalize(), Path::new(&document.path).canonicalize()) {
        (Ok(left), Ok(right)) => left == right,
        _ => false,
    };
    let is_matched = || {
        glob::Pattern::new(word).is_ok_and(|pattern| {
            pattern.matches_with(&document.name, OPTIONS) || pattern.matches_with(&document.path, OPTIONS)
        })
    };
    is_part(word, &document.name) || document.path == word || same_file() || is_pattern(word) && is_matched()
}
