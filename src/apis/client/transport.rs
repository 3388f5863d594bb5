//! [`Transport`]: what carries the requests of a client: its own HTTP client, one of the user's, or a service of tower.

use std::error::Error as StdError;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};
use http::header;
use http_body::{Body, Frame, SizeHint};
use tower_service::Service;

use super::error::{CommunicationError, Failure};
use super::response::Response;

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;
type Carry = dyn Fn(http::Request<RequestBody>, usize) -> Boxed<Result<Response, Failure>> + Send + Sync;

/// What carries the requests of a client, where it is not the HTTP client that its settings describe.
///
/// # Examples
///
/// A `reqwest::Client` of your own, with its proxies, certificates and connections. Its limits of time hold beside those of the
/// settings, and it must not follow redirects: one that was followed is an error, because the token may have gone with it.
///
/// ```
/// use order_contracts::client::{Settings, Transport};
/// use order_contracts::kohortpay;
///
/// let mine = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
/// let settings = Settings::default();
/// let client = kohortpay::Client::with_transport(kohortpay::BASE_URL, "sk_test_xxxx", &settings, Transport::from(mine))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A service of tower, which here is a test double without a socket:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use order_contracts::client::{RequestBody, Settings, Transport};
/// use order_contracts::kohortpay;
///
/// let service = tower::service_fn(|request: http::Request<RequestBody>| async move {
///     assert_eq!(request.uri().path(), "/orders");
///     Ok::<_, std::convert::Infallible>(http::Response::new(r#"{"data":[],"count":0}"#.to_owned()))
/// });
/// let transport = Transport::service(service);
/// let client = kohortpay::Client::with_transport(kohortpay::BASE_URL, "sk_test_xxxx", &Settings::default(), transport)?;
/// assert!(client.list_orders().send().await?.data.is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Transport(Kind);

#[derive(Clone)]
enum Kind {
    Http(reqwest::Client),
    Service(Arc<Carry>),
}

impl From<reqwest::Client> for Transport {
    fn from(client: reqwest::Client) -> Self {
        Self(Kind::Http(client))
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Http(_) => "Transport(http)",
            Kind::Service(_) => "Transport(service)",
        })
    }
}

impl Transport {
    /// Carries every request by a clone of `service`, after it said that it is ready.
    #[must_use]
    pub fn service<S, B>(service: S) -> Self
    where
        S: Service<http::Request<RequestBody>, Response = http::Response<B>> + Clone + Send + 'static,
        S::Future: Send,
        S::Error: Into<Box<dyn StdError + Send + Sync>>,
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        // A mutex, so that the service need not be `Sync`; it is held while a clone is made.
        let service = Mutex::new(service);
        Self(Kind::Service(Arc::new(move |request, limit| {
            let mut service = service.lock().unwrap_or_else(PoisonError::into_inner).clone();
            Box::pin(async move {
                poll_fn(|context| service.poll_ready(context)).await.map_err(Failure::before_service)?;
                let response = service.call(request).await.map_err(Failure::service)?;
                let (head, body) = response.into_parts();
                let declared = body.size_hint().exact();
                let mut body = std::pin::pin!(body);
                let mut received = Received::new(declared, limit)?;
                while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
                    if let Ok(mut data) = frame.map_err(Failure::service)?.into_data() {
                        received.extend(&data.copy_to_bytes(data.remaining()))?;
                    }
                }
                Ok(received.response(head.status, head.headers))
            })
        })))
    }

    /// The HTTP client that makes the requests. Those of a service are never sent by it.
    pub(crate) fn requests(&self) -> Result<reqwest::Client, reqwest::Error> {
        match &self.0 {
            Kind::Http(client) => Ok(client.clone()),
            // Without the certificates of the system, which take a while to load.
            Kind::Service(_) => reqwest::Client::builder().tls_certs_only([]).build(),
        }
    }

    pub(super) async fn carry(&self, request: reqwest::Request, limit: usize) -> Result<Response, Failure> {
        match &self.0 {
            Kind::Http(client) => {
                let url = request.url().clone();
                let mut response = client.execute(request).await?;
                if *response.url() != url {
                    return Err(Failure::Redirected);
                }
                let declared = response.content_length();
                let mut received = Received::new(declared, limit)?;
                while let Some(chunk) = response.chunk().await? {
                    received.extend(&chunk)?;
                }
                Ok(received.response(response.status(), response.headers().clone()))
            }
            Kind::Service(carry) => {
                let body = request.body().and_then(reqwest::Body::as_bytes).map(Bytes::copy_from_slice);
                let request =
                    http::Request::try_from(request)?.map(|_| RequestBody(body.filter(|body| !body.is_empty())));
                carry(request, limit).await
            }
        }
    }
}

/// The part of a response's body that has arrived.
struct Received {
    body: Vec<u8>,
    limit: usize,
}

impl Received {
    fn new(declared: Option<u64>, limit: usize) -> Result<Self, Failure> {
        /// More is reserved only for what has arrived: a length is quickly announced.
        const RESERVED: usize = 64 * 1024;
        let declared = declared.map(|length| usize::try_from(length).unwrap_or(usize::MAX)).unwrap_or_default();
        if declared > limit {
            return Err(Failure::TooLarge(limit));
        }
        Ok(Self { body: Vec::with_capacity(declared.min(RESERVED)), limit })
    }

    fn extend(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if bytes.len() > self.limit - self.body.len() {
            return Err(Failure::TooLarge(self.limit));
        }
        self.body.extend_from_slice(bytes);
        Ok(())
    }

    fn response(self, status: http::StatusCode, mut headers: header::HeaderMap) -> Response {
        // The address of a redirect may repeat the query, and a token in it.
        headers.remove(header::LOCATION);
        Response::new(status, headers, self.body)
    }
}

/// The body of a request that a client hands to a [`Transport::service`]: in memory, in one piece.
#[derive(Clone, Default)]
pub struct RequestBody(Option<Bytes>);

impl RequestBody {
    /// The bytes that are still to be read.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_deref().unwrap_or_default()
    }
}

/// The size, not the bytes.
impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestBody({} bytes)", self.as_bytes().len())
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.as_bytes().len() as u64)
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self::Communication(CommunicationError::http(error))
    }
}
