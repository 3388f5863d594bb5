//! The head of a request: refused where two readers could read two requests, and written for the upstream.

use ::http::header::{CONNECTION, COOKIE, EXPECT, HOST, HeaderMap, HeaderValue, TE, TRANSFER_ENCODING, UPGRADE};
use ::http::request::Parts;
use ::http::uri::PathAndQuery;
use ::http::{Method, Uri, Version};

use super::failure::Failure;
use super::{Settings, Upstream, forwarded, hop};
use crate::server::Connection;

/// Makes a request one that is for the upstream, with everything else as the client has sent it. What a message is judged by is
/// this form: its target is that of the upstream.
pub(super) fn admit(head: &mut Parts, upstream: &Upstream) -> Result<(), Failure> {
    if head.method == Method::CONNECT {
        return Err(Failure::Tunnel);
    }
    if head.headers.contains_key(TRANSFER_ENCODING) && !is_chunked_only(&head.headers) {
        return Err(Failure::Ambiguous);
    }
    // RFC 9112, 3.2: one `Host`, and the authority of an absolute target before it. HTTP/2 has that in `:authority`.
    let mut hosts = head.headers.get_all(HOST).iter();
    let host = hosts.next();
    if hosts.next().is_some() || host.is_some_and(|host| !is_host(host)) {
        return Err(Failure::Ambiguous);
    }
    match head.uri.authority() {
        // The form of CONNECT, or a path without its slash.
        Some(_) if head.uri.scheme().is_none() => return Err(Failure::Ambiguous),
        Some(authority) => {
            let host = authority.as_str().rsplit('@').next().unwrap_or_default();
            let host = HeaderValue::from_str(host).map_err(|_| Failure::Ambiguous)?;
            head.headers.insert(HOST, host);
        }
        None if host.is_none() && head.version == Version::HTTP_11 => return Err(Failure::Ambiguous),
        None => {}
    }
    join_cookies(&mut head.headers);
    let target = upstream.target(head.uri.path_and_query()).ok_or(Failure::Ambiguous)?;
    head.uri = Uri::from(target);
    Ok(())
}

/// Any other coding would have to be undone here, and a second line or another spelling is how requests are smuggled.
pub(super) fn is_chunked_only(headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all(TRANSFER_ENCODING).iter();
    let first = lines.next().is_some_and(|coding| coding.as_bytes().eq_ignore_ascii_case(b"chunked"));
    first && lines.next().is_none()
}

/// Visible characters that no part of a URL begins with.
fn is_host(host: &HeaderValue) -> bool {
    host.as_bytes().iter().all(|byte| byte.is_ascii_graphic() && !b"/?#@\\,\"<>".contains(byte))
}

/// HTTP/2 may have each pair in a line of its own, and HTTP/1 has one line (RFC 9113, 8.2.3).
fn join_cookies(headers: &mut HeaderMap) {
    if headers.get_all(COOKIE).iter().nth(1).is_none() {
        return;
    }
    let lines: Vec<&[u8]> = headers.get_all(COOKIE).iter().map(HeaderValue::as_bytes).collect();
    if let Ok(line) = HeaderValue::from_bytes(&lines.join(&b"; "[..])) {
        headers.insert(COOKIE, line);
    }
}

/// The head for the upstream of a request that was admitted.
pub(super) fn rewrite(mut head: Parts, settings: &Settings) -> Result<Parts, Failure> {
    let upstream = &settings.upstream;
    let host = head.headers.get(HOST).cloned();
    let peer = head.extensions.get::<Connection>().map(Connection::peer);
    let upgrade = hop::upgrade(&head.headers).cloned();
    let takes_trailers = hop::takes_trailers(&head.headers);
    hop::remove(&mut head.headers);
    // The server asks for the body by itself, when the body is wanted.
    head.headers.remove(EXPECT);
    if !forwarded::via(&mut head.headers, head.version) {
        return Err(Failure::Circle);
    }
    settings.forwarding.add(&mut head.headers, peer, host.as_ref());
    // `TE` is for the next hop as well, and `Connection` says so where fields of a connection exist.
    let mut options = Vec::new();
    if takes_trailers {
        head.headers.insert(TE, HeaderValue::from_static("trailers"));
        if !upstream.is_secure() && !settings.http2 {
            options.push("TE");
        }
    }
    if let Some(protocol) = upgrade {
        head.headers.insert(UPGRADE, protocol);
        options.push("Upgrade");
    }
    if let (false, Ok(options)) = (options.is_empty(), HeaderValue::from_str(&options.join(", "))) {
        head.headers.insert(CONNECTION, options);
    }
    if !settings.preserves_host || host.is_none() {
        let host = HeaderValue::from_str(upstream.authority().as_str()).map_err(|_| Failure::Ambiguous)?;
        head.headers.insert(HOST, host);
    }
    let target = head.uri.path_and_query().cloned().unwrap_or(PathAndQuery::from_static("/"));
    head.uri = upstream.url(target).ok_or(Failure::Ambiguous)?;
    head.version = Version::HTTP_11;
    head.extensions.clear();
    Ok(head)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use ::http::Request;

    use super::admit;
    use crate::proxy::failure::Failure;

    fn admitted(target: &str, lines: &[(&str, &str)]) -> Result<(String, String), Failure> {
        let request = lines.iter().fold(Request::get(target), |request, (name, value)| request.header(*name, *value));
        let (mut head, ()) = request.body(()).unwrap().into_parts();
        admit(&mut head, &"http://upstream/v1".parse().unwrap())?;
        let host = head.headers.get("host").map(|host| host.to_str().unwrap().to_owned());
        Ok((head.uri.to_string(), host.unwrap_or_default()))
    }

    #[test]
    fn a_request_has_one_host_and_one_length() {
        let found = |target: &str, host: &str| Ok((target.to_owned(), host.to_owned()));
        assert_eq!(admitted("/a?b", &[("host", "h")]), found("/v1/a?b", "h"));
        assert_eq!(admitted("http://x:1/a", &[("host", "h")]), found("/v1/a", "x:1"));
        assert_eq!(admitted("a", &[("host", "h")]), Err(Failure::Ambiguous));
        assert_eq!(admitted("/a", &[("host", "h"), ("transfer-encoding", "Chunked")]), found("/v1/a", "h"));
        for lines in [
            &[][..],
            &[("host", "a"), ("host", "a")],
            &[("host", "a, b")],
            &[("host", "a/b")],
            &[("host", "user@a")],
            &[("host", "h"), ("transfer-encoding", "gzip, chunked")],
            &[("host", "h"), ("transfer-encoding", "chunked"), ("transfer-encoding", "chunked")],
            &[("host", "h"), ("transfer-encoding", "xchunked")],
        ] {
            assert_eq!(admitted("/a", lines), Err(Failure::Ambiguous), "{lines:?}");
        }
    }

    #[test]
    fn cookies_of_http2_become_one_line() {
        let request = Request::get("/").header("host", "h").header("cookie", "a=1").header("cookie", "b=2");
        let (mut head, ()) = request.body(()).unwrap().into_parts();
        admit(&mut head, &"http://upstream".parse().unwrap()).unwrap();
        let cookies: Vec<_> = head.headers.get_all("cookie").iter().collect();
        assert_eq!(cookies, ["a=1; b=2"]);
    }
}
