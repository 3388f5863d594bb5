//! [`Exchange`]: one request and its answer while they pass, and [`Tee`], the bodies that pass.
//!
//! It belongs to everything that is still under way: the future of the answer and both bodies. When the last of them is gone, for
//! whatever reason, it is over and is judged.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use ::http::header::CONTENT_TYPE;
use ::http::uri::PathAndQuery;
use ::http::{HeaderMap, request, response};
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use super::failure::Failure;
use super::judge::Judge;
use super::kept::Kept;
use super::passed::{Answered, Passed};
use crate::validate::NotRead;

/// An exchange that is not over yet.
pub(super) struct Exchange {
    passed: Mutex<Option<Passed>>,
    judge: Arc<Judge>,
}

/// Which of the two messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Request,
    Answer,
}

impl Exchange {
    /// A request that was admitted.
    pub(super) fn begin(head: &request::Parts, judge: &Arc<Judge>) -> Arc<Self> {
        let passed = Passed {
            method: head.method.clone(),
            target: head.uri.path_and_query().map_or("/", PathAndQuery::as_str).to_owned(),
            headers: head.headers.clone(),
            body: Kept::new(judge.budget()),
            answer: None,
            failure: None,
        };
        Arc::new(Self { passed: Mutex::new(Some(passed)), judge: Arc::clone(judge) })
    }

    /// The upstream begins to answer.
    pub(super) fn answer(&self, head: &response::Parts) {
        self.change(|passed| {
            let mut body = Kept::new(self.judge.budget());
            if is_endless(&head.headers) {
                body.leave(NotRead::Streamed);
            }
            passed.answer = Some(Answered { status: head.status, headers: head.headers.clone(), body });
        });
    }

    /// There is no answer of the upstream.
    pub(super) fn fail(&self, failure: Failure) {
        self.change(|passed| passed.failure = Some(failure));
    }

    /// Why there is no answer of the upstream, or not all of it, as far as that is known.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(|passed| passed.failure)
    }

    fn body(&self, half: Half, change: impl FnOnce(&mut Kept)) {
        self.change(|passed| match (half, &mut passed.answer) {
            (Half::Request, _) => change(&mut passed.body),
            (Half::Answer, Some(answer)) => change(&mut answer.body),
            (Half::Answer, None) => {}
        });
    }

    fn change(&self, change: impl FnOnce(&mut Passed)) {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner).as_mut().map(change);
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if let Some(passed) = self.passed.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            self.judge.judge(passed);
        }
    }
}

/// Whether the body has no end to wait for: events, or parts of which each replaces the one before.
fn is_endless(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    ["text/event-stream", "multipart/x-mixed-replace"].contains(&media_type.as_str())
        || media_type.starts_with("application/grpc")
}

pin_project! {
    /// A body that passes, of which a copy is kept.
    pub(super) struct Tee<B> {
        #[pin]
        inner: B,
        half: Half,
        // What is left of a body whose length was announced: behind its last byte, nobody may ask for its end.
        left: Option<u64>,
        // Until nothing more of it is kept.
        exchange: Option<Arc<Exchange>>,
    }
}

impl<B: Body<Data = Bytes>> Tee<B> {
    pub(super) fn new(inner: B, half: Half, exchange: Option<Arc<Exchange>>) -> Self {
        let mut is_settled = false;
        if let Some(exchange) = &exchange {
            exchange.body(half, |kept| {
                if inner.is_end_stream() {
                    kept.complete();
                }
                is_settled = kept.is_settled();
            });
        }
        Self { left: inner.size_hint().exact(), inner, half, exchange: exchange.filter(|_| !is_settled) }
    }
}

impl<B: Body<Data = Bytes>> Body for Tee<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let mut this = self.project();
        let polled = this.inner.as_mut().poll_frame(context);
        if let (Poll::Ready(frame), Some(exchange)) = (&polled, &this.exchange) {
            let data = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref());
            if let (Some(left), Some(data)) = (this.left.as_mut(), data) {
                *left = left.saturating_sub(data.len() as u64);
            }
            let is_end = frame.is_none() || *this.left == Some(0) || this.inner.is_end_stream();
            let mut is_settled = false;
            exchange.body(*this.half, |kept| {
                data.into_iter().for_each(|data| kept.keep(data));
                if matches!(frame, Some(Err(_))) {
                    kept.leave(NotRead::Interrupted);
                }
                if is_end {
                    kept.complete();
                }
                is_settled = kept.is_settled();
            });
            if let (Half::Answer, Some(Err(_))) = (*this.half, frame) {
                exchange.fail(Failure::BrokenOff);
            }
            if is_settled {
                *this.exchange = None;
            }
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
