//! Edits that break nothing one by one, judged together.

use std::collections::BTreeSet;

use super::delta::Edit;
use super::engine::{Answer, Engine};
use super::graph::Root;
use super::judge::Judge;
use super::judgement::{Judged, Proof};
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::diff::verdict::Verdict;

/// How many messages of a graph are asked about.
pub(super) const MAX_MESSAGES: usize = 24;

impl Judge<'_, '_, '_> {
    /// Edits that are harmless one by one, asked once more together wherever that was not proved: the pairs `unproved`. There are
    /// so many steps for each message.
    pub(super) fn together(&mut self, unproved: &BTreeSet<usize>, judged: &mut Vec<Judged>, steps: u64) {
        let reached = &self.case.reached;
        let settled: BTreeSet<Root> = judged
            .iter()
            .filter(|one| one.verdict == Verdict::Breaking)
            .flat_map(|one| one.roots.iter().copied())
            .collect();
        let undecided: BTreeSet<Root> = judged
            .iter()
            .filter(|one| one.verdict == Verdict::Undecided)
            .filter(|one| one.delta.edit.is_asserted() || one.delta.edit == Edit::Unusable)
            .flat_map(|one| one.roots.iter().copied())
            .collect();
        let open: BTreeSet<Root> = unproved
            .iter()
            .flat_map(|pair| reached[pair].iter().copied())
            .filter(|root| !settled.contains(root))
            .collect();
        let mut found: Vec<Judged> = Vec::new();
        for &pair in unproved {
            let here = reached[&pair].iter().copied();
            let here: Vec<Root> = here.filter(|root| open.contains(root) && !undecided.contains(root)).collect();
            let roots: BTreeSet<Root> = here.into_iter().filter(|root| !self.is_asserted(*root, pair)).collect();
            if !roots.is_empty() {
                let reasons = vec![UndecidedReason::new(UndecidedCause::Meaning, None)];
                let delta = self.whole(pair);
                found.push(self.judged(delta, Verdict::Undecided, roots, reasons));
            }
        }
        for (number, root) in open.into_iter().enumerate() {
            let answers = self.answers(root, (number < MAX_MESSAGES).then_some(steps));
            for answer in answers {
                let (verdict, proof, reasons) = match answer {
                    Answer::Holds => continue,
                    Answer::Broken(witness) => (Verdict::Breaking, Some(Proof { root, witness }), Vec::new()),
                    Answer::Undecided(_) if undecided.contains(&root) => continue,
                    Answer::Undecided(reasons) => (Verdict::Undecided, None, reasons),
                };
                // If one schema has them all, it is reported there.
                let pairs: Vec<usize> = unproved.iter().copied().filter(|pair| reached[pair].contains(&root)).collect();
                let at = if let [only] = pairs[..] { only } else { root.0 };
                let delta = self.whole(at);
                let known = found.iter_mut().find(|one| one.delta == delta && one.verdict >= verdict);
                match known {
                    Some(known) => _ = known.roots.insert(root),
                    None => {
                        let one = self.judged(delta, verdict, BTreeSet::from([root]), reasons);
                        found.push(Judged { proof, ..one });
                    }
                }
                break;
            }
        }
        judged.extend(found);
    }

    /// What all edits do to the values of a root, for each way to write them; `steps` is `None` where that is not asked.
    fn answers(&mut self, root: Root, steps: Option<u64>) -> Vec<Answer> {
        let (graph, encodings) = (self.case.graph, self.case.encodings(root));
        let Some(steps) = steps else {
            let reasons = vec![UndecidedReason::new(UndecidedCause::Uses, None)];
            return vec![Answer::Undecided(reasons); encodings.len().min(1)];
        };
        let own = self.engine.allowance_of(steps);
        let ask = |engine: &mut Engine<'_>| {
            let mut answers: Vec<Answer> = Vec::new();
            for &encoding in encodings {
                answers.push(engine.all(graph, root.0, encoding));
                if matches!(answers.last(), Some(Answer::Broken(_))) {
                    break;
                }
            }
            answers
        };
        self.engine.within(own, ask).0
    }
}
