//! [`Judge`]: the effect of every edit of a [`Graph`] on the messages that it affects.

use std::collections::{BTreeSet, HashMap};

use super::case::{Case, Job};
use super::delta::{Delta, Edit};
use super::encoding::Encoding;
use super::engine::{Answer, Engine};
use super::graph::{Graph, Root};
use super::judgement::{Judged, Proof};
use super::local::Harmless;
use super::overlaps::Overlap;
use super::routes::Routes;
use crate::containment::Reason;
use crate::diff::rule::MessageDirection;
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::diff::verdict::Verdict;

/// How many parts of exchanges are asked about one edit.
pub(super) const MAX_ROOTS: usize = 12;
/// In how many an edit is proved harmless by what leads to it.
const MAX_USES: usize = 200;

/// A pair, and the messages that its edits affect.
struct Spot<'r> {
    pair: usize,
    /// The pairs whose values its edits are about, where that is known.
    homes: Option<Vec<usize>>,
    routes: Routes,
    roots: &'r BTreeSet<Root>,
}

/// What was found out about the edits of one pair.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) judged: Vec<Judged>,
    /// How alternatives that may overlap bear on them.
    pub(super) overlap: Option<Overlap>,
    /// Whether none is known to break anything, nor proved to break nothing together with the others.
    pub(super) is_unproved: bool,
    /// The steps that it took.
    pub(super) spent: u64,
    /// Whether more might be found out with more steps.
    pub(super) lacks: bool,
}

/// Judges the edits of graphs. What it finds out about a pair does not depend on what it judged before.
pub(super) struct Judge<'g, 'e, 'c> {
    cases: &'g [Case<'g>],
    /// The case that it is about now, by its number, and its graph.
    number: usize,
    pub(super) case: &'g Case<'g>,
    graph: &'g Graph,
    pub(super) engine: &'e mut Engine<'c>,
    /// By case and root, the pairs that its values come to without a discriminator.
    asserted: HashMap<(usize, usize), BTreeSet<usize>>,
}

