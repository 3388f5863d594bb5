//! [`Body`]: the body of an answer, whole or cut on purpose.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// The body of an answer of the sandbox.
#[derive(Debug)]
pub struct Body {
    data: Option<Bytes>,
    /// How many bytes are announced.
    length: u64,
    /// The pause before the connection breaks, in which what was sent goes out.
    cut: Option<Pin<Box<Sleep>>>,
}

const PAUSE: Duration = Duration::from_millis(50);

/// A connection is broken on purpose: the request asked for it, or a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken(());

impl Broken {
    pub(super) fn on_purpose() -> Self {
        Self(())
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("broken on purpose")
    }
}

impl std::error::Error for Broken {}

impl Body {
    pub(super) fn whole(data: Bytes) -> Self {
        Self { length: data.len() as u64, data: Some(data), cut: None }
    }

    /// Announces all of `data`, sends half of it, and breaks.
    pub(super) fn cut(data: &Bytes) -> Self {
        // A body that is empty breaks as well: a byte is announced that does not come.
        Self {
            length: data.len().max(1) as u64,
            data: Some(data.slice(..data.len() / 2)),
            cut: Some(Box::pin(sleep(PAUSE))),
        }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if let Some(data) = self.data.take().filter(|data| !data.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        let Some(pause) = &mut self.cut else { return Poll::Ready(None) };
        ready!(pause.as_mut().poll(context));
        Poll::Ready(Some(Err(Broken(()))))
    }

    fn is_end_stream(&self) -> bool {
        self.cut.is_none() && self.data.as_ref().is_none_or(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        match &self.data {
            Some(_) => SizeHint::with_exact(self.length),
            None => SizeHint::default(),
        }
    }
}
