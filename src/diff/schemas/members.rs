//! Values of schemas, from which exchanges are made, and what is asked of a schema that is on one side alone.

use serde_json::Value;

use super::allowance::{Allowance, Found, What};
use super::encoding::Encoding;
use super::engine::{ANY, Answer, Engine, distinct, loosened, nothing, refers_to};
use super::focus::Focus;
use super::text;
use crate::containment::{Compound, Containment};
use crate::contract::{Location, Style};
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::pointer::Pointer;
use crate::schema::Direction;
use crate::tree::{Tree, tree};

impl Engine<'_> {
    /// A smallest value of the schema at `pointer`.
    pub(in crate::diff) fn member(&mut self, of_base: bool, pointer: &Pointer, direction: Direction) -> Option<Value> {
        let what = (Found::Member, of_base, pointer.clone(), direction);
        self.once(what, |this| this.found_member(of_base, pointer, direction))
    }

    /// A value that is looked for once, however many exchanges need it, and with steps of its own: whoever needs it first, it is
    /// the same.
    fn once(&mut self, what: What, find: impl FnOnce(&mut Self) -> Option<Value>) -> Option<Value> {
        if let Some(known) = self.members.get(&what) {
            return known.clone();
        }
        if self.is_spent() {
            return None;
        }
        let found = self.apart(find);
        self.members.insert(what, found.clone());
        found
    }

    /// Asks about one part of an exchange, of which no other has fewer steps unless those of all are used up.
    pub(super) fn apart<T>(&mut self, ask: impl FnOnce(&mut Self) -> T) -> T {
        let own = Allowance::new(self.allowance.left().min(2 * self.budget), self.budget);
        let (found, own) = self.within(own, ask);
        self.spend(own.spent());
        found
    }

    fn found_member(&mut self, of_base: bool, pointer: &Pointer, direction: Direction) -> Option<Value> {
        let plainly = self.sketch(of_base, pointer, direction, &Focus::Along { stops: &[], whole: true });
        if let Containment::No { witness } = self.ask(&plainly.schema, &nothing()) {
            return Some(witness);
        }
        let whole = self.whole(of_base, pointer, direction);
        self.ask(&whole.schema, &nothing()).witness().cloned()
    }

    /// A value of the schema at `pointer` for which `also` holds as well, a schema that refers to nothing.
    pub(in crate::diff) fn member_that(
        &mut self,
        of_base: bool,
        pointer: &Pointer,
        direction: Direction,
        also: &Tree,
    ) -> Option<Value> {
        if self.is_spent() {
            return None;
        }
        self.apart(|this| {
            let whole = this.whole(of_base, pointer, direction);
            let sent = this.sent(&whole).ok()?;
            let both = Compound::of_parts(tree!({ "allOf": [refers_to(ANY), also] }), &[(ANY, &sent)]);
            this.ask(&both, &nothing()).witness().cloned()
        })
    }

    /// A smallest value of the schema at `pointer` that can be written as text.
    pub(in crate::diff) fn written_member(
        &mut self,
        of_base: bool,
        pointer: &Pointer,
        direction: Direction,
    ) -> Option<Value> {
        let what = (Found::Written, of_base, pointer.clone(), direction);
        self.once(what, |this| this.found_written_member(of_base, pointer, direction))
    }

    fn found_written_member(&mut self, of_base: bool, pointer: &Pointer, direction: Direction) -> Option<Value> {
        let whole = self.whole(of_base, pointer, direction);
        let encoding = Encoding::Text(Location::Query, Style::Form, true);
        self.ask_sendable(&whole.schema, &nothing(), encoding).witness().cloned()
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
        self.apart(|this| {
            let whole = this.whole(of_base, pointer, direction);
            let anything = Compound::of_value(Tree::Bool(true));
            match this.ask_sendable(&anything, &loosened(&whole.schema, encoding), encoding) {
                Containment::Yes => Answer::Holds,
                Containment::No { witness } => {
                    let refused = text::readings(&witness, encoding)
                        .iter()
                        .all(|reading| this.accepts(of_base, pointer, direction, reading) == Some(false));
                    match refused && !text::cannot_be_written(&witness, encoding) {
                        true => Answer::Broken(witness),
                        false => Answer::Undecided(vec![UndecidedReason::new(UndecidedCause::Unconfirmed, None)]),
                    }
                }
                Containment::Undecided { reasons } => Answer::Undecided(distinct(&reasons)),
            }
        })
    }
}
