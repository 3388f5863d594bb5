//! [`Paired`]: what is known of pairs of places, found without a copy of either.

use std::collections::HashMap;

use crate::pointer::Pointer;

/// What is known of pairs of a place of base and a place of revision. A place is kept once, however many pairs it is in.
#[derive(Debug)]
pub(super) struct Paired<T> {
    base: HashMap<Pointer, usize>,
    revision: HashMap<Pointer, usize>,
    pairs: HashMap<(usize, usize), T>,
}

impl<T> Paired<T> {
    pub(super) fn new() -> Self {
        Self { base: HashMap::new(), revision: HashMap::new(), pairs: HashMap::new() }
    }

    pub(super) fn get(&self, base: &Pointer, revision: &Pointer) -> Option<&T> {
        self.at(self.number(true, base)?, self.number(false, revision)?)
    }

    /// The number of a place that is in one of the pairs.
    pub(super) fn number(&self, of_base: bool, place: &Pointer) -> Option<usize> {
        if of_base { &self.base } else { &self.revision }.get(place).copied()
    }

    /// What is known of the pair of places with these numbers.
    pub(super) fn at(&self, base: usize, revision: usize) -> Option<&T> {
        self.pairs.get(&(base, revision))
    }

    pub(super) fn insert(&mut self, base: &Pointer, revision: &Pointer, known: T) {
        let pair = (number(&mut self.base, base), number(&mut self.revision, revision));
        self.pairs.insert(pair, known);
    }
}

fn number(numbers: &mut HashMap<Pointer, usize>, place: &Pointer) -> usize {
    if let Some(&number) = numbers.get(place) {
        return number;
    }
    let number = numbers.len();
    numbers.insert(place.clone(), number);
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_pair_is_known_of_no_other() {
        let place = |name: &str| Pointer::root().key(name);
        let mut paired = Paired::new();
        paired.insert(&place("a"), &place("b"), 1);
        paired.insert(&place("b"), &place("a"), 2);
        paired.insert(&place("a"), &place("b"), 3);
        let get = |base: &str, revision: &str| paired.get(&place(base), &place(revision)).copied();
        assert_eq!([get("a", "b"), get("b", "a"), get("a", "a"), get("c", "a")], [Some(3), Some(2), None, None]);
    }
}
