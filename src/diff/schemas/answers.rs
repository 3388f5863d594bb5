//! [`Answers`]: what was answered before. Edits of one document ask much the same: two in five questions were asked already.

use std::collections::HashMap;

use crate::containment::{Compound, Containment, Options, Shared, covers_compound, question};

/// Answers that are kept.
const MAX_KNOWN: usize = 20_000;

/// Both schemas in few bytes, and the options but for the budget.
type Key = (u128, bool, bool);

/// An answer, the steps that it took, and how many it might have taken.
#[derive(Debug, Clone)]
struct Known {
    answer: Containment,
    spent: u64,
    budget: u64,
}

/// Answers to questions of containment, with the steps that they took: an answer costs the same whenever it is given, so that
/// no edit has more steps because another was judged before it.
#[derive(Debug, Default)]
pub(super) struct Answers {
    known: HashMap<Key, Known>,
    shared: Shared,
}

impl Answers {
    /// Whether `sup` accepts whatever `sub` does, and the steps for that.
    pub(super) fn get(&mut self, sub: &Compound, sup: &Compound, options: Options) -> (Containment, u64) {
        let (number, size) = question(sub, sup);
        let (formats, is_proof_only, budget) = options.key();
        let key = (number, formats, is_proof_only);
        // An answer that was found with steps to spare is the answer of any budget that has room for them.
        let is_same = |known: &&Known| known.budget == budget || known.spent < known.budget.min(budget);
        if let Some(known) = self.known.get(&key).filter(is_same) {
            return (known.answer.clone(), known.spent);
        }
        let (answer, spent) = covers_compound(sub, sup, size, &options, &self.shared);
        if self.known.len() >= MAX_KNOWN {
            self.known.clear();
        }
        self.known.insert(key, Known { answer: answer.clone(), spent, budget });
        (answer, spent)
    }
}
