//! [`Names`]: a fixed set of strings, looked up by their bytes.

/// Strings with their index, in a table of a size and seed that let few of them meet.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: Vec<Box<[u8]>>,
    /// Index + 1 of the name that hashes here, or of one that had to move on; 0 where there is none.
    table: Vec<u16>,
    seed: u64,
    /// Too many names for a hash of four bytes.
    many: bool,
}

impl Names {
    /// The set of `names`, each with its index; of equal names the first. At most 2^15 count, the rest is not found.
    pub(super) fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<Box<[u8]>> = names.into_iter().take(1 << 15).map(|name| name.as_bytes().into()).collect();
        let size = (names.len() * 4).next_power_of_two();
        let many = names.len() > 256;
        let collisions = |seed: &u64| {
            let mut taken = vec![false; size];
            names.iter().filter(|name| std::mem::replace(&mut taken[hash(name, *seed) & (size - 1)], true)).count()
        };
        // Odd multipliers; whichever lets the fewest names meet.
        let seeds = (1..if many { 2 } else { 64 }).map(|seed: u64| seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let seed = seeds.min_by_key(collisions).unwrap_or(1);
        let hash = |name: &[u8], seed| if many { hash_all(name, seed) } else { hash(name, seed) };
        let mut table = vec![0; size];
        for (name, mark) in names.iter().zip(1..) {
            let mut at = hash(name, seed) & (size - 1);
            while table[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            table[at] = mark;
        }
        Self { names, table, seed, many }
    }

    /// The index of `name`.
    #[inline]
    pub(super) fn find(&self, name: &[u8]) -> Option<usize> {
        let mask = self.table.len().checked_sub(1)?;
        let mut at = if self.many { hash_all(name, self.seed) } else { hash(name, self.seed) } & mask;
        loop {
            let index = usize::from(self.table[at]).checked_sub(1)?;
            if same(&self.names[index], name) {
                return Some(index);
            }
            // The table is at most a quarter full, so this ends.
            at = (at + 1) & mask;
        }
    }
}

/// Whether two names are equal: a few words instead of a call, names are short.
#[inline(always)]
fn same(one: &[u8], other: &[u8]) -> bool {
    let length = one.len();
    if length != other.len() {
        return false;
    }
    let Some(tail) = length.checked_sub(8) else {
        return match (one.first_chunk::<4>(), other.first_chunk::<4>(), one.last_chunk::<4>(), other.last_chunk::<4>())
        {
            (Some(a), Some(b), Some(c), Some(d)) => a == b && c == d,
            _ => one.iter().zip(other).all(|(a, b)| a == b),
        };
    };
    // Words from the front, the last one from the back: it may overlap the one before.
    let word = |name: &[u8], at: usize| name.get(at..).and_then(|rest| rest.first_chunk::<8>().copied());
    (0..tail).step_by(8).chain([tail]).all(|at| word(one, at) == word(other, at))
}

/// From the length and the first and last bytes: names of one object differ there, and it costs next to nothing.
#[inline(always)]
fn hash(name: &[u8], seed: u64) -> usize {
    let (first, last) = match (name.first_chunk::<4>(), name.last_chunk::<4>()) {
        (Some(first), Some(last)) => (u32::from_le_bytes(*first), u32::from_le_bytes(*last)),
        _ => name.iter().fold((0, 0), |(all, _), &byte| (all << 8 | u32::from(byte), u32::from(byte))),
    };
    let word = u64::from(first) | u64::from(last.rotate_left(name.len() as u32)) << 32;
    ((word ^ name.len() as u64).wrapping_mul(seed) >> 40) as usize
}

/// From every byte.
fn hash_all(name: &[u8], seed: u64) -> usize {
    let word = name.iter().fold(seed, |word, &byte| (word ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3));
    (word ^ word >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn every_name_is_found_and_nothing_else() {
        let names: Vec<String> =
            (0..2000).map(|index| format!("name{index}")).chain([String::new(), "é".to_owned()]).collect();
        for count in [0, 1, 2, 3, 24, 128, names.len()] {
            let set = Names::new(names[names.len() - count..].iter().map(String::as_str));
            for (index, name) in names[names.len() - count..].iter().enumerate() {
                assert_eq!(set.find(name.as_bytes()), Some(index), "{name} of {count}");
            }
            assert_eq!(set.find(b"other"), None);
            assert_eq!(set.find(b"name0x"), None);
        }
    }
}
