//! [`Answers`]: what was answered before. Edits of one document ask much the same: two in five questions were asked already.

use std::collections::HashMap;

use crate::containment::{Compound, Containment, Options, Shared, covers_compound, question};

/// Answers that are kept.
const MAX_KNOWN: usize = 20_000;

/// Both schemas in few bytes, and the options.
type Key = (u128, (bool, bool, u64));

/// Answers to questions of containment, with the steps that they took: an answer costs the same whenever it is given, so that
/// no edit has more steps because another was judged before it.
#[derive(Debug, Default)]
pub(super) struct Answers {
    known: HashMap<Key, (Containment, u64)>,
    shared: Shared,
}

impl Answers {
    /// Whether `sup` accepts whatever `sub` does, and the steps for that.
    pub(super) fn get(&mut self, sub: &Compound, sup: &Compound, options: Options) -> (Containment, u64) {
        let (number, size) = question(sub, sup);
        let key = (number, options.key());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let found = covers_compound(sub, sup, size, &options, &self.shared);
        if self.known.len() >= MAX_KNOWN {
            self.known.clear();
        }
        self.known.insert(key, found.clone());
        found
    }
}
