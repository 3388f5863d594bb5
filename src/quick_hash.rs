//! [`QuickMap`]: hash maps for keys that are looked up very often: millions of small ones in a search, the path of each request.
//!
//! Multiplication mixes each word, and its upper half is folded into the lower. The seed is drawn once for each process, so that
//! no document is written in a way that makes its keys collide.

use std::collections::HashMap;
#[cfg(feature = "diff")]
use std::collections::HashSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;

pub(crate) type QuickMap<K, V> = HashMap<K, V, Quick>;
#[cfg(feature = "diff")]
pub(crate) type QuickSet<K> = HashSet<K, Quick>;

static SEED: LazyLock<(u64, u64)> = LazyLock::new(|| {
    let random = || RandomState::new().hash_one(0_u8) | 1;
    (random(), random())
});

/// A number, its low bits mixed from all bits of `number`: the place in a table with a power of two of places.
#[cfg(feature = "diff")]
#[inline]
pub(crate) fn spread(number: usize) -> usize {
    ((number as u64).wrapping_mul(SEED.1) >> 32) as usize
}

/// Makes hashers.
#[derive(Debug, Clone)]
pub(crate) struct Quick(u64, u64);

impl Default for Quick {
    #[inline]
    fn default() -> Self {
        let (state, factor) = *SEED;
        Self(state, factor)
    }
}

impl BuildHasher for Quick {
    type Hasher = QuickHasher;

    #[inline]
    fn build_hasher(&self) -> QuickHasher {
        QuickHasher { state: self.0, factor: self.1 }
    }
}

/// The state of one hash.
#[derive(Debug)]
pub(crate) struct QuickHasher {
    state: u64,
    factor: u64,
}

impl QuickHasher {
    #[inline]
    fn mix(&mut self, word: u64) {
        let product = u128::from(self.state ^ word) * u128::from(self.factor);
        let low = (product & u128::from(u64::MAX)) as u64;
        let high = (product >> 64) as u64;
        self.state = low ^ high.rotate_left(23) ^ word.rotate_left(41);
    }
}

impl Hasher for QuickHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.mix(u64::from_le_bytes(*word)));
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.mix(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }

    #[inline]
    fn write_u8(&mut self, value: u8) {
        self.mix(value.into());
    }

    #[inline]
    fn write_u32(&mut self, value: u32) {
        self.mix(value.into());
    }

    #[inline]
    fn write_u64(&mut self, value: u64) {
        self.mix(value);
    }

    #[inline]
    fn write_usize(&mut self, value: usize) {
        self.mix(value as u64);
    }

    #[inline]
    fn write_isize(&mut self, value: isize) {
        self.mix(value.cast_unsigned() as u64);
    }

    #[inline]
    fn finish(&self) -> u64 {
        let product = u128::from(self.state) * u128::from(self.factor);
        ((product >> 64) ^ (product & u128::from(u64::MAX))) as u64
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn keys_that_differ_little_have_other_hashes() {
        let quick = Quick::default();
        let mut hashes = HashSet::new();
        for number in 0..10_000_u32 {
            hashes.insert(quick.hash_one(number) >> 40);
            hashes.insert(quick.hash_one(format!("property{number}")) >> 40);
        }
        assert!(hashes.len() > 19_000, "{}", hashes.len());
        assert_ne!(quick.hash_one("a\0"), quick.hash_one("a"));
    }
}
