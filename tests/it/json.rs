//! What each text means and where it is wrong: one row, one behaviour.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use order_contracts::json::{self, Decimal, Document, SyntaxErrorKind};
use order_contracts::pointer::Pointer;
use serde_json::{Value, json as value};

/// Text, offset and message of every way to be wrong.
const REFUSED: &[(&[u8], usize, &str)] = &[
    (b"", 0, "expected a value, found empty input at line 1, column 1"),
    (b" \n ", 3, "expected a value, found empty input at line 2, column 2"),
    (b"\xEF\xBB\xBF{}", 0, "expected a value, found a byte order mark at line 1, column 1"),
    (b"[\"\xFF\"]", 2, "invalid UTF-8 at line 1, column 3"),
    (b"\"\xED\xA0\x80\"", 1, "invalid UTF-8 at line 1, column 2"),
    (b"\"\xC0\x80\"", 1, "invalid UTF-8 at line 1, column 2"),
    (b"{\"a\":1}x", 7, "expected the end of input, found more data at line 1, column 8"),
    (b"1 2", 2, "expected the end of input, found more data at line 1, column 3"),
    (b"NaN", 0, "expected a value, found `NaN` at line 1, column 1"),
    (b"[Infinity]", 1, "expected a value, found `Infinity` at line 1, column 2"),
    (b"-Infinity", 0, "expected a value, found `-Infinity` at line 1, column 1"),
    (b"[1,]", 3, "expected a value, found `]` at line 1, column 4"),
    (b"[,1]", 1, "expected a value or `]`, found `,` at line 1, column 2"),
    (b"[1 2]", 3, "expected `,` or `]`, found a digit at line 1, column 4"),
    (b"[1", 2, "expected `,` or `]`, found the end of input at line 1, column 3"),
    (b"[1}", 2, "expected `,` or `]`, found `}` at line 1, column 3"),
    (b"{\"a\":1,}", 7, "expected a property name in double quotes, found `}` at line 1, column 8"),
    (b"{a:1}", 1, "expected a property name in double quotes or `}`, found a letter at line 1, column 2"),
    (b"{'a':1}", 1, "expected a property name in double quotes or `}`, found a single quote at line 1, column 2"),
    (b"{\"a\" 1}", 5, "expected `:`, found a digit at line 1, column 6"),
    (b"{\"a\":}", 5, "expected a value, found `}` at line 1, column 6"),
    (b"{\"a\":1]", 6, "expected `,` or `}`, found `]` at line 1, column 7"),
    (b"// no\n1", 0, "expected a value, found a slash at line 1, column 1"),
    (b"[1/**/]", 2, "expected `,` or `]`, found a slash at line 1, column 3"),
    (b"-01", 0, "number with a leading zero at line 1, column 1"),
    (b"+1", 0, "expected a value, found a plus or minus sign at line 1, column 1"),
    (b".5", 0, "expected a value, found a period at line 1, column 1"),
    (b"1.", 2, "expected a digit, found the end of input at line 1, column 3"),
    (b"1.e1", 2, "expected a digit, found a letter at line 1, column 3"),
    (b"1e+", 3, "expected a digit, found the end of input at line 1, column 4"),
    (b"-", 1, "expected a digit, found the end of input at line 1, column 2"),
    (b"0x10", 1, "expected the end of input, found more data at line 1, column 2"),
    (b"tru", 3, "expected `true`, found the end of input at line 1, column 4"),
    (b"[nulL]", 4, "expected `null`, found a letter at line 1, column 5"),
    (b"\"a", 2, "expected the closing quote of the string, found the end of input at line 1, column 3"),
    (b"\"a\\", 3, "expected the closing quote of the string, found the end of input at line 1, column 4"),
    (b"\"a\nb\"", 2, "unescaped control character U+000A in a string at line 1, column 3; expected `\\u000a`"),
    (b"\"\\x41\"", 1, "invalid escape at line 1, column 2; expected one of `\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u`"),
    (b"\"\\u12G4\"", 5, "expected four hexadecimal digits, found a letter at line 1, column 6"),
    (b"\"\\ud800\"", 1, "unpaired surrogate in a `\\u` escape at line 1, column 2"),
    (b"\"\\udc00\"", 1, "unpaired surrogate in a `\\u` escape at line 1, column 2"),
    (b"\"\\ud800\\ud800\"", 1, "unpaired surrogate in a `\\u` escape at line 1, column 2"),
    ("[\"é\"\u{a0}]".as_bytes(), 5, "expected `,` or `]`, found a control character or space at line 1, column 5"),
    ("[\"é\", ü]".as_bytes(), 7, "expected a value, found a letter at line 1, column 7"),
    ("[\"é\", €]".as_bytes(), 7, "expected a value, found another character at line 1, column 7"),
    (
        b"{\"a\\u0062\": 1,\r\n \"x\": {\"ab\": 2}, \"ab\": 3}",
        33,
        "duplicate key `ab` at line 2, column 18 (first at line 1, column 2)",
    ),
    (b"{\"\\n\":1,\"\\u000A\":1}", 8, "duplicate key `\\u{a}` at line 1, column 9 (first at line 1, column 2)"),
    (b"[{\"\":1,\"\":1}]", 7, "duplicate key `` at line 1, column 8 (first at line 1, column 3)"),
];

