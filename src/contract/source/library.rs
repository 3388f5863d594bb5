//! [`Library`]: a document and the files that it refers to, as one tree.
//!
//! A file is put below [`FILES`] in the document's own tree and every reference to it is rewritten to point there, so
//! that no other module needs to know about files. Only files inside the document's folder are read, whatever links and `..`
//! say, from there or by a [`ReadFile`] for a folder that is elsewhere; nothing is ever fetched. The meta-schemas of JSON Schema, which the program has, are put there under their URIs.
//!
//! What a value is hangs on the way to it. Of the document that is known; of a file it is known where a reference leads into
//! it, and the rest of a file is read by what it looks like.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::budget::Budget;
use super::files::{self, Unread};
use super::folder::{Folder, ReadFile};
use super::references::{self, Reference};
use super::{Source, Twin, named, too_much};
use crate::contract::problem::RawProblem;
use crate::contract::survey::Survey;
use crate::error::Error;
use crate::limits::Limits;
use crate::pointer::Pointer;
use crate::schema;
use crate::schema::objects::{FILES, Object, Role};
use crate::tree::{Map, Text, Tree};

/// A document with everything that it refers to.
#[derive(Debug)]
pub(in crate::contract) struct Library {
    pub(in crate::contract) document: Tree,
    /// How many bytes the pointers to all its arrays and objects take.
    pub(in crate::contract) place_bytes: u64,
    /// The document itself, then the other files.
    pub(in crate::contract) sources: Vec<Source>,
    pub(in crate::contract) raw_problems: Vec<RawProblem>,
}

impl Library {
    /// Reads the document at `path` and the files of its folder that it refers to.
    pub(in crate::contract) fn from_path(path: &Path, limits: &Limits, twin: Twin) -> Result<Self, Error> {
        let shown = path.display().to_string();
        let budget = Budget::new(limits);
        let failed = |error| Error::io(format!("cannot read `{shown}`"), error);
        let bytes = files::named(path, budget.bytes()).map_err(|unread| match unread {
            Unread::Io(error) => failed(error),
            Unread::TooLong | Unread::Special(_) | Unread::Moved => too_much(&shown, budget.too_long()),
        })?;
        let canonical = path.canonicalize().map_err(failed)?;
        let folder = canonical.parent().map(Path::to_path_buf);
        Self::new((&shown, bytes, twin), folder.map(Folder::Here), Some(canonical), budget)
    }

    /// Reads a document called `file` in a folder whose files `read` has.
    pub(in crate::contract) fn from_files(
        name: &str,
        file: &str,
        bytes: Vec<u8>,
        read: &ReadFile<'_>,
        (limits, twin): (&Limits, Twin),
    ) -> Result<Self, Error> {
        let budget = Budget::new(limits);
        Self::new((name, bytes, twin), Some(Folder::Elsewhere(read)), Some(PathBuf::from(file)), budget)
    }

    /// Reads a document without a folder: it can refer to nothing but itself.
    pub(in crate::contract) fn from_bytes(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<Self, Error> {
        Self::new((name, bytes, Twin::None), None, None, Budget::new(limits))
    }

    fn new(
        (name, bytes, twin): (&str, Vec<u8>, Twin),
        folder: Option<Folder<'_>>,
        path: Option<PathBuf>,
        mut budget: Budget,
    ) -> Result<Self, Error> {
        let (source, document, faults) = Source::read(name, bytes, &mut budget, twin)?;
        let raw_problems = faults.into_iter().map(|fault| RawProblem::of_fault(fault, 0, Pointer::root())).collect();
        let mut shelf = Shelf {
            folder,
            by_path: path.into_iter().map(|path| (path, Ok(0))).collect(),
            by_target: HashMap::new(),
            document,
            files: Vec::new(),
            sources: vec![source],
            raw_problems,
            entries: vec![(0, Pointer::root(), Role::Object(Object::Document))],
            entered: HashMap::new(),
            known: HashSet::new(),
            own: HashSet::new(),
            done: HashSet::new(),
            anchors: HashMap::new(),
            standard: BTreeSet::new(),
            budget,
        };
        shelf.follow_all();
        shelf.add_meta_schemas();
        let entered = shelf.entered();
        let Shelf { mut document, files, sources, mut raw_problems, mut budget, .. } = shelf;
        if let (Some(members), false) = (document.as_object_mut(), files.is_empty()) {
            members.insert(FILES.to_owned(), Tree::Object(files.into_iter().collect::<Map>()));
        }
        let mut survey = Survey::of(&document);
        if survey.has_named_reference {
            raw_problems.extend(named::spread(&mut document, &entered, &mut budget));
            survey = Survey::of(&document);
        }
        Ok(Self { document, place_bytes: survey.place_bytes, sources, raw_problems })
    }
}

/// How many meta-schemas a document may name: there are not as many.
const MAX_STANDARD: usize = 64;

/// The number of a file, or what is wrong with a reference to it.
type Opened = Result<usize, String>;

/// The files read so far.
struct Shelf<'r> {
    folder: Option<Folder<'r>>,
    by_path: HashMap<PathBuf, Opened>,
    /// The same by the texts of references, seen from the folder of the file that they are in.
    by_target: HashMap<(PathBuf, String), Opened>,
    document: Tree,
    /// The files other than the document: their paths from its folder, and their trees.
    files: Vec<(String, Tree)>,
    sources: Vec<Source>,
    raw_problems: Vec<RawProblem>,
    /// Places that references lead to, by the number of the file, and what stands there.
    entries: Vec<(usize, Pointer, Role)>,
    /// Those whose references were rewritten, of each file.
    entered: HashMap<usize, HashMap<Pointer, Role>>,
    /// Places that references lead to, and that are known to be inside of those: most are named again and again.
    known: HashSet<(usize, Pointer)>,
    /// The references of the document to itself.
    own: HashSet<(Text, Role)>,
    /// Other references that were rewritten: each is once.
    done: HashSet<(usize, Pointer)>,
    /// The anchors of each file that one was looked for in.
    anchors: HashMap<usize, HashMap<String, Pointer>>,
    /// The URIs of other hosts that references name.
    standard: BTreeSet<String>,
    budget: Budget,
}

