//! [`Source`]: an input as chunks of records, by its layout.

use std::io::{self, Read};

use crate::cli::input::{Chunk, Chunks, Entries, Layout, read_whole};
use crate::limits::Limits;

/// Where chunks come from.
pub(super) struct Source<'s> {
    limits: Limits,
    records: Records<'s>,
}

enum Records<'s> {
    Lines(Chunks<Box<dyn Read + Send + 's>>),
    Har(Entries<Box<dyn Read + Send + 's>>),
    Whole(Option<Box<dyn Read + Send + 's>>),
}

impl<'s> Source<'s> {
    /// The records of `stream`.
    pub(super) fn new(stream: Box<dyn Read + Send + 's>, layout: Layout, limits: Limits) -> Self {
        let records = match layout {
            Layout::Lines => Records::Lines(Chunks::new(stream, limits.record_bytes)),
            Layout::Har => Records::Har(Entries::new(stream, &["log", "entries"], &limits)),
            Layout::Whole => Records::Whole(Some(stream)),
        };
        Self { limits, records }
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    /// The next chunk, in `buffer`.
    pub(super) fn next(&mut self, buffer: Vec<u8>) -> io::Result<Option<Chunk>> {
        match &mut self.records {
            Records::Lines(chunks) => chunks.next(buffer),
            Records::Har(entries) => entries.next(buffer),
            Records::Whole(stream) => {
                let Some(stream) = stream.take() else { return Ok(None) };
                let record = read_whole(stream, self.limits.record_bytes)?;
                let range = record.as_ref().map(|record| 0..record.len());
                Ok(Some(Chunk::listed(record.unwrap_or_default(), vec![(0, range)])))
            }
        }
    }
}
