//! [`Disposition`]: the header that names a part (RFC 7578, 4.2; RFC 2183), as browsers and libraries write it.

use crate::percent;

/// What `Content-Disposition` says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Disposition {
    /// `form-data`, in lower case.
    pub(super) kind: String,
    pub(super) name: Option<String>,
    /// Whether there is a `filename` or `filename*`.
    pub(super) is_file: bool,
}

impl Disposition {
    /// `None` when it is malformed.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (kind, mut rest) = text.split_at(text.find(';').unwrap_or(text.len()));
        let mut found = Self { kind: kind.trim().to_ascii_lowercase(), name: None, is_file: false };
        let mut extended = None;
        while let Some(after) = rest.trim_start().strip_prefix(';') {
            let after = after.trim_start();
            if after.is_empty() {
                break;
            }
            let (name, after) = after.split_once('=')?;
            let (value, after) = value(after.trim_start())?;
            rest = after;
            match name.trim_end().to_ascii_lowercase().as_str() {
                "name" => found.name = found.name.or_else(|| Some(unescape(&value))),
                "name*" => extended = extended.or_else(|| extended_value(&value)),
                "filename" | "filename*" => found.is_file = true,
                _ => {}
            }
        }
        if !rest.trim().trim_start_matches(';').is_empty() {
            return None;
        }
        found.name = extended.or(found.name);
        Some(found)
    }
}

/// A token or a quoted string, and what follows.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (token, rest) = text.split_at(text.find(';').unwrap_or(text.len()));
        return Some((token.trim_end().to_owned(), rest));
    };
    let (mut value, mut characters) = (String::new(), quoted.char_indices());
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &quoted[at + 1..])),
            // Browsers write a backslash as it is: only these are escapes.
            '\\' if quoted[at + 1..].starts_with(['"', '\\']) => value.extend(characters.next().map(|(_, next)| next)),
            other => value.push(other),
        }
    }
    None
}

/// The three escapes that browsers write into names (HTML, 4.10.21.8).
fn unescape(name: &str) -> String {
    if !name.contains('%') {
        return name.to_owned();
    }
    name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

/// `UTF-8''na%C3%AFve` (RFC 8187, 3.2).
fn extended_value(text: &str) -> Option<String> {
    let mut parts = text.splitn(3, '\'');
    let (charset, _, value) = (parts.next()?, parts.next()?, parts.next()?);
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    percent::decode(value).ok().map(String::from)
}

#[cfg(test)]
mod tests {
    use super::Disposition;

    #[test]
    fn names_are_read_as_they_are_written() {
        for (text, name, is_file) in [
            (r#"form-data; name="a""#, "a", false),
            ("Form-Data ; name = a ;", "a", false),
            (r#"form-data; name="a;b"; filename="x;y""#, "a;b", true),
            (r#"form-data; filename*=UTF-8''%e2%82%ac; name="f""#, "f", true),
            (r#"form-data; name="a\"b""#, "a\"b", false),
            (r#"form-data; name="a%22b%0D%0A%20""#, "a\"b\r\n%20", false),
            (r#"form-data; name="a"; filename="C:\dir\x.png""#, "a", true),
            (r#"form-data; name="naïve""#, "naïve", false),
            (r#"form-data; name="x"; name*=utf-8''na%C3%AFve"#, "naïve", false),
            (r#"form-data; name="""#, "", false),
        ] {
            let wanted = Disposition { kind: "form-data".to_owned(), name: Some(name.to_owned()), is_file };
            assert_eq!(Disposition::parse(text), Some(wanted), "{text}");
        }
        for text in [r#"form-data; name="a"#, "form-data; name", r#"form-data; name="a"b"#] {
            assert_eq!(Disposition::parse(text), None, "{text}");
        }
    }
}
