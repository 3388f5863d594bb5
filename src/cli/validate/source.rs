//! [`Source`]: an input as chunks of records, by its layout; and [`Supply`], by whom it is read.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::detect;
use crate::cli::input::{Chunk, Chunks, Entries, Input, Layout, Reading, read_whole};
use crate::error::Error;
use crate::limits::Limits;

/// An input that is open, by who reads it.
pub(super) enum Supply<'s> {
    /// The thread that takes what comes out of it: it may have to wait for more.
    Here(Source<'s>),
    /// The threads that judge, until this is set: a regular file.
    Shared(Source<'static>, Arc<AtomicBool>),
}

impl<'s> Supply<'s> {
    /// Opens an input, with its layout if that is known.
    pub(super) fn open(
        input: &Input,
        layout: Option<Layout>,
        stdin: &'s mut (dyn Read + Send),
        reading: &Reading<'s>,
        may_share: bool,
    ) -> Result<(Layout, Self), Error> {
        let stop = Arc::default();
        if let Some(stream) = may_share.then(|| input.open_regular(reading, &stop)).flatten() {
            let (layout, stream) = with_layout(layout, stream?);
            return Ok((layout, Self::Shared(Source::new(stream, layout, reading.limits), stop)));
        }
        let (layout, stream) = with_layout(layout, input.open(stdin, reading)?);
        Ok((layout, Self::Here(Source::new(stream, layout, reading.limits))))
    }
}

type Stream<'s> = Box<dyn Read + Send + 's>;

fn with_layout(layout: Option<Layout>, stream: Stream<'_>) -> (Layout, Stream<'_>) {
    match layout {
        Some(layout) => (layout, stream),
        None => detect::layout(stream),
    }
}

/// Where chunks come from.
pub(super) struct Source<'s> {
    limits: Limits,
    records: Records<'s>,
}

enum Records<'s> {
    Lines(Chunks<Stream<'s>>),
    Har(Entries<Stream<'s>>),
    Whole(Option<Stream<'s>>),
}

impl<'s> Source<'s> {
    /// The records of `stream`.
    fn new(stream: Stream<'s>, layout: Layout, limits: Limits) -> Self {
        let records = match layout {
            Layout::Lines => Records::Lines(Chunks::new(stream, limits.record_bytes)),
            Layout::Har => Records::Har(Entries::new(stream, &["log", "entries"], &limits)),
            Layout::Whole => Records::Whole(Some(stream)),
        };
        Self { limits, records }
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
