//! The parts of a body of the type `multipart/form-data` (RFC 7578), by the grammar of RFC 2046, 5.1.1.
//!
//! Parsers that crates offer read from sockets, asynchronously, and hide where a part was malformed; here the whole body is
//! in memory and the parts borrow from it. Time is linear in the body, and there are never more parts than it has lines.
//!
//! Lines may end with `\n` alone, as in captures that were saved as text. Everything else has to be as the standard has it.

use std::borrow::Cow;

use memchr::memmem;

use super::disposition::Disposition;

/// A part: a field of a form, or a file.
#[derive(Debug)]
pub(super) struct Part<'b> {
    pub(super) name: String,
    /// Whether it has the name of a file.
    pub(super) is_file: bool,
    /// Names and values, in the order in which they were sent.
    pub(super) headers: Vec<(&'b str, Cow<'b, str>)>,
    pub(super) body: &'b [u8],
}

impl Part<'_> {
    /// The first value of the header `name`, in any case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_ref())
    }
}

/// The parts of `body`.
///
/// # Errors
///
/// What is wrong with it, in words that do not repeat what was sent.
pub(super) fn parse<'b>(body: &'b [u8], boundary: &str) -> Result<Vec<Part<'b>>, String> {
    let mut parts = Vec::new();
    let mut begin = None;
    let delimiter = format!("--{boundary}");
    for at in memmem::find_iter(body, &delimiter) {
        let Some(line) = Line::of(body, at, at + delimiter.len()) else { continue };
        if let Some(begin) = begin {
            // The line end before the delimiter is a part of it.
            let end = at.saturating_sub(line_end(&body[..at])).max(begin);
            parts.push(part(&body[begin..end], parts.len() + 1)?);
        }
        match line {
            Line::Last => return Ok(parts),
            Line::Next(next) => begin = Some(next),
        }
    }
    Err(match begin {
        None => "no line has the boundary that the media type names".to_owned(),
        Some(_) => format!("the last boundary, with `--` at its end, is missing after part {}", parts.len() + 1),
    })
}

/// A line with a boundary.
enum Line {
    /// A part begins there.
    Next(usize),
    /// It is the last one; what follows is ignored.
    Last,
}

impl Line {
    /// The line whose boundary is from `from` to `to`; `None` where that is data.
    fn of(body: &[u8], from: usize, to: usize) -> Option<Self> {
        if from > 0 && body[from - 1] != b'\n' {
            return None;
        }
        let rest = &body[to..];
        let (rest, is_last) = rest.strip_prefix(b"--").map_or((rest, false), |rest| (rest, true));
        let padding = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        match (&rest[padding..], is_last) {
            ([] | [b'\n', ..] | [b'\r', b'\n', ..], true) => Some(Self::Last),
            ([b'\n', after @ ..] | [b'\r', b'\n', after @ ..], false) => Some(Self::Next(body.len() - after.len())),
            _ => None,
        }
    }
}

/// How many bytes the line end takes with which `text` ends.
fn line_end(text: &[u8]) -> usize {
    match text {
        [.., b'\r', b'\n'] => 2,
        [.., b'\n'] => 1,
        _ => 0,
    }
}

