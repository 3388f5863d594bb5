//! [`Settings`]: how the proxy speaks with the upstream.

use std::time::Duration;

use super::Forwarding;

/// How requests are passed on, and how long each step may take.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
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
    /// How long a connection that is not in use is kept: less than the usual five seconds after which servers close them.
    pub idle: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            preserves_host: false,
            http2: false,
            forwarding: Forwarding::default(),
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(60),
            pause: Duration::from_secs(300),
            idle: Duration::from_secs(4),
        }
    }
}
