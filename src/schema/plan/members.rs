//! [`Members`]: the declared members of an object, found by their names.
//!
//! Programs write the members of their objects in one order, so a name is first compared with the one that followed the last time.
//! That changes how long a verdict takes, and nothing else.

use std::sync::atomic::{AtomicU8, AtomicU16, Ordering};

use super::names::Names;
use super::spelling::Spelling;

/// The number of a node.
pub(super) type NodeId = usize;

/// The members that an object may have by name: at most 128.
#[derive(Debug, Default)]
pub(super) struct Members {
    names: Names,
    list: Vec<Member>,
    /// By the number of a member, and for none at first: what followed it the last time.
    follows: Vec<AtomicU8>,
    /// How often that was changed.
    learned: AtomicU16,
}

#[derive(Debug)]
struct Member {
    node: NodeId,
    spelling: Spelling,
}

/// Objects in no order at all are not to keep the caches of other cores busy for ever.
const MOST_LEARNED: u16 = 1000;

/// The number before that of any member.
pub(super) const NONE: usize = usize::MAX;

impl Members {
    /// The members of these names, each judged by its node.
    pub(super) fn new(names: &[&str], nodes: &[NodeId]) -> Self {
        let member = |(name, node): (&&str, &NodeId)| Member { node: *node, spelling: Spelling::of(name) };
        // At first they are expected in the order of the schema.
        let follows = (0..=u8::try_from(names.len()).unwrap_or(u8::MAX)).map(AtomicU8::new).collect();
        let list = names.iter().zip(nodes).map(member).collect();
        Self { names: Names::new(names.iter().copied()), list, follows, learned: AtomicU16::new(0) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The nodes of all members.
    pub(super) fn nodes(&mut self) -> impl Iterator<Item = &mut NodeId> {
        self.list.iter_mut().map(|member| &mut member.node)
    }

    /// The number and node of the member whose name is spelt at `at`, and where that ends, if it is one that is expected after
    /// the member `last`.
    #[inline(always)]
    pub(super) fn expected(&self, last: usize, bytes: &[u8], at: usize) -> Option<(usize, NodeId, usize)> {
        let mut number = self.next(last)?;
        // The second guess is that a member is missing.
        for _ in 0..2 {
            let member = self.list.get(number)?;
            if let Some(end) = member.spelling.end(bytes, at) {
                return Some((number, member.node, end));
            }
            number = self.next(number)?;
        }
        None
    }

    /// The number and node of the member `name`, which comes after the member `last`.
    pub(super) fn find(&self, last: usize, name: &[u8]) -> Option<(usize, NodeId)> {
        let number = self.names.find(name)?;
        if self.learned.load(Ordering::Relaxed) < MOST_LEARNED
            && let Some(follows) = self.follows.get(last.wrapping_add(1))
        {
            follows.store(u8::try_from(number).unwrap_or_default(), Ordering::Relaxed);
            self.learned.fetch_add(1, Ordering::Relaxed);
        }
        Some((number, self.list.get(number)?.node))
    }

    #[inline(always)]
    fn next(&self, last: usize) -> Option<usize> {
        Some(usize::from(self.follows.get(last.wrapping_add(1))?.load(Ordering::Relaxed)))
    }
}

/// A set of members, by their numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Set([u64; 2]);

impl Set {
    /// Adds a number; `false` when it is there already.
    #[inline(always)]
    pub(super) fn add(&mut self, number: usize) -> bool {
        let (word, bit) = (&mut self.0[number / 64 % 2], 1 << (number % 64));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    pub(super) fn has(&self, number: usize) -> bool {
        self.0[number / 64 % 2] & 1 << (number % 64) != 0
    }

    /// Whether it has all of `others`.
    #[inline(always)]
    pub(super) fn has_all(&self, others: &Self) -> bool {
        let [Self([low, high]), Self([low_wanted, high_wanted])] = [self, others];
        low_wanted & !low | high_wanted & !high == 0
    }

    /// Whether it has one of `others`.
    pub(super) fn has_any(&self, others: &Self) -> bool {
        let [Self([low, high]), Self([other_low, other_high])] = [self, others];
        low & other_low | high & other_high != 0
    }
}

impl FromIterator<usize> for Set {
    fn from_iter<I: IntoIterator<Item = usize>>(numbers: I) -> Self {
        let mut set = Self::default();
        for number in numbers {
            set.add(number);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_LEARNED, Members, NONE, Set};

    #[test]
    fn what_followed_the_last_time_is_expected() {
        let members = Members::new(&["a", "b", "c"], &[7, 8, 9]);
        let expected = |last: usize, text: &str| members.expected(last, text.as_bytes(), 0).map(|(number, ..)| number);
        // The order of the schema, in which a member may be missing.
        assert_eq!(
            [expected(NONE, "\"a\":"), expected(NONE, "\"b\":"), expected(NONE, "\"c\":")],
            [Some(0), Some(1), None]
        );
        assert_eq!(expected(2, "\"a\":"), None);
        assert_eq!(members.find(NONE, b"c"), Some((2, 9)));
        assert_eq!(members.find(2, b"a"), Some((0, 7)));
        assert_eq!(
            [expected(NONE, "\"c\":"), expected(NONE, "\"a\":"), expected(2, "\"a\":")],
            [Some(2), Some(0), Some(0)]
        );
        assert_eq!(members.find(2, b"d"), None);
        // Learning has an end, finding has none.
        for _ in 0..=MOST_LEARNED {
            members.find(NONE, b"c");
        }
        assert_eq!((members.find(NONE, b"b"), expected(NONE, "\"c\":")), (Some((1, 8)), Some(2)));
    }

    #[test]
    fn a_set_has_what_was_added() {
        let mut set: Set = [0, 63, 64, 127].into_iter().collect();
        assert!([0, 63, 64, 127].iter().all(|&number| set.has(number) && !set.add(number)));
        assert!(!set.has(1) && set.add(1) && set.has(1));
        let (some, others) = ([1, 127].into_iter().collect(), [2, 65].into_iter().collect());
        assert!(set.has_all(&some) && set.has_any(&some) && !set.has_all(&others) && !set.has_any(&others));
        assert!(!some.has_all(&set) && Set::default().has_all(&Set::default()));
    }
}
