//! [`Outgoing`]: the body of a request on its way to the upstream, and whether it could be sent once more.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use super::pace::BoxError;

/// A body, of which the first frame may have been read.
pub(super) struct Outgoing {
    first: Option<Frame<Bytes>>,
    rest: Option<Pin<Box<dyn Body<Data = Bytes, Error = BoxError> + Send>>>,
}

impl Outgoing {
    pub(super) fn new<B>(body: B) -> Self
    where
        B: Body<Data = Bytes, Error = BoxError> + Send + 'static,
    {
        Self { first: None, rest: (!body.is_end_stream()).then(|| Box::pin(body) as _) }
    }

    pub(super) fn whole(bytes: Bytes) -> Self {
        Self { first: (!bytes.is_empty()).then(|| Frame::data(bytes)), rest: None }
    }

    /// The bytes of a body that is whole in memory. It is asked once for what is there, and not waited for.
    pub(super) async fn bytes(&mut self) -> Option<Bytes> {
        if let (None, Some(rest)) = (&self.first, &mut self.rest) {
            // Pending, it will be asked again by the connection, which then waits.
            match poll_fn(|context| Poll::Ready(rest.as_mut().poll_frame(context))).await {
                Poll::Ready(Some(Ok(frame))) => self.first = Some(frame),
                Poll::Ready(Some(Err(error))) => self.rest = Some(Box::pin(Failed(Some(error)))),
                Poll::Ready(None) => self.rest = None,
                Poll::Pending => {}
            }
            if self.rest.as_ref().is_some_and(|rest| rest.is_end_stream()) {
                self.rest = None;
            }
        }
        match (&self.first, &self.rest) {
            (None, None) => Some(Bytes::new()),
            (Some(frame), None) => frame.data_ref().cloned(),
            _ => None,
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        if let Some(first) = this.first.take() {
            return Poll::Ready(Some(Ok(first)));
        }
        match &mut this.rest {
            Some(rest) => rest.as_mut().poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.first.is_none() && self.rest.as_ref().is_none_or(|rest| rest.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        let first = self.first.as_ref().and_then(Frame::data_ref).map_or(0, |data| data.len() as u64);
        let rest = self.rest.as_ref().map_or_else(|| SizeHint::with_exact(0), |rest| rest.size_hint());
        let mut hint = SizeHint::new();
        hint.set_lower(first + rest.lower());
        if let Some(upper) = rest.upper() {
            hint.set_upper(first + upper);
        }
        hint
    }
}

/// The error of a body that was read too early.
struct Failed(Option<BoxError>);

impl Body for Failed {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Poll::Ready(self.0.take().map(Err))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::pin::Pin;
    use std::task::{Context, Poll};

    use bytes::Bytes;
    use http_body::{Body, Frame};
    use http_body_util::{BodyExt, Full};

    use super::{BoxError, Outgoing};

    #[tokio::test]
    async fn a_body_of_one_frame_is_whole() {
        let mut body = Outgoing::new(Full::new(Bytes::from_static(b"abc")).map_err(BoxError::from));
        assert_eq!(body.bytes().await.as_deref(), Some(&b"abc"[..]));
        assert_eq!(body.size_hint().exact(), Some(3));
        assert_eq!(body.collect().await.unwrap().to_bytes(), "abc");
    }

    /// Gives one frame each time that it is asked twice.
    struct Slow(Vec<&'static str>, bool);

    impl Body for Slow {
        type Data = Bytes;
        type Error = BoxError;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
            self.1 = !self.1;
            if self.1 {
                return Poll::Ready(self.0.pop().map(|text| Ok(Frame::data(Bytes::from_static(text.as_bytes())))));
            }
            context.waker().wake_by_ref();
            Poll::Pending
        }
    }

    #[tokio::test]
    async fn what_was_read_of_a_stream_is_sent() {
        let mut body = Outgoing::new(Slow(vec!["b", "a"], false));
        assert_eq!(body.bytes().await, None);
        assert_eq!((body.size_hint().lower(), body.size_hint().exact()), (1, None));
        assert_eq!(body.collect().await.unwrap().to_bytes(), "ab");
    }
}
