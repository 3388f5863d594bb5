//! [`Engine`]: containment of the schemas of two contracts, asked within a budget, with witnesses put to our validators.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::allowance::{Allowance, Found, REDUCED_BUDGET, What};
use super::answers::Answers;
use super::encoding::Encoding;
use super::focus::Focus;
use super::graph::Graph;
use super::leading::{Leading, SharedUsers};
use super::library::Library;
use super::sketch::Sketch;
use super::text;
use super::tokens::LastBecame;
use crate::containment::{self, Compound, Containment, DefinitionId, Form, Obstacle, Options, Reference};
use crate::contract::{Contract, Location};
use crate::diff::rule::MessageDirection;
use crate::diff::undecided::UndecidedReason;
use crate::json::exact;
use crate::pointer::Pointer;
use crate::schema::Direction;
use crate::tree::{Tree, tree};

/// Steps for one question.
const QUESTION_BUDGET: u64 = 300_000;
/// Steps for all edits together, which count twice (`rounds.rs`), and as many for all exchanges: for any two documents, and for each value
/// in them.
const TOTAL_BUDGET: (u64, u64) = (8_000_000, 60);
/// Steps for all edits together at most.
const MAX_TOTAL: u64 = 40_000_000;
/// Definitions of the sketches that are kept; a big document has many, and each may have most of it.
const MAX_SKETCHED: usize = 50_000;

/// The names of parts of questions.
pub(super) const SENT: u32 = 0;
pub(super) const EDIT: u32 = 1;
pub(super) const ANY: u32 = 2;

/// A schema that is a part of a question.
pub(super) fn refers_to(part: u32) -> Tree {
    tree!({ "$ref": Reference::Definition(DefinitionId::new(part, Form::Named)).text() })
}

/// What became of a question.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::diff) enum Answer {
    /// Whatever is sent is accepted.
    Holds,
    /// This is sent, and refused: our validators say so.
    Broken(Value),
    /// Neither was proved.
    Undecided(Vec<UndecidedReason>),
}

impl Answer {
    /// Nothing was asked.
    pub(super) fn out_of_budget() -> Self {
        Self::Undecided(vec![UndecidedReason::new(containment::Reason::Budget, None)])
    }
}

fn out_of_budget() -> Obstacle {
    Obstacle { reason: containment::Reason::Budget, side: containment::Side::Sub, pointer: Pointer::root() }
}

/// Both contracts and what is known of them.
pub(in crate::diff) struct Engine<'c> {
    pub(in crate::diff) base: &'c Contract,
    pub(in crate::diff) revision: &'c Contract,
    pub(super) undeclared_sent: bool,
    /// Steps for one question that is about no edit.
    pub(super) budget: u64,
    /// Steps for one question about an edit.
    pub(super) edit_budget: u64,
    /// Steps for all edits together.
    total: u64,
    /// Steps for what is asked now: at first for all exchanges together.
    pub(super) allowance: Allowance,
    answers: Rc<RefCell<Answers>>,
    /// Smallest values of schemas.
    pub(super) members: HashMap<What, Option<Value>>,
    pub(super) library: Library<'c>,
    /// Schemas as they are, and what they require of a value itself.
    sketches: HashMap<What, Rc<Sketch>>,
    /// How many definitions these have.
    sketched: usize,
    /// Which components of base, and of revision, refer to which.
    pub(super) leading: [Leading<'c>; 2],
    /// Whether nothing can be sent by a schema, and the steps to find that out.
    pub(super) vacuous: HashMap<What, (bool, u64)>,
    /// Which tokens belong together at the pair of the graph that was last asked about.
    pub(super) last_became: Option<LastBecame>,
}

/// What it takes to make an engine that answers as another one does, on another thread.
#[derive(Clone)]
pub(super) struct Setup<'c> {
    base: &'c Contract,
    revision: &'c Contract,
    undeclared_sent: bool,
    budget: u64,
    pub(super) edit_budget: u64,
    total: u64,
    users: [SharedUsers; 2],
}

