//! What a proxy says of itself in the messages that it passes on: `Forwarded` (RFC 7239), or `X-Forwarded-*`, and `Via`.

use std::net::{IpAddr, SocketAddr};

use ::http::Version;
use ::http::header::{FORWARDED, HeaderMap, HeaderName, HeaderValue, VIA};

const X_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const X_PORT: HeaderName = HeaderName::from_static("x-forwarded-port");

/// What we are called in `Via`.
const NAME: &str = "order-contracts";

/// So many of us in a row are a circle.
const MOST: usize = 10;

/// How the upstream learns where a request came from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Forwarding {
    /// By `X-Forwarded-For`, `-Host` and `-Proto` in place of `Forwarded`.
    pub x_forwarded: bool,
    /// Behind what other proxies have said, which otherwise is removed: any client can say it.
    pub trusts_others: bool,
}

impl Forwarding {
    /// Adds where a request comes from.
    pub(super) fn add(self, headers: &mut HeaderMap, peer: Option<SocketAddr>, host: Option<&HeaderValue>) {
        if !self.trusts_others {
            for name in [FORWARDED, X_FOR, X_HOST, X_PROTO, X_PORT] {
                headers.remove(name);
            }
        }
        let ip = peer.map(|peer| peer.ip().to_canonical());
        match self.x_forwarded {
            true => {
                let ip = ip.map_or_else(|| "unknown".to_owned(), |ip| ip.to_string());
                append(headers, X_FOR, &ip);
                // The first proxy knows what the client asked for.
                if let Some(host) = host.filter(|_| !headers.contains_key(X_HOST)) {
                    headers.insert(X_HOST, host.clone());
                }
                headers.entry(X_PROTO).or_insert(HeaderValue::from_static("http"));
            }
            false => append(headers, FORWARDED, &element(ip, host)),
        }
    }
}

/// One hop: `for=192.0.2.1;host="example.com:8080";proto=http`.
fn element(ip: Option<IpAddr>, host: Option<&HeaderValue>) -> String {
    let node = match ip {
        Some(IpAddr::V4(ip)) => ip.to_string(),
        // RFC 7239, 6: in brackets, and so in quotes.
        Some(IpAddr::V6(ip)) => format!("\"[{ip}]\""),
        None => "unknown".to_owned(),
    };
    // A host has no quotes and no backslashes; what has is none.
    let host = host.and_then(|host| host.to_str().ok()).filter(|host| !host.contains(['"', '\\']));
    let host = host.map(|host| format!(";host=\"{host}\"")).unwrap_or_default();
    format!("for={node}{host};proto=http")
}

/// Adds us to `Via` of a message that was received in this version; `false` when it has been here too often.
pub(super) fn via(headers: &mut HeaderMap, version: Version) -> bool {
    let lines = headers.get_all(VIA).iter().filter_map(|value| value.to_str().ok());
    let hops = lines.flat_map(|line| line.split(','));
    let own = hops.filter(|hop| hop.split_whitespace().nth(1) == Some(NAME)).count();
    let version = match version {
        Version::HTTP_10 => "1.0",
        Version::HTTP_2 => "2",
        _ => "1.1",
    };
    append(headers, VIA, &format!("{version} {NAME}"));
    own < MOST
}

/// One more element of a list, in a line of its own (RFC 9110, 5.3).
fn append(headers: &mut HeaderMap, name: HeaderName, element: &str) {
    // Made of visible characters only.
    if let Ok(value) = HeaderValue::from_str(element) {
        headers.append(name, value);
    }
}

#[cfg(test)]
mod tests {
    use ::http::{HeaderMap, HeaderValue, Version};

    use super::{Forwarding, via};

    fn forwarded(forwarding: Forwarding, before: &[(&'static str, &'static str)], peer: &str) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in before {
            headers.append(*name, HeaderValue::from_static(value));
        }
        let host = HeaderValue::from_static("a.example:81");
        forwarding.add(&mut headers, peer.parse().ok(), Some(&host));
        let mut lines: Vec<String> =
            headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or_default())).collect();
        lines.sort();
        lines
    }

    #[test]
    fn what_a_client_says_of_itself_is_not_passed_on() {
        let forged = [("forwarded", "for=evil"), ("x-forwarded-for", "evil"), ("x-forwarded-host", "evil")];
        let lines = forwarded(Forwarding::default(), &forged, "[2001:db8::1]:5");
        assert_eq!(lines, ["forwarded: for=\"[2001:db8::1]\";host=\"a.example:81\";proto=http"]);
        let x = Forwarding { x_forwarded: true, trusts_others: false };
        let lines = forwarded(x, &forged, "[::ffff:192.0.2.1]:5");
        assert_eq!(lines, ["x-forwarded-for: 192.0.2.1", "x-forwarded-host: a.example:81", "x-forwarded-proto: http"]);
    }

    #[test]
    fn a_trusted_proxy_is_continued() {
        let trusting = Forwarding { x_forwarded: false, trusts_others: true };
        let lines = forwarded(trusting, &[("forwarded", "for=192.0.2.9")], "192.0.2.1:5");
        assert_eq!(lines, ["forwarded: for=192.0.2.1;host=\"a.example:81\";proto=http", "forwarded: for=192.0.2.9"]);
        let x = Forwarding { x_forwarded: true, trusts_others: true };
        let lines = forwarded(x, &[("x-forwarded-host", "first"), ("x-forwarded-proto", "https")], "192.0.2.1:5");
        assert_eq!(lines, ["x-forwarded-for: 192.0.2.1", "x-forwarded-host: first", "x-forwarded-proto: https"]);
    }

    #[test]
    fn a_circle_is_noticed() {
        let mut headers = HeaderMap::new();
        headers.append("via", HeaderValue::from_static("1.0 fred, 2 order-contracts"));
        assert!((0..9).all(|_| via(&mut headers, Version::HTTP_11)));
        assert!(!via(&mut headers, Version::HTTP_2));
        assert_eq!(
            headers.get_all("via").iter().next_back().map(HeaderValue::as_bytes),
            Some(&b"2 order-contracts"[..])
        );
    }
}
