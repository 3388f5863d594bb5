//! [`Chars`]: a set of characters that is quick to ask.

use regex_syntax::hir::ClassUnicode;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chars {
    /// A bit for each ASCII character.
    ascii: u128,
    /// The ranges beyond ASCII, in order.
    ranges: Box<[(char, char)]>,
}

impl Chars {
    pub(super) fn new(set: &ClassUnicode) -> Self {
        let ascii = (0..128_u8)
            .filter(|&byte| set.iter().any(|range| (range.start()..=range.end()).contains(&char::from(byte))))
            .fold(0, |bits, byte| bits | 1_u128 << byte);
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
