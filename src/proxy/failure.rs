//! [`Failure`]: why the proxy answers in place of the upstream, and how.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use ::http::header::{ALLOW, CONNECTION, CONTENT_TYPE, HeaderValue};
use ::http::{Response, StatusCode};
use bytes::Bytes;
use hyper_util::client::legacy;

use super::pace::Stalled;

/// Why there is no answer of the upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Failure {
    /// No connection to it.
    Unreachable,
    /// Its certificate is not trusted, or is for another host.
    Untrusted,
    /// No connection in time.
    ConnectTimeout,
    /// It closed the connection before its answer, or its answer is not HTTP.
    BrokenOff,
    /// Its answer did not begin in time.
    AnswerTimeout,
    /// The client stopped in the middle of its request.
    ClientTimeout,
    /// The body of the request ended before its end, or is not framed as HTTP.
    ClientBroken,
    /// The head of the request can be read in more than one way.
    Ambiguous,
    /// The request asks for a tunnel to another host.
    Tunnel,
    /// The request has passed this proxy too often.
    Circle,
}

impl Failure {
    /// What kind of failure an error of the connection to the upstream is.
    pub(super) fn of(error: &legacy::Error) -> Self {
        let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
        let mut user = false;
        while let Some(error) = cause {
            if error.is::<Stalled>() {
                return Self::ClientTimeout;
            }
            if let Some(error) = error.downcast_ref::<io::Error>() {
                if error.kind() == io::ErrorKind::TimedOut {
                    return Self::ConnectTimeout;
                }
                // What an `io::Error` is made of is not its source.
                let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
                if matches!(inner, Some(rustls::Error::InvalidCertificate(_))) {
                    return Self::Untrusted;
                }
            }
            user |= error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_user);
            cause = error.source();
        }
        match (error.is_connect(), user) {
            (true, _) => Self::Unreachable,
            (false, true) => Self::ClientBroken,
            (false, false) => Self::BrokenOff,
        }
    }

    /// Whether the upstream is the reason, and not the client.
    #[must_use]
    pub fn is_of_the_upstream(self) -> bool {
        matches!(
            self,
            Self::Unreachable | Self::Untrusted | Self::ConnectTimeout | Self::BrokenOff | Self::AnswerTimeout
        )
    }

    fn status(self) -> StatusCode {
        match self {
            Self::Unreachable | Self::Untrusted | Self::BrokenOff => StatusCode::BAD_GATEWAY,
            Self::ConnectTimeout | Self::AnswerTimeout => StatusCode::GATEWAY_TIMEOUT,
            Self::ClientTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::ClientBroken | Self::Ambiguous => StatusCode::BAD_REQUEST,
            Self::Tunnel => StatusCode::METHOD_NOT_ALLOWED,
            Self::Circle => StatusCode::LOOP_DETECTED,
        }
    }

    /// The last part of the `type` of a problem, which does not change.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Unreachable => "upstream-unreachable",
            Self::Untrusted => "upstream-untrusted",
            Self::ConnectTimeout => "upstream-connect-timeout",
            Self::BrokenOff => "upstream-broken-off",
            Self::AnswerTimeout => "upstream-timeout",
            Self::ClientTimeout => "request-timeout",
            Self::ClientBroken => "request-broken-off",
            Self::Ambiguous => "ambiguous-request",
            Self::Tunnel => "no-tunnel",
            Self::Circle => "proxy-loop",
        }
    }

    /// The answer: RFC 9457, without addresses.
    pub(super) fn response(self) -> Response<Bytes> {
        let status = self.status();
        let problem = serde_json::json!({
            "type": format!("urn:order-contracts:{}", self.id()),
            "title": self.to_string(),
            "status": status.as_u16(),
        });
        let mut response = Response::new(Bytes::from(problem.to_string()));
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        match self {
            Self::Tunnel => {
                // What follows was meant for the other host.
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                response
                    .headers_mut()
                    .insert(ALLOW, HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));
            }
            // What follows on the connection may be part of this request.
            Self::Ambiguous | Self::ClientTimeout | Self::ClientBroken => {
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        response
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "The upstream cannot be reached",
            Self::Untrusted => "The certificate of the upstream is not trusted, or is for another host",
            Self::ConnectTimeout => "The upstream did not accept a connection in time",
            Self::BrokenOff => "The upstream closed the connection before a complete answer",
            Self::AnswerTimeout => "The upstream did not answer in time",
            Self::ClientTimeout => "The request was not sent in time",
            Self::ClientBroken => "The request ended before its end",
            Self::Ambiguous => "The request can be read in more than one way",
            Self::Tunnel => "This is no proxy for other hosts",
            Self::Circle => "The request has passed this proxy before",
        })
    }
}

impl StdError for Failure {}
