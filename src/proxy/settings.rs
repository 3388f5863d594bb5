//! [`Settings`]: what a proxy is in front of, how it passes requests on, and how long each step may take.

use std::path::PathBuf;
use std::time::Duration;

use super::{Forwarding, Upstream};

/// How a proxy behaves.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Where requests go.
    pub upstream: Upstream,
    /// The file of the authorities that may have signed its certificate; those of the system without.
    pub authorities: Option<PathBuf>,
    /// Whether what violates the contract is refused. By default it is passed on.
    pub enforces: bool,
    /// How many bytes of a body are read to be checked.
    pub body_limit: usize,
    /// Whether `Host` stays as the client has sent it. By default it is that of the upstream.
    pub preserves_host: bool,
    /// Whether HTTP/2 is spoken without asking, as services do without TLS.
    pub http2: bool,
    /// How the upstream learns where a request came from.
    pub forwarding: Forwarding,
    /// How long a connection may take, TLS included.
    pub connect: Duration,
    /// How long an answer may take to begin, after the last part of the request.
    pub answer: Duration,
    /// How long a body may pause.
    pub pause: Duration,
    /// How long a connection that is not in use is kept: well below the five seconds after which many servers close them, perhaps
    /// while a request is on its way.
    pub idle: Duration,
}

impl Settings {
    /// In front of `upstream`.
    #[must_use]
    pub fn new(upstream: Upstream) -> Self {
        Self {
            upstream,
            authorities: None,
            enforces: false,
            body_limit: 2 << 20,
            preserves_host: false,
            http2: false,
            forwarding: Forwarding::default(),
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(60),
            pause: Duration::from_secs(300),
            idle: Duration::from_secs(2),
        }
    }
}
