//! [`Seen`]: the statements that hold, in one block of memory: it is copied with every alternative, and asked all the time.

use crate::containment::statements::node::Lit;
use crate::quick_hash::spread;

/// A set of literals, which may have a literal and its negation.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Where a literal is not, at the place that its node spreads to, it is at the next place that is free. At most half of the
    /// places are taken, and their number is a power of two.
    places: Vec<Option<Lit>>,
    len: usize,
}

impl Seen {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Whether `lit` is known to hold, or not to hold; a literal whose negation is here as well holds.
    pub(super) fn verdict(&self, lit: Lit) -> Option<bool> {
        if self.places.is_empty() {
            return None;
        }
        let (mut at, mut verdict) = (self.start(lit), None);
        while let Some(found) = self.places[at] {
            if found == lit {
                return Some(true);
            }
            if found == !lit {
                verdict = Some(false);
            }
            at = (at + 1) & (self.places.len() - 1);
        }
        verdict
    }

    /// Adds `lit`; false if it is here.
    pub(super) fn insert(&mut self, lit: Lit) -> bool {
        if self.verdict(lit) == Some(true) {
            return false;
        }
        if self.len * 2 >= self.places.len() {
            let larger = vec![None; (self.places.len() * 2).max(16)];
            let known = std::mem::replace(&mut self.places, larger);
            known.into_iter().flatten().for_each(|lit| self.put(lit));
        }
        self.put(lit);
        self.len += 1;
        true
    }

    fn put(&mut self, lit: Lit) {
        let mut at = self.start(lit);
        while self.places[at].is_some() {
            at = (at + 1) & (self.places.len() - 1);
        }
        self.places[at] = Some(lit);
    }

    fn start(&self, lit: Lit) -> usize {
        spread(lit.node()) & (self.places.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::containment::statements::arena::Arena;
    use crate::containment::statements::node::Node;

    #[test]
    fn what_was_added_is_known_and_nothing_else() {
        let mut arena = Arena::new();
        let lits: Vec<Lit> = (0..1_000).map(|least| arena.intern(Node::MinItems(least))).collect();
        let mut seen = Seen::default();
        assert_eq!(seen.verdict(lits[0]), None);
        for (at, &lit) in lits.iter().enumerate() {
            let holds = lit.under(at % 3 == 0);
            assert_eq!(seen.verdict(holds), None);
            assert!(seen.insert(holds));
            assert!(!seen.insert(holds));
            assert_eq!((seen.verdict(holds), seen.verdict(!holds), seen.len()), (Some(true), Some(false), at + 1));
        }
        assert!(seen.insert(lits[0]));
        assert_eq!((seen.verdict(lits[0]), seen.verdict(!lits[0])), (Some(true), Some(true)));
    }
}
