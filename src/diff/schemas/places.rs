//! [`Places`]: places of both documents by number.

use std::collections::HashMap;
use std::rc::Rc;

use crate::pointer::Pointer;

/// Places of both documents by number.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Those of revision, then those of base.
    numbers: [HashMap<Rc<Pointer>, u32>; 2],
    pub(super) places: Vec<(bool, Rc<Pointer>)>,
}

impl Places {
    pub(super) fn number(&mut self, of_base: bool, place: Pointer) -> u32 {
        if let Some(known) = self.known(of_base, &place) {
            return known;
        }
        let place = Rc::new(place);
        let number = self.add(of_base, Rc::clone(&place));
        self.numbers[usize::from(of_base)].insert(place, number);
        number
    }

    /// The number of a place that has one.
    pub(super) fn known(&self, of_base: bool, place: &Pointer) -> Option<u32> {
        self.numbers[usize::from(of_base)].get(place).copied()
    }

    /// A number that nothing else has.
    pub(super) fn another(&mut self, of_base: bool, place: Pointer) -> u32 {
        self.add(of_base, Rc::new(place))
    }

    fn add(&mut self, of_base: bool, place: Rc<Pointer>) -> u32 {
        self.places.push((of_base, place));
        u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX)
    }
}
