//! [`Chunks`]: a stream cut at line ends into pieces of bounded size, and the records in each.

use std::io::{self, Read};

use super::kept::read_some;

/// The bytes read at once.
const READ: usize = 1 << 18;

/// The bytes and the lines of a piece: enough work for a thread, and few enough that the results of many fit into memory. A
/// line that is longer is a piece of its own.
const PIECE: usize = 1 << 16;
const LINES: usize = 512;

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

    /// How many bytes of memory it takes.
    pub(in crate::cli) fn size(&self) -> usize {
        self.bytes.len()
    }
}

/// Cuts a stream into [`Chunk`]s.
pub(in crate::cli) struct Chunks<R> {
    stream: R,
    /// The bytes of the longest line that is kept.
    longest: usize,
    next_line: u64,
    /// What was read, and where in it the next line begins.
    read: Vec<u8>,
    at: usize,
    /// Up to here there is no end of that line.
    searched: usize,
    end: Option<io::Result<()>>,
}

impl<R: Read> Chunks<R> {
    /// A line of more than `longest` bytes is skipped.
    pub(in crate::cli) fn new(stream: R, longest: u64) -> Self {
        let longest = usize::try_from(longest).unwrap_or(usize::MAX);
        Self { stream, longest, next_line: 1, read: Vec::new(), at: 0, searched: 0, end: None }
    }

    /// The next lines, or `None` at the end.
    ///
    /// # Errors
    ///
    /// When the stream cannot be read, or does not unpack. Every whole line before that was handed out; the beginning of one
    /// that is cut is not a record.
    pub(in crate::cli) fn next(&mut self) -> io::Result<Option<Chunk>> {
        loop {
            if let Some(chunk) = self.whole_lines() {
                return Ok(Some(chunk));
            }
            let line = self.read.len() - self.at;
            match self.end.take() {
                Some(Err(error)) => {
                    (self.at, self.end) = (self.read.len(), Some(Ok(())));
                    return Err(error);
                }
                Some(Ok(())) => {
                    self.end = Some(Ok(()));
                    let (end, is_too_long) = (self.read.len(), self.is_too_long());
                    return Ok(match (line, is_too_long) {
                        (0, _) => None,
                        (_, false) => Some(self.cut(end, 1)),
                        (_, true) => Some(self.skip_line()),
                    });
                }
                None if line > self.longest.saturating_add(1) => return Ok(Some(self.skip_line())),
                None => self.read_on(),
            }
        }
    }

    /// The lines whose ends were read, as far as they are one piece.
    fn whole_lines(&mut self) -> Option<Chunk> {
        let (mut end, mut lines) = (self.at, 0);
        while lines < LINES && end - self.at < PIECE {
            let from = self.searched.max(end);
            let Some(line_end) = memchr::memchr(b'\n', &self.read[from..]).map(|at| from + at) else {
                self.searched = self.read.len();
                break;
            };
            let line = &self.read[end..line_end];
            match (line.strip_suffix(b"\r").unwrap_or(line).len() > self.longest, lines) {
                (true, 0) => {
                    self.at = line_end + 1;
                    return Some(self.too_long());
                }
                (true, _) => break,
                (false, _) => (end, lines) = (line_end + 1, lines + 1),
            }
        }
        (lines > 0).then(|| self.cut(end, lines))
    }

    /// Whether what is left of the input is a line that is too long.
    fn is_too_long(&self) -> bool {
        let line = &self.read[self.at..];
        line.strip_suffix(b"\r").unwrap_or(line).len() > self.longest
    }

    /// Hands out what was read up to `end`.
    fn cut(&mut self, end: usize, lines: usize) -> Chunk {
        let bytes = if end - self.at > READ {
            // A long line is handed out without a copy.
            let rest = self.read.split_off(end);
            let mut bytes = std::mem::replace(&mut self.read, rest);
            bytes.drain(..self.at);
            self.searched = self.searched.saturating_sub(end);
            self.at = 0;
            bytes
        } else {
            let bytes = self.read[self.at..end].to_vec();
            self.at = end;
            bytes
        };
        let first_line = self.next_line;
        self.next_line += lines as u64;
        Chunk { first_line, bytes, too_long: false }
    }

    fn too_long(&mut self) -> Chunk {
        let first_line = self.next_line;
        self.next_line += 1;
        Chunk { first_line, bytes: Vec::new(), too_long: true }
    }

