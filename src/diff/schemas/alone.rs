//! What can be proved of an edit of one property of a wide object without the others (`wide`).

use super::delta::{Delta, Edit};
use super::engine::{Answer, Engine, undeclared};
use super::focus::{along_within, loosely, loosely_within, outline_within};
use super::graft::graft;
use super::graph::Graph;
use super::local::{Harmless, Numbers, became};
use super::wide::{WIDE, is_wide};
use crate::diff::rule::MessageDirection;
use crate::pointer::Pointer;
use crate::schema::{Bundle, Direction};

impl Engine<'_> {
    /// The property that `delta` is about where it is an edit of one property of a wide object, the value of the pair `home`.
    pub(super) fn only_property<'d>(&self, graph: &Graph, home: usize, at: usize, delta: &'d Delta) -> Option<&'d str> {
        let name = edited(delta).filter(|_| home == at)?;
        let is_request = graph.way == MessageDirection::Request;
        let place = delta.places(is_request).0;
        let schema = place.resolve(self.contract(is_request).document())?;
        // What is inside of itself is edited there too, so that the rest is not the same.
        let is_cut = graph.place(home, is_request) == place && is_wide(schema) && !graph.is_inside(home, at);
        is_cut.then_some(name)
    }

    /// The outlines of the sender and the receiver of `home`, with no property but this one.
    pub(super) fn outlines_of(&mut self, graph: &Graph, home: usize, name: &str) -> (Bundle, Bundle) {
        let is_request = graph.way == MessageDirection::Request;
        let outline = |of_base: bool| {
            let document = self.contract(of_base).document();
            outline_within(document, of_base, graph.place(home, of_base), graph.direction, name)
        };
        let both = (outline(is_request), outline(!is_request));
        self.spend(2 * WIDE as u64);
        both
    }

    /// What the sender at `root` sends along `stops`, without what it need not send of wide objects.
    pub(super) fn least(
        &self,
        of_base: bool,
        root: &Pointer,
        direction: Direction,
        stops: &[&Pointer],
        delta: &Delta,
    ) -> Bundle {
        let own = edited(delta).map(|name| (delta.places(of_base).0, name));
        along_within(self.contract(of_base).document(), root, direction, stops, own)
    }

    /// The receiver's schema with the edit, of which no more is needed; it accepts too much.
    pub(super) fn edited_receiver(&self, of_base: bool, direction: Direction, delta: &Delta) -> Bundle {
        let (document, place) = (self.contract(of_base).document(), delta.places(of_base).0);
        match edited(delta) {
            Some(name) => loosely_within(document, place, direction, name),
            None => loosely(document, place, direction),
        }
    }

    /// Whether an edit of one property of a wide object, the value of the pair `home`, is proved harmless by that property alone.
    pub(super) fn is_harmless_alone(
        &mut self,
        graph: &Graph,
        dirty: &[bool],
        home: usize,
        (name, delta): (&str, &Delta),
    ) -> Option<Harmless> {
        let (sender, receiver) = self.outlines_of(graph, home, name);
        let is_request = graph.way == MessageDirection::Request;
        let grafted = graft(&sender, &receiver, delta.places(is_request), delta, is_request)?;
        if self.unless_edit_unusable(graph, (&sender, &receiver), delta) != Answer::Holds {
            return None;
        }
        let numbers = Numbers::of_unedited(&became(graph, dirty, home, &sender, &receiver));
        let grafted = numbers.give(undeclared(grafted));
        self.covered(&sender, &grafted, &numbers)
    }
}

/// The property that an edit of an object is about.
fn edited(delta: &Delta) -> Option<&str> {
    match &delta.edit {
        Edit::Member("properties", name) | Edit::Required(name) => Some(name),
        _ => None,
    }
}
