//! [`QuickHasher`]: for tables in which nothing is gained by making names collide.

use std::hash::Hasher;

/// Hashes eight bytes at a time. Whoever chooses the bytes can make them collide.
#[derive(Debug, Default)]
pub(crate) struct QuickHasher(u64);

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
        let (chunks, rest) = bytes.as_chunks::<8>();
        let words = chunks.iter().map(|chunk| u64::from_le_bytes(*chunk));
        let last = rest.iter().fold(0, |last: u64, &byte| last << 8 | u64::from(byte));
        self.0 = words.chain([last]).fold(self.0, |hash, word| (hash ^ word).wrapping_mul(MIX).rotate_left(29));
    }

    fn finish(&self) -> u64 {
        // Tables take their places from both ends.
        self.0 ^ self.0 >> 32
    }
}
