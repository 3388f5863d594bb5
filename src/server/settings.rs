//! [`Settings`]: what a server grants a connection.

use std::time::Duration;

use super::files;

/// The bounds of a server. The defaults are for a machine that serves others, too.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// How many connections are open at once; more wait to be accepted.
    pub connections: usize,
    /// How long the head of a request may take, and how long a connection may wait for the next one.
    pub head: Duration,
    /// How long a connection that is not in use stays open when the server ends: a request may be on its way.
    pub linger: Duration,
    /// How long answers may take when the server ends.
    pub grace: Duration,
}

impl Settings {
    /// For a service that needs so many files, as sockets to other servers are, for each connection.
    #[must_use]
    pub fn new(files_per_connection: usize) -> Self {
        Self {
            connections: files::connections(files_per_connection + 1),
            head: Duration::from_secs(30),
            linger: Duration::from_secs(1),
            grace: Duration::from_secs(7),
        }
    }
}
