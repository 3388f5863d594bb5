//! [`Search`]: the members of a conjunction of statements, or the proof that there are none.
//!
//! Containment is emptiness of `sub and not sup`, and a member found is the witness. A conjunction is one node, so every
//! question is asked once. Questions about properties and items may lead back to a question under way; that one is then
//! taken to have no members. This is sound because a smallest member never contains another member of the same question:
//! if one exists at all, one is found without the assumption. Answers that rest on an assumption are kept apart until the
//! question they assumed about is answered, and forgotten unless it is proved to have no members.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use serde_json::Value;

use super::facts::{Known, Verdicts};
use super::scope::Scope;
use crate::containment::languages::formats::Formats;
use crate::containment::languages::language::Patterns;
use crate::containment::outcome::Reason;
use crate::containment::statements::arena::Arena;
use crate::containment::statements::kind;
use crate::containment::statements::node::Lit;
use crate::containment::statements::value::value_key;
use crate::quick_hash::QuickMap;
use crate::stack;

/// More facts than this are not kept from question to question.
const KNOWN_LIMIT: usize = 10_000;
/// Statements judged between two states of a search before no more are.
const TICK_LIMIT: u64 = 1 << 20;
/// Steps for each value that is copied: they are all kept until there is an answer.
const VALUE_WORK: u64 = 4;
/// Values nested deeper than this are not built.
const VALUE_DEPTH: usize = 200;

/// Asks for no member, only whether there may be any.
pub(in crate::containment) const ANY: usize = 0;

/// A reason, and the node it is about.
pub(in crate::containment) type Blame = (Reason, usize);

/// Members of a conjunction.
#[derive(Debug, Clone, Default)]
pub(in crate::containment) struct Found {
    /// Distinct members, the simplest first.
    pub(in crate::containment) values: Vec<Value>,
    /// The values are members beyond doubt; otherwise they are worth a try.
    pub(in crate::containment) sure: bool,
    /// There are no other members.
    pub(in crate::containment) complete: bool,
    /// Why it is not complete.
    pub(in crate::containment) reasons: BTreeSet<Blame>,
}

impl Found {
    pub(in crate::containment) fn none() -> Self {
        Self { sure: true, complete: true, ..Self::default() }
    }

    pub(in crate::containment) fn all(values: Vec<Value>) -> Self {
        Self { values, ..Self::none() }
    }

    pub(in crate::containment) fn some(values: Vec<Value>) -> Self {
        Self { values, sure: true, ..Self::default() }
    }

    pub(in crate::containment) fn unknown(reason: Reason, lit: Lit) -> Self {
        Self { sure: true, reasons: BTreeSet::from([(reason, lit.node())]), ..Self::default() }
    }

    /// Proved to have no members.
    pub(in crate::containment) fn is_empty(&self) -> bool {
        self.values.is_empty() && self.complete
    }

    /// A member, sure or not.
    pub(in crate::containment) fn first(&self) -> Option<&Value> {
        self.values.first()
    }

    /// Has as many sure members as asked for.
    pub(in crate::containment) fn satisfies(&self, count: usize) -> bool {
        match count {
            ANY => !self.is_empty(),
            _ => self.sure && self.values.len() >= count,
        }
    }

    /// The members are no longer beyond doubt, or no longer known to be all.
    pub(in crate::containment) fn doubted(mut self, reasons: impl IntoIterator<Item = Blame>) -> Self {
        self.reasons.extend(reasons);
        self.sure = self.values.is_empty();
        self.complete = false;
        self
    }

    /// The same doubts, about no member in particular.
    pub(in crate::containment) fn without_values(mut self) -> Self {
        self.values.clear();
        self.sure = true;
        self.complete = false;
        self
    }

    /// Takes in the members of an alternative.
    pub(in crate::containment) fn absorb(&mut self, other: Self, count: usize) {
        self.complete &= other.complete;
        self.reasons.extend(other.reasons);
        if other.values.is_empty() {
            return;
        }
        if self.values.is_empty() || (other.sure && !self.sure) {
            self.values.clear();
            self.sure = other.sure;
        } else if self.sure && !other.sure {
            return;
        }
        let mut known: HashSet<String> = match count {
            1 => HashSet::new(),
            _ => self.values.iter().map(value_key).collect(),
        };
        for value in other.values {
            if self.values.len() >= count {
                self.complete = false;
                return;
            }
            if count == 1 || known.insert(value_key(&value)) {
                self.values.push(value);
            }
        }
    }
}

#[derive(Debug)]
enum Entry {
    /// Under way, at this depth.
    Active(usize),
    /// Answered on the assumption that the questions from this depth on have no members.
    Provisional {
        found: Rc<Found>,
        low: usize,
        asked: usize,
    },
    Done {
        found: Rc<Found>,
        asked: usize,
    },
}

