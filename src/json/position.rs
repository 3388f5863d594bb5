//! [`Position`]: a byte offset as people count it.

use std::fmt;

/// A line and a column, both counted from 1.
///
/// A line ends after LF, CRLF or a lone CR. Columns count code points, not bytes and not what a terminal draws.
///
/// # Examples
///
/// ```
/// use order_contracts::json::Position;
///
/// let text = "{\r\n  \"é\": 1}".as_bytes();
/// let at = Position::of(text, 9);
/// assert_eq!((at.line, at.column), (2, 6));
/// assert_eq!(at.to_string(), "line 2, column 6");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in code points.
    pub column: usize,
}

impl Position {
    const START: Self = Self { line: 1, column: 1 };

    /// The position of the byte at `offset`; an offset past the end counts as the end.
    #[must_use]
    pub fn of(bytes: &[u8], offset: usize) -> Self {
        let mut cursor = Cursor::START;
        cursor.advance(bytes, offset);
        cursor.position
    }

    /// The positions of `offsets`, in their order, found in one walk over `bytes`.
    #[must_use]
    pub fn of_each(bytes: &[u8], offsets: &[usize]) -> Vec<Self> {
        let mut order: Vec<usize> = (0..offsets.len()).collect();
        order.sort_by_key(|&index| offsets[index]);
        let mut positions = vec![Self::START; offsets.len()];
        let mut cursor = Cursor::START;
        for index in order {
            cursor.advance(bytes, offsets[index]);
            positions[index] = cursor.position;
        }
        positions
    }
}

/// A walk over the text from its beginning.
pub(super) struct Cursor {
    offset: usize,
    position: Position,
}

impl Cursor {
    pub(super) const START: Self = Self { offset: 0, position: Position::START };

    /// The offset of `position`, which is not before the last one.
    #[cfg(feature = "cli")]
    pub(super) fn find(&mut self, bytes: &[u8], position: Position) -> Option<usize> {
        while self.position.line < position.line {
            let rest = bytes.get(self.offset..)?;
            let at = memchr::memchr2(b'\n', b'\r', rest)?;
            let is_crlf = rest[at] == b'\r' && rest.get(at + 1) == Some(&b'\n');
            self.offset += at + 1 + usize::from(is_crlf);
            self.position = Position { line: self.position.line + 1, column: 1 };
        }
        let (rest, columns) = (bytes.get(self.offset..)?, position.column.checked_sub(self.position.column)?);
        self.offset += match rest.get(..columns).filter(|passed| passed.is_ascii()) {
            Some(passed) => passed.len(),
            None => rest.iter().enumerate().filter(|(_, byte)| begins(**byte)).nth(columns)?.0,
        };
        self.position = position;
        Some(self.offset)
    }

    fn advance(&mut self, bytes: &[u8], offset: usize) {
        let end = offset.min(bytes.len());
        let Some(passed) = bytes.get(self.offset..end) else { return };
        let mut line_begins = 0;
        for at in memchr::memchr2_iter(b'\n', b'\r', passed) {
            // The end of a line in two bytes is the second.
            if passed[at] == b'\n' || bytes.get(self.offset + at + 1) != Some(&b'\n') {
                self.position = Position { line: self.position.line + 1, column: 1 };
                line_begins = at + 1;
            }
        }
        self.position.column += characters(&passed[line_begins..]);
        self.offset = end;
    }
}

/// How many characters of UTF-8 begin in `bytes`: the others continue the one before them.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| begins(**byte)).count()
}

fn begins(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn every_line_ending_counts_once() {
        let text = b"a\nb\r\nc\rd";
        let lines: Vec<_> = [0, 2, 5, 7].map(|at| Position::of(text, at).to_string()).into();
        assert_eq!(lines, ["line 1, column 1", "line 2, column 1", "line 3, column 1", "line 4, column 1"]);
    }

    #[test]
    fn the_batch_agrees_with_single_look_ups_in_any_order() {
        let text = "é\r\nü🦀\r\rx\n".as_bytes();
        let offsets: Vec<usize> = (0..text.len() + 3).rev().chain([4, 4, 0]).collect();
        let single: Vec<_> = offsets.iter().map(|&offset| Position::of(text, offset)).collect();
        assert_eq!(Position::of_each(text, &offsets), single);
    }
}