#[test]
fn errors_have_a_message_and_a_position() {
    let wrong: Vec<_> = REFUSED
        .iter()
        .filter_map(|(text, offset, message)| match json::parse(text) {
            Err(error) if error.to_string() == *message && error.offset() == *offset => None,
            other => Some(format!("{}: {other:?}", String::from_utf8_lossy(text))),
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn messages_hold_one_line_and_no_endless_names() {
    let text = format!(r#"{{"{0}":1,"{0}":2}}"#, "n".repeat(100_000));
    let error = json::parse(text.as_bytes()).unwrap_err();
    assert!(matches!(error.kind(), SyntaxErrorKind::DuplicateKey { key, .. } if key.len() == 100_000));
    assert!(error.to_string().len() < 200, "{error}");
    let error = order_contracts::Error::from(error);
    assert!(error.is_syntax());
}

#[test]
fn texts_mean_what_rfc_8259_says() {
    let cases: &[(&str, Value)] = &[
        (" [ ] ", value!([])),
        ("\t{\r\n}\n", value!({})),
        ("null", Value::Null),
        (r#""\u00e9\ud83e\udd80\"\\\/\b\f\n\r\t""#, value!("é🦀\"\\/\u{8}\u{c}\n\r\t")),
        ("\"\u{7f}\u{2028}\u{ffff}\"", value!("\u{7f}\u{2028}\u{ffff}")),
        (r#"{"\u0061":[true,false,{"b":{}}],"":0}"#, value!({"a": [true, false, {"b": {}}], "": 0})),
        ("9223372036854775807", value!(i64::MAX)),
        ("-9223372036854775808", value!(i64::MIN)),
        ("18446744073709551615", value!(u64::MAX)),
        ("18446744073709551616", value!(18_446_744_073_709_551_616_f64)),
        ("-9223372036854775809", value!(-9_223_372_036_854_775_809_f64)),
        ("1.0", value!(1.0)),
        ("1e2", value!(100.0)),
        ("-0", value!(-0.0)),
        ("5e-324", value!(5e-324)),
        ("2.2250738585072011e-308", value!(2.225_073_858_507_201e-308)),
        ("1e400", value!(f64::MAX)),
        ("-1e400", value!(f64::MIN)),
        ("1e-400", value!(0.0)),
        ("1e99999999999999999999999", value!(f64::MAX)),
        ("0e99999999999999999999999", value!(0.0)),
    ];
    for (text, wanted) in cases {
        assert_eq!(&json::parse(text.as_bytes()).unwrap(), wanted, "{text}");
    }
}

#[test]
fn numbers_that_the_value_does_not_hold_are_kept_as_spelt() {
    let text = r#"{"a": [1, 1.5, 9007199254740993, 0.1, 1e2],
        "b/c": [18446744073709551616, {"d": 1e400}, 0.10000000000000000001, 1e23, 1e-400, [100000000000000000.0], 3.0000000000000000001, 1000000000000000.3],
        "e": 9007199254740993.0}"#;
    let document = Document::parse(text.as_bytes()).unwrap();
    let mut seen = Vec::new();
    document.visit_inexact_numbers(|pointer, spelt| seen.push(format!("{pointer} {spelt}")));
    assert_eq!(
        seen,
        [
            "/b~1c/0 18446744073709551616",
            "/b~1c/1/d 1e400",
            "/b~1c/2 0.10000000000000000001",
            "/b~1c/3 1e23",
            "/b~1c/4 1e-400",
            "/b~1c/5/0 100000000000000000.0",
            "/b~1c/6 3.0000000000000000001",
            // The f64 between .2 and .3 prints as .2.
            "/b~1c/7 1000000000000000.3",
            "/e 9007199254740993.0",
        ]
    );
    let at = |text| Pointer::parse(text).unwrap();
    assert_eq!(document.inexact_number(&at("/b~1c/3")), Some("1e23"));
    assert_eq!(document.inexact_number(&at("/a/2")), None);
    assert_eq!(document.inexact_number(&at("/b~1c")), None);
    assert_eq!(document.inexact_number(&at("/nowhere")), None);
    assert!(
        !Document::parse(b"[0.1, 99999999999999, 1e15, -0, 3.141592653589793, 123456.789e-3]")
            .unwrap()
            .has_inexact_numbers()
    );
}

#[test]
fn spans_are_those_of_names_and_values() {
    let text = "{ \"é\" : [ 1.5e3 , {\"\\u0061/b\" :\ttrue } , \"x\\\"y\", [] ], \"0\": null }";
    let rows = [
        ("", None, text),
        ("/é", Some("\"é\""), "[ 1.5e3 , {\"\\u0061/b\" :\ttrue } , \"x\\\"y\", [] ]"),
        ("/é/0", None, "1.5e3"),
        ("/é/1", None, "{\"\\u0061/b\" :\ttrue }"),
        ("/é/1/a~1b", Some("\"\\u0061/b\""), "true"),
        ("/é/2", None, "\"x\\\"y\""),
        ("/é/3", None, "[]"),
        ("/0", Some("\"0\""), "null"),
    ];
    let nowhere = ["/é/00", "/é/4", "/é/-", "/1", "/0/0"];
    let pointers: Vec<_> = rows.iter().map(|row| row.0).chain(nowhere).map(|at| Pointer::parse(at).unwrap()).collect();
    let spans = json::spans(text.as_bytes(), &pointers);
    for ((at, key, value), span) in rows.iter().zip(&spans) {
        let span = span.as_ref().unwrap();
        assert_eq!((span.key.clone().map(|key| &text[key]), &text[span.value.clone()]), (*key, *value), "{at}");
    }
    assert!(spans[rows.len()..].iter().all(Option::is_none), "{spans:?}");

    let document = Document::parse(text.as_bytes()).unwrap();
    assert_eq!(document.span_of(&pointers[4]), spans[4]);
    let broken = json::spans(b"{\"a\": 1, \"b\": [2, }", &["/a", "/b", "/b/0"].map(|at| Pointer::parse(at).unwrap()));
    assert_eq!(broken.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn decimals_compare_as_numbers() {
    let rising = [
        "-1e99999999999999999999",
        "-1e400",
        "-12",
        "-1.5",
        "-1e-400",
        "0",
        "1e-99999999999999999999",
        "1e-400",
        "0.1",
        "0.1000000000000000000000001",
        "1",
        "9007199254740992",
        "9007199254740993",
        "1e400",
        "1.0000001e400",
        "2e400",
        "1e1000000000",
    ];
    let decimals: Vec<_> = rising.iter().map(|text| Decimal::parse(text).unwrap()).collect();
    assert!(decimals.is_sorted_by(|a, b| a < b), "{decimals:?}");
    for (one, other) in [("0", "-0.0e7"), ("1e2", "100.00"), ("0.012e3", "12"), ("1E+2", "1e02")] {
        assert_eq!(Decimal::parse(one), Decimal::parse(other), "{one} {other}");
    }
    for text in ["", "01", "1 ", "+1", "1.", "e1", "--1", "NaN", "1e"] {
        assert_eq!(Decimal::parse(text), None, "{text}");
    }
    let shown = |text| Decimal::parse(text).unwrap().to_string();
    assert_eq!(["-0.00", "7.0", "-1200", "0.0012"].map(shown), ["0", "7", "-1.2e3", "1.2e-3"]);
}

#[test]
fn decimals_know_integers_and_multiples() {
    for (text, wanted) in [("0.0", true), ("1e0", true), ("15e-1", false), ("150e-1", true), ("1e-400", false)] {
        assert_eq!(Decimal::parse(text).unwrap().is_integer(), wanted, "{text}");
    }
    let cases = [
        ("7", "2", Some(false)),
        ("-8", "2", Some(true)),
        ("0", "0.7", Some(true)),
        ("0.3", "0.1", Some(true)),
        ("19.99", "0.01", Some(true)),
        ("19.999", "0.01", Some(false)),
        ("1e999999999", "3", Some(false)),
        ("3e999999999", "3", Some(true)),
        ("1e999999999", "7e-5", Some(false)),
        ("9007199254740993", "2", Some(false)),
        ("36893488147419103232", "18446744073709551615", Some(false)),
        ("36893488147419103230", "18446744073709551615", Some(true)),
        ("5", "0.0", None),
        ("5", "1.234567890123456789012345", None),
    ];
    for (number, divisor, wanted) in cases {
        let verdict = Decimal::parse(number).unwrap().is_multiple_of(&Decimal::parse(divisor).unwrap());
        assert_eq!(verdict, wanted, "{number} of {divisor}");
    }
}