/// The state of one containment question.
pub(in crate::containment) struct Search<'s> {
    pub(in crate::containment) arena: Arena,
    pub(in crate::containment) patterns: Patterns,
    pub(in crate::containment) formats: &'s mut Formats,
    /// Work that is left.
    pub(in crate::containment) steps: u64,
    /// Whether members are not wanted, only proofs that there are none. Then nobody looks for the one member of a property or an
    /// item either: that there may be any says as much.
    pub(in crate::containment) is_proof_only: bool,
    depth_limit: usize,
    table: QuickMap<Lit, Entry>,
    provisional: Vec<Lit>,
    /// For each question under way, the outermost question that its answer so far assumes to have no members.
    lows: Vec<usize>,
    /// What follows from some statements about one value.
    pub(in crate::containment) known: RefCell<Known>,
    /// What statements come to, given what is known.
    pub(super) verdicts: RefCell<Verdicts>,
    /// What the verdicts on some nodes depend on.
    pub(super) scopes: RefCell<QuickMap<usize, Rc<Scope>>>,
    /// The last number of facts.
    numbered: Cell<u32>,
    /// Statements judged since work was last taken from the budget for that.
    ticks: Cell<u64>,
    /// Ticks that were not for a verdict but for the facts that it is drawn from, of all times.
    fact_ticks: Cell<u64>,
}

impl<'s> Search<'s> {
    pub(in crate::containment) fn new(
        arena: Arena,
        patterns: Patterns,
        formats: &'s mut Formats,
        depth_limit: usize,
    ) -> Self {
        let (table, provisional, lows) = (QuickMap::default(), Vec::new(), Vec::new());
        Self {
            arena,
            patterns,
            formats,
            steps: 0,
            is_proof_only: false,
            depth_limit,
            table,
            provisional,
            lows,
            known: RefCell::default(),
            verdicts: RefCell::default(),
            scopes: RefCell::default(),
            numbered: Cell::default(),
            ticks: Cell::default(),
            fact_ticks: Cell::default(),
        }
    }

    /// Takes up another question with this much work to spend. What was found out is kept, unless it was found out for want
    /// of work or of depth: the depth of a question depends on what was asked first.
    pub(in crate::containment) fn renew(&mut self, steps: u64) {
        let is_deep = |found: &Found| found.reasons.iter().any(|(reason, _)| *reason == Reason::Depth);
        match self.steps {
            0 => self.table.clear(),
            _ => self.table.retain(|_, entry| matches!(entry, Entry::Done { found, .. } if !is_deep(found))),
        }
        if self.known.borrow().len() > KNOWN_LIMIT {
            self.known.borrow_mut().clear();
        }
        self.provisional.clear();
        self.steps = steps;
    }

    /// Whether it is proved that there are no instances for which all of `parts` hold.
    pub(in crate::containment) fn has_none(&mut self, parts: impl IntoIterator<Item = Lit>) -> bool {
        self.members(parts, ANY).is_empty()
    }

    /// Up to `count` instances for which all of `parts` hold.
    pub(in crate::containment) fn members(&mut self, parts: impl IntoIterator<Item = Lit>, count: usize) -> Rc<Found> {
        let count = if self.is_proof_only && count == 1 { ANY } else { count };
        let question = self.arena.all(parts);
        if question == Lit::FALSE {
            return Rc::new(Found::none());
        }
        let depth = self.lows.len();
        let (known, low) = match self.table.get(&question) {
            Some(Entry::Active(at)) => (Some(Rc::new(Found::none())), *at),
            Some(Entry::Provisional { found, low, asked }) if enough(found, *asked, count) => {
                (Some(Rc::clone(found)), *low)
            }
            Some(Entry::Done { found, asked }) if enough(found, *asked, count) => (Some(Rc::clone(found)), depth),
            _ => (None, depth),
        };
        if let Some(known) = known {
            self.assume(low);
            return known;
        }
        if !self.spend(1) {
            return Rc::new(Found::unknown(Reason::Budget, Lit::TRUE));
        }
        if depth >= self.depth_limit {
            return Rc::new(Found::unknown(Reason::Depth, question));
        }
        let mark = self.provisional.len();
        self.table.insert(question, Entry::Active(depth));
        self.lows.push(usize::MAX);
        let mut found = stack::roomy(|| self.solve(question, count));
        let low = self.lows.pop().unwrap_or(usize::MAX);
        if found.values.is_empty() && !found.complete && found.reasons.is_empty() {
            // Reasons distinguish "not found" from "proved to be none" when answers are combined.
            found.reasons.insert((Reason::Count, question.node()));
        }
        if !found.is_empty() {
            // That there are no others may have rested on an assumption, and so may what was answered on the way under
            // the assumption that there are none here; it is forgotten also when members are only not ruled out.
            found.complete &= low > depth;
            for other in self.provisional.drain(mark..) {
                self.table.remove(&other);
            }
        }
        if found.satisfies(1) {
            // Members are members, whatever was assumed.
        } else if low < depth {
            self.assume(low);
            // What assumed that there are no members here now assumes what that rests on.
            for other in &self.provisional[mark..] {
                if let Some(Entry::Provisional { low: own, .. }) = self.table.get_mut(other) {
                    *own = low.min(*own);
                }
            }
            let found = Rc::new(found);
            self.provisional.push(question);
            self.table.insert(question, Entry::Provisional { found: Rc::clone(&found), low, asked: count });
            return found;
        } else {
            for other in self.provisional.drain(mark..) {
                if let Some(Entry::Provisional { found, asked, .. }) = self.table.remove(&other) {
                    self.table.insert(other, Entry::Done { found, asked });
                }
            }
        }
        let found = Rc::new(found);
        self.table.insert(question, Entry::Done { found: Rc::clone(&found), asked: count });
        found
    }

