//! [`Judge`]: what every edit of a [`Graph`] does to the messages that feel it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::delta::{Delta, Edit};
use super::engine::{Answer, Engine, Flavour};
use super::graph::{Graph, Root};
use crate::diff::change::Open;
use crate::diff::verdict::Verdict;

/// How many parts of exchanges are asked about one edit.
const MAX_ROOTS: usize = 12;

/// An edit with its verdict.
#[derive(Debug)]
pub(in crate::diff) struct Judged {
    pub(in crate::diff) delta: Delta,
    pub(in crate::diff) verdict: Verdict,
    /// The roots that reach it.
    pub(in crate::diff) roots: BTreeSet<Root>,
    pub(in crate::diff) proof: Option<Proof>,
    pub(in crate::diff) reasons: Vec<Open>,
}

/// A value that is sent and refused.
#[derive(Debug, Clone)]
pub(in crate::diff) struct Proof {
    pub(in crate::diff) root: Root,
    pub(in crate::diff) witness: Value,
}

/// Judges the edits of one graph.
pub(in crate::diff) struct Judge<'g, 'e, 'c> {
    graph: &'g Graph,
    engine: &'e mut Engine<'c>,
    flavour: &'g dyn Fn(Root) -> Vec<Flavour>,
    owners: Vec<bool>,
    dirty: Vec<bool>,
}

impl<'g, 'e, 'c> Judge<'g, 'e, 'c> {
    pub(in crate::diff) fn new(
        graph: &'g Graph,
        engine: &'e mut Engine<'c>,
        flavour: &'g dyn Fn(Root) -> Vec<Flavour>,
    ) -> Self {
        let (owners, dirty) = (graph.owners(), graph.dirty());
        Self { graph, engine, flavour, owners, dirty }
    }

    /// Every edit, by the order of the pairs.
    pub(in crate::diff) fn run(mut self) -> Vec<Judged> {
        let reached = self.graph.reached();
        let mut pairs: Vec<usize> = reached.keys().copied().collect();
        pairs.sort_unstable();
        let mut judged: Vec<(usize, Judged)> = Vec::new();
        let mut unproved: BTreeSet<usize> = BTreeSet::new();
        for pair in pairs {
            let roots = &reached[&pair];
            let mut here = self.pair(pair, roots);
            let settled = here.iter().any(|one| one.verdict >= Verdict::Undecided && one.delta.edit != Edit::Nothing);
            let broken = here.iter().any(|one| one.verdict == Verdict::Breaking);
            if !broken && !self.is_proved(pair, &here) {
                unproved.insert(pair);
            }
            // Nothing but another way to say the same?
            let wire = |one: &Judged| one.delta.edit != Edit::Nothing;
            if !settled && here.iter().any(wire) && self.rewords(pair, roots) {
                here.retain(|one| !wire(one));
            }
            judged.extend(here.into_iter().map(|one| (pair, one)));
        }
        self.together(&reached, &unproved, &mut judged);
        judged.into_iter().map(|(_, one)| one).collect()
    }

    fn pair(&mut self, pair: usize, roots: &BTreeSet<Root>) -> Vec<Judged> {
        let graph = self.graph;
        let mut judged = Vec::new();
        for delta in &graph.pairs[pair].deltas {
            let (verdict, proof, reasons) = match delta.edit {
                Edit::Nothing => (Verdict::Undecided, None, vec![Open::new("meaning", Some(delta.revision.clone()))]),
                _ => self.delta(pair, delta, roots),
            };
            judged.push(Judged { delta: delta.clone(), verdict, roots: roots.clone(), proof, reasons });
        }
        judged
    }