impl<'g, 'e, 'c> Judge<'g, 'e, 'c> {
    /// `None` where there is nothing to judge.
    pub(super) fn new(cases: &'g [Case<'g>], engine: &'e mut Engine<'c>) -> Option<Self> {
        let case = cases.first()?;
        engine.turn_to_another_graph();
        Some(Self { cases, number: 0, case, graph: case.graph, engine, asserted: HashMap::new() })
    }

    /// What is asked from here on is about this case.
    pub(super) fn turn_to(&mut self, number: usize) {
        if let Some(case) = self.cases.get(number).filter(|_| number != self.number) {
            (self.number, self.case, self.graph) = (number, case, case.graph);
            self.engine.turn_to_another_graph();
        }
    }

    /// The edits of one pair, for which there are so many steps.
    pub(super) fn outcome(&mut self, job: Job, steps: u64) -> Outcome {
        self.turn_to(job.case);
        let own = self.engine.allowance_of(steps);
        let outer = std::mem::replace(&mut self.engine.allowance, own);
        let (judged, overlap, is_unproved) = self.all_of(job.pair);
        let own = std::mem::replace(&mut self.engine.allowance, outer);
        Outcome { judged, overlap, is_unproved, spent: own.spent(), lacks: own.lacks() }
    }

    fn all_of(&mut self, pair: usize) -> (Vec<Judged>, Option<Overlap>, bool) {
        let roots = &self.case.reached[&pair];
        let spot = match self.engine.is_spent() {
            true => Spot { pair, homes: None, routes: Routes::none(), roots },
            false => {
                let (homes, routes) = (self.graph.homes(pair, &self.case.conditional), self.graph.routes(pair));
                self.engine.spend(routes.work());
                Spot { pair, homes, routes, roots }
            }
        };
        let (mut here, overlap) = self.pair(&spot);
        let settled = here.iter().any(|one| one.verdict >= Verdict::Undecided && one.delta.edit.is_asserted());
        let broken = here.iter().any(|one| one.verdict == Verdict::Breaking);
        let is_unproved = !broken && !self.is_proved(&spot, &here);
        // Nothing but another way to say the same?
        let wire = |one: &Judged| one.delta.edit.is_asserted();
        if !settled && !self.engine.is_spent() && here.iter().any(wire) && self.rewords(&spot) {
            // What no validator asserts is still reported to people.
            here.retain(|one| !wire(one) || one.delta.rule.starts_with("format-"));
            here.iter_mut().filter(|one| wire(one)).for_each(|one| one.verdict = Verdict::Docs);
        }
        (here, overlap, is_unproved)
    }

    pub(super) fn judged(
        &self,
        delta: Delta,
        verdict: Verdict,
        roots: BTreeSet<Root>,
        reasons: Vec<UndecidedReason>,
    ) -> Judged {
        Judged { delta, verdict, roots, proof: None, reasons, reading: self.case.reading }
    }

    fn pair(&mut self, spot: &Spot<'_>) -> (Vec<Judged>, Option<Overlap>) {
        let graph = self.graph;
        let mut judged = Vec::new();
        for delta in &graph.pairs[spot.pair].deltas {
            let (verdict, proof, reasons) = match delta.edit {
                Edit::Said => (Verdict::Docs, None, Vec::new()),
                Edit::Unusable => (
                    Verdict::Undecided,
                    None,
                    vec![UndecidedReason::new(UndecidedCause::Unusable, Some(delta.revision.clone()))],
                ),
                // What must be there has no use for a default.
                Edit::Nothing
                    if delta.rule == "default-changed"
                        && graph.is_always_there(spot.pair, &|root| self.case.is_required(root)) =>
                {
                    (Verdict::Docs, None, Vec::new())
                }
                Edit::Nothing => (
                    Verdict::Undecided,
                    None,
                    vec![UndecidedReason::new(UndecidedCause::Meaning, Some(delta.revision.clone()))],
                ),
                _ => self.delta(spot, delta),
            };
            let one = self.judged(delta.clone(), verdict, spot.roots.clone(), reasons);
            judged.push(Judged { proof, ..one });
        }
        // Clients of base know how values that its alternatives share are meant.
        let is_response = graph.way == MessageDirection::Response;
        let is_open = |one: &&Judged| one.delta.edit.is_asserted() && (is_response || one.verdict != Verdict::Breaking);
        let edits: Vec<(&Delta, bool)> =
            judged.iter().filter(is_open).map(|one| (&one.delta, one.is_harmless())).collect();
        let empty = if edits.iter().any(|(_, is_harmless)| *is_harmless) { self.vacuous(spot) } else { None };
        let overlap = self.engine.beside(|engine| engine.overlap(graph, (spot.pair, &spot.routes), &edits, empty));
        let judged = match empty {
            None => judged,
            Some(at) => self.left_open(spot, judged, at),
        };
        (judged, overlap)
    }

    /// The pair at which nothing can be sent on the way to every value that the edits are about.
    fn vacuous(&mut self, spot: &Spot<'_>) -> Option<usize> {
        let graph = self.graph;
        let mut found = None;
        for &root in spot.roots.iter().take(MAX_ROOTS) {
            let way: Vec<usize> = std::iter::once(root.0).chain(spot.routes.way(root.0)).collect();
            let whole = graph.whole_values(&way);
            found = Some(whole.into_iter().rev().find(|&pair| self.engine.sends_nothing(graph, pair))?);
        }
        found
    }

    /// What is harmless only because nothing is sent is undecided, and reported once where that is.
    fn left_open(&self, spot: &Spot<'_>, mut judged: Vec<Judged>, at: usize) -> Vec<Judged> {
        let graph = self.graph;
        let place = graph.place(at, graph.way == MessageDirection::Request).clone();
        let reason = UndecidedReason::new(UndecidedCause::Vacuous, Some(place));
        let is_harmless = |one: &Judged| one.is_harmless() && one.delta.edit.is_asserted();
        if at == spot.pair {
            judged.retain(|one| !is_harmless(one));
            let (delta, roots) = (self.whole(at), spot.roots.clone());
            judged.push(self.judged(delta, Verdict::Undecided, roots, vec![reason]));
            return judged;
        }
        for one in judged.iter_mut().filter(|one| is_harmless(one)) {
            (one.verdict, one.proof, one.reasons) = (Verdict::Undecided, None, vec![reason.clone()]);
        }
        judged
    }

    fn delta(&mut self, spot: &Spot<'_>, delta: &Delta) -> (Verdict, Option<Proof>, Vec<UndecidedReason>) {
        self.engine.turn_to_another();
        if self.engine.is_spent() {
            return (
                Verdict::Undecided,
                None,
                vec![UndecidedReason::new(Reason::Budget, Some(delta.revision.clone()))],
            );
        }
        let (case, graph, pair) = (self.case, self.graph, spot.pair);
        // What holds for a value on its own holds wherever the value is used.
        let homes = spot.homes.as_deref().unwrap_or_default();
        let harmless = match homes {
            &[home] => match self.engine.only_property(graph, home, pair, delta) {
                Some(name) => match self.engine.is_harmless_alone(graph, &self.case.dirty, home, (name, delta)) {
                    Some(harmless) => Some(harmless),
                    // What is not so by itself mostly breaks something, and the whole object takes long.
                    None => match self.refuted(spot, delta) {
                        Some(proof) => return (Verdict::Breaking, Some(proof), Vec::new()),
                        None => self.engine.is_harmless(graph, &self.case.dirty, homes, pair, delta),
                    },
                },
                None => self.engine.is_harmless(graph, &self.case.dirty, homes, pair, delta),
            },
            [] => None,
            homes => self.engine.is_harmless(graph, &self.case.dirty, homes, pair, delta),
        };
        if let Some(harmless) = harmless {
            let hangs = harmless == Harmless::Declared
                && homes.iter().any(|&home| self.engine.hangs_on_declarations(graph, home, pair, delta));
            return match hangs {
                true => (
                    Verdict::Undecided,
                    self.with_undeclared(spot, delta),
                    vec![UndecidedReason::new(UndecidedCause::Undeclared, None)],
                ),
                false => (Verdict::Compatible, None, Vec::new()),
            };
        }
        if let Some(settled) = self.enclosed(spot, delta) {
            return settled;
        }
        let mut reasons: Vec<UndecidedReason> = Vec::new();
        // The nearest first: it has the smallest witness.
        let mut roots: Vec<Root> = spot.roots.iter().copied().collect();
        roots.sort_by_key(|root| (spot.routes.length(root.0), *root));
        let mut asked = 0;
        for &root in roots.iter().take(MAX_USES) {
            if asked > 0 && self.is_harmless_in(root, delta) {
                continue;
            }
            asked += 1;
            if asked > MAX_ROOTS {
                break;
            }
            if !self.is_asserted(root, pair) {
                reasons.push(UndecidedReason::new(UndecidedCause::Meaning, Some(delta.revision.clone())));
                continue;
            }
            let way = spot.routes.way(root.0);
            for &encoding in case.encodings(root) {
                match self.engine.single(graph, (root.0, &way), pair, delta, encoding) {
                    Answer::Holds => {
                        let hangs =
                            encoding == Encoding::Json && self.engine.hangs_on_declarations(graph, root.0, pair, delta);
                        reasons.extend(hangs.then(|| UndecidedReason::new(UndecidedCause::Undeclared, None)));
                    }
                    Answer::Broken(witness) => {
                        return (Verdict::Breaking, Some(Proof { root, witness }), Vec::new());
                    }
                    Answer::Undecided(more) => reasons.extend(more),
                }
            }
            // What holds in one message mostly holds for the values around the edit in all of them.
            if asked == 1 && reasons.is_empty() && self.holds_within(spot, delta) {
                return (Verdict::Compatible, None, Vec::new());
            }
        }
        if (asked > MAX_ROOTS || roots.len() > MAX_USES) && reasons.is_empty() {
            reasons.push(UndecidedReason::new(UndecidedCause::Uses, Some(delta.revision.clone())));
        }
        reasons.sort();
        reasons.dedup();
        (if reasons.is_empty() { Verdict::Compatible } else { Verdict::Undecided }, None, reasons)
    }

    /// Whether an edit is proved harmless for the JSON values of a message by what leads to it alone.
    fn is_harmless_in(&mut self, root: Root, delta: &Delta) -> bool {
        self.case.encodings(root) == [Encoding::Json]
            && self.engine.is_always_harmless_around(self.graph, &self.case.dirty, root.0, delta)
    }

    /// The verdict on an edit that is proved harmless for the values around it, where its own are below a condition.
    fn enclosed(&mut self, spot: &Spot<'_>, delta: &Delta) -> Option<(Verdict, Option<Proof>, Vec<UndecidedReason>)> {
        let homes = self.graph.enclosing(spot.pair, &self.case.conditional)?;
        let harmless = self.engine.is_harmless_around(self.graph, &self.case.dirty, &homes, delta)?;
        // What the witness would be is searched from the messages.
        self.is_free(spot, (&homes, harmless), delta).then_some((Verdict::Compatible, None, Vec::new()))
    }

    /// Whether an edit that affects more messages than there are values around it is proved harmless for all of these.
    fn holds_within(&mut self, spot: &Spot<'_>, delta: &Delta) -> bool {
        let homes = self.graph.enclosing(spot.pair, &self.case.conditional);
        let Some(homes) = homes.filter(|homes| homes.len() + 1 < spot.roots.len()) else { return false };
        let harmless = self.engine.is_harmless_within(self.graph, &homes, delta);
        harmless.is_some_and(|harmless| self.is_free(spot, (&homes, harmless), delta))
    }

    /// Whether what makes an edit harmless is not that senders keep to what they declare.
    fn is_free(&mut self, spot: &Spot<'_>, (homes, harmless): (&[usize], Harmless), delta: &Delta) -> bool {
        let mut hangs = |&home: &usize| self.engine.hangs_on_declarations(self.graph, home, spot.pair, delta);
        harmless == Harmless::Always || !homes.iter().any(&mut hangs)
    }

    /// Whether validators come to values of `pair` from the root, and not discriminators alone.
    pub(super) fn is_asserted(&mut self, root: Root, pair: usize) -> bool {
        let graph = self.graph;
        if !self.case.has_named {
            return true;
        }
        let asserted = self.asserted.entry((self.number, root.0));
        asserted.or_insert_with(|| graph.asserted(root.0)).contains(&pair)
    }

    /// A plain value that shows the edit in the nearest message.
    fn refuted(&mut self, spot: &Spot<'_>, delta: &Delta) -> Option<Proof> {
        let root = spot.roots.iter().copied().min_by_key(|root| (spot.routes.length(root.0), *root))?;
        let encoding = self.case.encodings(root).first().copied().filter(|_| self.is_asserted(root, spot.pair))?;
        let (way, is_undeclared_sent) = (spot.routes.way(root.0), self.engine.undeclared_sent);
        let witness = self.engine.refuted(self.graph, (root.0, &way), delta, encoding, is_undeclared_sent)?;
        Some(Proof { root, witness })
    }

    /// What would be refused if somebody sent more than is declared.
    fn with_undeclared(&mut self, spot: &Spot<'_>, delta: &Delta) -> Option<Proof> {
        let root = spot.roots.iter().copied().min_by_key(|root| (spot.routes.length(root.0), *root))?;
        let way = spot.routes.way(root.0);
        let encoding = self.case.encodings(root).first().copied()?;
        let witness = self.engine.refuted(self.graph, (root.0, &way), delta, encoding, true)?;
        Some(Proof { root, witness })
    }

    /// Whether the edits of a pair, each harmless, are known to be harmless together.
    fn is_proved(&mut self, spot: &Spot<'_>, judged: &[Judged]) -> bool {
        let edits = judged.iter().filter(|one| one.delta.edit.is_asserted()).count();
        let is_rebuilt = self.graph.pairs[spot.pair].is_rebuilt;
        if edits == 0 && !is_rebuilt {
            return true;
        }
        if self.engine.is_spent() {
            return false;
        }
        let Some(homes) = &spot.homes else {
            let around = self.graph.enclosing(spot.pair, &self.case.conditional);
            return around.is_some_and(|homes| {
                homes.iter().all(|&home| self.engine.is_proved_around(self.graph, &self.case.dirty, home))
            });
        };
        if edits == 1
            && !is_rebuilt
            && homes[..] == [spot.pair]
            && !self.graph.is_dirty_below(spot.pair, &self.case.dirty)
        {
            return true;
        }
        if homes.iter().all(|&home| self.engine.is_proved_here(self.graph, &self.case.dirty, home)) {
            return true;
        }
        if homes[..] == [spot.pair] {
            return self.engine.all(self.graph, spot.pair, Encoding::Json) == Answer::Holds;
        }
        homes.iter().all(|&home| self.engine.is_proved_around(self.graph, &self.case.dirty, home))
    }

    fn rewords(&mut self, spot: &Spot<'_>) -> bool {
        if let Some(homes) = &spot.homes {
            if homes.iter().all(|&home| self.engine.is_rewording_here(self.graph, &self.case.dirty, home)) {
                return true;
            }
            if homes.iter().any(|&home| self.engine.differs_plainly(self.graph, home)) {
                return false;
            }
            if homes[..] == [spot.pair] {
                return self.engine.is_rewording(self.graph, spot.pair);
            }
        }
        spot.roots.len() <= 2
            && spot
                .roots
                .iter()
                .all(|root| self.is_asserted(*root, spot.pair) && self.engine.is_rewording(self.graph, root.0))
    }

    /// All edits of a pair as one.
    pub(super) fn whole(&self, pair: usize) -> Delta {
        let pair = &self.graph.pairs[pair];
        Delta {
            rule: "schema-changed",
            base: pair.base.clone(),
            revision: pair.revision.clone(),
            subject: String::new(),
            at: (pair.base.clone(), pair.revision.clone()),
            edit: Edit::Whole,
        }
    }
}
