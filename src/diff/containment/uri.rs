//! Joining a reference to its base (RFC 3986, 5.2), as far as `$id` and `$ref` need it: texts in, text out, no checks.

use crate::pointer::Pointer;

/// `reference` as seen from `base`, without its fragment, and the fragment.
pub(super) fn resolve(base: &str, reference: &str) -> (String, String) {
    let (reference, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    (join(base, reference), decode(fragment))
}

fn join(base: &str, reference: &str) -> String {
    if reference.is_empty() {
        return base.to_owned();
    }
    if has_scheme(reference) {
        return reference.to_owned();
    }
    let scheme_end = base.find(':').map_or(0, |at| at + 1);
    let (scheme, rest) = base.split_at(scheme_end);
    if reference.starts_with("//") {
        return format!("{scheme}{reference}");
    }
    let (authority, path) = match rest.strip_prefix("//") {
        Some(after) => rest.split_at(after.find('/').map_or(rest.len(), |at| at + 2)),
        None => ("", rest),
    };
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let (target, query) = match reference.split_once('?') {
        Some((target, query)) => (target, format!("?{query}")),
        None => (reference, String::new()),
    };
    let joined = if target.starts_with('/') {
        target.to_owned()
    } else {
        let folder = path.rfind('/').map_or("/", |at| &path[..=at]);
        format!("{folder}{target}")
    };
    format!("{scheme}{authority}{}{query}", without_dots(&joined))
}

/// RFC 3986, 5.2.4.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let last = path.rsplit('/').next().unwrap_or("");
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            other => kept.push(other),
        }
    }
    let open = if matches!(last, "." | "..") { "/" } else { "" };
    format!("/{}{open}", kept.join("/"))
}

fn has_scheme(reference: &str) -> bool {
    reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// Percent-decoding (RFC 3986, 2.1); what is not an escape stays.
fn decode(fragment: &str) -> String {
    if !fragment.contains('%') {
        return fragment.to_owned();
    }
    let bytes = fragment.as_bytes();
    let (mut decoded, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let escape = fragment.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match escape {
            Some(value) if byte == b'%' => {
                decoded.push(value);
                at += 3;
            }
            _ => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// A pointer as a URI fragment (RFC 6901, 6).
pub(super) fn fragment(pointer: &Pointer) -> String {
    let mut escaped = String::new();
    for byte in pointer.as_str().bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'/'
            | b'~'
            | b'-'
            | b'.'
            | b'_'
            | b'$'
            | b'!'
            | b'*'
            | b'('
            | b')' => {
                escaped.push(char::from(byte));
            }
            other => escaped.push_str(&format!("%{other:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_joined() {
        for (base, reference, wanted) in [
            ("http://a/b/c", "d", "http://a/b/d"),
            ("http://a/b/c", "/d", "http://a/d"),
            ("http://a/b/c", "../d", "http://a/d"),
            ("http://a", "d", "http://a/d"),
            ("http://a/b", "//c/d", "http://c/d"),
            ("http://a/b", "urn:x:y", "urn:x:y"),
            ("http://a/b", "", "http://a/b"),
            ("http://a/b?q", "d?r", "http://a/d?r"),
            ("schema:///", "node", "schema:///node"),
        ] {
            assert_eq!(resolve(base, reference).0, wanted, "{reference} from {base}");
        }
        assert_eq!(resolve("a:b", "#/x%25y"), ("a:b".to_owned(), "/x%y".to_owned()));
    }
}
