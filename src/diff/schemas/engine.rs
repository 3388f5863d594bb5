//! [`Engine`]: containment of the schemas of two contracts, asked within a budget, with witnesses put to our validators.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::{Value, json};

use super::delta::Delta;
use super::encoding::Encoding;
use super::focus::{along, loosely};
use super::graft::graft;
use super::graph::Graph;
use super::text;
use crate::containment::{self, Containment, Member, Options, close, covers};
use crate::contract::{Contract, Location, Style};
use crate::diff::rule::MessageDirection;
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::pointer::Pointer;
use crate::schema::inner::Reach;
use crate::schema::{Bundle, Direction, Validator, walk};

/// Steps for one question.
const QUESTION_BUDGET: u64 = 300_000;
/// Steps for one more about an edit of which a question took all of its own, and for any after many did.
const REDUCED_BUDGET: u64 = 20_000;
/// How many questions may take all of their steps before the others get fewer.
const FULL_QUESTIONS: usize = 12;
/// Bundles that are kept; a big document has many, and each may hold most of it.
const MAX_BUNDLES: usize = 12;

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

/// Both contracts and what is known of them.
pub(in crate::diff) struct Engine<'c> {
    pub(in crate::diff) base: &'c Contract,
    pub(in crate::diff) revision: &'c Contract,
    pub(super) undeclared_sent: bool,
    budget: u64,
    /// How many questions took all of their steps.
    exhausted: usize,
    /// Whether a question about this edit took all its steps: others about it are much like it.
    is_exhausted: bool,
    bundles: HashMap<(bool, Pointer, Direction), Rc<Bundle>>,
}

impl<'c> Engine<'c> {
    pub(in crate::diff) fn new(base: &'c Contract, revision: &'c Contract, undeclared_sent: bool, budget: u64) -> Self {
        Self { base, revision, undeclared_sent, budget, exhausted: 0, is_exhausted: false, bundles: HashMap::new() }
    }

    /// What is asked from here on is about another edit.
    pub(super) fn turn_to_another(&mut self) {
        self.is_exhausted = false;
    }

    fn options(&self) -> Options {
        let patient = !self.is_exhausted && self.exhausted < FULL_QUESTIONS;
        let steps = if patient { QUESTION_BUDGET.min(self.budget) } else { REDUCED_BUDGET.min(self.budget) };
        Options::new().assert_formats(true).budget(steps)
    }

    pub(super) fn ask(&mut self, sub: &Value, sup: &Value) -> Containment {
        let answer = covers(sub, sup, &self.options());
        if let Containment::Undecided { reasons } = &answer
            && reasons.iter().any(|one| one.reason == containment::Reason::Budget)
        {
            self.exhausted += 1;
            self.is_exhausted = true;
        }
        answer
    }

    /// The same, with a witness that can be written as text if there is one.
    fn ask_sendable(&mut self, sub: &Value, sup: &Value, encoding: Encoding) -> Containment {
        let Encoding::Text(location, ..) = encoding else { return self.ask(sub, sup) };
        let mut parts = with_id(sub, "schema:any");
        if let Some(id) = sub.get("$id").and_then(Value::as_str) {
            parts = with_id(&parts, id);
        }
        let name = parts.get("$id").cloned().unwrap_or_default();
        let written = json!({
            "$defs": { "any": parts },
            "allOf": [{ "$ref": name }],
            "not": { "enum": text::UNWRITTEN.iter().map(|text| serde_json::from_str(text).unwrap_or_default()).collect::<Vec<Value>>() },
        });
        match self.ask(&written, sup) {
            // A path has no empty segments.
            Containment::Yes if location != Location::Path => self.ask(sub, sup),
            answer => answer,
        }
    }

    /// A smallest value of the schema at `pointer`.
    pub(in crate::diff) fn member(&mut self, of_base: bool, pointer: &Pointer, direction: Direction) -> Option<Value> {
        let plainly = along(self.contract(of_base).document(), pointer, direction, &[], true);
        if let Member::Found(value) = containment::member(&plain(&plainly.schema), &self.options()) {
            return Some(value);
        }
        let bundle = self.bundle(of_base, pointer, direction);
        match containment::member(&plain(&bundle.schema), &self.options()) {
            Member::Found(value) => Some(value),
            Member::None | Member::Undecided { .. } => None,
        }
    }

