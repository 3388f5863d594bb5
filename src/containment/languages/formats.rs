//! [`Formats`]: what is known of the strings that a `format` holds.
//!
//! The validator decides whether a string is of a format. It is complemented by sample members, implications between formats,
//! and for some formats a pattern that every member matches (not the other way round).

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use crate::containment::check::Check;

/// The validator's checks, compiled when first needed.
#[derive(Debug, Default)]
pub(in crate::containment) struct Formats {
    checks: BTreeMap<Rc<str>, Option<Check<'static>>>,
}

impl Formats {
    /// Whether `text` is of the format; `None` if the validator cannot say.
    pub(in crate::containment) fn holds(&mut self, name: &Rc<str>, text: &str) -> Option<bool> {
        let check = self.checks.entry(Rc::clone(name)).or_insert_with(|| Check::of_format(name));
        check.as_ref()?.accepts(&Value::from(text))
    }
}

/// One format.
#[derive(Debug)]
pub(in crate::containment) struct Known {
    name: &'static str,
    /// Members, the plainest first.
    pub(in crate::containment) samples: &'static [&'static str],
    /// A pattern that all members match, with what validators are known to let pass (signs and more among digits).
    pub(in crate::containment) shape: Option<&'static str>,
    /// A pattern whose matches are all members.
    pub(in crate::containment) floor: Option<&'static str>,
    /// Formats that all members are of as well.
    pub(in crate::containment) implies: &'static [&'static str],
}

/// What is known of the format `name`.
pub(in crate::containment) fn known(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.name == name)
}

/// Strings that many formats do not hold.
pub(in crate::containment) const ODD: &[&str] =
    &["", "a", " ", "\\", "%", "{", "~", "-", "a b", "(", "\u{0}", "\u{e9}"];

/// Formats of which every string of digits, letters, dots and hyphens is.
const PLAIN: &[&str] = &["uri-reference", "iri-reference", "uri-template"];

/// Characters that a relative reference may be made of in any order (RFC 3986, 2.3).
const UNRESERVED: &str = "^[A-Za-z0-9._~\\-]*$";

const UUIDS: &[&str] = &[
    "00000000-0000-0000-0000-000000000000",
    "00000000-0000-0000-0000-000000000001",
    "2f1b8a46-5c3d-4e7f-9a0b-1c2d3e4f5a6b",
];

