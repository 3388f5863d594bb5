//! Fields of one connection (RFC 9110, 7.6.1), which go no further than that connection.

use ::http::HeaderMap;
use ::http::header::{CONNECTION, HeaderName, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRANSFER_ENCODING, UPGRADE};

const KEEP_ALIVE: HeaderName = HeaderName::from_static("keep-alive");
const PROXY_CONNECTION: HeaderName = HeaderName::from_static("proxy-connection");

/// Those that belong to one connection whether `Connection` names them or not. `Trailer` is not among them: the trailers
/// go on.
const ALWAYS: [HeaderName; 8] =
    [CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRANSFER_ENCODING, UPGRADE];

/// What a message would be without: a peer that has them removed by naming them in `Connection` would change what the next
/// one understands.
const NEVER: [&str; 7] =
    ["authorization", "content-encoding", "content-length", "content-type", "cache-control", "host", "cookie"];

/// Removes them: first those that each line of `Connection` names.
pub(super) fn remove(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = options(headers)
        .filter(|name| !NEVER.iter().any(|never| name.eq_ignore_ascii_case(never)))
        .filter_map(|name| HeaderName::from_bytes(name.as_bytes()).ok())
        .collect();
    for name in named.iter().chain(&ALWAYS) {
        headers.remove(name);
    }
}

/// The options of all lines of `Connection`.
fn options(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let lines = headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim).filter(|option| !option.is_empty())
}

/// The protocol that the message asks for in place of this one: `Connection: keep-alive, Upgrade` asks, too.
pub(super) fn upgrade(headers: &HeaderMap) -> Option<&::http::HeaderValue> {
    let asks = options(headers).any(|option| option.eq_ignore_ascii_case("upgrade"));
    headers.get(UPGRADE).filter(|_| asks)
}

/// Whether trailers are welcome: `TE: trailers`, also beside transfer codings.
pub(super) fn takes_trailers(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(TE).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|coding| coding.trim().eq_ignore_ascii_case("trailers"))
}

#[cfg(test)]
mod tests {
    use ::http::{HeaderMap, HeaderName, HeaderValue};

    use super::{remove, takes_trailers, upgrade};

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        lines.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).fold(
            HeaderMap::new(),
            |mut headers, (name, value)| {
                headers.append(name, value);
                headers
            },
        )
    }

    #[test]
    fn fields_that_any_line_of_connection_names_go_no_further() {
        let mut headers = headers(&[
            ("connection", "close, X-One"),
            ("connection", "x-two ,, b@d"),
            ("x-one", "1"),
            ("x-two", "2"),
            ("x-three", "3"),
            ("keep-alive", "timeout=5"),
            ("transfer-encoding", "chunked"),
            ("trailer", "x-sum"),
            ("te", "trailers"),
            ("proxy-authorization", "Basic x"),
            ("upgrade", "h2c"),
        ]);
        remove(&mut headers);
        let mut left: Vec<&str> = headers.keys().map(HeaderName::as_str).collect();
        left.sort_unstable();
        assert_eq!(left, ["trailer", "x-three"]);
    }

    /// A client would take away what the upstream decides by.
    #[test]
    fn what_a_message_is_made_of_cannot_be_named_away() {
        let mut headers = headers(&[("connection", "authorization, Content-Length"), ("authorization", "Bearer x")]);
        remove(&mut headers);
        assert!(headers.contains_key("authorization"));
    }

    #[test]
    fn an_upgrade_is_asked_for_in_both_fields() {
        let websocket = Some(HeaderValue::from_static("websocket"));
        let asked = |lines| upgrade(&headers(lines)).cloned();
        assert_eq!(asked(&[("connection", "keep-alive, Upgrade"), ("upgrade", "websocket")]), websocket);
        assert_eq!(asked(&[("connection", "keep-alive"), ("upgrade", "websocket")]), None);
        assert_eq!(asked(&[("connection", "upgrade")]), None);
    }

    #[test]
    fn trailers_are_welcome_beside_other_codings() {
        assert!(takes_trailers(&headers(&[("te", "gzip;q=0.5, Trailers")])));
        assert!(!takes_trailers(&headers(&[("te", "gzip")])));
    }
}
