//! [`Target`]: the parts of a request's target, still percent-encoded.

/// A path and the pairs of a query.
#[derive(Debug)]
pub(super) struct Target<'a> {
    pub(super) path: &'a str,
    pub(super) query: Vec<Pair<'a>>,
}

/// One `name=value`, of a query, a form or cookies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair<'a> {
    pub(super) name: &'a str,
    /// `None` without `=`.
    pub(super) value: Option<&'a str>,
    /// Whether the name is spelt with `%` or `+`, and so may mean another.
    pub(super) is_encoded: bool,
}

impl<'a> Target<'a> {
    /// The parts of `/path?query` or of a URL; `None` for anything else.
    pub(super) fn parse(target: &'a str) -> Option<Self> {
        let (before, query) = match memchr::memchr2(b'?', b'#', target.as_bytes()) {
            None => (target, None),
            Some(at) if target.as_bytes()[at] == b'#' => (&target[..at], None),
            Some(at) => {
                let query = &target[at + 1..];
                let end = memchr::memchr(b'#', query.as_bytes()).unwrap_or(query.len());
                (&target[..at], Some(&query[..end]))
            }
        };
        let path = if before.starts_with('/') {
            before
        } else {
            let (scheme, rest) = before.split_once("://")?;
            if scheme.is_empty() || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) {
                return None;
            }
            rest.find('/').map_or("/", |at| &rest[at..])
        };
        Some(Self { path, query: query.map(pairs).unwrap_or_default() })
    }
}

/// The scheme of a URL (RFC 3986, 3.1); `None` for a path.
pub(super) fn scheme(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_scheme.then_some(scheme)
}

/// The host of a URL, with its port as it was written; `None` for a path.
pub(super) fn host(target: &str) -> Option<&str> {
    let (scheme, rest) = target.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    (!scheme.contains('/') && !host.is_empty()).then_some(host)
}

/// The pairs between `&`.
pub(super) fn pairs(text: &str) -> Vec<Pair<'_>> {
    // More than most queries have.
    let mut pairs = Vec::with_capacity(8);
    let mut rest = text;
    while !rest.is_empty() {
        let end = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        if end > 0 {
            pairs.push(Pair::parse(&rest[..end]));
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    pairs
}

impl<'a> Pair<'a> {
    pub(super) fn parse(text: &'a str) -> Self {
        let equals = memchr::memchr(b'=', text.as_bytes());
        let name = &text[..equals.unwrap_or(text.len())];
        let is_encoded = name.bytes().any(|byte| matches!(byte, b'%' | b'+'));
        Self { name, value: equals.map(|at| &text[at + 1..]), is_encoded }
    }

    /// The value, empty without `=`.
    pub(super) fn text(&self) -> &'a str {
        self.value.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Pair, Target, host, pairs, scheme};

    #[test]
    fn targets_are_paths_or_urls() {
        let path = |target: &'static str| Target::parse(target).map(|target| target.path);
        assert_eq!(path("/a/b?c"), Some("/a/b"));
        assert_eq!(path("https://h:1/a?b#c"), Some("/a"));
        assert_eq!(path("https://h?b"), Some("/"));
        assert_eq!(path("//h/a"), Some("//h/a"));
        for target in ["", "a/b", "*", "h:443", "://h/a"] {
            assert_eq!(path(target), None, "{target}");
        }
        assert_eq!(host("https://user@h:1/a"), Some("h:1"));
        assert_eq!(host("https://h?a"), Some("h"));
        for target in ["/a", "/a?b=c://h", "//h/a", "https:///a"] {
            assert_eq!(host(target), None, "{target}");
        }
        for (target, wanted) in
            [("data:,x", Some("data")), ("moz-extension://a/b", Some("moz-extension")), ("/a:b", None)]
        {
            assert_eq!(scheme(target), wanted, "{target}");
        }
        let query = Target::parse("/?a=1&&b&c==").map(|target| target.query).unwrap_or_default();
        assert_eq!(query, ["a=1", "b", "c=="].map(Pair::parse));
        assert_eq!((query[2].name, query[2].value), ("c", Some("=")));
        for text in ["", "&", "a", "a&", "&a=%&&b=+&", "=", "=&=a", "é=ü&ö"] {
            let parts = text.split('&').filter(|part| !part.is_empty());
            assert_eq!(pairs(text), parts.map(Pair::parse).collect::<Vec<_>>(), "{text}");
        }
    }
}