    /// Takes work from the budget; false when nothing is left.
    pub(in crate::containment) fn spend(&mut self, steps: u64) -> bool {
        self.steps = self.steps.saturating_sub(steps);
        self.steps > 0
    }

    /// Takes the work of copying `value` from the budget; false when nothing is left, or when it is nested too deeply to be
    /// part of another value.
    pub(in crate::containment) fn affords(&mut self, value: &Value) -> bool {
        let mut open = vec![(value, 1)];
        while let Some((value, depth)) = open.pop() {
            let below = depth + 1;
            match value {
                _ if depth > VALUE_DEPTH || !self.spend(VALUE_WORK) => return false,
                Value::Array(items) => open.extend(items.iter().map(|item| (item, below))),
                Value::Object(members) => open.extend(members.values().map(|member| (member, below))),
                _ => {}
            }
        }
        true
    }

    /// Why something was not affordable.
    pub(in crate::containment) fn want(&self) -> Reason {
        if self.steps == 0 { Reason::Budget } else { Reason::Depth }
    }

    /// Takes note of work that is done where nothing can be spent.
    pub(in crate::containment) fn tick(&self) {
        self.ticks.set(self.ticks.get() + 1);
    }

    /// The same for what is found out once, and known when it is asked for again.
    pub(super) fn tick_for_facts(&self) {
        self.tick();
        self.fact_ticks.set(self.fact_ticks.get() + 1);
    }

    /// Takes note of as much work as the same took before; false if not all of it would be done.
    pub(super) fn tick_again(&self, work: u64) -> bool {
        let ticks = self.ticks.get().saturating_add(work);
        let is_done = ticks <= TICK_LIMIT;
        if is_done {
            self.ticks.set(ticks);
        }
        is_done
    }

    /// How many statements were judged, from some time on.
    pub(super) fn judged(&self) -> u64 {
        self.ticks.get().wrapping_sub(self.fact_ticks.get())
    }

    /// A number for facts that no longer change; 0 when there are no more.
    pub(super) fn next_number(&self) -> u32 {
        let next = self.numbered.get().saturating_add(1);
        if next == u32::MAX {
            return 0;
        }
        self.numbered.set(next);
        next
    }

    /// Whether so much work was noted that what follows at a glance is no longer looked for.
    pub(in crate::containment) fn is_tired(&self) -> bool {
        self.ticks.get() > TICK_LIMIT
    }

    /// The work noted since this was last asked for.
    pub(in crate::containment) fn ticked(&self) -> u64 {
        self.ticks.take()
    }

    fn assume(&mut self, low: usize) {
        if let Some(own) = self.lows.last_mut() {
            *own = low.min(*own);
        }
    }

    fn solve(&mut self, question: Lit, count: usize) -> Found {
        let mut found = Found::none();
        let kinds = self.arena.kind_mask(question);
        for kind in kind::ORDER {
            if found.satisfies(count) {
                found.complete = false;
                break;
            }
            // Of objects something may be found out on the way, and that is work.
            if kinds & kind == 0 && kind != kind::OBJECT {
                continue;
            }
            let part = self.members_of_kind(question, kind, count);
            found.absorb(part, count.max(1));
        }
        found
    }
}

fn enough(found: &Found, asked: usize, count: usize) -> bool {
    found.complete || asked >= count || found.satisfies(count)
}
