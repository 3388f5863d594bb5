//! Formats: the usual spellings at once, everything else as the exact validator has it.
//!
//! The quick checks only ever say "surely valid", or "surely invalid"; what they do not recognise goes to a validator for nothing
//! but this format, so that the two cannot differ.

use std::collections::HashMap;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use serde_json::json;

use super::assertion::Assertion;
use super::vocabulary::Draft;

/// A format that is asserted.
#[derive(Debug)]
pub(in crate::schema) struct Format {
    quick: fn(&[u8]) -> bool,
    /// Every text of the format has this byte.
    essential: Option<u8>,
    exact: Arc<Exact>,
}

/// The exact validator of a format, made for the first text that is in no usual spelling: the crate compiles its meta-schemas with
/// it, which takes longer than many a run.
#[derive(Debug)]
struct Exact {
    name: String,
    draft: Draft,
    assertion: OnceLock<Option<Assertion>>,
}

impl Format {
    /// The format `name` as `draft` knows it; `None` for an unknown format.
    pub(super) fn new(name: &str, draft: Draft) -> Option<Self> {
        if !Assertion::is_known_format(name, draft) {
            return None;
        }
        let quick = match name {
            "email" => email,
            "date-time" => date_time,
            "date" => date,
            "time" => time,
            "uuid" => uuid,
            "ipv4" => |text: &[u8]| parses::<Ipv4Addr>(text),
            "ipv6" => |text: &[u8]| parses::<Ipv6Addr>(text),
            "hostname" => hostname,
            "uri" | "uri-reference" => uri,
            _ => |_: &[u8]| false,
        };
        // The most frequent mistake: no address at all.
        let essential = (name == "email").then_some(b'@');
        Some(Self { quick, essential, exact: exact(name, draft) })
    }

    #[inline]
    pub(super) fn accepts(&self, text: &[u8]) -> bool {
        (self.quick)(text) || self.may_hold(text) && self.exact.accepts(&String::from_utf8_lossy(text))
    }

    fn may_hold(&self, text: &[u8]) -> bool {
        self.essential.is_none_or(|byte| text.contains(&byte))
    }
}

impl Exact {
    fn accepts(&self, text: &str) -> bool {
        let compiled = || Assertion::new(&json!({ "format": self.name }), lightest(&self.name, self.draft));
        self.assertion.get_or_init(compiled).as_ref().is_some_and(|assertion| assertion.accepts(text))
    }
}

/// The draft that a format is checked by. Since draft 7 a format means the same in all that know it, and the crate compiles the
/// meta-schemas of the draft with it: that of draft 7 is one, that of 2020-12 is nine.
fn lightest(name: &str, draft: Draft) -> Draft {
    if draft > Draft::Seven && Assertion::is_known_format(name, Draft::Seven) { Draft::Seven } else { draft }
}

/// The exact validator of a format that is known, of which there are few: each is compiled once.
fn exact(name: &str, draft: Draft) -> Arc<Exact> {
    type Known = HashMap<(String, Draft), Arc<Exact>>;
    static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let exact = || Arc::new(Exact { name: name.to_owned(), draft, assertion: OnceLock::new() });
    Arc::clone(known.entry((name.to_owned(), draft)).or_insert_with(exact))
}

fn parses<T: std::str::FromStr>(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(|text| text.parse::<T>().is_ok())
}

/// `local@domain`, both in the plain ASCII form.
pub(crate) fn email(text: &[u8]) -> bool {
    let mut at = 0;
    // RFC 5322, 3.2.3: atoms with single dots between them.
    loop {
        let end = run(text, at, ATEXT);
        match text.get(end) {
            _ if end == at => return false,
            Some(b'.') => at = end + 1,
            Some(b'@') => return end <= 64 && hostname(&text[end + 1..]),
            _ => return false,
        }
    }
}

/// Labels of letters, digits and inner hyphens; labels with `--` are left out, they may be in Punycode.
pub(crate) fn hostname(text: &[u8]) -> bool {
    let (mut at, mut label) = (0, 0);
    loop {
        let end = run(text, at, ALPHANUMERIC);
        // Also where a label is empty, or begins or ends with a hyphen, or has two in a row.
        if end == at || end - label > 63 {
            return false;
        }
        at = end + 1;
        match text.get(end) {
            None => return text.len() <= 253,
            Some(b'-') => {}
            Some(b'.') => label = at,
            _ => return false,
        }
    }
}

/// The end of the bytes of a class from `at` on.
#[inline(always)]
fn run(text: &[u8], mut at: usize, class: u8) -> usize {
    while text.get(at).is_some_and(|byte| CLASSES[usize::from(*byte)] & class != 0) {
        at += 1;
    }
    at
}

const ATEXT: u8 = 1;
/// Letters, digits, hyphen.
const HOST: u8 = 2;
/// The characters allowed unescaped in a path (RFC 3986, 3.3), slashes included.
const PATH: u8 = 4;
const ALPHANUMERIC: u8 = 8;

const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        let alphanumeric = byte.is_ascii_alphanumeric();
        let mut class = 0;
        if alphanumeric
            || matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~')
        {
            class |= ATEXT;
        }
        if alphanumeric {
            class |= ALPHANUMERIC;
        }
        if alphanumeric || byte == b'-' {
            class |= HOST;
        }
        if alphanumeric
            || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&'..=b',' | b';' | b'=' | b':' | b'@' | b'/')
        {
            class |= PATH;
        }
        classes[byte as usize] = class;
        byte += 1;
    }
    classes
};

