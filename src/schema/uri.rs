//! Joining a reference to its base (RFC 3986, 5.2), as far as `$id` and `$ref` need it: texts in, text out, no checks.

use crate::percent;

/// `reference` as seen from `base`, without its fragment, and the fragment.
pub(crate) fn resolve(base: &str, reference: &str) -> (String, String) {
    let (reference, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    (join(base, reference), percent::decode_lossy(fragment).into_owned())
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
