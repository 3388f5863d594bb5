//! [`Chunks`]: a stream cut at line ends into chunks.

use std::io::{self, Read};

use super::chunk::{CHUNK, Chunk};
use super::kept::grow;

/// Cuts a stream into [`Chunk`]s of lines.
pub(in crate::cli) struct Chunks<R> {
    stream: R,
    /// The bytes of the longest line that is kept.
    longest: usize,
    /// What was read behind the last line that was handed out.
    rest: Vec<u8>,
    end: Option<io::Result<()>>,
}

/// A buffer that is being filled: so many bytes of it were read.
struct Filled {
    bytes: Vec<u8>,
    end: usize,
}

impl<R: Read> Chunks<R> {
    /// A line of more than `longest` bytes is skipped.
    pub(in crate::cli) fn new(stream: R, longest: u64) -> Self {
        let longest = usize::try_from(longest).unwrap_or(usize::MAX);
        Self { stream, longest, rest: Vec::new(), end: None }
    }

    /// The next lines, in `buffer`, or `None` at the end.
    ///
    /// # Errors
    ///
    /// When the stream cannot be read, or does not unpack. Every whole line before that was handed out; the beginning of one
    /// that is cut is not a record.
    pub(in crate::cli) fn next(&mut self, buffer: Vec<u8>) -> io::Result<Option<Chunk>> {
        let mut filled = Filled::new(buffer, &self.rest);
        self.rest.clear();
        // Up to here there is no end of a line.
        let mut searched = 0;
        loop {
            if filled.end < CHUNK && self.end.is_none() {
                self.read_on(&mut filled);
                continue;
            }
            if let Some(at) = memchr::memrchr(b'\n', &filled.read()[searched..]) {
                let end = searched + at + 1;
                self.rest.extend_from_slice(&filled.read()[end..]);
                return Ok(Some(Chunk::lines(filled.bytes, end, self.longest)));
            }
            searched = filled.end;
            let line = filled.read();
            match self.end.take() {
                Some(Err(error)) => {
                    self.end = Some(Ok(()));
                    return Err(error);
                }
                Some(Ok(())) => {
                    self.end = Some(Ok(()));
                    let is_too_long = line.strip_suffix(b"\r").unwrap_or(line).len() > self.longest;
                    return Ok(match (filled.end, is_too_long) {
                        (0, _) => None,
                        (end, false) => Some(Chunk::lines(filled.bytes, end, self.longest)),
                        (_, true) => Some(Chunk::too_long(filled.bytes)),
                    });
                }
                None if line.len() > self.longest.saturating_add(1) => {
                    self.skip_line(&mut filled);
                    return Ok(Some(Chunk::too_long(filled.bytes)));
                }
                None => self.read_on(&mut filled),
            }
        }
    }

    /// Reads on to the end of the line, keeping only what follows it.
    fn skip_line(&mut self, filled: &mut Filled) {
        while self.end.is_none() {
            filled.end = 0;
            self.read_on(filled);
            if let Some(at) = memchr::memchr(b'\n', filled.read()) {
                self.rest.extend_from_slice(&filled.read()[at + 1..]);
                return;
            }
        }
    }

    fn read_on(&mut self, filled: &mut Filled) {
        match self.stream.read(filled.room()) {
            Ok(0) => self.end = Some(Ok(())),
            Ok(read) => filled.end += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => self.end = Some(Err(error)),
        }
    }
}

impl Filled {
    /// `buffer`, which begins with `rest`.
    fn new(mut buffer: Vec<u8>, rest: &[u8]) -> Self {
        if buffer.len() < rest.len() {
            buffer.resize(rest.len(), 0);
        }
        buffer[..rest.len()].copy_from_slice(rest);
        Self { bytes: buffer, end: rest.len() }
    }

    fn read(&self) -> &[u8] {
        &self.bytes[..self.end]
    }

    /// Where more can be read to.
    fn room(&mut self) -> &mut [u8] {
        if self.bytes.len() < CHUNK {
            self.bytes.resize(CHUNK, 0);
        } else if self.bytes.len() == self.end {
            grow(&mut self.bytes, CHUNK);
            self.bytes.resize(self.end + CHUNK, 0);
        }
        &mut self.bytes[self.end..]
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::io::{self, Read};

    use super::{CHUNK, Chunks};
    use crate::cli::input::Cursor;

    /// The lines that are kept, 0 bytes for those that are too long, and the error at the end.
    fn cut(stream: impl Read, longest: u64) -> (Vec<(u64, Vec<u8>)>, Option<String>) {
        let mut chunks = Chunks::new(stream, longest);
        let (mut out, mut lines, mut buffer) = (Vec::new(), 1, Vec::new());
        loop {
            match chunks.next(buffer) {
                Ok(Some(chunk)) => {
                    let mut at = Cursor::default();
                    while let Some(record) = chunk.next_record(&mut at, chunk.end()) {
                        out.push((lines + record.lines_before, record.bytes.unwrap_or_default().to_vec()));
                    }
                    lines += at.lines();
                    buffer = chunk.into_buffer();
                }
                Ok(None) => return (out, None),
                Err(error) => {
                    assert_eq!(chunks.next(Vec::new()).unwrap(), None);
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
        const SHORT: usize = CHUNK;
        for length in [CHUNK / 2, CHUNK - 3, CHUNK - 2, CHUNK - 1, CHUNK, 3 * CHUNK + 7] {
            let long = vec![b'x'; length];
            let text = [b"a\n", &long[..], b"\nb\n", &long[..], b"\n", &b"1\n".repeat(SHORT + 1)].concat();
            let found = lines(&text);
            assert_eq!(found.len(), 4 + SHORT + 1, "{length}");
            assert_eq!((found[1].0, found[1].1.len()), (2, length));
            assert_eq!(found[2], (3, b"b".to_vec()));
            assert_eq!((found[3].0, found[3].1.len()), (4, length));
            assert_eq!(found.last().unwrap(), &(4 + SHORT as u64 + 1, b"1".to_vec()));
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