impl<'c> Engine<'c> {
    pub(in crate::diff) fn new(base: &'c Contract, revision: &'c Contract, undeclared_sent: bool, budget: u64) -> Self {
        let (any, each) = TOTAL_BUDGET;
        let values = containment::size(base.tree()) + containment::size(revision.tree());
        let total = (any + each * values).min(MAX_TOTAL).min(budget.saturating_mul(100));
        let budget = QUESTION_BUDGET.min(budget);
        let users = Default::default();
        Self::of(Setup { base, revision, undeclared_sent, budget, edit_budget: budget, total, users })
    }

    pub(super) fn of(setup: Setup<'c>) -> Self {
        let Setup { base, revision, undeclared_sent, budget, edit_budget, total, users } = setup;
        Self {
            base,
            revision,
            undeclared_sent,
            budget,
            edit_budget,
            total,
            allowance: Allowance::new(total, budget),
            answers: Rc::default(),
            members: HashMap::new(),
            library: Library::new(base.tree(), revision.tree()),
            sketches: HashMap::new(),
            sketched: 0,
            leading: [Leading::new(base.tree(), &users[0]), Leading::new(revision.tree(), &users[1])],
            vacuous: HashMap::new(),
            last_became: None,
        }
    }

    /// The same, with what `other` was answered: what a relaxed document says elsewhere than in alternatives is asked again.
    pub(in crate::diff) fn knowing(self, other: &Self) -> Self {
        Self { answers: Rc::clone(&other.answers), ..self }
    }

    /// Lets go of schemas: few of them are needed again.
    pub(in crate::diff) fn let_go(&mut self) {
        self.library.let_go();
        self.sketches = HashMap::new();
        self.sketched = 0;
        self.last_became = None;
    }

