//! [`Chunk`]: some records of an input in one buffer.

use std::ops::Range;

/// The bytes of a chunk: enough work for a thread, and few enough that several are in memory at once. A record that is longer
/// is a chunk of its own.
pub(in crate::cli) const CHUNK: usize = 1 << 17;

/// Some whole records of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Chunk {
    /// A buffer that is used again: what is behind `end` means nothing.
    bytes: Vec<u8>,
    end: usize,
    records: Records,
}

/// Where the records of a chunk are.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Records {
    /// On its lines, of at most so many bytes.
    Lines { longest: usize },
    /// It was one line that was too long to be kept.
    TooLong,
    /// Here, each with the number of the line that it begins on, from 0; `None` for one that was too long to be kept.
    Listed(Vec<(u64, Option<Range<usize>>)>),
}

/// One record of a chunk, and how many lines are before it: in the chunk, or in the input where records are no lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Record<'c> {
    pub(in crate::cli) lines_before: u64,
    /// `None` when it is too long.
    pub(in crate::cli) bytes: Option<&'c [u8]>,
}

/// A place in a chunk, at the beginning of a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::cli) struct Cursor {
    /// In bytes, or in records where these are listed.
    offset: usize,
    /// How many lines are before it.
    lines: u64,
}

impl Cursor {
    pub(in crate::cli) fn offset(self) -> usize {
        self.offset
    }

    pub(in crate::cli) fn lines(self) -> u64 {
        self.lines
    }
}

impl Chunk {
    /// The lines in the first `end` bytes of a buffer.
    pub(super) fn lines(bytes: Vec<u8>, end: usize, longest: usize) -> Self {
        Self { bytes, end, records: Records::Lines { longest } }
    }

    /// One line that is too long.
    pub(super) fn too_long(bytes: Vec<u8>) -> Self {
        Self { bytes, end: 0, records: Records::TooLong }
    }

    /// The records of `bytes` that are listed with the numbers of their lines, from 0.
    pub(in crate::cli) fn listed(bytes: Vec<u8>, records: Vec<(u64, Option<Range<usize>>)>) -> Self {
        Self { end: bytes.len(), bytes, records: Records::Listed(records) }
    }

    /// Behind its last record.
    pub(in crate::cli) fn end(&self) -> usize {
        match &self.records {
            Records::Lines { .. } => self.end,
            Records::TooLong => 1,
            Records::Listed(records) => records.len(),
        }
    }

    /// The next record that begins before `end`, without blank lines; `at` moves behind it.
    #[inline]
    pub(in crate::cli) fn next_record(&self, at: &mut Cursor, end: usize) -> Option<Record<'_>> {
        match &self.records {
            Records::Lines { longest } => {
                while at.offset < end {
                    let rest = self.bytes.get(at.offset..self.end)?;
                    let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                    let (line, lines_before) = (&rest[..length], at.lines);
                    *at = Cursor { offset: at.offset + length + 1, lines: at.lines + 1 };
                    let line = line.strip_suffix(b"\r").unwrap_or(line);
                    if line.len() > *longest {
                        return Some(Record { lines_before, bytes: None });
                    }
                    if !line.iter().all(u8::is_ascii_whitespace) {
                        return Some(Record { lines_before, bytes: Some(line) });
                    }
                }
                None
            }
            Records::TooLong => {
                let is_first = at.offset == 0 && at.offset < end;
                *at = Cursor { offset: 1, lines: 1 };
                is_first.then_some(Record { lines_before: 0, bytes: None })
            }
            Records::Listed(records) => {
                let (lines_before, range) = records.get(..end)?.get(at.offset)?;
                at.offset += 1;
                let bytes = range.as_ref().and_then(|range| self.bytes.get(range.clone()));
                Some(Record { lines_before: *lines_before, bytes })
            }
        }
    }

    /// The place so many lines or records further on, or at `end`.
    pub(in crate::cli) fn skip(&self, from: Cursor, end: usize, count: usize) -> Cursor {
        match &self.records {
            Records::Lines { .. } => {
                let rest = self.bytes.get(from.offset..end).unwrap_or_default();
                match memchr::memchr_iter(b'\n', rest).nth(count.saturating_sub(1)) {
                    Some(at) => Cursor { offset: from.offset + at + 1, lines: from.lines + count.max(1) as u64 },
                    None => Cursor { offset: end, lines: from.lines },
                }
            }
            Records::TooLong | Records::Listed(_) => {
                Cursor { offset: (from.offset + count).min(end), lines: from.lines }
            }
        }
    }

    /// How many bytes of the input are in it.
    pub(in crate::cli) fn size(&self) -> u64 {
        self.end as u64
    }

    /// Its buffer, to be used again however large it became, with the length of a chunk at most.
    pub(in crate::cli) fn into_any_buffer(mut self) -> Vec<u8> {
        self.bytes.truncate(CHUNK);
        self.bytes
    }

    /// Its buffer, to be used again; nothing of one that became large.
    pub(in crate::cli) fn into_buffer(self) -> Vec<u8> {
        if self.bytes.capacity() <= 2 * CHUNK { self.bytes } else { Vec::new() }
    }
}
