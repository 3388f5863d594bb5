//! [`Names`]: a fixed set of strings, looked up by their bytes.

/// Strings with their index, in a table of a size and seed that let few of them meet.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: Vec<Box<[u8]>>,
    /// At most a quarter full; a name whose place is taken moves on to the next.
    table: Vec<Option<Entry>>,
    seed: u64,
    /// Too many names for a hash of their ends.
    many: bool,
}

/// A name as the table holds it: up to 24 bytes are all in its words.
#[derive(Debug, Clone, Copy)]
struct Entry {
    words: Words,
    index: usize,
}

/// The length of a name, its first, second and last eight bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Words {
    length: usize,
    first: u64,
    second: u64,
    last: u64,
}

impl Names {
    /// The set of `names`, each with its index; of equal names the first.
    pub(super) fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<Box<[u8]>> = names.into_iter().map(|name| name.as_bytes().into()).collect();
        let size = (names.len() * 4).next_power_of_two();
        let mut set = Self { table: Vec::new(), seed: 1, many: names.len() > 256, names };
        // Odd multipliers; whichever lets the fewest names meet.
        let seeds = (1..if set.many { 2 } else { 64 }).map(|seed: u64| seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let collisions = |seed: &u64| {
            let mut taken = vec![false; size];
            let place = |name: &[u8]| set.hash(name, &Words::of(name), *seed) & (size - 1);
            set.names.iter().filter(|name| std::mem::replace(&mut taken[place(name)], true)).count()
        };
        set.seed = seeds.min_by_key(collisions).unwrap_or(1);
        set.table = vec![None; size];
        for (index, name) in set.names.iter().enumerate() {
            let words = Words::of(name);
            let mut at = set.hash(name, &words, set.seed) & (size - 1);
            while set.table[at].is_some() {
                at = (at + 1) & (size - 1);
            }
            set.table[at] = Some(Entry { words, index });
        }
        set
    }

    /// The index of `name`.
    #[inline]
    pub(super) fn find(&self, name: &[u8]) -> Option<usize> {
        let mask = self.table.len().checked_sub(1)?;
        let words = Words::of(name);
        let mut at = self.hash(name, &words, self.seed) & mask;
        loop {
            let entry = self.table[at].as_ref()?;
            if entry.words == words && (words.length <= 24 || *self.names[entry.index] == *name) {
                return Some(entry.index);
            }
            at = (at + 1) & mask;
        }
    }

    #[inline]
    fn hash(&self, name: &[u8], words: &Words, seed: u64) -> usize {
        const MIX: u64 = 0xD6E8_FEB8_6659_FD93;
        let mixed = if self.many {
            name.iter().fold(0, |mixed: u64, &byte| (mixed ^ u64::from(byte)).wrapping_mul(MIX).rotate_left(29))
        } else {
            words.first.wrapping_mul(MIX) ^ words.last ^ words.length as u64
        };
        (mixed.wrapping_mul(seed) >> 40) as usize
    }
}

impl Words {
    #[inline]
    fn of(name: &[u8]) -> Self {
        let length = name.len();
        let eight =
            |at: usize| name.get(at..).and_then(|rest| rest.first_chunk()).map(|&word| u64::from_le_bytes(word));
        let four = |at: usize| name.get(at..).and_then(|rest| rest.first_chunk()).map(|&word| u32::from_le_bytes(word));
        if let (Some(first), Some(last)) = (eight(0), eight(length.wrapping_sub(8))) {
            let second = if length > 16 { eight(8).unwrap_or_default() } else { 0 };
            return Self { length, first, second, last };
        }
        let first = match (four(0), four(length.wrapping_sub(4))) {
            (Some(first), Some(last)) => u64::from(first) | u64::from(last) << 32,
            _ => name.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
        };
        Self { length, first, second: 0, last: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn every_name_is_found_and_nothing_else() {
        let short = (0..40).map(|length| "x".repeat(length)).chain((17..40).map(|at| "y".repeat(at) + "é" + "y"));
        let names: Vec<String> = (0..2000).map(|index| format!("name{index}")).chain(short).collect();
        for count in [0, 1, 2, 3, 24, 128, names.len()] {
            let names = &names[names.len() - count..];
            let set = Names::new(names.iter().map(String::as_str));
            for (index, name) in names.iter().enumerate() {
                assert_eq!(set.find(name.as_bytes()), Some(index), "{name} of {count}");
                // The same ends and the same length, but another middle.
                let mut other = name.clone().into_bytes();
                if let Some(byte) = other.get_mut(name.len() / 2) {
                    *byte = b'!';
                    assert_eq!(set.find(&other), None, "{name} of {count}");
                }
            }
            assert_eq!(set.find(b"other"), None);
        }
    }
}
