//! [`Forward`]: the service that passes a request on to the upstream, and its answer back.

use std::error::Error as StdError;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ::http::header::{CONNECTION, CONTENT_LENGTH, HeaderValue, TRANSFER_ENCODING, UPGRADE};
use ::http::request::Parts;
use ::http::{Extensions, Method, Request, Response, StatusCode};
use bytes::Bytes;
use http_body::Body;
use hyper::body::Incoming;
use hyper::ext::ReasonPhrase;
use hyper::upgrade::OnUpgrade;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{self, Client};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;
use tower_service::Service;

use super::connector::{Connector, Used};
use super::failure::Failure;
use super::outgoing::Outgoing;
use super::pace::{Activity, BoxError, Paced};
use super::{Settings, forwarded, hop, request, tls, tunnel};
use crate::error::Error;
use crate::server::Connection;

/// What comes back from the upstream.
pub(super) type Answer = Paced<Incoming>;

/// Passes requests on.
#[derive(Clone)]
pub(super) struct Forward(Arc<Inner>);

struct Inner {
    settings: Settings,
    connector: Connector,
    client: Client<Connector, Outgoing>,
    /// For what only HTTP/1 has.
    http1: Client<Connector, Outgoing>,
}

impl Forward {
    pub(super) fn new(settings: &Settings) -> Result<Self, Error> {
        let tls = match settings.upstream.is_secure() {
            true => tls::trusting(settings.authorities.as_deref())?,
            false => tls::unused()?,
        };
        let http1 = connector(settings, tls.clone(), Versions::One);
        // `Host` may be another one than the authority, which HTTP/2 has no place for.
        let versions = match (settings.http2, settings.preserves_host) {
            (true, _) => Versions::Two,
            (false, true) => Versions::One,
            (false, false) => Versions::Negotiated,
        };
        let connector = connector(settings, tls, versions);
        Ok(Self(Arc::new(Inner {
            client: client(settings, connector.clone(), versions),
            http1: client(settings, http1, Versions::One),
            connector,
            settings: settings.clone(),
        })))
    }
}

impl Forward {
    /// Connects, to know that it can be done.
    pub(super) async fn reach(&self) -> Result<(), Error> {
        let upstream = &self.0.settings.upstream;
        let cannot = |error: BoxError| {
            let error = io::Error::other(cause(&*error));
            Error::io(format!("cannot connect to the upstream `{upstream}`"), error)
        };
        let root = upstream.target(None).and_then(|target| upstream.url(target));
        let root = root.ok_or_else(|| cannot("it has no URL".into()))?;
        let mut connector = self.0.connector.clone();
        poll_fn(|context| connector.poll_ready(context)).await.map_err(cannot)?;
        connector.call(root).await.map(drop).map_err(cannot)
    }
}

/// What is at the bottom of an error: what is above says that a connection was tried.
fn cause(error: &(dyn StdError + 'static)) -> String {
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}

/// The versions of HTTP that an upstream is spoken with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Versions {
    One,
    /// What TLS agrees on; HTTP/1 without TLS.
    Negotiated,
    Two,
}

fn connector(settings: &Settings, tls: ClientConfig, versions: Versions) -> Connector {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(settings.connect));
    let builder = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http();
    let connector = match versions {
        Versions::One => builder.enable_http1().wrap_connector(tcp),
        Versions::Negotiated => builder.enable_http1().enable_http2().wrap_connector(tcp),
        Versions::Two => builder.enable_http2().wrap_connector(tcp),
    };
    Connector::new(connector, settings.connect)
}

fn client(settings: &Settings, connector: Connector, versions: Versions) -> Client<Connector, Outgoing> {
    let mut builder = Client::builder(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(settings.idle)
        .set_host(false)
        .http2_only(versions == Versions::Two);
    builder.build(connector)
}

impl<B> Service<Request<B>> for Forward
where
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Answer>;
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Answer>, Failure>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let this = Arc::clone(&self.0);
        Box::pin(async move { this.pass(request).await })
    }
}

