//! [`Keys`]: the member names of open objects that their schemas do not declare, so that none comes twice.

use super::step::{Miss, Quoted};

/// Places of names in the text; the first few without allocation.
#[derive(Debug, Default)]
pub(super) struct Keys {
    inline: [(u32, u32); INLINE],
    more: Vec<(u32, u32)>,
    length: usize,
}

const INLINE: usize = 16;

/// More undeclared members of one object than this are left to the exact validator: the search is linear.
const MOST: usize = 255;

impl Keys {
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Forgets all names but the first `length`.
    pub(super) fn truncate(&mut self, length: usize) {
        self.length = length;
        self.more.truncate(length.saturating_sub(INLINE));
    }

    /// Adds the name at `key` to the object whose names begin at `base`. `marks` holds a bit for each name of the object
    /// that may be there; a name whose bit is not set is new.
    pub(super) fn add(&mut self, bytes: &[u8], base: usize, marks: &mut u64, key: Quoted) -> Result<(), Miss> {
        let name = &bytes[key.from..key.to];
        let mark = mark(name);
        if *marks & mark != 0 && (base..self.length).any(|index| self.spelt(bytes, index) == name) {
            return Err(Miss::Unsure);
        }
        *marks |= mark;
        if self.length - base == MOST {
            return Err(Miss::Unsure);
        }
        // A text is shorter than 4 GiB, so its offsets fit.
        let place = (key.from as u32, key.to as u32);
        match self.inline.get_mut(self.length) {
            Some(slot) => *slot = place,
            None => self.more.push(place),
        }
        self.length += 1;
        Ok(())
    }

    fn spelt<'b>(&self, bytes: &'b [u8], index: usize) -> &'b [u8] {
        let place = self.inline.get(index).or_else(|| self.more.get(index - INLINE));
        place.and_then(|&(from, to)| bytes.get(from as usize..to as usize)).unwrap_or_default()
    }
}

/// One of 64 bits, from the length and three bytes.
fn mark(name: &[u8]) -> u64 {
    let byte = |at: usize| u32::from(name.get(at).copied().unwrap_or_default());
    let mixed = byte(0) ^ byte(name.len() / 2).rotate_left(2) ^ byte(name.len().wrapping_sub(1)).rotate_left(4);
    1 << ((mixed ^ name.len() as u32) & 63)
}