    pub(super) fn setup(&self) -> Setup<'c> {
        let &Self { base, revision, undeclared_sent, budget, edit_budget, total, .. } = self;
        let users = self.leading.each_ref().map(|leading| leading.users().clone());
        Setup { base, revision, undeclared_sent, budget, edit_budget, total, users }
    }

    /// Whether the steps for what is asked now are used up: nothing more is asked.
    pub(in crate::diff) fn is_spent(&self) -> bool {
        self.allowance.is_spent()
    }

    /// Takes work from the steps for what is asked now.
    pub(super) fn spend(&mut self, steps: u64) {
        self.allowance.spend(steps);
    }

    /// Steps for all edits together.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Leaves each question about one of so many edits its part of the steps.
    pub(in crate::diff) fn share_among(&mut self, edits: usize) {
        let part = self.total / u64::try_from(edits).unwrap_or(u64::MAX).max(1);
        self.edit_budget = self.budget.min(part.max(REDUCED_BUDGET));
    }

    /// So many steps for an edit.
    pub(super) fn allowance_of(&self, steps: u64) -> Allowance {
        Allowance::new(steps, self.edit_budget)
    }

    /// Asks something with an allowance of its own, and returns how that was used.
    pub(super) fn within<T>(&mut self, allowance: Allowance, ask: impl FnOnce(&mut Self) -> T) -> (T, Allowance) {
        let outer = std::mem::replace(&mut self.allowance, allowance);
        let answer = ask(self);
        (answer, std::mem::replace(&mut self.allowance, outer))
    }

    /// Answers questions about alternatives by themselves with steps of their own.
    pub(super) fn beside<T>(&mut self, ask: impl FnOnce(&mut Self) -> T) -> T {
        let kept = self.allowance.turn_aside();
        let answer = ask(self);
        self.allowance.leave_aside(kept);
        answer
    }

    /// What is asked from here on is about another graph.
    pub(super) fn turn_to_another_graph(&mut self) {
        self.last_became = None;
    }

    /// What is asked from here on is about another edit.
    pub(super) fn turn_to_another(&mut self) {
        self.allowance.turn_to_another();
    }

    fn options(&self) -> Options {
        Options::new().assert_formats(true).budget(self.allowance.question())
    }

    pub(super) fn ask(&mut self, sub: &Compound, sup: &Compound) -> Containment {
        self.answer(sub, sup, self.options())
    }

    /// Whether it is proved that `sup` accepts whatever `sub` does; what it refuses is not looked for.
    pub(super) fn proves(&mut self, sub: &Compound, sup: &Compound) -> bool {
        self.answer(sub, sup, self.options().proof_only()).is_yes()
    }

    fn answer(&mut self, sub: &Compound, sup: &Compound, options: Options) -> Containment {
        if self.is_spent() {
            return Containment::Undecided { reasons: vec![out_of_budget()] };
        }
        let (answer, spent) = self.answers.borrow_mut().get(sub, sup, options);
        self.spend(spent);
        if let Containment::Undecided { reasons } = &answer
            && reasons.iter().any(|one| one.reason == containment::Reason::Budget)
        {
            self.allowance.exhaust();
        }
        answer
    }

    /// The same, with a witness that can be written as text if there is one.
    pub(super) fn ask_sendable(&mut self, sub: &Compound, sup: &Compound, encoding: Encoding) -> Containment {
        let Encoding::Text(location, ..) = encoding else { return self.ask(sub, sup) };
        let unwritten = text::UNWRITTEN.iter().map(|text| serde_json::from_str(text).unwrap_or_default());
        let written = tree!({
            "allOf": [refers_to(ANY)],
            "not": { "enum": unwritten.collect::<Vec<Value>>() },
        });
        let written = Compound::of_parts(written, &[(ANY, sub)]);
        match self.ask(&written, sup) {
            // A path has no empty segments.
            Containment::Yes if location != Location::Path => self.ask(sub, sup),
            answer => answer,
        }
    }

    /// As much of the schema at `pointer` as the focus is on.
    pub(super) fn sketch(
        &mut self,
        of_base: bool,
        pointer: &Pointer,
        direction: Direction,
        focus: &Focus<'_>,
    ) -> Rc<Sketch> {
        let sketch = self.made(of_base, pointer, direction, focus);
        self.spend(sketch.size());
        Rc::new(sketch)
    }

    fn made(&mut self, of_base: bool, pointer: &Pointer, direction: Direction, focus: &Focus<'_>) -> Sketch {
        if self.library.trim(direction) {
            self.sketches.clear();
            self.sketched = 0;
        }
        self.library.sketch(of_base, pointer, direction, focus)
    }

    /// The schema at `pointer`.
    pub(super) fn whole(&mut self, of_base: bool, pointer: &Pointer, direction: Direction) -> Rc<Sketch> {
        self.kept((Found::Whole, of_base, pointer.clone(), direction), &Focus::Whole)
    }

    /// What the schema at `pointer` requires of a value itself.
    pub(super) fn outline(&mut self, of_base: bool, pointer: &Pointer, direction: Direction) -> Rc<Sketch> {
        self.kept((Found::Outline, of_base, pointer.clone(), direction), &Focus::Outline(None))
    }

    fn kept(&mut self, key: What, focus: &Focus<'_>) -> Rc<Sketch> {
        if let Some(known) = self.sketches.get(&key) {
            self.allowance.pay(&key, known.size());
            return Rc::clone(known);
        }
        if self.sketched >= MAX_SKETCHED {
            self.sketches.clear();
            self.sketched = 0;
        }
        let sketch = Rc::new(self.made(key.1, &key.2, key.3, focus));
        self.allowance.pay(&key, sketch.size());
        self.sketched += usize::try_from(sketch.size()).unwrap_or(usize::MAX);
        self.sketches.insert(key, Rc::clone(&sketch));
        sketch
    }

    pub(super) fn contract(&self, base: bool) -> &'c Contract {
        if base { self.base } else { self.revision }
    }

    /// Whether our validator accepts `value`; `None` where it cannot say.
    pub(in crate::diff) fn accepts(
        &self,
        of_base: bool,
        pointer: &Pointer,
        direction: Direction,
        value: &Value,
    ) -> Option<bool> {
        let (instance, inexact) = exact::instance(value.clone());
        let verdict = self.contract(of_base).verdict(pointer, direction, (&instance, &inexact));
        match (verdict.left_out.is_empty(), verdict.unjudged.is_empty()) {
            (false, _) => Some(false),
            (true, true) => Some(true),
            (true, false) => None,
        }
    }

    /// The schemas of the sender and the receiver.
    pub(super) fn sides_of(&mut self, graph: &Graph, root: usize) -> (Rc<Sketch>, Rc<Sketch>) {
        let pair = &graph.pairs[root];
        let direction = graph.direction;
        let base = self.whole(true, &pair.base, direction);
        let revision = self.whole(false, &pair.revision, direction);
        if graph.way == MessageDirection::Request { (base, revision) } else { (revision, base) }
    }

    pub(super) fn sent(&self, sender: &Sketch) -> Result<Compound, UndecidedReason> {
        if self.undeclared_sent {
            return Ok(sender.schema.clone());
        }
        sender.sent().map_err(|reason| UndecidedReason::new(reason, None))
    }
}

