//! [`Name`]: the names of properties as numbers, so that searching compares no texts, and [`NameSet`]s of them.

use std::rc::Rc;

use crate::quick_hash::QuickMap;

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

/// A set of names that does not change.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(in crate::containment) struct NameSet {
    /// A bit for the last six bits of each name: most names that are not in the set are seen not to be.
    bits: u64,
    /// In the order of their numbers, each once.
    names: Box<[Name]>,
}

impl NameSet {
    #[inline]
    pub(in crate::containment) fn contains(&self, name: Name) -> bool {
        self.bits & bit(name) != 0 && self.names.binary_search(&name).is_ok()
    }

    /// Whether all names are in `other` as well.
    pub(in crate::containment) fn is_subset(&self, other: &Self) -> bool {
        self.bits & !other.bits == 0
            && self.names.len() <= other.names.len()
            && self.names.iter().all(|&name| other.contains(name))
    }

    /// In the order of their numbers.
    pub(in crate::containment) fn iter(&self) -> impl Iterator<Item = &Name> {
        self.names.iter()
    }
}

impl FromIterator<Name> for NameSet {
    fn from_iter<I: IntoIterator<Item = Name>>(names: I) -> Self {
        let mut names: Vec<Name> = names.into_iter().collect();
        names.sort_unstable();
        names.dedup();
        let bits = names.iter().fold(0, |bits, &name| bits | bit(name));
        Self { bits, names: names.into_boxed_slice() }
    }
}

fn bit(name: Name) -> u64 {
    1 << (name.0 & 63)
}
