//! [`Engine`]: containment of the schemas of two contracts, asked within a budget, with witnesses put to our validators.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::{Value, json};

use super::answers::Answers;
use super::encoding::Encoding;
use super::focus::Focus;
use super::graph::Graph;
use super::leading::Leading;
use super::library::Library;
use super::sketch::Sketch;
use super::text;
use super::tokens::LastBecame;
use crate::containment::{self, Compound, Containment, DefinitionId, Form, Obstacle, Options, Reference};
use crate::contract::{Contract, Location, Style};
use crate::diff::rule::MessageDirection;
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::json::exact;
use crate::pointer::Pointer;
use crate::schema::Direction;

/// Steps for one question.
const QUESTION_BUDGET: u64 = 300_000;
/// Steps for one more about an edit of which a question took all of its own.
const REDUCED_BUDGET: u64 = 20_000;
/// Steps for all questions together: for any two documents, and for each value in them.
const TOTAL_BUDGET: (u64, u64) = (8_000_000, 60);
/// Steps for all questions together at most.
const MAX_TOTAL: u64 = 40_000_000;
/// Definitions of the sketches that are kept; a big document has many, and each may have most of it.
const MAX_SKETCHED: usize = 50_000;

/// The names of parts of questions.
pub(super) const SENT: u32 = 0;
pub(super) const EDIT: u32 = 1;
const ANY: u32 = 2;

/// A schema that is a part of a question.
pub(super) fn refers_to(part: u32) -> Value {
    json!({ "$ref": Reference::Definition(DefinitionId::new(part, Form::Named)).text() })
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
    /// Steps for one question.
    budget: u64,
    /// Whether a question about this edit took all its steps: others about it are much like it.
    is_exhausted: bool,
    /// Steps that are left for all questions together.
    left: u64,
    /// Steps that are left for questions about alternatives by themselves, which must not take those of the others.
    left_beside: u64,
    answers: Rc<RefCell<Answers>>,
    pub(super) library: Library<'c>,
    /// Schemas as they are, and what they require of a value itself.
    sketches: HashMap<(bool, Pointer, Direction, bool), Rc<Sketch>>,
    /// How many definitions these have.
    sketched: usize,
    /// Which components of base, and of revision, refer to which.
    pub(super) leading: [OnceCell<Rc<Leading>>; 2],
    /// Whether nothing can be sent by a schema.
    pub(super) vacuous: HashMap<(bool, Pointer, Direction), bool>,
    /// Which tokens belong together at the pair of the graph that was last asked about.
    pub(super) last_became: Option<LastBecame>,
}