/// The schema that accepts nothing.
pub(super) fn nothing() -> Compound {
    Compound::of_value(Tree::Bool(false))
}

/// What the receiver accepts: of a text, every value that it may be the text of.
pub(super) fn loosened(schema: &Compound, encoding: Encoding) -> Compound {
    match encoding {
        Encoding::Json => schema.clone(),
        Encoding::Text(_, style, _) => text::loosened(schema, style),
    }
}

pub(super) fn distinct(obstacles: &[containment::Obstacle]) -> Vec<UndecidedReason> {
    let mut reasons: Vec<UndecidedReason> =
        obstacles.iter().map(|one| UndecidedReason::new(one.reason, None)).collect();
    reasons.sort();
    reasons.dedup();
    reasons
}

/// Pigeons that each have a hole of their own, one hole too few: there is no such object, which takes long to find out.
#[cfg(test)]
pub(super) fn pigeons(count: usize) -> Tree {
    let is_in = |pigeon: usize, hole: usize, value: u8| tree!({ "properties": { (format!("{pigeon} in {hole}")): { "const": value } } });
    let mut clauses = Vec::new();
    for pigeon in 0..count {
        let somewhere: Vec<Tree> = (1..count).map(|hole| is_in(pigeon, hole, 1)).collect();
        clauses.push(tree!({ "anyOf": somewhere }));
        for (other, hole) in (0..pigeon).flat_map(|other| (1..count).map(move |hole| (other, hole))) {
            clauses.push(tree!({ "anyOf": [is_in(pigeon, hole, 0), is_in(other, hole, 0)] }));
        }
    }
    let places = (0..count).flat_map(|pigeon| (1..count).map(move |hole| format!("{pigeon} in {hole}")));
    tree!({ "type": "object", "required": places.collect::<Vec<_>>(), "allOf": clauses })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn an_edit_that_takes_all_its_steps_leaves_the_others_theirs() {
        let text = tree!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": {} }).to_string();
        let contract = Contract::from_bytes(text.into_bytes(), "t.json").expect("a document");
        let mut engine = Engine::new(&contract, &contract, false, 40_000);
        engine.share_among(3);
        let own = engine.allowance_of(100_000);
        let (asked, own) = engine.within(own, |engine| {
            let full = engine.options();
            let mut asked = 0;
            while !engine.is_spent() {
                let answer = engine.ask(&Compound::of_value(pigeons(7)), &nothing());
                assert!(matches!(answer, Containment::Undecided { .. }), "{answer:?}");
                assert_ne!(engine.options(), full, "what is like it gets fewer");
                asked += 1;
                if asked == 1 {
                    engine.turn_to_another();
                    assert_eq!(engine.options(), full);
                }
            }
            asked
        });
        assert!((2..10).contains(&asked) && own.lacks() && own.spent() >= 100_000, "{asked} {own:?}");
        assert!(!engine.is_spent());
    }
}
