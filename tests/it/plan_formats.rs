//! Formats: the quick checks of the pass against the exact validator, on texts near the edge of each.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use crate::plan_agreement::{Pair, Verdicts};

const FORMATS: [&str; 14] = [
    "email",
    "date-time",
    "date",
    "time",
    "uuid",
    "ipv4",
    "ipv6",
    "hostname",
    "uri",
    "uri-reference",
    "duration",
    "json-pointer",
    "idn-email",
    "idn-hostname",
];

/// Texts that are something, or nearly.
const TEXTS: [&str; 62] = [
    "a@b",
    "a.b@c.de",
    "a..b@c.de",
    ".a@b",
    "a.@b",
    "@b",
    "a@",
    "a@-b.org",
    "a@b-.org",
    "a@b..c",
    "a@b.c.",
    "\"a b\"@c.de",
    "\"\"@c.de",
    "a@[127.0.0.1]",
    "a@[IPv6:::1]",
    "a@[1]",
    "John <a@b.co>",
    "é@b.co",
    "a@é.co",
    "a@xn--bcher-kva.ch",
    "a@xn--x.ch",
    "a@ab--c.de",
    "a@b@c",
    "a b@c",
    "!#$%&'*+-/=?^_`{|}~@x.org",
    "2024-02-29",
    "2023-02-29",
    "1900-02-29",
    "2000-02-29",
    "2024-13-01",
    "2024-00-10",
    "2024-04-31",
    "2024-12-31",
    "24-01-01",
    "2024-02-29T12:30:45Z",
    "2024-02-29t23:59:60z",
    "2024-02-29T22:59:60Z",
    "2024-02-29T23:59:60+00:00",
    "2016-12-31T18:29:60-05:30",
    "2024-02-29T12:30:45.1+23:59",
    "2024-02-29T12:30:45.+01:00",
    "2024-02-29T12:30:45",
    "2024-02-29 12:30:45Z",
    "2024-02-29T24:00:00Z",
    "12:30:45Z",
    "00:00:00.000000000001-00:00",
    "123e4567-e89b-12d3-a456-426614174000",
    "123E4567-E89B-12D3-A456-426614174000",
    "123e4567e89b12d3a456426614174000",
    "{123e4567-e89b-12d3-a456-426614174000}",
    "127.0.0.1",
    "01.2.3.4",
    "256.1.1.1",
    "::1",
    "fe80::1%eth0",
    "1:2:3:4:5:6:7:8",
    "::ffff:1.2.3.4",
    "https://a.b/c?d=e#f",
    "http://a:80x/",
    "urn:isbn:1",
    "//a/b",
    "http://[::1]/",
];

#[test]
fn texts_near_the_edge() {
    for format in FORMATS {
        let pair = Pair::new(&json!({"type": "string", "format": format}));
        for text in TEXTS {
            // The exact validator is asked wherever the quick check does not know: nothing valid stays unrecognised.
            assert_ne!(pair.compare(json!(text).to_string().as_bytes()), Verdicts::OnlyExact, "{text} as {format}");
        }
    }
}

#[test]
fn long_labels_and_local_parts() {
    let pair = Pair::new(&json!({"format": "email"}));
    for local in [63, 64, 65] {
        for label in [62, 63, 64] {
            for labels in [1, 3, 4, 5] {
                let domain = vec!["d".repeat(label); labels].join(".");
                pair.compare(json!(format!("{}@{domain}", "l".repeat(local))).to_string().as_bytes());
            }
        }
    }
    for length in 250..=256 {
        let domain = format!("{}.{}", vec!["d".repeat(61); 4].join("."), "e".repeat(length - 248));
        assert_eq!(domain.len(), length);
        let verdicts = pair.compare(json!(format!("a@{domain}")).to_string().as_bytes());
        assert_eq!(verdicts, if length <= 253 { Verdicts::BothValid } else { Verdicts::NeitherValid }, "{length}");
    }
}

#[test]
fn every_day_of_four_centuries_and_none_besides() {
    let pair = Pair::new(&json!({"format": "date"}));
    for year in [1, 4, 100, 400, 1900, 1999, 2000, 2023, 2024, 2100, 2400] {
        for month in 0..=13 {
            for day in [0, 1, 28, 29, 30, 31, 32] {
                pair.compare(format!("\"{year:04}-{month:02}-{day:02}\"").as_bytes());
            }
        }
    }
}

proptest! {
    #[test]
    fn changed_texts(
        text in select(&TEXTS[..]),
        changes in prop::collection::vec((any::<Index>(), select(&b"-.:@0129aZzT+[]/?#%\" "[..])), 1..4),
        format in select(&FORMATS[..]),
    ) {
        let pair = Pair::new(&json!({"format": format}));
        let mut changed = text.to_owned();
        for (at, byte) in changes {
            let at = at.index(changed.len() + 1);
            if changed.is_char_boundary(at) {
                changed.insert(at, char::from(byte));
                pair.compare(Value::from(changed.as_str()).to_string().as_bytes());
            }
            if changed.is_char_boundary(at) && changed.is_char_boundary(at + 1) {
                changed.remove(at);
            }
        }
    }
}