    /// A smallest value of the schema at `pointer` that can be written as text.
    pub(in crate::diff) fn written_member(
        &mut self,
        of_base: bool,
        pointer: &Pointer,
        direction: Direction,
    ) -> Option<Value> {
        let bundle = self.bundle(of_base, pointer, direction);
        let encoding = Encoding::Text(Location::Query, Style::Form, true);
        match self.ask_sendable(&plain(&bundle.schema), &Value::Bool(false), encoding) {
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
        let bundle = self.bundle(of_base, pointer, direction);
        match self.ask_sendable(&Value::Bool(true), &loosened(&plain(&bundle.schema), encoding), encoding) {
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

    pub(in crate::diff) fn bundle(&mut self, of_base: bool, pointer: &Pointer, direction: Direction) -> Rc<Bundle> {
        let key = (of_base, pointer.clone(), direction);
        if let Some(known) = self.bundles.get(&key) {
            return Rc::clone(known);
        }
        if self.bundles.len() >= MAX_BUNDLES {
            self.bundles.clear();
        }
        let bundle = Rc::new(Bundle::new(self.contract(of_base).document(), pointer, direction));
        self.bundles.insert(key, Rc::clone(&bundle));
        bundle
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
        let document = self.contract(of_base).document();
        let validator = Validator::reaching(document, pointer, direction, &Reach::of(value));
        let judgement = validator.judge(value);
        match (judgement.failures.is_empty(), judgement.unjudged.is_empty()) {
            (false, _) => Some(false),
            (true, true) => Some(true),
            (true, false) => None,
        }
    }

    /// Whether `delta`, made at the pair `at`, lets something that the pair `root` sends be refused.
    pub(in crate::diff) fn single(
        &mut self,
        graph: &Graph,
        (root, way): (usize, &[usize]),
        at: usize,
        delta: &Delta,
        encoding: Encoding,
    ) -> Answer {
        if let Some(witness) = self.refuted(graph, (root, way), delta, encoding, self.undeclared_sent) {
            return Answer::Broken(witness);
        }
        let (sender, receiver) = self.bundles_of(graph, root);
        let sent = match self.sent(&sender) {
            Ok(sent) => sent,
            Err(open) => return Answer::Undecided(vec![open]),
        };
        let pair = &graph.pairs[at];
        let is_request = graph.way == MessageDirection::Request;
        let places = delta.places(is_request);
        let Some(grafted) = graft(&sender, &receiver, places, delta, is_request) else {
            return Answer::Undecided(vec![UndecidedReason::new(
                UndecidedCause::Unusable,
                Some(pair.revision.clone()),
            )]);
        };
        let grafted = plain(&grafted);
        match self.ask_sendable(&sent, &loosened(&grafted, encoding), encoding) {
            Containment::Yes => self.unless_unusable(&sender, &receiver),
            Containment::No { witness } => {
                if text::cannot_be_written(&witness, encoding) {
                    return Answer::Undecided(vec![UndecidedReason::new(
                        UndecidedCause::Text,
                        Some(pair.revision.clone()),
                    )]);
                }
                if self.confirms(graph, root, &witness, encoding) {
                    return Answer::Broken(witness);
                }
                // Other edits stand in the way of this witness: one that all of revision refuses is wanted.
                let both = json!({
                    "$defs": { "sent": with_id(&sent, "schema:sent"), "edit": with_id(&grafted, "schema:edit") },
                    "allOf": [{ "$ref": "schema:sent" }],
                    "not": { "$ref": "schema:edit" },
                });
                let received = loosened(&plain(&receiver.schema), encoding);
                match self.ask_sendable(&both, &received, encoding) {
                    Containment::Yes => self.unless_unusable(&sender, &receiver),
                    Containment::No { witness } if self.confirms(graph, root, &witness, encoding) => {
                        Answer::Broken(witness)
                    }
                    Containment::No { .. } => {
                        Answer::Undecided(vec![UndecidedReason::new(UndecidedCause::Unconfirmed, None)])
                    }
                    Containment::Undecided { reasons } => Answer::Undecided(distinct(&reasons)),
                }
            }
            Containment::Undecided { reasons } => Answer::Undecided(distinct(&reasons)),
        }
    }

    /// A plain value that tells the edit: with nothing in it but what is required, what leads to the edit, and, if that is
    /// sent, what nobody declared.
    pub(super) fn refuted(
        &mut self,
        graph: &Graph,
        (root, way): (usize, &[usize]),
        delta: &Delta,
        encoding: Encoding,
        undeclared_sent: bool,
    ) -> Option<Value> {
        let is_request = graph.way == MessageDirection::Request;
        let direction = graph.direction;
        let stops: Vec<&Pointer> = way.iter().map(|&pair| graph.place(pair, is_request)).collect();
        let places = delta.places(is_request);
        let document = self.contract(is_request).document();
        let sender = along(document, graph.place(root, is_request), direction, &stops, false);
        let receiver = loosely(self.contract(!is_request).document(), places.1, direction);
        let sent = if undeclared_sent { plain(&sender.schema) } else { self.sent(&sender).ok()? };
        let grafted = plain(&graft(&sender, &receiver, places, delta, is_request)?);
        let received = loosened(&grafted, encoding);
        let mut found = self.witness(graph, root, (&sent, &received), encoding);
        if found.is_none() && matches!(encoding, Encoding::Text(..)) {
            // A list of one may be read as the one; of two it is not.
            let least = sent.get("minItems").and_then(Value::as_u64).unwrap_or_default().max(2);
            let mut sent = sent;
            sent.as_object_mut()?.extend([("type".to_owned(), json!("array")), ("minItems".to_owned(), json!(least))]);
            found = self.witness(graph, root, (&sent, &received), encoding);
        }
        found
    }

    /// A value that the one schema accepts and the other refuses, and our validators say so too.
    fn witness(
        &mut self,
        graph: &Graph,
        root: usize,
        (sent, received): (&Value, &Value),
        encoding: Encoding,
    ) -> Option<Value> {
        match self.ask_sendable(sent, received, encoding) {
            Containment::No { witness } if !text::cannot_be_written(&witness, encoding) => {
                self.confirms(graph, root, &witness, encoding).then_some(witness)
            }
            _ => None,
        }
    }

    /// Whether `delta` is harmless only because senders keep to what they declare.
    pub(in crate::diff) fn hangs_on_declarations(
        &mut self,
        graph: &Graph,
        root: usize,
        at: usize,
        delta: &Delta,
    ) -> bool {
        if self.undeclared_sent || matches!(delta.rule, "property-added" | "property-removed" | "property-allowed") {
            return false;
        }
        if root == at && self.hangs_plainly(graph, delta) {
            return true;
        }
        let (sender, receiver) = self.bundles_of(graph, root);
        let is_request = graph.way == MessageDirection::Request;
        let grafted = graft(&sender, &receiver, delta.places(is_request), delta, is_request);
        grafted.is_some_and(|grafted| self.ask(&plain(&sender.schema), &plain(&grafted)).is_no())
            && self.ask(&plain(&sender.schema), &plain(&receiver.schema)).is_no()
    }

    /// Whether everything that the pair `root` sends is accepted.
    pub(in crate::diff) fn all(&mut self, graph: &Graph, root: usize, encoding: Encoding) -> Answer {
        let (sender, receiver) = self.bundles_of(graph, root);
        let sent = match self.sent(&sender) {
            Ok(sent) => sent,
            Err(open) => return Answer::Undecided(vec![open]),
        };
        match self.ask_sendable(&sent, &loosened(&plain(&receiver.schema), encoding), encoding) {
            Containment::Yes => self.unless_unusable(&sender, &receiver),
            Containment::No { witness } if text::cannot_be_written(&witness, encoding) => {
                Answer::Undecided(vec![UndecidedReason::new(UndecidedCause::Text, None)])
            }
            Containment::No { witness } if self.confirms(graph, root, &witness, encoding) => Answer::Broken(witness),
            Containment::No { .. } => Answer::Undecided(vec![UndecidedReason::new(UndecidedCause::Unconfirmed, None)]),
            Containment::Undecided { reasons } => Answer::Undecided(distinct(&reasons)),
        }
    }

    /// Whether both sides accept the same, and declare the same.
    pub(in crate::diff) fn is_rewording(&mut self, graph: &Graph, root: usize) -> bool {
        let (sender, receiver) = self.bundles_of(graph, root);
        self.say_the_same(&sender, &receiver, &Value::clone)
    }

    fn bundles_of(&mut self, graph: &Graph, root: usize) -> (Rc<Bundle>, Rc<Bundle>) {
        let pair = &graph.pairs[root];
        let direction = graph.direction;
        let base = self.bundle(true, &pair.base, direction);
        let revision = self.bundle(false, &pair.revision, direction);
        if graph.way == MessageDirection::Request { (base, revision) } else { (revision, base) }
    }

    pub(super) fn sent(&self, sender: &Bundle) -> Result<Value, UndecidedReason> {
        let mut schema = plain(&sender.schema);
        if self.undeclared_sent {
            return Ok(schema);
        }
        declare_required(&mut schema);
        close(&schema).map_err(|undecided| UndecidedReason::new(undecided.reason, None))
    }

    /// What cannot be used was read as "anything": nothing is proved by that where only one side has it.
    pub(super) fn unless_unusable(&self, sender: &Bundle, receiver: &Bundle) -> Answer {
        let reasons = |bundle: &Bundle| bundle.skipped.iter().map(|(_, why)| why.clone()).collect::<Vec<_>>();
        if reasons(sender) == reasons(receiver) {
            return Answer::Holds;
        }
        let place = receiver.skipped.first().or(sender.skipped.first()).map(|(place, _)| place.clone());
        Answer::Undecided(vec![UndecidedReason::new(UndecidedCause::Unusable, place)])
    }

    /// Whether our own validators accept `witness` for the side that sends it, and refuse it for the other.
    fn confirms(&self, graph: &Graph, root: usize, witness: &Value, encoding: Encoding) -> bool {
        let pair = &graph.pairs[root];
        let is_request = graph.way == MessageDirection::Request;
        let (sender, receiver) = if is_request { (&pair.base, &pair.revision) } else { (&pair.revision, &pair.base) };
        let direction = graph.direction;
        if self.accepts(is_request, sender, direction, witness) != Some(true) {
            return false;
        }
        text::readings(witness, encoding)
            .iter()
            .all(|reading| self.accepts(!is_request, receiver, direction, reading) == Some(false))
    }
}

/// What the receiver accepts: of a text, every value that it may be the text of.
fn loosened(schema: &Value, encoding: Encoding) -> Value {
    match encoding {
        Encoding::Json => schema.clone(),
        Encoding::Text(_, style, _) => text::loosened(schema, style),
    }
}

/// Declares what is required and not declared: whoever must send it does.
fn declare_required(schema: &mut Value) {
    walk::each_inside_mut(schema, &mut |_, inside| declare_required(inside));
    let Some(members) = schema.as_object_mut() else { return };
    let open = !["additionalProperties", "patternProperties", "unevaluatedProperties"]
        .iter()
        .any(|keyword| members.contains_key(*keyword));
    let Some(Value::Array(names)) = members.get("required").filter(|_| open).cloned() else { return };
    let declared = members.entry("properties").or_insert_with(|| json!({}));
    if let Some(declared) = declared.as_object_mut() {
        for name in names.iter().filter_map(Value::as_str) {
            declared.entry(name).or_insert(Value::Bool(true));
        }
    }
}

/// A schema that declares no dialect where that is the one that everybody means.
pub(super) fn plain(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(members) = schema.as_object_mut()
        && members.get("$schema").and_then(Value::as_str).is_some_and(|dialect| dialect.contains("2020-12"))
    {
        members.remove("$schema");
    }
    schema
}

fn with_id(schema: &Value, id: &str) -> Value {
    let mut schema = schema.clone();
    match schema.as_object_mut() {
        Some(members) => _ = members.insert("$id".to_owned(), json!(id)),
        None => schema = json!({ "$id": id, "allOf": [schema] }),
    }
    schema
}

fn distinct(obstacles: &[containment::Obstacle]) -> Vec<UndecidedReason> {
    let mut reasons: Vec<UndecidedReason> =
        obstacles.iter().map(|one| UndecidedReason::new(one.reason, None)).collect();
    reasons.sort();
    reasons.dedup();
    reasons
}
