//! [`Upstream`]: the service behind the proxy, as its URL names it.

use std::fmt;
use std::str::FromStr;

use ::http::Uri;
use ::http::uri::{Authority, PathAndQuery, Scheme};

use crate::error::Error;

/// A scheme, a host with its port, and the path that everything is below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    scheme: Scheme,
    authority: Authority,
    /// Empty, or a path without the last `/`.
    prefix: String,
}

impl Upstream {
    /// The host, and the port where the URL has one.
    pub(super) fn authority(&self) -> &Authority {
        &self.authority
    }

    /// Whether the connection is encrypted.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// The target there for what a client asks of the proxy; `None` when both together are none.
    pub(super) fn target(&self, asked: Option<&PathAndQuery>) -> Option<PathAndQuery> {
        let asked = asked.map_or("/", PathAndQuery::as_str);
        // `*` is the server itself and below nothing (RFC 9112, 3.2.4).
        match self.prefix.is_empty() || asked == "*" {
            true => asked.parse().ok(),
            false if asked.starts_with('/') => format!("{}{asked}", self.prefix).parse().ok(),
            false => None,
        }
    }

    /// The URL of a target there.
    pub(super) fn url(&self, target: PathAndQuery) -> Option<Uri> {
        let (scheme, authority) = (self.scheme.clone(), self.authority.clone());
        Uri::builder().scheme(scheme).authority(authority).path_and_query(target).build().ok()
    }
}

/// `http` or `https`, a host, and perhaps a port and a path.
impl FromStr for Upstream {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = |why: &str| Error::settings(format!("expected a URL such as `http://127.0.0.1:3000`: {why}"));
        let uri: Uri = text.parse().map_err(|error: ::http::uri::InvalidUri| wrong(&error.to_string()))?;
        let parts = uri.into_parts();
        let scheme = match parts.scheme {
            Some(scheme) if scheme == Scheme::HTTP || scheme == Scheme::HTTPS => scheme,
            Some(_) => return Err(wrong("the scheme is neither `http` nor `https`")),
            None => return Err(wrong("the scheme is missing")),
        };
        let authority = parts.authority.ok_or_else(|| wrong("the host is missing"))?;
        if authority.as_str().contains('@') {
            return Err(wrong("it contains credentials, which belong into a header"));
        }
        let port = authority.as_str().strip_prefix(authority.host());
        let is_port =
            |port: &str| port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
        if authority.host().is_empty() || port.is_none_or(|port| !port.is_empty() && !is_port(port)) {
            return Err(wrong("the host or the port is invalid"));
        }
        let path = parts.path_and_query.as_ref().map_or("", PathAndQuery::as_str);
        if path.contains(['?', '#']) || text.contains('#') {
            return Err(wrong("it contains a query or a fragment"));
        }
        Ok(Self { scheme, authority, prefix: path.trim_end_matches('/').to_owned() })
    }
}

impl fmt::Display for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::Upstream;

    fn read(text: &str) -> Result<String, String> {
        text.parse::<Upstream>().map(|upstream| upstream.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_url_is_an_upstream() {
        for (text, wanted) in [
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("https://api.example.com/", "https://api.example.com"),
            ("https://api.example.com/v1/", "https://api.example.com/v1"),
            ("http://[::1]:80", "http://[::1]:80"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(wanted));
        }
        for (text, wanted) in [
            ("ftp://a", "the scheme is neither `http` nor `https`"),
            ("127.0.0.1:3000", "the scheme is missing"),
            ("localhost:3000", "the scheme is missing"),
            ("/a", "the scheme is missing"),
            ("http://user:secret@a", "it contains credentials"),
            ("http://a?b", "it contains a query"),
            ("http://a/#b", "it contains a query"),
            ("http://a:99999", "the host or the port is invalid"),
            ("http://a:", "the host or the port is invalid"),
            ("http://", ""),
            ("", ""),
            ("http://a b", ""),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with("expected a URL such as ") && error.contains(wanted), "{text}: {error}");
        }
    }

    #[test]
    fn a_target_is_below_the_path() {
        let target = |upstream: &str, asked: &str| {
            let upstream: Upstream = upstream.parse().unwrap();
            let target = upstream.target(asked.parse().ok().as_ref()).unwrap();
            upstream.url(target).map(|url| url.to_string())
        };
        assert_eq!(target("http://a", "/b?c").as_deref(), Some("http://a/b?c"));
        assert_eq!(target("http://a/v1/", "/b?c").as_deref(), Some("http://a/v1/b?c"));
        assert_eq!(target("http://a/v1", "/").as_deref(), Some("http://a/v1/"));
        assert_eq!(target("http://a", "/%2e%2e//b").as_deref(), Some("http://a/%2e%2e//b"));
    }
}
