//! Bodies as they come in: what is read of one is kept for the control path, and one that does not come ends.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use ::http::HeaderMap;
use ::http::header::CONTENT_ENCODING;
use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::{Sleep, sleep, timeout};

use super::answer::Answer;
use super::received;
use crate::validate::{NotDecoded, decoded, knows_encoding};

/// How long a body may pause. A client that is slow goes on; one that has gone without a word, or waits for us, does not.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotRead {
    /// It is longer than the limit, packed or unpacked.
    TooLong,
    /// It stopped coming.
    Late,
    /// The client has gone.
    Gone,
}

impl NotRead {
    /// The answer to a request whose body was not read, within a limit of so many bytes.
    pub(super) fn answer(self, limit: usize) -> Answer {
        match self {
            Self::TooLong => {
                Answer::problem(413, "The body is too large", format!("the body has more than {limit} bytes"))
            }
            Self::Late => {
                let why = format!("nothing came of the body for {} seconds", PATIENCE.as_secs());
                Answer::problem(408, "The body stopped coming", why)
            }
            Self::Gone => Answer::problem(400, "The body broke off", "the connection ended before the body did"),
        }
    }
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A body of which some may still come.
type Rest = Pin<Box<dyn Body<Data = Bytes, Error = Failure> + Send>>;

/// The body of a request, which is read only if somebody wants it.
pub(super) struct Arriving {
    /// `None` when it ended, or was handed on.
    body: Option<Rest>,
    arrived: Arrived,
    pause: Option<Pin<Box<Sleep>>>,
}

/// What has arrived of a body, for those that ask when it is gone.
#[derive(Clone, Default)]
pub(super) struct Arrived(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    /// The first frame as it came: small bodies have no other.
    first: Bytes,
    more: BytesMut,
    length: usize,
    is_late: bool,
    /// What was not read.
    rest: Option<Rest>,
}

impl Arriving {
    pub(super) fn new<B>(body: B) -> (Self, Arrived)
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Failure>,
    {
        let arrived = Arrived::default();
        let body: Rest = Box::pin(body.map_err(Into::into));
        (Self { body: Some(body), arrived: arrived.clone(), pause: None }, arrived)
    }
}

/// Whoever had it has enough of it.
impl Drop for Arriving {
    fn drop(&mut self) {
        self.arrived.kept().rest = self.body.take().filter(|body| !body.is_end_stream());
    }
}

impl Arrived {
    /// The bytes that were read, if they are few enough to be remembered, and their number.
    pub(super) fn read(&self) -> (Bytes, usize) {
        let mut kept = self.kept();
        let length = kept.length;
        let bytes = match (length <= received::BYTES, kept.more.is_empty()) {
            (false, _) => Bytes::new(),
            (true, true) => std::mem::take(&mut kept.first),
            (true, false) => std::mem::take(&mut kept.more).freeze(),
        };
        (bytes, length)
    }

    /// What was not read of the body, once nothing more is read of it.
    pub(super) fn rest(&self) -> Option<Rest> {
        self.kept().rest.take()
    }

    /// Whether the body stopped coming.
    pub(super) fn is_late(&self) -> bool {
        self.kept().is_late
    }

    fn keep(&self, data: &Bytes) {
        let mut kept = self.kept();
        let before = kept.length;
        kept.length = before.saturating_add(data.len());
        if kept.length > received::BYTES {
            (kept.first, kept.more) = (Bytes::new(), BytesMut::new());
        } else if before == 0 {
            kept.first = data.clone();
        } else {
            let first = std::mem::take(&mut kept.first);
            kept.more.extend_from_slice(&first);
            kept.more.extend_from_slice(data);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Body for Arriving {
    type Data = Bytes;
    type Error = Failure;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Failure>>> {
        let Self { body, arrived, pause } = &mut *self;
        let Some(coming) = body else { return Poll::Ready(None) };
        let Poll::Ready(frame) = coming.as_mut().poll_frame(context) else {
            let pause = pause.get_or_insert_with(|| Box::pin(sleep(PATIENCE)));
            return pause.as_mut().poll(context).map(|()| {
                arrived.kept().is_late = true;
                Some(Err("the body stopped coming".into()))
            });
        };
        *pause = None;
        match &frame {
            Some(Ok(frame)) => frame.data_ref().into_iter().for_each(|data| arrived.keep(data)),
            Some(Err(_)) | None => *body = None,
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

/// Reads what nobody wants, up to a limit: a client of HTTP/2 whose stream ends while it sends may drop the answer.
pub(super) async fn drain(mut rest: Rest, limit: usize) {
    let mut left = limit;
    while let Ok(Some(Ok(frame))) = timeout(PATIENCE, rest.frame()).await {
        let length = frame.data_ref().map_or(0, Bytes::len);
        match left.checked_sub(length) {
            Some(less) => left = less,
            None => return,
        }
    }
}

/// All of a body, unpacked if it is in an encoding that is known.
pub(super) async fn whole<B>(headers: &HeaderMap, body: B, arrived: &Arrived, limit: usize) -> Result<Bytes, NotRead>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Failure>,
{
    if body.size_hint().lower() > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(NotRead::TooLong);
    }
    match Limited::new(body, limit).collect().await {
        Ok(body) => unpacked(headers, body.to_bytes(), limit),
        Err(error) if error.is::<LengthLimitError>() => Err(NotRead::TooLong),
        Err(_) if arrived.is_late() => Err(NotRead::Late),
        Err(_) => Err(NotRead::Gone),
    }
}

/// The body without its content encoding; as it is where that is unknown, or where it is not what the header says.
pub(super) fn unpacked(headers: &HeaderMap, body: Bytes, limit: usize) -> Result<Bytes, NotRead> {
    let lines = headers.get_all(CONTENT_ENCODING).iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    let encoding = lines.collect::<Vec<_>>().join(", ");
    if body.is_empty() || encoding.trim().is_empty() || !knows_encoding(&encoding) {
        return Ok(body);
    }
    match decoded(&encoding, &body, limit) {
        Ok(unpacked) => Ok(unpacked.into()),
        Err(NotDecoded::TooLong) => Err(NotRead::TooLong),
        Err(NotDecoded::Malformed) => Ok(body),
    }
}
