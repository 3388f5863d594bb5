//! [`Reader`] and [`At`]: typed look-ups in a document that follow references and report what they cannot find.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use crate::contract::problem::RawProblem;
use crate::contract::source::budget::Budget;
use crate::limits::{Exceeded, Limits};
use crate::pointer::Pointer;
use crate::schema::objects::Role;
use crate::tree::Tree;

/// What a declaration takes in memory, roughly, beside the texts of its places.
const DECLARATION: u64 = 256;

/// From how many references in a row on their end is remembered.
const LONG: usize = 4;

/// A document that is being read.
///
/// What a reference leads to is read once for each that refers to it, so that a short document may declare more than any memory
/// holds. It is read within the same budget as the values of the document.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    document: &'a Tree,
    raw_problems: RefCell<Vec<RawProblem>>,
    budget: RefCell<Budget>,
    exceeded: Cell<Option<Exceeded>>,
    /// Where long chains of references end, by their places; nothing for a circle.
    ends: RefCell<HashMap<Pointer, Option<Pointer>>>,
    /// The same for schemas that are nothing but a reference.
    schemas: RefCell<HashMap<Pointer, Option<Pointer>>>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(document: &'a Tree, limits: &Limits) -> Self {
        Self {
            document,
            raw_problems: RefCell::default(),
            budget: RefCell::new(Budget::new(limits)),
            exceeded: Cell::new(None),
            ends: RefCell::default(),
            schemas: RefCell::default(),
        }
    }

    pub(crate) fn root(&self) -> At<'_, 'a> {
        At { reader: self, value: self.document, pointer: Pointer::root() }
    }

    /// The value at `pointer`, if there is one.
    #[cfg(feature = "diff")]
    pub(crate) fn at(&self, pointer: &Pointer) -> Option<At<'_, 'a>> {
        Some(At { reader: self, value: pointer.find(self.document)?, pointer: pointer.clone() })
    }

    /// What was wrong, each once.
    pub(crate) fn raw_problems(self) -> Vec<RawProblem> {
        let mut raw_problems = self.raw_problems.into_inner();
        raw_problems.sort_by(|left, right| left.pointer.cmp(&right.pointer));
        raw_problems.dedup();
        raw_problems
    }

    /// The limit that the declarations exceed; from there on nothing was read.
    pub(crate) fn exceeded(&self) -> Option<Exceeded> {
        self.exceeded.get()
    }

    /// Takes what `count` declarations at `place` need; false when there is nothing left.
    fn take(&self, count: usize, place: &Pointer) -> bool {
        let number = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let each = number(place.as_str().len()).saturating_mul(2).saturating_add(DECLARATION);
        if self.exceeded.get().is_none()
            && let Err(exceeded) = self.budget.borrow_mut().take(each.saturating_mul(number(count)))
        {
            self.exceeded.set(Some(exceeded));
        }
        self.exceeded.get().is_none()
    }
}

/// A value of the document, and its location.
#[derive(Debug, Clone)]
pub(crate) struct At<'r, 'a> {
    reader: &'r Reader<'a>,
    pub(crate) value: &'a Tree,
    pub(crate) pointer: Pointer,
}

impl<'r, 'a> At<'r, 'a> {
    /// The member `name`, with references followed.
    pub(crate) fn get(&self, name: &str) -> Option<Self> {
        self.raw(name)?.follow()
    }

    /// The value at `place` of the whole document.
    pub(crate) fn below(&self, place: Pointer) -> Option<Self> {
        Some(Self { reader: self.reader, value: place.find(self.reader.document)?, pointer: place })
    }