    /// Reads on to the end of the line, keeping only what follows it.
    fn skip_line(&mut self) -> Chunk {
        let chunk = self.too_long();
        while self.end.is_none() {
            (self.read, self.at, self.searched) = (Vec::new(), 0, 0);
            self.read_on();
            if let Some(at) = memchr::memchr(b'\n', &self.read) {
                self.at = at + 1;
                return chunk;
            }
        }
        self.at = self.read.len();
        chunk
    }

    fn read_on(&mut self) {
        self.read.drain(..self.at);
        self.searched = self.searched.saturating_sub(self.at);
        self.at = 0;
        match read_some(&mut self.stream, &mut self.read, READ) {
            Ok(0) => self.end = Some(Ok(())),
            Ok(_) => {}
            Err(error) => self.end = Some(Err(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::io::{self, Read};

    use super::{Chunks, Cursor, Record};

    /// The lines that are kept, 0 bytes for those that are too long, and the error at the end.
    fn cut(stream: impl Read, longest: u64) -> (Vec<(u64, Vec<u8>)>, Option<String>) {
        let mut chunks = Chunks::new(stream, longest);
        let mut out = Vec::new();
        loop {
            match chunks.next() {
                Ok(Some(chunk)) => {
                    let mut at = Cursor::default();
                    let records = std::iter::from_fn(|| chunk.next_record(&mut at, chunk.end()));
                    out.extend(records.map(|record| match record {
                        Record::Line(number, line) => (number, line.to_vec()),
                        Record::TooLong(number) => (number, Vec::new()),
                    }));
                }
                Ok(None) => return (out, None),
                Err(error) => {
                    assert_eq!(chunks.next().unwrap(), None);
                    return (out, Some(error.to_string()));
                }
            }
        }
    }

    fn lines(text: &[u8]) -> Vec<(u64, Vec<u8>)> {
        cut(text, u64::MAX).0
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
        for length in [super::PIECE - 1, super::PIECE, super::READ - 3, super::READ - 2, 3 * super::READ + 7] {
            let long = vec![b'x'; length];
            let text = [b"a\n", &long[..], b"\nb\n", &long[..], b"\n", &b"1\n".repeat(super::LINES + 1)].concat();
            let found = lines(&text);
            assert_eq!(found.len(), 4 + super::LINES + 1, "{length}");
            assert_eq!((found[1].0, found[1].1.len()), (2, length));
            assert_eq!(found[2], (3, b"b".to_vec()));
            assert_eq!((found[3].0, found[3].1.len()), (4, length));
            assert_eq!(found.last().unwrap(), &(4 + super::LINES as u64 + 1, b"1".to_vec()));
        }
    }

    #[test]
    fn a_line_beyond_the_limit_is_skipped_and_the_next_is_read() {
        let text = |length: usize| [b"a\n", &vec![b'x'; length][..], b"\r\nb\n"].concat();
        for limit in [4, 700_000] {
            let short = |number, line: &[u8]| (number, line.to_vec());
            let (kept, _) = cut(&text(limit)[..], limit as u64);
            assert_eq!((kept.len(), kept[1].1.len(), &kept[2]), (3, limit, &short(3, b"b")));
            for length in [limit + 1, limit + 2, limit + 3, 3_000_000] {
                let (kept, error) = cut(&text(length)[..], limit as u64);
                assert_eq!(kept, [short(1, b"a"), short(2, b""), short(3, b"b")], "{length}");
                assert_eq!(error, None);
            }
        }
        for length in [3, 4, 5, 6] {
            let (kept, _) = cut(&vec![b'x'; length][..], 4);
            assert_eq!(kept, [(1, if length > 4 { Vec::new() } else { vec![b'x'; length] })]);
        }
        // One that never ends takes no memory.
        let (kept, _) = cut(io::repeat(b'[').take(40 << 20), 1_000_000);
        assert_eq!(kept, [(1, Vec::new())]);
    }

    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("broken"))
        }
    }

    #[test]
    fn lines_before_an_error_are_handed_out() {
        for lines in [0, 1, 3, 100_000] {
            let text = b"12345\n".repeat(lines);
            let (kept, error) = cut(text.chain(&b"cut"[..]).chain(Broken), 1000);
            assert_eq!((kept.len(), error.as_deref()), (lines, Some("broken")));
        }
        let (kept, error) = cut(b"1\n".chain(&[b'x'; 5000][..]).chain(Broken), 1000);
        assert_eq!((kept.len(), error.as_deref()), (1, Some("broken")));
    }
}
