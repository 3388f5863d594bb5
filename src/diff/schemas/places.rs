//! [`Places`]: places of both documents by number.

use std::collections::HashMap;
use std::rc::Rc;

use crate::pointer::Pointer;

/// Places of both documents by number.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) numbers: HashMap<(bool, Pointer), u32>,
    pub(super) places: Vec<(bool, Rc<Pointer>)>,
}

impl Places {
    pub(super) fn number(&mut self, of_base: bool, place: Pointer) -> u32 {
        if let Some(&known) = self.numbers.get(&(of_base, place.clone())) {
            return known;
        }
        let number = self.another(of_base, place.clone());
        self.numbers.insert((of_base, place), number);
        number
    }

    /// A number that nothing else has.
    pub(super) fn another(&mut self, of_base: bool, place: Pointer) -> u32 {
        self.places.push((of_base, Rc::new(place)));
        u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX)
    }
}