    /// The member `name` as written.
    pub(crate) fn raw(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name)?;
        Some(Self { reader: self.reader, value, pointer: self.pointer.below(name) })
    }

    /// This value or the one it refers to; `None`, and a problem, when the reference cannot be resolved.
    pub(crate) fn follow(self) -> Option<Self> {
        if self.value.get("$ref").is_none() {
            return Some(self);
        }
        let known = |here: &Self| self.reader.ends.borrow().get(&here.pointer).cloned();
        let mut passed: Vec<Pointer> = Vec::new();
        let mut seen = HashSet::new();
        let mut here = self.clone();
        let end = loop {
            if here.value.get("$ref").is_none() {
                break Some(here);
            }
            if let Some(end) = known(&here) {
                break end.and_then(|end| Some(Self { value: end.find(here.reader.document)?, pointer: end, ..here }));
            }
            if !seen.insert(here.pointer.clone()) {
                here.problem("references form a circle");
                break None;
            }
            passed.push(here.pointer.clone());
            here = here.step()?;
        };
        if passed.len() > LONG || end.is_none() {
            let end = end.as_ref().map(|end| end.pointer.clone());
            self.reader.ends.borrow_mut().extend(passed.into_iter().map(|place| (place, end.clone())));
        }
        end
    }

    /// The place of the schema that this one is, if it is nothing but a reference: behind all references that `is_alone` takes.
    /// Where they lead nowhere or in a circle, this place; the schemas of a document are checked elsewhere.
    pub(crate) fn schema(self, is_alone: impl Fn(&Tree) -> bool) -> Pointer {
        let own = self.pointer.clone();
        let mut passed: Vec<Pointer> = Vec::new();
        let mut seen = HashSet::new();
        let mut here = self.clone();
        let end = loop {
            if here.value.get("$ref").is_none() || !is_alone(here.value) {
                break Some(here.pointer);
            }
            if let Some(end) = self.reader.schemas.borrow().get(&here.pointer) {
                break end.clone();
            }
            if !seen.insert(here.pointer.clone()) {
                break None;
            }
            passed.push(here.pointer.clone());
            match here.step() {
                Some(next) => here = next,
                None => break None,
            }
        };
        if passed.len() > LONG || end.is_none() {
            self.reader.schemas.borrow_mut().extend(passed.into_iter().map(|place| (place, end.clone())));
        }
        end.unwrap_or(own)
    }

    /// This value and those that its references lead to, one after the other: a Path Item may have fields beside its
    /// reference. `None`, and a problem, when one cannot be resolved.
    pub(crate) fn chain(self) -> Option<Vec<Self>> {
        let mut seen = HashSet::new();
        let mut chain = vec![self];
        while let Some(last) = chain.last().filter(|last| last.value.get("$ref").is_some()) {
            if !seen.insert(last.pointer.clone()) {
                last.problem("references form a circle");
                return None;
            }
            if !last.take(1) {
                return None;
            }
            chain.push(last.step()?);
        }
        Some(chain)
    }

    /// Takes what `count` declarations here need; false when the budget is used up.
    pub(crate) fn take(&self, count: usize) -> bool {
        self.reader.take(count, &self.pointer)
    }

    /// What the reference that this is leads to.
    fn step(&self) -> Option<Self> {
        let reference = self.raw("$ref")?;
        let Some(text) = reference.value.as_str() else {
            reference.wanted("a string");
            return None;
        };
        let target = Pointer::from_reference(text);
        let target = target.and_then(|target| Some((target.find(self.reader.document)?, target)));
        let Some((value, pointer)) = target else {
            reference.problem(format!("unresolved reference `{text}`"));
            return None;
        };
        Some(Self { reader: self.reader, value, pointer })
    }

    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        let at = self.raw(name)?;
        at.value.as_str().or_else(|| {
            at.wanted("a string");
            None
        })
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        let at = self.raw(name)?;
        at.value.as_bool().or_else(|| {
            at.wanted("a boolean");
            None
        })
    }

    /// The members of the object `name`, which has this role; extensions left out.
    pub(crate) fn members(&self, name: &str, role: Role) -> Vec<(&'a str, Self)> {
        // An entry may be called `$ref`; one that is a string is the reference that the object is.
        let is_entry = self.value.get(name).and_then(|value| value.get("$ref")).is_some_and(|value| !value.is_string());
        let at = if is_entry { self.raw(name) } else { self.get(name) };
        let Some(at) = at else { return Vec::new() };
        let Some(members) = at.value.as_object() else {
            at.wanted("an object");
            return Vec::new();
        };
        if !at.take(members.len()) {
            return Vec::new();
        }
        let members = members.keys().filter(|name| !role.is_extension(name));
        members.filter_map(|name| Some((name.as_str(), at.raw(name)?))).collect()
    }

    /// The elements of the list `name`.
    pub(crate) fn items(&self, name: &str) -> Option<Vec<Self>> {
        let at = self.get(name)?;
        let Some(items) = at.value.as_array() else {
            at.wanted("an array");
            return None;
        };
        if !at.take(items.len()) {
            return None;
        }
        let element =
            |(position, value)| Self { reader: at.reader, value, pointer: at.pointer.clone().index(position) };
        Some(items.iter().enumerate().map(element).collect())
    }

    /// Reports a value of the wrong kind.
    pub(crate) fn wanted(&self, wanted: &str) {
        self.problem(format!("wanted {wanted}, found {}", kind(self.value)));
    }

    /// Reports a problem here.
    pub(crate) fn problem(&self, message: impl Into<String>) {
        if self.take(1) {
            let raw = RawProblem { pointer: self.pointer.clone(), message: message.into(), position: None };
            self.reader.raw_problems.borrow_mut().push(raw);
        }
    }
}

fn kind(value: &Tree) -> &'static str {
    match value {
        Tree::Null => "null",
        Tree::Bool(_) => "a boolean",
        Tree::Number(_) => "a number",
        Tree::String(_) => "a string",
        Tree::Array(_) => "an array",
        Tree::Object(_) => "an object",
    }
}
