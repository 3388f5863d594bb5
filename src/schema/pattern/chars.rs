//! [`Chars`]: a set of characters that is quick to ask.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chars {
    /// A bit for each ASCII character.
    ascii: u128,
    /// The ranges beyond ASCII, in order.
    ranges: Box<[(char, char)]>,
}

impl Chars {
    pub(super) fn new(set: &ClassUnicode) -> Self {
        let below = |end: u32| if end < 128 { (1_u128 << end) - 1 } else { u128::MAX };
        let bits = |range: &ClassUnicodeRange| below(u32::from(range.end()) + 1) & !below(u32::from(range.start()));
        let ascii = set.iter().map(bits).fold(0, |sum, bits| sum | bits);
        let beyond = set.iter().filter(|range| !range.end().is_ascii());
        Self { ascii, ranges: beyond.map(|range| (range.start().max('\u{80}'), range.end())).collect() }
    }

    #[inline]
    pub(super) fn has(&self, c: char) -> bool {
        if c.is_ascii() {
            return self.ascii & 1_u128 << u32::from(c) != 0;
        }
        match &*self.ranges {
            [] => false,
            [(from, to)] => *from <= c && c <= *to,
            ranges => {
                let after = ranges.partition_point(|&(from, _)| from <= c);
                ranges[..after].last().is_some_and(|&(_, to)| c <= to)
            }
        }
    }
}

/// What `\b` is the edge of.
pub(super) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
