//! [`Facts`]: what is known of an instance while a conjunction is expanded, and what follows from that at a glance.
//!
//! Branches of `oneOf` and `anyOf` mostly exclude one another by a tag, by a type, or by a property that one requires and
//! another does not have. What is known is therefore kept by what it is about: kinds, listed values, and properties with
//! what is known of their values. Everything here follows from the facts, whatever else holds; what would take a search is
//! left open.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::seen::Seen;
use crate::containment::statements::kind;
use crate::containment::statements::name::{Name, Texts};
use crate::containment::statements::node::{Lit, Names};
use crate::quick_hash::QuickMap;

/// How far conjunctions, definitions and properties are followed.
pub(in crate::containment) const FUEL: usize = 6;

/// What follows from some statements, by how far they were followed.
#[derive(Debug, Default)]
pub(in crate::containment) struct Known([QuickMap<Box<[Lit]>, Rc<Facts>>; FUEL]);

impl Known {
    pub(super) fn get(&self, lits: &[Lit], fuel: usize) -> Option<&Rc<Facts>> {
        self.0.get(fuel)?.get(lits)
    }

    pub(super) fn insert(&mut self, lits: &[Lit], fuel: usize, facts: &Rc<Facts>) {
        if let Some(known) = self.0.get_mut(fuel) {
            known.insert(lits.into(), Rc::clone(facts));
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(QuickMap::len).sum()
    }

    pub(super) fn clear(&mut self) {
        self.0.iter_mut().for_each(QuickMap::clear);
    }
}

/// What statements come to, given the facts of a number, by how far they were followed; and how many were judged for that.
pub(in crate::containment) type Verdicts = QuickMap<(u32, Lit, usize), (Option<bool>, u64)>;

/// What is known of an instance.
#[derive(Debug, Clone)]
pub(in crate::containment) struct Facts {
    /// For facts that no longer change, a number of their own; 0 for others.
    pub(super) number: u32,
    /// Everything that holds, simple or not.
    seen: Seen,
    /// The kinds that the instance can be of; none when the facts contradict one another.
    pub(super) kinds: u8,
    /// The values that it can be, where they are listed.
    pub(super) allowed: Option<Rc<[u32]>>,
    /// Values that it is not.
    pub(super) excluded: BTreeSet<u32>,
    pub(super) properties: QuickMap<Name, Property>,
    /// What holds for all properties but some.
    pub(super) additional: Vec<(Rc<Names>, Lit)>,
}

/// What is known of a property, should the instance be an object.
#[derive(Debug, Clone, Default)]
pub(super) struct Property {
    pub(super) present: Option<bool>,
    value: Said,
    /// What follows from what is known of its value, for the two last depths that it was asked for.
    following: RefCell<[Option<Following>; 2]>,
}

/// What is said of a value, in order and without repetition: mostly one thing.
#[derive(Debug, Clone, Default)]
enum Said {
    #[default]
    Nothing,
    One(Lit),
    More(Rc<[Lit]>),
}

impl Said {
    fn lits(&self) -> &[Lit] {
        match self {
            Self::Nothing => &[],
            Self::One(lit) => std::slice::from_ref(lit),
            Self::More(lits) => lits,
        }
    }
}

/// What follows from everything that is said of a value.
#[derive(Debug, Clone)]
struct Following {
    facts: Rc<Facts>,
    /// How far statements were followed.
    fuel: usize,
    /// How many statements about additional properties there were.
    additional: usize,
}

impl Facts {
    /// Of an instance of one of these kinds.
    pub(in crate::containment) fn new(kinds: u8) -> Self {
        let (seen, excluded, properties) = (Seen::default(), BTreeSet::new(), QuickMap::default());
        Self { number: 0, seen, kinds, allowed: None, excluded, properties, additional: Vec::new() }
    }

    /// There is no such instance.
    pub(in crate::containment) fn is_contradiction(&self) -> bool {
        self.kinds == 0
    }

    /// How much is known.
    pub(in crate::containment) fn len(&self) -> usize {
        self.seen.len()
    }

    /// Whether `lit` is among what is known to hold, or its negation is.
    pub(super) fn knows(&self, lit: Lit) -> Option<bool> {
        self.seen.verdict(lit)
    }

    /// Takes note that `lit` holds, before it is looked into; false if that is known.
    pub(in crate::containment) fn note(&mut self, lit: Lit) -> bool {
        if self.seen.verdict(!lit) == Some(true) {
            self.kinds = 0;
        }
        self.seen.insert(lit)
    }

