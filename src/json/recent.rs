//! [`Recent`]: small objects of a text that were read before, found again by their bytes.
//!
//! A document says the same small things again and again: a type, a format, a reference. What is spelled alike is read once and held
//! once. How many are kept does not depend on the text.

use std::hash::BuildHasher;
use std::ops::Range;

use crate::quick_hash::Quick;
use crate::tree::Tree;

/// Longer objects are hardly ever repeated.
const LONGEST: usize = 256;
/// At most this many are kept. Its bytes decide which slot an object gets, and it replaces the one that was there.
const SLOTS: usize = 4096;

/// The objects of a text that were read last.
#[derive(Default)]
pub(super) struct Recent {
    slots: Vec<Option<Object>>,
    hashes: Quick,
}

struct Object {
    span: Range<usize>,
    /// How many arrays and objects it is in.
    depth: usize,
    value: Tree,
}

/// An object that begins here, as far as the first `}`: all of it, unless that is in a string.
#[derive(Clone, Copy)]
pub(super) struct Start {
    end: usize,
    slot: usize,
}

impl Recent {
    /// The object at `at`, if it is small and has no other in it.
    pub(super) fn start(&self, bytes: &[u8], at: usize) -> Option<Start> {
        let inside = bytes.get(at + 1..bytes.len().min(at + LONGEST))?;
        let end = memchr::memchr2(b'{', b'}', inside).filter(|&end| inside[end] == b'}')?;
        let end = at + 1 + end + 1;
        let slot = self.hashes.hash_one(&bytes[at..end]) % SLOTS as u64;
        Some(Start { end, slot: usize::try_from(slot).unwrap_or_default() })
    }

    /// The object of `bytes` that begins at `at`, inside of `depth` arrays and objects, and where it ends.
    pub(super) fn get(&self, bytes: &[u8], at: usize, start: Start, depth: usize) -> Option<(&Tree, usize)> {
        let object = self.slots.get(start.slot)?.as_ref()?;
        // What is in as many others nests no deeper here. Where a whole object ends does not depend on what is behind it.
        let is_same = depth <= object.depth && bytes[object.span.clone()] == bytes[at..start.end];
        is_same.then_some((&object.value, start.end))
    }

    /// Keeps an object that was read.
    pub(super) fn keep(&mut self, start: Start, span: Range<usize>, depth: usize, value: &Tree) {
        if span.end == start.end {
            if self.slots.is_empty() {
                self.slots.resize_with(SLOTS, || None);
            }
            self.slots[start.slot] = Some(Object { span, depth, value: value.clone() });
        }
    }
}
