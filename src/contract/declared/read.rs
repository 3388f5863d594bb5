//! [`Reader`] and [`At`]: typed look-ups in a document that follow references and report what they cannot find.

use std::cell::RefCell;

use serde_json::Value;

use crate::contract::problem::RawProblem;
use crate::pointer::Pointer;
use crate::schema::objects::Role;

/// The longest chain of references that is followed.
const MAX_REFERENCES: usize = 32;

/// A document that is being read.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    document: &'a Value,
    raw_problems: RefCell<Vec<RawProblem>>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(document: &'a Value) -> Self {
        Self { document, raw_problems: RefCell::new(Vec::new()) }
    }

    pub(crate) fn root(&self) -> At<'_, 'a> {
        At { reader: self, value: self.document, pointer: Pointer::root() }
    }

    /// The value at `pointer`, if there is one.
    #[cfg(feature = "diff")]
    pub(crate) fn at(&self, pointer: &Pointer) -> Option<At<'_, 'a>> {
        Some(At { reader: self, value: pointer.resolve(self.document)?, pointer: pointer.clone() })
    }

    /// What was wrong, each once.
    pub(crate) fn raw_problems(self) -> Vec<RawProblem> {
        let mut raw_problems = self.raw_problems.into_inner();
        raw_problems.sort_by(|left, right| left.pointer.cmp(&right.pointer));
        raw_problems.dedup();
        raw_problems
    }
}

/// A value of the document, and its location.
#[derive(Debug, Clone)]
pub(crate) struct At<'r, 'a> {
    reader: &'r Reader<'a>,
    pub(crate) value: &'a Value,
    pub(crate) pointer: Pointer,
}

impl<'r, 'a> At<'r, 'a> {
    /// The member `name`, with references followed.
    pub(crate) fn get(&self, name: &str) -> Option<Self> {
        self.raw(name)?.follow()
    }

    /// The member `name` as written.
    pub(crate) fn raw(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name)?;
        Some(Self { reader: self.reader, value, pointer: self.pointer.clone().key(name) })
    }

    /// This value or the one it refers to; `None`, and a problem, when the reference cannot be resolved.
    pub(crate) fn follow(self) -> Option<Self> {
        self.follow_while(|_| true)
    }

    /// The same, along references that `wanted` accepts.
    pub(crate) fn follow_while(self, wanted: impl Fn(&'a Value) -> bool) -> Option<Self> {
        let mut here = self;
        for _ in 0..MAX_REFERENCES {
            let Some(reference) = here.value.get("$ref").filter(|_| wanted(here.value)) else { return Some(here) };
            let Some(text) = reference.as_str() else {
                here.raw("$ref")?.wanted("a string");
                return None;
            };
            let target = Pointer::from_reference(text);
            let target = target.and_then(|target| Some((target.resolve(here.reader.document)?, target)));
            match target {
                Some((value, pointer)) => here = Self { reader: here.reader, value, pointer },
                None => {
                    here.raw("$ref")?.problem(format!("unresolved reference `{text}`"));
                    return None;
                }
            }
        }
        here.problem("references form a cycle");
        None
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
        let raw = RawProblem { pointer: self.pointer.clone(), message: message.into(), position: None };
        self.reader.raw_problems.borrow_mut().push(raw);
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
