//! Paths: a path parameter is exactly one segment, whatever it contains.

use url::Url;

use crate::contract::Operation;
use crate::percent;

/// `value` as a segment: the characters allowed in one (`pchar`, RFC 3986, 3.3), and all others percent-encoded.
///
/// progenitor's own function keeps `\`, which the URL Standard reads as `/`.
pub(crate) fn encode_path(value: &str) -> String {
    percent::encode(value, b"!$&'()*+,;=:@")
}

/// Refuses the path parameters `""`, `.` and `..`, which would call another operation.
pub(super) fn check(url: &Url, base_url: &str, operation: &Operation) -> Result<(), String> {
    let base = Url::parse(base_url).map(|url| url.path().trim_end_matches('/').to_owned()).unwrap_or_default();
    let path = url.path().strip_prefix(&base).unwrap_or_default();
    let mut sent = path.split('/');
    let fits = operation.path().split('/').all(|segment| {
        let found = sent.next().unwrap_or_default();
        if segment.starts_with('{') { !found.is_empty() } else { found == segment }
    });
    match fits && sent.next().is_none() {
        true => Ok(()),
        false => Err(format!("a parameter of the path `{}` is empty, `.` or `..`", operation.path())),
    }
}
