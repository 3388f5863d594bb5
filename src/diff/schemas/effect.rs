//! What one edit, or all of them, do to the values of one root: proved, refuted with a witness, or left open.

use serde_json::Value;

use super::allowance::Found;
use super::delta::Delta;
use super::encoding::Encoding;
use super::engine::{Answer, EDIT, Engine, SENT, distinct, loosened, refers_to};
use super::focus::Focus;
use super::graft::graft;
use super::graph::Graph;
use super::local::Numbers;
use super::sketch::Sketch;
use super::text;
use crate::containment::{Compound, Containment, beside};
use crate::diff::rule::MessageDirection;
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::pointer::Pointer;
use crate::schema::Direction;
use crate::tree::{Tree, tree};

impl Engine<'_> {
    /// Whether `delta`, made at the pair `at`, lets something that the pair `root` sends be refused.
    pub(in crate::diff) fn single(
        &mut self,
        graph: &Graph,
        (root, way): (usize, &[usize]),
        at: usize,
        delta: &Delta,
        encoding: Encoding,
    ) -> Answer {
        if self.is_spent() {
            return Answer::out_of_budget();
        }
        if let Some(witness) = self.refuted(graph, (root, way), delta, encoding, self.undeclared_sent) {
            return Answer::Broken(witness);
        }
        let (sender, receiver) = self.sides_of(graph, root);
        let sent = match self.sent(&sender) {
            Ok(sent) => sent,
            Err(open) => return Answer::Undecided(vec![open]),
        };
        let pair = &graph.pairs[at];
        let is_request = graph.way == MessageDirection::Request;
        let places = delta.places(is_request);
        let Some(grafted) = graft(&self.library, &sender, &receiver, places, delta) else {
            return Answer::Undecided(vec![UndecidedReason::new(
                UndecidedCause::Unusable,
                Some(pair.revision.clone()),
            )]);
        };
        match self.ask_sendable(&sent, &loosened(&grafted, encoding), encoding) {
            Containment::Yes => self.unless_edit_unusable(graph, (&sender, &receiver), delta),
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
                let both = tree!({ "allOf": [refers_to(SENT)], "not": refers_to(EDIT) });
                let sent = if self.undeclared_sent { beside(&sent) } else { sent };
                let both = Compound::of_parts(both, &[(SENT, &sent), (EDIT, &grafted)]);
                let received = loosened(&receiver.schema, encoding);
                match self.ask_sendable(&both, &received, encoding) {
                    Containment::Yes => self.unless_edit_unusable(graph, (&sender, &receiver), delta),
                    Containment::No { witness } if self.confirms(graph, root, &witness, encoding) => {
                        Answer::Broken(witness)
                    }
                    Containment::No { .. } => unconfirmed(&sender, &receiver),
                    Containment::Undecided { reasons } => Answer::Undecided(distinct(&reasons)),
                }
            }
            Containment::Undecided { reasons } => Answer::Undecided(distinct(&reasons)),
        }
    }

    /// A plain value that shows the edit: one with nothing in it but what is required, what leads to the edit, and, if that is
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
        // What wide objects need not send is left out, where nobody sends what is not declared.
        let sender = match undeclared_sent {
            true => {
                let focus = Focus::Along { stops: &stops, whole: false };
                self.sketch(is_request, graph.place(root, is_request), direction, &focus)
            }
            false => self.least(is_request, graph.place(root, is_request), direction, &stops, delta),
        };
        let receiver = self.edited_receiver(!is_request, direction, delta);
        let sent = if undeclared_sent { sender.schema.clone() } else { self.sent(&sender).ok()? };
        let grafted = graft(&self.library, &sender, &receiver, places, delta)?;
        let received = loosened(&grafted, encoding);
        let mut found = self.witness(graph, root, (&sent, &received), encoding);
        if found.is_none() && matches!(encoding, Encoding::Text(..)) {
            // A list of one may be read as the one; of two it is not.
            let mut list = sent.root.schema.clone();
            let least = list.get("minItems").and_then(Tree::as_u64).unwrap_or_default().max(2);
            list.as_object_mut()?.extend([("type", "array".into()), ("minItems", least.into())]);
            found = self.witness(graph, root, (&sent.with_root(list), &received), encoding);
        }
        found
    }

    /// A value that the one schema accepts and the other refuses, and our validators say so too.
    fn witness(
        &mut self,
        graph: &Graph,
        root: usize,
        (sent, received): (&Compound, &Compound),
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
        let (sender, receiver) = self.sides_of(graph, root);
        let is_request = graph.way == MessageDirection::Request;
        let grafted = graft(&self.library, &sender, &receiver, delta.places(is_request), delta);
        grafted.is_some_and(|grafted| self.ask(&sender.schema, &grafted).is_no())
            && self.ask(&sender.schema, &receiver.schema).is_no()
    }

    /// Whether everything that the pair `root` sends is accepted.
    pub(in crate::diff) fn all(&mut self, graph: &Graph, root: usize, encoding: Encoding) -> Answer {
        let pair = &graph.pairs[root];
        self.covers((&pair.base, &pair.revision), graph.way, graph.direction, encoding)
    }

    /// Whether everything that is sent by the schema at one of these places of base and revision is accepted by the other.
    pub(in crate::diff) fn between(
        &mut self,
        places: (&Pointer, &Pointer),
        way: MessageDirection,
        direction: Direction,
        encoding: Encoding,
    ) -> Answer {
        self.apart(|this| this.covers(places, way, direction, encoding))
    }

    fn covers(
        &mut self,
        places: (&Pointer, &Pointer),
        way: MessageDirection,
        direction: Direction,
        encoding: Encoding,
    ) -> Answer {
        if self.is_spent() {
            return Answer::out_of_budget();
        }
        let base = self.whole(true, places.0, direction);
        let revision = self.whole(false, places.1, direction);
        let (sender, receiver) = if way == MessageDirection::Request { (base, revision) } else { (revision, base) };
        let sent = match self.sent(&sender) {
            Ok(sent) => sent,
            Err(open) => return Answer::Undecided(vec![open]),
        };
        match self.ask_sendable(&sent, &loosened(&receiver.schema, encoding), encoding) {
            Containment::Yes => self.unless_unusable(way, &sender, &receiver),
            Containment::No { witness } if text::cannot_be_written(&witness, encoding) => {
                Answer::Undecided(vec![UndecidedReason::new(UndecidedCause::Text, None)])
            }
            Containment::No { witness } if self.confirms_at(places, way, direction, &witness, encoding) => {
                Answer::Broken(witness)
            }
            Containment::No { .. } => unconfirmed(&sender, &receiver),
            Containment::Undecided { reasons } => Answer::Undecided(distinct(&reasons)),
        }
    }

    /// Whether it is proved that nothing can be sent by the schema of the sender in `pair`.
    pub(super) fn sends_nothing(&mut self, graph: &Graph, pair: usize) -> bool {
        let of_base = graph.way == MessageDirection::Request;
        self.is_empty_at(of_base, graph.place(pair, of_base), graph.direction)
    }

    /// Whether it is proved that nothing can be sent by the schema at `place`.
    pub(super) fn is_empty_at(&mut self, of_base: bool, place: &Pointer, direction: Direction) -> bool {
        if self.is_spent() {
            return false;
        }
        let what = (Found::Emptiness, of_base, place.clone(), direction);
        let (is_empty, steps) = match self.vacuous.get(&what) {
            Some(&known) => known,
            None => {
                // With steps of its own, so that it is the same whoever asks.
                let own = self.allowance_of(2 * self.edit_budget);
                let (is_empty, own) = self.within(own, |this| this.is_proved_empty(of_base, place, direction));
                self.vacuous.insert(what.clone(), (is_empty, own.spent()));
                (is_empty, own.spent())
            }
        };
        self.allowance.pay(&what, steps);
        is_empty
    }

    fn is_proved_empty(&mut self, of_base: bool, place: &Pointer, direction: Direction) -> bool {
        // What is forbidden on purpose is written so.
        if place.find(self.contract(of_base).tree()) == Some(&Tree::Bool(false)) {
            return false;
        }
        let is_empty = |this: &mut Self, schema: &Sketch| {
            this.sent(schema).is_ok_and(|sent| this.proves(&sent, &Compound::of_value(Tree::Bool(false))))
        };
        let least = self.sketch(of_base, place, direction, &Focus::Along { stops: &[], whole: false });
        is_empty(self, &least) && {
            let whole = self.whole(of_base, place, direction);
            whole.skipped.is_empty() && is_empty(self, &whole)
        }
    }

    /// Whether both sides accept the same, and declare the same.
    pub(in crate::diff) fn is_rewording(&mut self, graph: &Graph, root: usize) -> bool {
        let (sender, receiver) = self.sides_of(graph, root);
        self.say_the_same(&sender, &receiver, &Numbers::default())
    }

    /// Whether our own validators accept `witness` for the side that sends it, and refuse it for the other.
    fn confirms(&self, graph: &Graph, root: usize, witness: &Value, encoding: Encoding) -> bool {
        let pair = &graph.pairs[root];
        self.confirms_at((&pair.base, &pair.revision), graph.way, graph.direction, witness, encoding)
    }

    fn confirms_at(
        &self,
        places: (&Pointer, &Pointer),
        way: MessageDirection,
        direction: Direction,
        witness: &Value,
        encoding: Encoding,
    ) -> bool {
        let is_request = way == MessageDirection::Request;
        let (sender, receiver) = if is_request { places } else { (places.1, places.0) };
        if self.accepts(is_request, sender, direction, witness) != Some(true) {
            return false;
        }
        text::readings(witness, encoding)
            .iter()
            .all(|reading| self.accepts(!is_request, receiver, direction, reading) == Some(false))
    }
}

/// A witness that the validators do not confirm: they leave open what a schema that cannot be used means.
fn unconfirmed(sender: &Sketch, receiver: &Sketch) -> Answer {
    let unusable = receiver.skipped.first().or(sender.skipped.first());
    Answer::Undecided(vec![match unusable {
        Some((place, _)) => UndecidedReason::new(UndecidedCause::Unusable, Some(place.clone())),
        None => UndecidedReason::new(UndecidedCause::Unconfirmed, None),
    }])
}
