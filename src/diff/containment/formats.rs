//! [`Formats`]: what is known of the strings that a `format` holds.
//!
//! The validator decides whether a string is of a format. Beside it stand sample members, implications between formats,
//! and for some formats a pattern that every member matches (not the other way round).

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

/// The validator's checks, compiled when first needed.
#[derive(Debug, Default)]
pub(super) struct Formats {
    checks: BTreeMap<Rc<str>, Option<super::check::Check>>,
}

impl Formats {
    /// Whether `text` is of the format; `None` if the validator cannot say.
    pub(super) fn holds(&mut self, name: &Rc<str>, text: &str) -> Option<bool> {
        let check = self.checks.entry(Rc::clone(name)).or_insert_with(|| super::check::Check::of_format(name));
        check.as_ref().map(|check| check.accepts(&Value::from(text)))
    }
}

/// One format.
#[derive(Debug)]
pub(super) struct Known {
    name: &'static str,
    /// Members, the plainest first.
    pub(super) samples: &'static [&'static str],
    /// A pattern that all members match.
    pub(super) shape: Option<&'static str>,
    /// Formats that all members are of as well.
    pub(super) implies: &'static [&'static str],
}

/// What is known of the format `name`.
pub(super) fn known(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.name == name)
}

/// Strings that many formats do not hold.
pub(super) const ODD: &[&str] = &["", "a", " ", "\\", "%", "{", "~", "-", "a b", "(", "\u{0}", "\u{e9}"];

/// Formats of which every string of digits, letters, dots and hyphens is.
const PLAIN: &[&str] = &["uri-reference", "iri-reference", "uri-template"];

const UUIDS: &[&str] = &[
    "00000000-0000-0000-0000-000000000000",
    "00000000-0000-0000-0000-000000000001",
    "2f1b8a46-5c3d-4e7f-9a0b-1c2d3e4f5a6b",
];

const KNOWN: &[Known] = &[
    Known {
        name: "date",
        samples: &["2000-01-01", "2000-01-02", "1999-12-31", "2024-02-29"],
        shape: Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        implies: PLAIN,
    },
    Known {
        name: "date-time",
        samples: &["2000-01-01T00:00:00Z", "2000-01-01T00:00:01Z", "1999-12-31T23:59:59.5+01:00"],
        shape: Some(
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+\\-][0-9]{2}:[0-9]{2})$",
        ),
        implies: &[],
    },
    Known {
        name: "time",
        samples: &["00:00:00Z", "00:00:01Z", "23:59:59.5+01:00"],
        shape: Some("^[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+\\-][0-9]{2}:[0-9]{2})$"),
        implies: &[],
    },
    Known {
        name: "duration",
        samples: &["P1D", "PT1S", "P1Y2M", "P1W"],
        shape: Some("^P[0-9YMWDTHS]+$"),
        implies: PLAIN,
    },
    Known { name: "email", samples: &["a@b.c", "b@b.c", "first.last@example.com"], shape: Some("@"), implies: &[] },
    Known { name: "idn-email", samples: &["a@b.c", "b@b.c"], shape: Some("@"), implies: &[] },
    Known { name: "hostname", samples: &["a", "b", "example.com", "www.example.com"], shape: None, implies: &[] },
    Known { name: "idn-hostname", samples: &["a", "b", "example.com"], shape: None, implies: &[] },
    Known {
        name: "ipv4",
        samples: &["0.0.0.0", "127.0.0.1", "192.168.100.200"],
        shape: Some("^[0-9]{1,3}(\\.[0-9]{1,3}){3}$"),
        implies: PLAIN,
    },
    Known { name: "ipv6", samples: &["::", "::1", "2001:db8::1"], shape: Some("^[0-9A-Fa-f:.]{2,45}$"), implies: &[] },
    Known {
        name: "uri",
        samples: &["a:", "a:b", "https://example.com/", "https://example.com/a?b=c"],
        shape: Some("^[A-Za-z][A-Za-z0-9+.\\-]*:"),
        implies: &["uri-reference", "iri", "iri-reference"],
    },
    Known {
        name: "uri-reference",
        samples: &["", "a", "/a", "https://example.com/"],
        shape: None,
        implies: &["iri-reference"],
    },
    Known {
        name: "iri",
        samples: &["a:", "a:b", "https://example.com/"],
        shape: Some("^[A-Za-z][A-Za-z0-9+.\\-]*:"),
        implies: &["iri-reference"],
    },
    Known { name: "iri-reference", samples: &["", "a", "/a", "https://example.com/"], shape: None, implies: &[] },
    Known { name: "uri-template", samples: &["", "a", "/a/{b}"], shape: None, implies: &[] },
    Known { name: "json-pointer", samples: &["", "/a", "/a/0"], shape: Some("^$|^/"), implies: &[] },
    Known { name: "relative-json-pointer", samples: &["0", "1", "0#", "1/a"], shape: Some("^[0-9]"), implies: &[] },
    Known { name: "regex", samples: &["", "a", "^a$"], shape: None, implies: &[] },
    Known {
        name: "uuid",
        samples: UUIDS,
        shape: Some("^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$"),
        implies: PLAIN,
    },
];