const KNOWN: &[Known] = &[
    Known {
        name: "date",
        samples: &["2000-01-01", "2000-01-02", "1999-12-31", "2024-02-29"],
        shape: Some("^[ -~]{4}-[ -~]{2}-[ -~]{2}$"),
        floor: None,
        implies: PLAIN,
    },
    Known {
        name: "date-time",
        samples: &["2000-01-01T00:00:00Z", "2000-01-01T00:00:01Z", "1999-12-31T23:59:59.5+01:00"],
        shape: Some(
            "^[ -~]{4}-[ -~]{2}-[ -~]{2}[Tt][ -~]{2}:[ -~]{2}:[ -~]{2}(\\.[0-9]+)?([Zz]|[+\\-][ -~]{2}:[ -~]{2})$",
        ),
        floor: None,
        implies: &[],
    },
    Known {
        name: "time",
        samples: &["00:00:00Z", "00:00:01Z", "23:59:59.5+01:00"],
        shape: Some("^[ -~]{2}:[ -~]{2}:[ -~]{2}(\\.[0-9]+)?([Zz]|[+\\-][ -~]{2}:[ -~]{2})$"),
        floor: None,
        implies: &[],
    },
    Known {
        name: "duration",
        samples: &["P1D", "PT1S", "P1Y2M", "P1W"],
        shape: Some("^P[0-9YMWDTHS]+$"),
        floor: None,
        implies: PLAIN,
    },
    Known {
        name: "email",
        samples: &["a@b.c", "b@b.c", "first.last@example.com"],
        shape: Some("@"),
        floor: None,
        implies: &[],
    },
    Known { name: "idn-email", samples: &["a@b.c", "b@b.c"], shape: Some("@"), floor: None, implies: &[] },
    Known {
        name: "hostname",
        samples: &["a", "b", "example.com", "www.example.com"],
        shape: None,
        floor: None,
        implies: &[],
    },
    Known { name: "idn-hostname", samples: &["a", "b", "example.com"], shape: None, floor: None, implies: &[] },
    Known {
        name: "ipv4",
        samples: &["0.0.0.0", "127.0.0.1", "192.168.100.200"],
        shape: Some("^[0-9]{1,3}(\\.[0-9]{1,3}){3}$"),
        floor: None,
        implies: PLAIN,
    },
    Known {
        name: "ipv6",
        samples: &["::", "::1", "2001:db8::1"],
        shape: Some("^[0-9A-Fa-f:.]{2,45}$"),
        floor: None,
        implies: &[],
    },
    Known {
        name: "uri",
        samples: &["a:", "a:b", "https://example.com/", "https://example.com/a?b=c"],
        shape: Some("^[A-Za-z][A-Za-z0-9+.\\-]*:"),
        floor: None,
        implies: &["uri-reference", "iri", "iri-reference"],
    },
    Known {
        name: "uri-reference",
        samples: &["", "a", "/a", "https://example.com/"],
        shape: None,
        floor: Some(UNRESERVED),
        implies: &["iri-reference"],
    },
    Known {
        name: "iri",
        samples: &["a:", "a:b", "https://example.com/"],
        shape: Some("^[A-Za-z][A-Za-z0-9+.\\-]*:"),
        floor: None,
        implies: &["iri-reference"],
    },
    Known {
        name: "iri-reference",
        samples: &["", "a", "/a", "https://example.com/"],
        shape: None,
        floor: Some(UNRESERVED),
        implies: &[],
    },
    Known { name: "uri-template", samples: &["", "a", "/a/{b}"], shape: None, floor: Some(UNRESERVED), implies: &[] },
    Known {
        name: "json-pointer",
        samples: &["", "/a", "/a/0"],
        shape: Some("^$|^/"),
        floor: Some("^(/[A-Za-z0-9._\\-]*)*$"),
        implies: &[],
    },
    Known {
        name: "relative-json-pointer",
        samples: &["0", "1", "0#", "1/a"],
        shape: Some("^[0-9]"),
        floor: None,
        implies: &[],
    },
    Known { name: "regex", samples: &["", "a", "^a$"], shape: None, floor: Some("^[A-Za-z0-9 ]*$"), implies: &[] },
    Known {
        name: "uuid",
        samples: UUIDS,
        shape: Some("^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$"),
        floor: None,
        implies: PLAIN,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Oracle;

    /// Members near the samples match the shapes and are of the implied formats.
    #[test]
    fn shapes_and_implications_hold_near_the_samples() {
        let mut formats = Formats::default();
        let alphabet: Vec<char> = (' '..='~').chain(['\u{e9}', '\u{0}', '\n']).collect();
        for known in KNOWN.iter().filter(|known| Oracle::asserts_format(known.name)) {
            let shape = known.shape.map(matcher);
            let mut texts: Vec<String> = known.samples.iter().map(|&sample| sample.to_owned()).collect();
            for _ in 0..2 {
                let seeds: Vec<String> = texts.iter().take(12).cloned().collect();
                for seed in &seeds {
                    let chars: Vec<char> = seed.chars().collect();
                    for at in 0..=chars.len() {
                        let (before, after) = chars.split_at(at);
                        let rest = after.get(1..).unwrap_or_default();
                        for &c in &alphabet {
                            texts.push(before.iter().chain([&c]).chain(after).collect());
                            texts.push(before.iter().chain([&c]).chain(rest).collect());
                        }
                        texts.push(before.iter().chain(rest).collect());
                    }
                }
                texts.sort_by_key(|text| (text.len().abs_diff(12), text.clone()));
            }
            for text in texts {
                if formats.holds(&known.name.into(), &text) != Some(true) {
                    continue;
                }
                if let Some(shape) = &shape {
                    assert!(shape(&text), "{} `{text}` does not match its shape", known.name);
                }
                for implied in known.implies {
                    assert_ne!(formats.holds(&(*implied).into(), &text), Some(false), "`{text}` is no {implied}");
                }
            }
            if let Some(floor) = known.floor.map(matcher) {
                for text in near_empty().filter(|text| floor(text)) {
                    assert_eq!(formats.holds(&known.name.into(), &text), Some(true), "`{text}` is no {}", known.name);
                }
            }
            for sample in known.samples {
                assert_eq!(formats.holds(&known.name.into(), sample), Some(true), "{} `{sample}`", known.name);
            }
        }
    }

    /// All strings of up to four characters of some.
    fn near_empty() -> impl Iterator<Item = String> {
        let mut texts = vec![String::new()];
        for _ in 0..4 {
            let longer = texts.iter().flat_map(|text| "aZ0 ._~-/".chars().map(move |c| format!("{text}{c}")));
            texts = texts.iter().cloned().chain(longer.collect::<Vec<_>>()).collect();
            texts.sort();
            texts.dedup();
        }
        texts.into_iter()
    }

    fn matcher(shape: &'static str) -> impl Fn(&str) -> bool {
        use super::super::language::Languages;
        let language = Languages::default().of_text(shape);
        move |text| language.as_ref().is_some_and(|language| language.accepts(text))
    }
}
