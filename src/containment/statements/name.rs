//! [`Name`]: the names of properties as numbers, so that searching compares no texts.

use std::rc::Rc;

use crate::containment::quick::QuickMap;

/// The name of a property, by its number in a table of [`Texts`]. Numbers are in the order of first use, not of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::containment) struct Name(u32);

/// The texts of names, each once.
#[derive(Debug, Default)]
pub(in crate::containment) struct Texts {
    texts: Vec<Rc<str>>,
    index: QuickMap<Rc<str>, Name>,
}

impl Texts {
    /// The name with this text, a new one if it was not used before.
    pub(in crate::containment) fn name(&mut self, text: &str) -> Name {
        self.known(text).unwrap_or_else(|| self.add(text.into()))
    }

    /// The same for a text that another table has.
    pub(super) fn shared(&mut self, text: &Rc<str>) -> Name {
        self.known(text).unwrap_or_else(|| self.add(Rc::clone(text)))
    }

    fn add(&mut self, text: Rc<str>) -> Name {
        let name = Name(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(Rc::clone(&text));
        self.index.insert(text, name);
        name
    }

    /// All of them, by their numbers.
    pub(super) fn into_list(self) -> Vec<Rc<str>> {
        self.texts
    }

    /// The name with this text, if any statement mentions it.
    pub(in crate::containment) fn known(&self, text: &str) -> Option<Name> {
        self.index.get(text).copied()
    }

    /// The text of a name, which this table made.
    pub(in crate::containment) fn text(&self, name: Name) -> &Rc<str> {
        &self.texts[name.0 as usize]
    }
}

impl Name {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}