    fn delta(&mut self, pair: usize, delta: &Delta, roots: &BTreeSet<Root>) -> (Verdict, Option<Proof>, Vec<Open>) {
        // What holds for a value on its own holds wherever the value stands.
        if self.owners[pair] && self.engine.is_harmless(self.graph, pair, delta) {
            return match self.engine.hangs_on_declarations(self.graph, pair, pair, delta) {
                true => (Verdict::Undecided, None, vec![Open::new("undeclared", None)]),
                false => (Verdict::Compatible, None, Vec::new()),
            };
        }
        let mut reasons: Vec<Open> = Vec::new();
        for &root in roots.iter().take(MAX_ROOTS) {
            for flavour in (self.flavour)(root) {
                match self.engine.single(self.graph, root.0, pair, delta, flavour) {
                    Answer::Holds => {
                        let hangs = flavour == Flavour::Json
                            && self.engine.hangs_on_declarations(self.graph, root.0, pair, delta);
                        reasons.extend(hangs.then(|| Open::new("undeclared", None)));
                    }
                    Answer::Broken(witness) => {
                        return (Verdict::Breaking, Some(Proof { root, witness }), Vec::new());
                    }
                    Answer::Open(more) => reasons.extend(more),
                }
            }
        }
        if roots.len() > MAX_ROOTS && reasons.is_empty() {
            reasons.push(Open::new("uses", Some(delta.revision.clone())));
        }
        reasons.sort();
        reasons.dedup();
        (if reasons.is_empty() { Verdict::Compatible } else { Verdict::Undecided }, None, reasons)
    }

    /// Whether the edits of a pair, each harmless, are known to be harmless together.
    fn is_proved(&mut self, pair: usize, judged: &[Judged]) -> bool {
        let edits = judged.iter().filter(|one| one.delta.edit != Edit::Nothing).count();
        if edits == 0 {
            return true;
        }
        if !self.owners[pair] {
            return false;
        }
        if edits == 1 && !self.graph.is_dirty_below(pair, &self.dirty) {
            return true;
        }
        self.engine.all(self.graph, pair, Flavour::Json) == Answer::Holds
    }

    fn rewords(&mut self, pair: usize, roots: &BTreeSet<Root>) -> bool {
        if self.owners[pair] {
            return self.engine.is_rewording(self.graph, pair);
        }
        roots.len() <= 2 && roots.iter().all(|root| self.engine.is_rewording(self.graph, root.0))
    }

    /// Edits that are harmless one by one, asked once more together wherever that was not proved.
    fn together(
        &mut self,
        reached: &std::collections::HashMap<usize, BTreeSet<Root>>,
        unproved: &BTreeSet<usize>,
        judged: &mut Vec<(usize, Judged)>,
    ) {
        let settled: BTreeSet<Root> = judged
            .iter()
            .filter(|(_, one)| one.verdict == Verdict::Breaking)
            .flat_map(|(_, one)| one.roots.iter().copied())
            .collect();
        let undecided: BTreeSet<Root> = judged
            .iter()
            .filter(|(_, one)| one.verdict == Verdict::Undecided && one.delta.edit != Edit::Nothing)
            .flat_map(|(_, one)| one.roots.iter().copied())
            .collect();
        let open: BTreeSet<Root> = unproved
            .iter()
            .flat_map(|pair| reached[pair].iter().copied())
            .filter(|root| !settled.contains(root))
            .collect();
        let mut found: Vec<(usize, Judged)> = Vec::new();
        for (number, root) in open.into_iter().enumerate() {
            for flavour in (self.flavour)(root) {
                let answer = match number < 2 * MAX_ROOTS {
                    true => self.engine.all(self.graph, root.0, flavour),
                    false => Answer::Open(vec![Open::new("uses", None)]),
                };
                let (verdict, proof, reasons) = match answer {
                    Answer::Holds => continue,
                    Answer::Broken(witness) => (Verdict::Breaking, Some(Proof { root, witness }), Vec::new()),
                    Answer::Open(_) if undecided.contains(&root) => continue,
                    Answer::Open(reasons) => (Verdict::Undecided, None, reasons),
                };
                // Where one schema has them all, it is told there.
                let pairs: Vec<usize> = unproved.iter().copied().filter(|pair| reached[pair].contains(&root)).collect();
                let at = if let [only] = pairs[..] { only } else { root.0 };
                let pair = &self.graph.pairs[at];
                let delta = Delta {
                    rule: "schema-changed",
                    base: pair.base.clone(),
                    revision: pair.revision.clone(),
                    subject: String::new(),
                    edit: Edit::Whole,
                };
                let known = found.iter_mut().find(|(_, one)| one.delta == delta && one.verdict >= verdict);
                match known {
                    Some((_, known)) => _ = known.roots.insert(root),
                    None => {
                        found.push((at, Judged { delta, verdict, roots: BTreeSet::from([root]), proof, reasons }));
                    }
                }
                break;
            }
        }
        judged.extend(found);
    }
}
