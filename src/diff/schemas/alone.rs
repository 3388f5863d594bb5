//! What can be proved of an edit of one property of a wide object without the others (`wide`).

use std::rc::Rc;

use super::delta::{Delta, Edit};
use super::engine::{Answer, Engine};
use super::focus::Focus;
use super::graft::graft;
use super::graph::Graph;
use super::local::{Harmless, Numbers, became};
use super::sketch::Sketch;
use super::wide::{WIDE, is_wide};
use crate::diff::rule::MessageDirection;
use crate::pointer::Pointer;
use crate::schema::Direction;

impl Engine<'_> {
    /// The property that `delta` is about where it is an edit of one property of a wide object, the value of the pair `home`.
    pub(super) fn only_property<'d>(&self, graph: &Graph, home: usize, at: usize, delta: &'d Delta) -> Option<&'d str> {
        let name = edited(delta).filter(|_| home == at)?;
        let is_request = graph.way == MessageDirection::Request;
        let place = delta.places(is_request).0;
        let schema = place.find(self.contract(is_request).tree())?;
        // What is inside of itself is edited there too, so that the rest is not the same.
        let is_cut = graph.place(home, is_request) == place && is_wide(schema) && !graph.is_inside(home, at);
        is_cut.then_some(name)
    }

    /// The outlines of the sender and the receiver of `home`, with no property but this one.
    pub(super) fn outlines_of(&mut self, graph: &Graph, home: usize, name: &str) -> (Rc<Sketch>, Rc<Sketch>) {
        let is_request = graph.way == MessageDirection::Request;
        let focus = Focus::Outline(Some(name));
        let mut outline = |of_base: bool| self.sketch(of_base, graph.place(home, of_base), graph.direction, &focus);
        let both = (outline(is_request), outline(!is_request));
        self.spend(2 * WIDE as u64);
        both
    }

    /// What the sender at `root` sends along `stops`, without what it need not send of wide objects.
    pub(super) fn least(
        &mut self,
        of_base: bool,
        root: &Pointer,
        direction: Direction,
        stops: &[&Pointer],
        delta: &Delta,
    ) -> Rc<Sketch> {
        let own = edited(delta).map(|name| (delta.places(of_base).0, name));
        self.sketch(of_base, root, direction, &Focus::AlongWithin { stops, own })
    }

    /// The receiver's schema with the edit, of which no more is needed; it accepts too much.
    pub(super) fn edited_receiver(&mut self, of_base: bool, direction: Direction, delta: &Delta) -> Rc<Sketch> {
        self.sketch(of_base, delta.places(of_base).0, direction, &Focus::Loosely(edited(delta)))
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
        let grafted = graft(&self.library, &sender, &receiver, delta.places(is_request), delta)?;
        if self.unless_edit_unusable(graph, (&sender, &receiver), delta) != Answer::Holds {
            return None;
        }
        let became = became(&self.library, graph, dirty, home, (&sender, &receiver));
        let numbers = Numbers::of_unedited(&self.library, &became);
        let grafted = numbers.give(&grafted);
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
