//! [`CheckedBody`]: a body that was read to be checked, or is passed on as it arrives.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use ::http::HeaderMap;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use super::collect::Read;

pin_project! {
    /// The body that a layer passes on: the same bytes, trailers and size as it received.
    pub struct CheckedBody<B> where B: Body {
        #[pin]
        kind: Kind<B>,
    }
}

pin_project! {
    #[project = KindProj]
    enum Kind<B> where B: Body {
        /// All of it.
        Whole { bytes: Option<Bytes>, trailers: Option<Box<HeaderMap>>, is_exact: bool },
        /// What was read of it, and what was not.
        Resumed { read: Option<Bytes>, rest: Pin<Box<B>> },
        /// What was read of it until it failed.
        Failed { read: Option<Bytes>, error: Option<B::Error> },
        Passed { #[pin] body: B },
    }
}

impl<B: Body> CheckedBody<B> {
    /// A body that is not read.
    pub(super) fn passed(body: B) -> Self {
        Self { kind: Kind::Passed { body } }
    }

    /// A body that was read.
    pub(super) fn whole(read: Read) -> Self {
        let Read { bytes, trailers, is_exact } = read;
        Self { kind: Kind::Whole { bytes: Some(bytes).filter(|bytes| !bytes.is_empty()), trailers, is_exact } }
    }

    /// A body of our own.
    pub(super) fn own(bytes: Vec<u8>) -> Self {
        Self::whole(Read { bytes: bytes.into(), trailers: None, is_exact: true })
    }

    pub(super) fn resumed(read: Bytes, rest: Pin<Box<B>>) -> Self {
        Self { kind: Kind::Resumed { read: Some(read).filter(|read| !read.is_empty()), rest } }
    }

    pub(super) fn failed(read: Bytes, error: B::Error) -> Self {
        Self { kind: Kind::Failed { read: Some(read).filter(|read| !read.is_empty()), error: Some(error) } }
    }

    /// The whole body, if it was read.
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.kind {
            Kind::Whole { bytes, .. } => Some(bytes.as_deref().unwrap_or_default()),
            _ => None,
        }
    }
}

impl<B: Body<Data = Bytes>> Body for CheckedBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        Poll::Ready(match self.project().kind.project() {
            KindProj::Passed { body } => return body.poll_frame(cx),
            KindProj::Whole { bytes, trailers, .. } => match bytes.take() {
                Some(bytes) => Some(Ok(Frame::data(bytes))),
                None => trailers.take().map(|trailers| Ok(Frame::trailers(*trailers))),
            },
            KindProj::Resumed { read, rest } => match read.take() {
                Some(read) => Some(Ok(Frame::data(read))),
                None => return rest.as_mut().poll_frame(cx),
            },
            KindProj::Failed { read, error } => match read.take() {
                Some(read) => Some(Ok(Frame::data(read))),
                None => error.take().map(Err),
            },
        })
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Passed { body } => body.is_end_stream(),
            Kind::Whole { bytes, trailers, .. } => bytes.is_none() && trailers.is_none(),
            Kind::Resumed { read, rest } => read.is_none() && rest.is_end_stream(),
            Kind::Failed { read, error } => read.is_none() && error.is_none(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        let length = |bytes: &Option<Bytes>| u64::try_from(bytes.as_ref().map_or(0, Bytes::len)).unwrap_or(u64::MAX);
        match &self.kind {
            Kind::Passed { body } => body.size_hint(),
            // The size that was announced, and no other: it decides how the body is framed, and whether it may have trailers.
            Kind::Whole { bytes, is_exact, .. } if *is_exact => SizeHint::with_exact(length(bytes)),
            Kind::Resumed { read, rest } => {
                let (read, rest) = (length(read), rest.size_hint());
                let mut hint = SizeHint::new();
                hint.set_lower(rest.lower().saturating_add(read));
                if let Some(upper) = rest.upper().and_then(|upper| upper.checked_add(read)) {
                    hint.set_upper(upper);
                }
                hint
            }
            Kind::Whole { bytes: read, .. } | Kind::Failed { read, .. } => {
                let mut hint = SizeHint::new();
                hint.set_lower(length(read));
                hint
            }
        }
    }
}

/// An empty body.
impl<B: Body> Default for CheckedBody<B> {
    fn default() -> Self {
        Self::own(Vec::new())
    }
}

/// Without content.
impl<B: Body> fmt::Debug for CheckedBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.kind {
            Kind::Whole { .. } => "a body that was read",
            Kind::Resumed { .. } => "a body that was read in part",
            Kind::Failed { .. } => "a body that failed",
            Kind::Passed { .. } => "a body that is passed on",
        })
    }
}