fn part(text: &[u8], number: usize) -> Result<Part<'_>, String> {
    let mut headers: Vec<(&str, Cow<'_, str>)> = Vec::new();
    let mut rest = text;
    // Without an empty line there is no body: the line end before the boundary was the one of the last header.
    while !rest.is_empty() {
        let Some(end) = memchr::memchr(b'\n', rest) else {
            return Err(format!("the headers of part {number} do not end with an empty line"));
        };
        let (line, after) = rest.split_at(end + 1);
        let line = &line[..line.len() - line_end(line)];
        rest = after;
        if line.is_empty() {
            break;
        }
        let malformed = || format!("part {number} has a malformed header");
        if matches!(line, [b' ' | b'\t', ..]) {
            // A folded line (RFC 5322, 2.2.3).
            let (_, value) = headers.last_mut().ok_or_else(malformed)?;
            let value = value.to_mut();
            value.push(' ');
            value.push_str(String::from_utf8_lossy(line.trim_ascii()).as_ref());
            continue;
        }
        let colon = memchr::memchr(b':', line).ok_or_else(malformed)?;
        let name = std::str::from_utf8(line[..colon].trim_ascii_end()).map_err(|_| malformed())?;
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(malformed());
        }
        headers.push((name, String::from_utf8_lossy(line[colon + 1..].trim_ascii())));
    }
    let disposition = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-disposition"));
    let Some((_, disposition)) = disposition else {
        return Err(format!("part {number} has no header `Content-Disposition`"));
    };
    let disposition = Disposition::parse(disposition).filter(|disposition| disposition.kind == "form-data");
    let Some(Disposition { name, is_file, .. }) = disposition else {
        return Err(format!(
            "the header `Content-Disposition` of part {number} is not `form-data` with its parameters"
        ));
    };
    let Some(name) = name else { return Err(format!("part {number} has no `name`")) };
    Ok(Part { name, is_file, headers, body: rest })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use super::parse;

    fn names_and_bodies(body: &str, boundary: &str) -> Vec<(String, String)> {
        let parts = parse(body.as_bytes(), boundary).expect(body);
        parts.into_iter().map(|part| (part.name, String::from_utf8_lossy(part.body).into_owned())).collect()
    }

    #[test]
    fn parts_end_where_the_standard_says() {
        let disposition = "Content-Disposition: form-data; name=a";
        for (body, wanted) in [
            (format!("--B\r\n{disposition}\r\n\r\nx\r\n--B--\r\n"), vec!["x"]),
            (format!("--B\r\n{disposition}\r\n\r\nx\r\n--B--"), vec!["x"]),
            (
                format!("preamble\r\n--Bx\r\n--B \t\r\n{disposition}\r\n\r\nx\r\n--B--  \r\nepilogue\r\n--B\r\n"),
                vec!["x"],
            ),
            (format!("--B\n{disposition}\n\nx\n\n--B\n{disposition}\n\n\n--B--\n"), vec!["x\n", ""]),
            (format!("--B\r\n{disposition}\r\n\r\n\r\n--B--"), vec![""]),
            (format!("--B\r\n{disposition}\r\n\r\n--B--"), vec![""]),
            (format!("--B\r\n{disposition}\r\n\r\n--B\r\n--Bb\r\nx--B--\r\n--B--"), vec!["", ""]),
            (format!("--B\r\n{disposition}\r\n\r\n--Bb\r\nx--B--\r\n --B\r\n--B--"), vec!["--Bb\r\nx--B--\r\n --B"]),
            ("--B--".to_owned(), vec![]),
            (format!("--B\r\n{disposition};\r\n filename=x\r\nX-Y:z\r\n\r\nx\r\n--B--"), vec!["x"]),
        ] {
            if body.contains("--B\r\n--Bb") {
                assert!(parse(body.as_bytes(), "B").is_err(), "{body}");
                continue;
            }
            let found: Vec<String> = names_and_bodies(&body, "B").into_iter().map(|(_, body)| body).collect();
            assert_eq!(found, wanted, "{body}");
        }
    }

    #[test]
    fn a_malformed_body_is_one_clear_error() {
        let disposition = "Content-Disposition: form-data; name=a";
        for (body, wanted) in [
            (String::new(), "no line has the boundary that the media type names"),
            ("x --B--".to_owned(), "no line has the boundary that the media type names"),
            (
                format!("--B\r\n{disposition}\r\n\r\nx"),
                "the last boundary, with `--` at its end, is missing after part 1",
            ),
            (
                format!("--B\r\n{disposition}\r\n\r\nx\r\n--B"),
                "the last boundary, with `--` at its end, is missing after part 1",
            ),
            (format!("--B\r\n{disposition}\r\n--B--"), "the headers of part 1 do not end with an empty line"),
            ("--B\r\n\r\nx\r\n--B--".to_owned(), "part 1 has no header `Content-Disposition`"),
            ("--B\r\n--B--".to_owned(), "part 1 has no header `Content-Disposition`"),
            ("--B\r\nx\r\n\r\nx\r\n--B--".to_owned(), "part 1 has a malformed header"),
            ("--B\r\n x: y\r\n\r\nx\r\n--B--".to_owned(), "part 1 has a malformed header"),
            ("--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--".to_owned(), "part 1 has no `name`"),
            (
                "--B\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--B--".to_owned(),
                "the header `Content-Disposition` of part 1 is not `form-data` with its parameters",
            ),
        ] {
            let error = parse(body.as_bytes(), "B").map(|parts| parts.len()).expect_err(&body);
            assert_eq!(error, wanted, "{body}");
        }
    }
}
