//! [`Collecting`]: a body that is read to its end, or to a limit.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use ::http::{HeaderMap, header};
use bytes::Bytes;
use http_body::Body;

/// A body that is being read. It is boxed, so that what is left of it can be handed on.
pub(super) struct Collecting<B: Body> {
    /// `None` when it was handed on.
    body: Option<Pin<Box<B>>>,
    limit: usize,
    is_exact: bool,
    /// The first frame is kept as it came: small bodies have no other.
    first: Option<Bytes>,
    more: Vec<u8>,
    trailers: Option<Box<HeaderMap>>,
}

/// A body that was read to its end.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) bytes: Bytes,
    pub(super) trailers: Option<Box<HeaderMap>>,
    /// Whether its size was announced.
    pub(super) is_exact: bool,
}

/// How reading ended.
pub(super) enum Collected<B: Body> {
    Whole(Read),
    /// What was read, which is more than the limit, and what was not.
    TooLong(Bytes, Pin<Box<B>>),
    /// What was read until it failed.
    Failed(Bytes, B::Error),
}

impl<B: Body<Data = Bytes>> Collecting<B> {
    /// The body, unread, when the size that it or its headers announce is beyond the limit.
    pub(super) fn new(body: B, limit: usize, headers: &HeaderMap) -> Result<Self, B> {
        let hint = body.size_hint();
        // A body that knows its size knows it better than a header.
        let announced = match hint.exact() {
            Some(_) => None,
            None => headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok()),
        };
        if hint.lower().max(announced.unwrap_or_default()) > u64::try_from(limit).unwrap_or(u64::MAX) {
            return Err(body);
        }
        let is_exact = hint.exact().is_some();
        Ok(Self { body: Some(Box::pin(body)), limit, is_exact, first: None, more: Vec::new(), trailers: None })
    }

    /// Reads on; not to be called again when it is ready.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Collected<B>> {
        while let Some(body) = &mut self.body {
            let frame = match ready!(body.as_mut().poll_frame(cx)) {
                None => break,
                Some(Ok(frame)) => frame,
                Some(Err(error)) => return Poll::Ready(Collected::Failed(self.take(), error)),
            };
            match frame.into_data() {
                Ok(data) => {
                    let is_last = body.is_end_stream();
                    let length = self.len() + data.len();
                    self.keep(data);
                    if length > self.limit
                        && let Some(rest) = self.body.take()
                    {
                        return Poll::Ready(Collected::TooLong(self.take(), rest));
                    }
                    if is_last {
                        break;
                    }
                }
                Err(frame) => {
                    if let Ok(trailers) = frame.into_trailers() {
                        self.trailers.get_or_insert_default().extend(trailers);
                    }
                }
            }
        }
        let (trailers, is_exact) = (self.trailers.take(), self.is_exact);
        Poll::Ready(Collected::Whole(Read { bytes: self.take(), trailers, is_exact }))
    }

    fn len(&self) -> usize {
        self.first.as_ref().map_or(self.more.len(), Bytes::len)
    }

    fn keep(&mut self, data: Bytes) {
        if self.len() == 0 {
            self.first = Some(data);
        } else if !data.is_empty() {
            if let Some(first) = self.first.take() {
                self.more.extend_from_slice(&first);
            }
            self.more.extend_from_slice(&data);
        }
    }

    fn take(&mut self) -> Bytes {
        self.first.take().unwrap_or_else(|| std::mem::take(&mut self.more).into())
    }
}
