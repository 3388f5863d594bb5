//! [`join`]: two upgraded connections made one.

use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::io::copy_bidirectional;

use crate::server::Connection;

/// Passes bytes both ways, on a task of its own, until both sides have ended or the server does. `client` switches once the answer
/// was sent.
pub(super) fn join(client: OnUpgrade, upstream: OnUpgrade, connection: Option<Connection>) {
    tokio::spawn(async move {
        // One that never switches has closed.
        let (Ok(client), Ok(upstream)) = tokio::join!(client, upstream) else { return };
        let (mut client, mut upstream) = (TokioIo::new(client), TokioIo::new(upstream));
        let closing = async {
            match &connection {
                Some(connection) => connection.closing().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            // An error is the end of one side, and ends the other.
            _ = copy_bidirectional(&mut client, &mut upstream) => {}
            () = closing => {}
        }
    });
}