    /// What must hold for the values of properties that an object must have, where more than one thing is said of them.
    pub(in crate::containment) fn demanded(&self, texts: &Texts) -> Vec<Vec<Lit>> {
        self.present(texts).into_iter().map(|name| self.value(name)).filter(|value| value.len() > 1).collect()
    }

    /// The properties that an object must have, in the order of their texts.
    pub(super) fn present(&self, texts: &Texts) -> Vec<Name> {
        let present = self.properties.iter().filter(|(_, property)| property.present == Some(true));
        let mut present: Vec<Name> = present.map(|(name, _)| *name).collect();
        present.sort_unstable_by_key(|&name| texts.text(name));
        present
    }

    /// What changes when something is learned that is not about one property.
    pub(super) fn extent(&self) -> (u8, Option<usize>, usize, usize) {
        let allowed = self.allowed.as_ref().map(|allowed| allowed.len());
        (self.kinds, allowed, self.excluded.len(), self.additional.len())
    }

    pub(super) fn limit(&mut self, kinds: u8) {
        self.kinds &= kinds;
    }

    /// The property is there, or is not, should the instance be an object.
    pub(super) fn place(&mut self, name: Name, present: bool) {
        let before = self.properties.entry(name).or_default().present.replace(present);
        if before == Some(!present) {
            self.limit(!kind::OBJECT);
        }
    }

    /// Takes note of what holds for the value of a property.
    pub(super) fn say(&mut self, name: Name, lit: Lit) {
        let property = self.properties.entry(name).or_default();
        property.value = match &property.value {
            Said::Nothing => Said::One(lit),
            said => match said.lits().binary_search(&lit) {
                Ok(_) => return,
                Err(at) => {
                    let (before, after) = said.lits().split_at(at);
                    Said::More(before.iter().chain([&lit]).chain(after).copied().collect())
                }
            },
        };
        *property.following.get_mut() = [None, None];
    }

    /// Whether an object would have this property.
    pub(super) fn has(&self, name: Name) -> Option<bool> {
        self.would_have(name, self.properties.get(&name))
    }

    /// The same, given what is known of it.
    pub(super) fn would_have(&self, name: Name, property: Option<&Property>) -> Option<bool> {
        let known = property.and_then(|property| property.present);
        let is_ruled_out = || self.additional.iter().any(|(names, lit)| *lit == Lit::FALSE && leaves_out(names, name));
        known.or_else(|| is_ruled_out().then_some(false))
    }

    /// What is known of the value of this property.
    pub(in crate::containment) fn value(&self, name: Name) -> Vec<Lit> {
        self.with_value(name, self.properties.get(&name), <[Lit]>::to_vec)
    }

    /// What `read` makes of what is known of the value of a property.
    fn with_value<T>(&self, name: Name, property: Option<&Property>, read: impl FnOnce(&[Lit]) -> T) -> T {
        let own = property.map_or(&[][..], |property| property.value.lits());
        let mut additional = self.additional.iter().filter(|(names, _)| leaves_out(names, name)).map(|(_, lit)| lit);
        let Some(first) = additional.next() else { return read(own) };
        let mut value: Vec<Lit> = own.iter().chain([first]).chain(additional).copied().collect();
        value.sort_unstable();
        value.dedup();
        read(&value)
    }

    /// What follows from what is known of the value of a property: what `find` makes of that, unless it was found before.
    pub(super) fn following(
        &self,
        name: Name,
        property: Option<&Property>,
        fuel: usize,
        find: impl FnOnce(&[Lit]) -> Rc<Self>,
    ) -> Rc<Self> {
        let Some(property) = property else { return self.with_value(name, None, find) };
        let additional = self.additional.len();
        if let Some(known) = &property.following.borrow()[fuel % 2]
            && (known.fuel, known.additional) == (fuel, additional)
        {
            return Rc::clone(&known.facts);
        }
        let facts = self.with_value(name, Some(property), find);
        if facts.number != 0 {
            let following = Following { facts: Rc::clone(&facts), fuel, additional };
            property.following.borrow_mut()[fuel % 2] = Some(following);
        }
        facts
    }
}

/// Whether a property of this name is surely additional; patterns are not looked into.
pub(super) fn leaves_out(names: &Names, name: Name) -> bool {
    names.patterns.is_empty() && !names.names.contains(name)
}
