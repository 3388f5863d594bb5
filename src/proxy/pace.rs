//! [`Paced`]: a body that may not pause for too long, and [`Activity`], when it last moved.
//!
//! Nothing bounds how long a body takes as a whole: an event stream has no end. What is not asked for does not pause; a slow
//! reader on the other side is its own matter.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

pub(super) type BoxError = Box<dyn StdError + Send + Sync>;

pin_project! {
    /// A body with a bound on its pauses.
    pub(super) struct Paced<B> {
        #[pin]
        inner: B,
        pause: Duration,
        timer: Option<Pin<Box<Sleep>>>,
        activity: Option<Activity>,
    }
}

impl<B> Paced<B> {
    pub(super) fn new(inner: B, pause: Duration, activity: Option<Activity>) -> Self {
        Self { inner, pause, timer: None, activity }
    }
}

impl<B> Body for Paced<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.project();
        match this.inner.poll_frame(context) {
            Poll::Ready(frame) => {
                *this.timer = None;
                if let Some(activity) = this.activity {
                    activity.note();
                }
                Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
            }
            Poll::Pending => {
                let timer = this.timer.get_or_insert_with(|| Box::pin(sleep(*this.pause)));
                timer.as_mut().poll(context).map(|()| Some(Err(Stalled.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// A body that paused for too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stalled;

impl fmt::Display for Stalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body stalled")
    }
}

impl StdError for Stalled {}

/// When something last moved.
#[derive(Debug, Clone)]
pub(super) struct Activity {
    begun: Instant,
    /// Milliseconds after that.
    last: Arc<AtomicU64>,
}

impl Activity {
    pub(super) fn start() -> Self {
        Self { begun: Instant::now(), last: Arc::default() }
    }

    fn note(&self) {
        let elapsed = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(elapsed, Ordering::Relaxed);
    }

    /// Waits until nothing has moved for so long.
    pub(super) async fn rests(&self, pause: Duration) {
        loop {
            let last = self.last.load(Ordering::Relaxed);
            sleep_until(self.begun + Duration::from_millis(last) + pause).await;
            if self.last.load(Ordering::Relaxed) == last {
                return;
            }
        }
    }
}
