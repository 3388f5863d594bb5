//! [`serve`]: connections accepted, served, and ended without losing an answer.

use std::error::Error as StdError;
use std::future::Future;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::http::{Request, Response};
use bytes::Bytes;
use http_body::Body;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use tower_service::Service;

use super::connection::{Connected, Connection};
use super::phase::Phase;
use super::socket::Socket;
use super::{Listener, Settings};
use crate::error::Error;

/// How often a peer of HTTP/2 is asked whether it is still there, and how long it has to say so.
const PING: Duration = Duration::from_secs(20);

/// How long no connection is accepted when the system has no room for one.
const FULL: Duration = Duration::from_millis(50);

/// The runtime of a server.
///
/// # Errors
///
/// When the system refuses its threads.
pub fn runtime() -> Result<Runtime, Error> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.enable_all().thread_name("server").build();
    runtime.map_err(|error| Error::io("cannot start the threads of the server", error))
}

/// Serves `service` on `listener` until `end`, and then what has begun. Returns how many connections were cut because they were
/// not done in time.
///
/// Ending loses no answer: what waits to be accepted is accepted, what comes on an open connection is answered, and only then are
/// connections closed. HTTP/1 has no other way to say that no more requests are welcome than `Connection: close` on an answer.
///
/// # Errors
///
/// When the runtime cannot use the listener.
pub async fn serve<S, B>(
    listener: Listener,
    service: S,
    settings: Settings,
    end: impl Future<Output = ()>,
) -> Result<usize, Error>
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn StdError + Send + Sync>> + Send,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    let unusable = |error| Error::io(format!("cannot accept connections on `{}`", listener.address()), error);
    let accepting =
        tokio::net::TcpListener::from_std(listener.inner.try_clone().map_err(unusable)?).map_err(unusable)?;
    let (phase, watched) = watch::channel(Phase::Open);
    let open = Arc::new(Semaphore::new(settings.connections));
    let granted = settings.clone();
    let start = move |stream, peer, permit| {
        let connection = Connection::new(peer, watched.clone(), permit);
        tokio::spawn(run(stream, service.clone(), connection, granted.clone()));
    };
    tokio::pin!(end);
    loop {
        tokio::select! {
            () = &mut end => break,
            (stream, peer, permit) = next(&accepting, &open) => start(stream, peer, permit),
        }
    }
    while let Ok(permit) = Arc::clone(&open).try_acquire_owned() {
        match next_waiting(&listener.inner) {
            Some((stream, peer)) => start(stream, peer, permit),
            None => break,
        }
    }
    drop((accepting, listener));
    let all = u32::try_from(settings.connections).unwrap_or(u32::MAX);
    let begun = Instant::now();
    phase.send_replace(Phase::Ending);
    loop {
        let closed = open.available_permits();
        if timeout(settings.linger, open.acquire_many(all)).await.is_ok() {
            return Ok(0);
        }
        // Under load a request waits longer to be read. While connections end behind their answers, others may have one.
        if open.available_permits() == closed || begun.elapsed() >= settings.grace {
            break;
        }
    }
    let left = settings.grace.saturating_sub(begun.elapsed()).max(settings.linger);
    for (next, patience) in [(Phase::Closing, left), (Phase::Cut, FULL)] {
        let cut = settings.connections - open.available_permits();
        phase.send_replace(next);
        if timeout(patience, open.acquire_many(all)).await.is_ok() {
            return Ok(if next == Phase::Cut { cut } else { 0 });
        }
    }
    Ok(settings.connections - open.available_permits())
}

/// The next connection, once there may be one more.
async fn next(
    listener: &tokio::net::TcpListener,
    open: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, OwnedSemaphorePermit) {
    loop {
        // Never closed.
        let Ok(permit) = Arc::clone(open).acquire_owned().await else { return std::future::pending().await };
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, permit),
            Err(error) if is_of_the_peer(&error) => {}
            Err(_) => sleep(FULL).await,
        }
    }
}

/// A connection that the system has accepted and we have not. Asked of the system, because the runtime may not have noticed yet.
fn next_waiting(listener: &TcpListener) -> Option<(TcpStream, SocketAddr)> {
    loop {
        match listener.accept() {
            Ok((stream, peer)) => {
                stream.set_nonblocking(true).ok()?;
                return Some((TcpStream::from_std(stream).ok()?, peer));
            }
            Err(error) if is_of_the_peer(&error) => {}
            Err(_) => return None,
        }
    }
}

/// Whether one client is the reason, which has gone before it was accepted.
fn is_of_the_peer(error: &io::Error) -> bool {
    use ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// Serves one connection.
async fn run<S, B>(stream: TcpStream, service: S, connection: Connection, settings: Settings)
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn StdError + Send + Sync>>,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    // Small answers are not to wait for more. Where it cannot be set, they do.
    let _ = stream.set_nodelay(true);
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(settings.head);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(PING).keep_alive_timeout(PING);
    let service = Connected { service: TowerToHyperService::new(service), connection: connection.clone() };
    let serving =
        builder.serve_connection_with_upgrades(TokioIo::new(Socket::new(stream, connection.clone())), service);
    tokio::pin!(serving);
    // Which version it is shows in the first bytes, for which hyper waits for ever.
    let silent = async {
        sleep(settings.head).await;
        if connection.is_used() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        // What is wrong with a connection is known to its client, and not wrong with the server.
        _ = serving.as_mut() => return,
        () = silent => return,
        () = connection.closing() => serving.as_mut().graceful_shutdown(),
    }
    tokio::select! {
        _ = serving => {}
        () = connection.cut() => {}
    }
}