impl<'c> Engine<'c> {
    pub(in crate::diff) fn new(base: &'c Contract, revision: &'c Contract, undeclared_sent: bool, budget: u64) -> Self {
        let (any, each) = TOTAL_BUDGET;
        let values = containment::size(base.document()) + containment::size(revision.document());
        let left = (any + each * values).min(MAX_TOTAL).min(budget.saturating_mul(100));
        let (sketches, vacuous) = (HashMap::new(), HashMap::new());
        let library = Library::new(base.document(), revision.document());
        let (budget, is_exhausted, left_beside) = (QUESTION_BUDGET.min(budget), false, left / 4);
        let leading = Default::default();
        Self {
            base,
            revision,
            undeclared_sent,
            budget,
            is_exhausted,
            left,
            left_beside,
            answers: Rc::default(),
            library,
            sketches,
            sketched: 0,
            leading,
            vacuous,
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

    /// Whether the steps for all questions together are used up: nothing more is asked.
    pub(in crate::diff) fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// Takes work from the steps for all questions together.
    pub(super) fn spend(&mut self, steps: u64) {
        self.left = self.left.saturating_sub(steps);
    }

    /// Leaves each of so many edits its part of the steps: what one of them takes, none of the others lacks.
    pub(in crate::diff) fn share_among(&mut self, edits: usize) {
        let part = self.left / u64::try_from(edits).unwrap_or(u64::MAX).max(1);
        self.budget = self.budget.min(part.max(REDUCED_BUDGET));
    }

    /// Answers questions about alternatives by themselves with steps of their own.
    pub(super) fn beside<T>(&mut self, ask: impl FnOnce(&mut Self) -> T) -> T {
        let kept = (self.left, self.is_exhausted);
        self.left = self.left_beside;
        let answer = ask(self);
        self.left_beside = self.left;
        (self.left, self.is_exhausted) = kept;
        answer
    }

    /// What is asked from here on is about another graph.
    pub(super) fn turn_to_another_graph(&mut self) {
        self.last_became = None;
    }

    /// What is asked from here on is about another edit.
    pub(super) fn turn_to_another(&mut self) {
        self.is_exhausted = false;
    }

    fn options(&self) -> Options {
        let steps = if self.is_exhausted { REDUCED_BUDGET.min(self.budget) } else { self.budget };
        Options::new().assert_formats(true).budget(steps)
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
            self.is_exhausted = true;
        }
        answer
    }

    /// The same, with a witness that can be written as text if there is one.
    pub(super) fn ask_sendable(&mut self, sub: &Compound, sup: &Compound, encoding: Encoding) -> Containment {
        let Encoding::Text(location, ..) = encoding else { return self.ask(sub, sup) };
        let unwritten = text::UNWRITTEN.iter().map(|text| serde_json::from_str(text).unwrap_or_default());
        let written = json!({
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

    /// A smallest value of the schema at `pointer`.
    pub(in crate::diff) fn member(&mut self, of_base: bool, pointer: &Pointer, direction: Direction) -> Option<Value> {
        if self.is_spent() {
            return None;
        }
        let plainly = self.sketch(of_base, pointer, direction, &Focus::Along { stops: &[], whole: true });
        if let Containment::No { witness } = self.ask(&plainly.schema, &nothing()) {
            return Some(witness);
        }
        let whole = self.whole(of_base, pointer, direction);
        match self.ask(&whole.schema, &nothing()) {
            Containment::No { witness } => Some(witness),
            Containment::Yes | Containment::Undecided { .. } => None,
        }
    }

    /// A value of the schema at `pointer` for which `also` holds as well, a schema that refers to nothing.
    pub(in crate::diff) fn member_that(
        &mut self,
        of_base: bool,
        pointer: &Pointer,
        direction: Direction,
        also: &Value,
    ) -> Option<Value> {
        if self.is_spent() {
            return None;
        }
        let whole = self.whole(of_base, pointer, direction);
        let sent = self.sent(&whole).ok()?;
        let both = Compound::of_parts(json!({ "allOf": [refers_to(ANY), also] }), &[(ANY, &sent)]);
        match self.ask(&both, &nothing()) {
            Containment::No { witness } => Some(witness),
            Containment::Yes | Containment::Undecided { .. } => None,
        }
    }

    /// A smallest value of the schema at `pointer` that can be written as text.
    pub(in crate::diff) fn written_member(
        &mut self,
        of_base: bool,
        pointer: &Pointer,
        direction: Direction,
    ) -> Option<Value> {
        if self.is_spent() {
            return None;
        }
        let whole = self.whole(of_base, pointer, direction);
        let encoding = Encoding::Text(Location::Query, Style::Form, true);
        match self.ask_sendable(&whole.schema, &nothing(), encoding) {
            Containment::No { witness } => Some(witness),
            Containment::Yes | Containment::Undecided { .. } => None,
        }
    }

    /// Whether the schema at `pointer` accepts whatever may be sent.
    pub(in crate::diff) fn anything(
        &mut self,
        of_base: bool,
        pointer: &Pointer,
        direction: Direction,
        encoding: Encoding,
    ) -> Answer {
        if self.is_spent() {
            return Answer::out_of_budget();
        }
        let whole = self.whole(of_base, pointer, direction);
        let anything = Compound::of_value(Value::Bool(true));
        match self.ask_sendable(&anything, &loosened(&whole.schema, encoding), encoding) {
            Containment::Yes => Answer::Holds,
            Containment::No { witness } => {
                let refused = text::readings(&witness, encoding)
                    .iter()
                    .all(|reading| self.accepts(of_base, pointer, direction, reading) == Some(false));
                match refused && !text::cannot_be_written(&witness, encoding) {
                    true => Answer::Broken(witness),
                    false => Answer::Undecided(vec![UndecidedReason::new(UndecidedCause::Unconfirmed, None)]),
                }
            }
            Containment::Undecided { reasons } => Answer::Undecided(distinct(&reasons)),
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
        if self.library.trim(direction) {
            self.sketches.clear();
            self.sketched = 0;
        }
        let sketch = self.library.sketch(of_base, pointer, direction, focus);
        self.spend(sketch.size());
        Rc::new(sketch)
    }

    /// The schema at `pointer`.
    pub(super) fn whole(&mut self, of_base: bool, pointer: &Pointer, direction: Direction) -> Rc<Sketch> {
        self.kept((of_base, pointer.clone(), direction, true), &Focus::Whole)
    }

    /// What the schema at `pointer` requires of a value itself.
    pub(super) fn outline(&mut self, of_base: bool, pointer: &Pointer, direction: Direction) -> Rc<Sketch> {
        self.kept((of_base, pointer.clone(), direction, false), &Focus::Outline(None))
    }

    fn kept(&mut self, key: (bool, Pointer, Direction, bool), focus: &Focus<'_>) -> Rc<Sketch> {
        if let Some(known) = self.sketches.get(&key) {
            return Rc::clone(known);
        }
        if self.sketched >= MAX_SKETCHED {
            self.sketches.clear();
            self.sketched = 0;
        }
        let sketch = self.sketch(key.0, &key.1, key.2, focus);
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
        let (instance, inexact) = exact::instance(value);
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
fn nothing() -> Compound {
    Compound::of_value(Value::Bool(false))
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

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use super::*;

    /// Pigeons that each have a hole of their own, one hole too few: there is no such object, which takes long to find out.
    fn pigeons(count: usize) -> Value {
        let is_in = |pigeon: usize, hole: usize, value: u8| json!({ "properties": { (format!("{pigeon} in {hole}")): { "const": value } } });
        let mut clauses = Vec::new();
        for pigeon in 0..count {
            let somewhere: Vec<Value> = (1..count).map(|hole| is_in(pigeon, hole, 1)).collect();
            clauses.push(json!({ "anyOf": somewhere }));
            for (other, hole) in (0..pigeon).flat_map(|other| (1..count).map(move |hole| (other, hole))) {
                clauses.push(json!({ "anyOf": [is_in(pigeon, hole, 0), is_in(other, hole, 0)] }));
            }
        }
        let places = (0..count).flat_map(|pigeon| (1..count).map(move |hole| format!("{pigeon} in {hole}")));
        json!({ "type": "object", "required": places.collect::<Vec<_>>(), "allOf": clauses })
    }

    #[test]
    fn an_edit_that_takes_all_its_steps_leaves_the_others_theirs() {
        let text = json!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": {} }).to_string();
        let contract = Contract::from_bytes(text.into_bytes(), "t.json").expect("a document");
        let mut engine = Engine::new(&contract, &contract, false, 40_000);
        engine.share_among(3);
        let full = engine.options();
        for _ in 0..20 {
            engine.turn_to_another();
            assert_eq!(engine.options(), full);
            let answer = engine.ask(&Compound::of_value(pigeons(7)), &nothing());
            assert!(matches!(answer, Containment::Undecided { .. }), "{answer:?}");
            assert_ne!(engine.options(), full, "what is like it gets fewer");
        }
        assert!(!engine.is_spent());
    }
}