impl Shelf<'_> {
    /// Rewrites all references, and reads the files that they name.
    fn follow_all(&mut self) {
        let mut read = 0;
        loop {
            if let Some((file, place, role)) = self.entries.pop() {
                let entry = (file, place);
                if self.known.contains(&entry) {
                    continue;
                }
                if self.is_known(file, &entry.1) {
                    self.known.insert(entry);
                    continue;
                }
                let (_, place) = entry;
                self.follow(file, &place, role);
                if self.entered.entry(file).or_default().insert(place, role).is_some() {
                    // What is below may be something else than it was.
                    self.known.clear();
                    self.own.clear();
                }
            } else if read < self.files.len() {
                // What nothing leads to.
                read += 1;
                if !self.is_known(read, &Pointer::root()) {
                    self.follow(read, &Pointer::root(), Role::Unknown);
                }
            } else {
                return;
            }
        }
    }

    /// Whether the references of what stands at `place` were rewritten, by what it is.
    fn is_known(&self, file: usize, place: &Pointer) -> bool {
        let Some(entered) = self.entered.get(&file) else { return false };
        let mut entry = place.clone();
        loop {
            if let Some(role) = entered.get(&entry) {
                let rest = place.as_str().strip_prefix(entry.as_str()).and_then(Pointer::parse).unwrap_or_default();
                let value = entry.find(self.tree(file));
                let role = value.map_or(Role::Unknown, |value| role.at(value, &rest));
                if !matches!(role, Role::Unknown | Role::Extension | Role::Data) {
                    return true;
                }
            }
            if entry.is_root() {
                return false;
            }
            entry.up();
        }
    }

    /// The places of the whole tree that references lead to, and what is there.
    fn entered(&self) -> BTreeMap<Pointer, Role> {
        let in_file = |(file, places): (&usize, &HashMap<Pointer, Role>)| {
            let file = self.place(*file);
            places.iter().map(|(place, role)| (file.join(place), *role)).collect::<Vec<_>>()
        };
        self.entered.iter().flat_map(in_file).filter(|(_, role)| !matches!(role, Role::Unknown)).collect()
    }

    fn tree(&self, file: usize) -> &Tree {
        file.checked_sub(1).and_then(|file| self.files.get(file)).map_or(&self.document, |(_, tree)| tree)
    }

    fn tree_mut(&mut self, file: usize) -> &mut Tree {
        match file.checked_sub(1).and_then(|file| self.files.get_mut(file)) {
            Some((_, tree)) => tree,
            None => &mut self.document,
        }
    }

    /// Rewrites the references below `place` of file number `file`, where something of this role stands.
    fn follow(&mut self, file: usize, place: &Pointer, role: Role) {
        let known = self.entered.remove(&file).unwrap_or_default();
        let mut tree = std::mem::take(self.tree_mut(file));
        let mut found = Vec::new();
        if let Some(value) = place.find(&tree) {
            references::visit(value, role, &mut place.clone(), &known, &mut |reference| {
                let Reference { role, text, .. } = reference;
                // A reference of the document to itself stays as it is: one of each is enough.
                let stays = file == 0 && text.starts_with('#');
                if !stays || self.own.insert(((*text).clone(), *role)) {
                    found.push(((!stays).then(|| reference.place()), *role, (*text).clone()));
                }
            });
        }
        for (place, role, reference) in found {
            let Some(place) = place else {
                self.enter(file, &reference, role);
                continue;
            };
            if self.done.insert((file, place.clone()))
                && let Some(rewritten) = self.rewrite(file, &place, role, &reference)
                && let Some(written) = place.find_mut(&mut tree)
            {
                *written = rewritten.into();
            }
        }
        *self.tree_mut(file) = tree;
        self.entered.insert(file, known);
    }

    /// What a reference is called in the whole tree, where that is not what it is called now.
    fn rewrite(&mut self, file: usize, place: &Pointer, role: Role, reference: &str) -> Option<String> {
        match self.resolve(reference, file) {
            Ok((target, rewritten)) => {
                self.enter(target, reference, role);
                rewritten
            }
            Err(why) => {
                self.raw_problems.push(RawProblem {
                    pointer: self.place(file).join(place),
                    message: format!("unresolved reference `{reference}`: it {why}"),
                    position: None,
                });
                None
            }
        }
    }

    /// Has the references followed of what `reference` leads to in file number `target`.
    fn enter(&mut self, target: usize, reference: &str, role: Role) {
        let fragment = reference.split_once('#').map_or("", |(_, fragment)| fragment);
        let place = Pointer::from_fragment(fragment);
        self.entries.extend(place.filter(|_| role != Role::Unknown).map(|place| (target, place, role)));
    }

    /// The file that `reference`, in file number `file`, leads to, and what the reference is called in the whole
    /// tree; `None` when it stays.
    fn resolve(&mut self, reference: &str, file: usize) -> Result<(usize, Option<String>), String> {
        let (target, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let target = if target.is_empty() {
            file
        } else if target.starts_with("//") || has_scheme(target) {
            if self.standard.len() < MAX_STANDARD && schema::is_meta_schema(target) {
                self.standard.insert(target.to_owned());
            }
            return Err("refers to another host, and nothing is fetched from the network".to_owned());
        } else {
            self.file(target, file)?
        };
        let is_pointer = fragment.is_empty() || fragment.starts_with('/');
        let stays = target == 0 && file == 0 && reference.starts_with('#');
        let rewritten = (!stays).then(|| match is_pointer {
            true => format!("#{}{fragment}", self.place(target).to_fragment()),
            // An anchor of another file is one of that file; one of the same file is looked up by its name.
            false => match self.anchor(target, fragment).filter(|_| target != file) {
                Some(place) => format!("#{}", self.place(target).join(&place).to_fragment()),
                None => format!("#{fragment}"),
            },
        });
        Ok((target, rewritten))
    }

    /// Adds the meta-schemas that references name, which are found by their identifiers.
    fn add_meta_schemas(&mut self) {
        let asked = std::mem::take(&mut self.standard);
        let found: Map = asked.iter().flat_map(|uri| schema::meta_schemas(uri)).collect();
        for (uri, tree) in found {
            if let Ok((source, tree, _)) =
                Source::read(&uri, tree.to_string().into_bytes(), &mut self.budget, Twin::None)
            {
                self.files.push((uri.to_string(), tree));
                self.sources.push(source);
            }
        }
    }

    /// The place of an anchor in a file; the anchors of each are searched once.
    fn anchor(&mut self, file: usize, name: &str) -> Option<Pointer> {
        if !self.anchors.contains_key(&file) {
            let anchors = schema::anchors(self.tree(file));
            self.anchors.insert(file, anchors);
        }
        self.anchors.get(&file)?.get(name).cloned()
    }

    fn place(&self, file: usize) -> Pointer {
        match file.checked_sub(1).and_then(|file| self.files.get(file)) {
            Some((name, _)) => Pointer::root().key(FILES).key(name),
            None => Pointer::root(),
        }
    }

    /// The number of the file that `target` names from file number `from`.
    fn file(&mut self, target: &str, from: usize) -> Opened {
        let Some(folder) = self.folder.clone() else {
            return Err("refers to a file, but this document was not loaded from a file".to_owned());
        };
        let root = folder.path();
        let beside = match from.checked_sub(1).and_then(|file| self.files.get(file)) {
            Some((name, _)) => root.join(name).parent().unwrap_or(root).to_path_buf(),
            None => root.to_path_buf(),
        };
        let asked = (beside, target.to_owned());
        if let Some(known) = self.by_target.get(&asked) {
            return known.clone();
        }
        let opened = self.find(&folder, &asked.0, target);
        self.by_target.insert(asked, opened.clone());
        opened
    }

    fn find(&mut self, folder: &Folder<'_>, beside: &Path, target: &str) -> Opened {
        let (path, name) = folder.find(beside, target)?;
        if let Some(known) = self.by_path.get(&path) {
            return known.clone();
        }
        let bytes = folder.read(&path, &name, &self.budget);
        let opened = bytes.and_then(|bytes| self.shelve(name, bytes));
        self.by_path.insert(path, opened.clone());
        opened
    }

    /// Adds the file called `name`.
    fn shelve(&mut self, name: String, bytes: Vec<u8>) -> Opened {
        let before = self.budget.memory();
        let (source, tree, faults) = Source::read(&name, bytes, &mut self.budget, Twin::None).map_err(|error| {
            // What was built of it is gone.
            self.budget.give(before.saturating_sub(self.budget.memory()));
            format!("refers to a file that cannot be used: {error}")
        })?;
        self.files.push((name, tree));
        self.sources.push(source);
        let number = self.files.len();
        let at = self.place(number);
        self.raw_problems.extend(faults.into_iter().map(|fault| RawProblem::of_fault(fault, number, at.clone())));
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