impl Inner {
    async fn pass<B>(&self, mut request: Request<B>) -> Result<Response<Answer>, Failure>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let upgrade = hop::upgrade(request.headers()).is_some().then(|| hyper::upgrade::on(&mut request));
        let (head, body) = request.into_parts();
        let connection = head.extensions.get::<Connection>().cloned();
        let (method, head) = (head.method.clone(), request::rewrite(head, &self.settings)?);
        let activity = Activity::start();
        let body = Outgoing::new(Paced::new(body, self.settings.pause, Some(activity.clone())));
        let client = if upgrade.is_some() { &self.http1 } else { &self.client };
        let answering = self.send(client, head, body);
        let response = tokio::select! {
            response = answering => response?,
            () = activity.rests(self.settings.answer) => return Err(Failure::AnswerTimeout),
        };
        self.answer(response, &method, upgrade, connection)
    }

    /// Sends a request; once more where nothing can go wrong by that.
    async fn send(
        &self,
        client: &Client<Connector, Outgoing>,
        head: Parts,
        mut body: Outgoing,
    ) -> Result<Response<Incoming>, Failure> {
        let again = match head.method.is_idempotent() {
            true => body.bytes().await.map(|bytes| (head.clone(), bytes)),
            false => None,
        };
        let error = match client.request(Request::from_parts(head, body)).await {
            Ok(response) => return Ok(used(response)),
            Err(error) => error,
        };
        // A connection that has answered before may have been closed while the request was on its way.
        match again {
            Some((head, bytes)) if is_of_a_used_connection(&error) => {
                let request = Request::from_parts(head, Outgoing::whole(bytes));
                client.request(request).await.map(used).map_err(|error| Failure::of(&error))
            }
            _ => Err(Failure::of(&error)),
        }
    }

    /// The answer as the client gets it.
    fn answer(
        &self,
        response: Response<Incoming>,
        method: &Method,
        upgrade: Option<OnUpgrade>,
        connection: Option<Connection>,
    ) -> Result<Response<Answer>, Failure> {
        let mut response = response;
        let switched = response.status() == StatusCode::SWITCHING_PROTOCOLS;
        let protocol = response.headers().get(UPGRADE).cloned();
        if response.headers().contains_key(TRANSFER_ENCODING) && !request::is_chunked_only(response.headers()) {
            return Err(Failure::BrokenOff);
        }
        let own = match (switched, upgrade) {
            (true, Some(client)) => {
                tunnel::join(client, hyper::upgrade::on(&mut response), connection);
                true
            }
            // Nobody has asked for it.
            (true, None) => return Err(Failure::BrokenOff),
            (false, _) => false,
        };
        let (mut head, body) = response.into_parts();
        hop::remove(&mut head.headers);
        // What it says of a circle was decided with the request.
        let _ = forwarded::via(&mut head.headers, head.version);
        if own {
            head.headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
            head.headers.extend(protocol.map(|protocol| (UPGRADE, protocol)));
        }
        // Answers to HEAD, and 304, have the length of a body that is not there (RFC 9110, 8.6).
        if *method != Method::HEAD && head.status != StatusCode::NOT_MODIFIED {
            match body.size_hint().exact() {
                Some(length) if length > 0 => drop(head.headers.insert(CONTENT_LENGTH, HeaderValue::from(length))),
                Some(_) if head.headers.contains_key(CONTENT_LENGTH) => {
                    head.headers.insert(CONTENT_LENGTH, HeaderValue::from(0));
                }
                _ => drop(head.headers.remove(CONTENT_LENGTH)),
            }
        }
        let mut answer = Response::new(Paced::new(body, self.settings.pause, None));
        *answer.status_mut() = head.status;
        *answer.headers_mut() = head.headers;
        if let Some(reason) = head.extensions.remove::<ReasonPhrase>() {
            answer.extensions_mut().insert(reason);
        }
        Ok(answer)
    }
}

/// Takes note that its connection has answered.
fn used<B>(response: Response<B>) -> Response<B> {
    if let Some(used) = response.extensions().get::<Used>() {
        used.note();
    }
    response
}

fn is_of_a_used_connection(error: &legacy::Error) -> bool {
    let mut extras = Extensions::new();
    if let Some(connected) = error.connect_info() {
        connected.get_extras(&mut extras);
    }
    extras.get::<Used>().is_some_and(Used::is_used)
}
