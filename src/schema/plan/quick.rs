//! [`Quick`]: the usual values of a node, which are accepted by what is seen of them first.
//!
//! It only ever says "certainly accepted"; every other value is judged by the node's keywords.

/// What a node certainly accepts. The default is nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quick {
    /// Strings without escapes: the fewest bytes, and how many lengths there are from there on.
    pub(super) strings: (usize, usize),
    /// Integers of up to 18 digits: the least and the greatest.
    pub(super) integers: (i64, i64),
    /// The types of `null`, `true` and `false`.
    pub(super) words: u8,
}

impl Default for Quick {
    fn default() -> Self {
        Self { strings: (0, 0), integers: (1, 0), words: 0 }
    }
}

impl Quick {
    /// Whether every string of so many bytes is accepted.
    #[inline(always)]
    pub(super) fn takes_string(&self, bytes: usize) -> bool {
        bytes.wrapping_sub(self.strings.0) < self.strings.1
    }

    #[inline(always)]
    pub(super) fn takes_integer(&self, integer: i64) -> bool {
        self.integers.0 <= integer && integer <= self.integers.1
    }

    /// Whether `null`, or `true` and `false`, are accepted.
    #[inline(always)]
    pub(super) fn takes_word(&self, kind: u8) -> bool {
        self.words & kind != 0
    }
}
