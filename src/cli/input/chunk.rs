//! [`Chunks`]: a stream cut at line ends into pieces of bounded size, and the records in each.

use std::io::{self, Read};

/// The bytes read at once: enough work for a thread, and small enough that a few of them fit into memory.
const CHUNK: usize = 1 << 20;

/// A longer line is skipped: it could fill the memory.
const MAX_LINE: usize = 256 << 20;

/// Some whole lines of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Chunk {
    /// The line number of the first line, from 1.
    first_line: u64,
    bytes: Vec<u8>,
    /// Whether this is one line that was too long to be kept.
    too_long: bool,
}

/// One record of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Record<'c> {
    /// A line that is not blank.
    Line(u64, &'c [u8]),
    /// A line that is too long.
    TooLong(u64),
}

/// A place in a chunk, at the beginning of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::cli) struct Cursor {
    offset: usize,
    /// How many lines are before it.
    lines: u64,
}

impl Cursor {
    pub(in crate::cli) fn offset(self) -> usize {
        self.offset
    }
}

impl Chunk {
    /// Behind its last line.
    pub(in crate::cli) fn end(&self) -> usize {
        self.bytes.len()
    }

    /// The next line that is not blank and begins before `end`; `at` moves behind it.
    pub(in crate::cli) fn next_record(&self, at: &mut Cursor, end: usize) -> Option<Record<'_>> {
        if self.too_long && at.lines == 0 {
            at.lines = 1;
            return Some(Record::TooLong(self.first_line));
        }
        while at.offset < end {
            let rest = self.bytes.get(at.offset..)?;
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let (line, number) = (&rest[..length], self.first_line + at.lines);
            *at = Cursor { offset: at.offset + length + 1, lines: at.lines + 1 };
            if !line.iter().all(u8::is_ascii_whitespace) {
                return Some(Record::Line(number, line.strip_suffix(b"\r").unwrap_or(line)));
            }
        }
        None
    }

    /// The place so many lines further on, or at `end`.
    pub(in crate::cli) fn skip_lines(&self, from: Cursor, end: usize, lines: usize) -> Cursor {
        let rest = self.bytes.get(from.offset..end).unwrap_or_default();
        match memchr::memchr_iter(b'\n', rest).nth(lines.saturating_sub(1)) {
            Some(at) => Cursor { offset: from.offset + at + 1, lines: from.lines + lines.max(1) as u64 },
            None => Cursor { offset: end, lines: from.lines },
        }
    }
}

/// Cuts a stream into [`Chunk`]s.
pub(in crate::cli) struct Chunks<R> {
    stream: R,
    next_line: u64,
    /// The beginning of a line whose end is not read yet.
    rest: Vec<u8>,
    ended: bool,
}

impl<R: Read> Chunks<R> {
    pub(in crate::cli) fn new(stream: R) -> Self {
        Self { stream, next_line: 1, rest: Vec::new(), ended: false }
    }

    /// The next lines, or `None` at the end.
    ///
    /// # Errors
    ///
    /// When the stream cannot be read, or does not unpack.
    pub(in crate::cli) fn next(&mut self) -> io::Result<Option<Chunk>> {
        loop {
            if self.ended {
                let bytes = std::mem::take(&mut self.rest);
                return Ok((!bytes.is_empty()).then(|| self.chunk(bytes)));
            }
            let old = self.rest.len();
            let read = (&mut self.stream).take(CHUNK as u64).read_to_end(&mut self.rest)?;
            self.ended = read == 0;
            let line_end = self.rest[old..].iter().rposition(|byte| *byte == b'\n');
            if let Some(at) = line_end {
                let rest = self.rest.split_off(old + at + 1);
                let bytes = std::mem::replace(&mut self.rest, rest);
                return Ok(Some(self.chunk(bytes)));
            }
            if self.rest.len() > MAX_LINE {
                self.skip_line()?;
                let first_line = self.next_line;
                self.next_line += 1;
                return Ok(Some(Chunk { first_line, bytes: Vec::new(), too_long: true }));
            }
        }
    }

    fn chunk(&mut self, bytes: Vec<u8>) -> Chunk {
        let first_line = self.next_line;
        self.next_line += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        Chunk { first_line, bytes, too_long: false }
    }

    /// Reads on to the end of the line, keeping only what follows it.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            self.rest.clear();
            let read = (&mut self.stream).take(CHUNK as u64).read_to_end(&mut self.rest)?;
            if read == 0 {
                self.ended = true;
                return Ok(());
            }
            if let Some(at) = self.rest.iter().position(|byte| *byte == b'\n') {
                self.rest.drain(..=at);
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::{Chunks, Cursor, Record};

    fn lines(text: &[u8]) -> Vec<(u64, Vec<u8>)> {
        let mut chunks = Chunks::new(text);
        let mut out = Vec::new();
        while let Some(chunk) = chunks.next().unwrap() {
            let mut at = Cursor::default();
            while let Some(record) = chunk.next_record(&mut at, chunk.end()) {
                if let Record::Line(number, line) = record {
                    out.push((number, line.to_vec()));
                }
            }
        }
        out
    }

    #[test]
    fn blank_lines_are_counted_and_not_records() {
        let found = lines(b"1\n\n 2 \r\n   \n3");
        assert_eq!(found, [(1, b"1".to_vec()), (3, b" 2 ".to_vec()), (5, b"3".to_vec())]);
        assert_eq!(lines(b""), []);
        assert_eq!(lines(b"\n\n"), []);
    }

    #[test]
    fn lines_over_chunk_borders_stay_whole() {
        let long = vec![b'x'; super::CHUNK + 7];
        let text = [b"a\n", &long[..], b"\nb\n"].concat();
        let found = lines(&text);
        assert_eq!(found.len(), 3);
        assert_eq!((found[1].0, found[1].1.len()), (2, long.len()));
        assert_eq!(found[2], (3, b"b".to_vec()));
    }
}