/// `scheme://host` with an optional port, then path, query and fragment without percent-encoding.
pub(crate) fn uri(text: &[u8]) -> bool {
    let Some(colon) = text.iter().position(|byte| !byte.is_ascii_alphanumeric()) else { return false };
    let Some(rest) = text[colon..].strip_prefix(b"://") else { return false };
    if !text[0].is_ascii_alphabetic() {
        return false;
    }
    let host = rest.iter().position(|&byte| CLASSES[usize::from(byte)] & HOST == 0 && byte != b'.');
    let mut rest = &rest[host.unwrap_or(rest.len())..];
    if let Some(port) = rest.strip_prefix(b":") {
        rest = &port[port.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(port.len())..];
    }
    let (mut query, mut fragment) = (false, false);
    rest.first().is_none_or(|byte| matches!(byte, b'/' | b'?' | b'#'))
        && rest.iter().all(|&byte| match byte {
            b'#' => !std::mem::replace(&mut fragment, true),
            b'?' => {
                query = true;
                true
            }
            _ => CLASSES[usize::from(byte)] & PATH != 0,
        })
}

pub(crate) fn uuid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn date_time(text: &[u8]) -> bool {
    text.split_at_checked(10).is_some_and(|(day, rest)| {
        date(day) && rest.split_first().is_some_and(|(t, clock)| matches!(t, b'T' | b't') && time(clock))
    })
}

/// RFC 3339 `full-date`.
pub(crate) fn date(text: &[u8]) -> bool {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return false };
    let (Some(century), Some(year), Some(month), Some(day)) = (two(y1, y2), two(y3, y4), two(m1, m2), two(d1, d2))
    else {
        return false;
    };
    // Up to 28 every month has the day; the rest is looked up.
    (1..=12).contains(&month)
        && day >= 1
        && (day <= 28
            || day
                <= match month {
                    2 if year % 4 == 0 && (year != 0 || century % 4 == 0) => 29,
                    2 => 28,
                    4 | 6 | 9 | 11 => 30,
                    _ => 31,
                })
}

/// RFC 3339 `full-time`, leap seconds left out.
fn time(text: &[u8]) -> bool {
    let Some((&[h1, h2, b':', m1, m2, b':', s1, s2], mut rest)) = text.split_first_chunk::<8>() else { return false };
    let clock = |one, other, most| two(one, other).is_some_and(|number| number <= most);
    if !(clock(h1, h2, 23) && clock(m1, m2, 59) && clock(s1, s2, 59)) {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix(b".") {
        let digits = fraction.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(fraction.len());
        if digits == 0 {
            return false;
        }
        rest = &fraction[digits..];
    }
    match *rest {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => clock(h1, h2, 23) && clock(m1, m2, 59),
        _ => false,
    }
}

#[inline]
fn two(tens: u8, ones: u8) -> Option<u8> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens <= 9 && ones <= 9).then(|| tens * 10 + ones)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use serde_json::json;

    use super::{Assertion, Draft, Format};

    /// A text of each format.
    const TEXTS: [(&str, &str); 19] = [
        ("date", "2024-02-29"),
        ("date-time", "2024-02-29T00:00:00Z"),
        ("duration", "P1D"),
        ("email", "a@example.com"),
        ("hostname", "example.com"),
        ("idn-email", "a@example.com"),
        ("idn-hostname", "example.com"),
        ("ipv4", "127.0.0.1"),
        ("ipv6", "::1"),
        ("iri", "http://example.com/"),
        ("iri-reference", "/a"),
        ("json-pointer", "/a"),
        ("regex", "a"),
        ("relative-json-pointer", "0"),
        ("time", "00:00:00Z"),
        ("uri", "http://example.com/"),
        ("uri-reference", "/a"),
        ("uri-template", "/{a}"),
        ("uuid", "00000000-0000-4000-8000-000000000000"),
    ];

    /// What does not compile would refuse every text.
    #[test]
    fn every_known_format_compiles() {
        for draft in [Draft::Four, Draft::Six, Draft::Seven, Draft::Y2019, Draft::Y2020] {
            for (name, text) in TEXTS {
                let format = Format::new(name, draft);
                assert!(format.is_none_or(|format| format.exact.accepts(text)), "{name} in {draft:?}");
            }
        }
    }

    #[test]
    fn since_draft_7_a_format_means_the_same_in_all_drafts() {
        let odd = [
            "",
            "a",
            "é",
            "A.b-c",
            "-a",
            "xn--a",
            "1.2.3.4",
            "1::2%eth0",
            "2024-02-30",
            "23:59:60Z",
            "a b",
            "{",
            "/~2",
            "%zz",
            "(",
            "\\p{L}",
        ];
        let texts = || TEXTS.iter().map(|(_, text)| *text).chain(odd);
        for (name, _) in TEXTS {
            let known = [Draft::Seven, Draft::Y2019, Draft::Y2020].map(|draft| {
                let is_known = Assertion::is_known_format(name, draft);
                is_known.then(|| Assertion::new(&json!({ "format": name }), draft).unwrap())
            });
            let known: Vec<Vec<bool>> =
                known.iter().flatten().map(|one| texts().map(|text| one.accepts(text)).collect()).collect();
            assert!(known.windows(2).all(|pair| pair[0] == pair[1]), "{name}: {known:?}");
        }
    }

    #[test]
    fn a_text_without_an_at_sign_is_no_address() {
        let format = Format::new("email", Draft::Y2020).unwrap();
        for text in ["", "no address", "example.com", "\"a\"", "[127.0.0.1]", "a b", "<a>", "\u{ff20}"] {
            assert!(!format.accepts(text.as_bytes()) && !format.exact.accepts(text), "{text}");
        }
        assert!(format.accepts("\"a b\"@example.com".as_bytes()));
    }
}
