//! Texts made to hurt: deep, long, many; each takes linear time and none ends the process.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use order_contracts::json::{self, Decimal, Document, MAX_DEPTH, SyntaxErrorKind};
use order_contracts::pointer::Pointer;

/// Far above what a linear pass needs in a debug build on a busy machine, far below what a quadratic one needs.
const PATIENCE: Duration = Duration::from_secs(120);

fn in_time<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let done = work();
    assert!(began.elapsed() < PATIENCE, "{what} took {:?}", began.elapsed());
    done
}

#[test]
fn nesting_is_allowed_to_the_limit_and_no_further() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(json::parse(nested(MAX_DEPTH).as_bytes()).is_ok());
    assert!(serde_json::from_str::<serde_json::Value>(&nested(MAX_DEPTH)).is_ok());
    for depth in [MAX_DEPTH + 1, 100_000] {
        let error = json::parse(nested(depth).as_bytes()).unwrap_err();
        assert_eq!(error.kind(), &SyntaxErrorKind::TooDeep { limit: MAX_DEPTH });
        assert_eq!(error.offset(), MAX_DEPTH);
    }
    let objects = r#"{"a":"#.repeat(100_000);
    assert_eq!(json::parse(objects.as_bytes()).unwrap_err().kind(), &SyntaxErrorKind::TooDeep { limit: MAX_DEPTH });
    let mixed = r#"[{"a":"#.repeat(MAX_DEPTH / 2) + "[]" + &"}]".repeat(MAX_DEPTH / 2);
    let document = Document::parse(mixed.as_bytes()).unwrap();
    assert!(document.span_of(&Pointer::root().index(0).key("a").index(0)).is_some());
}

#[test]
fn objects_with_many_members_stay_linear() {
    let mut text = String::from("{");
    for index in 0..100_000 {
        write!(text, r#""key{index}":{index},"#).unwrap();
    }
    let unique = format!(r#"{text}"last":0}}"#);
    let document = in_time("reading", || Document::parse(unique.as_bytes()).unwrap());
    assert_eq!(document.value().as_object().unwrap().len(), 100_001);
    let pointers: Vec<_> = (0..100_000).map(|index| Pointer::root().key(&format!("key{index}"))).collect();
    let spans = in_time("finding", || json::spans(unique.as_bytes(), &pointers));
    assert!(spans.iter().all(Option::is_some));

    let twice = format!(r#"{text}"key50000":0}}"#);
    let error = in_time("refusing", || json::parse(twice.as_bytes()).unwrap_err());
    assert!(error.to_string().contains("first at line 1, column"), "{error}");
}

#[test]
fn five_megabytes_of_anything_stay_linear() {
    const SIZE: usize = 5_000_000;
    let texts = [
        format!("\"{}\"", "a".repeat(SIZE)),
        format!("\"{}\"", "\\u00e9".repeat(SIZE / 6)),
        format!("\"{}\"", "\\".repeat(SIZE)),
        "1".repeat(SIZE),
        format!("0.{}1", "0".repeat(SIZE)),
        format!("1e{}", "9".repeat(SIZE)),
        format!("[{}0]", "1e400,".repeat(SIZE / 6)),
        format!("[{}0]", "{},".repeat(SIZE / 3)),
        " ".repeat(SIZE) + "0",
        "\n".repeat(SIZE) + "x",
    ];
    for text in &texts {
        let what = &text[..8];
        in_time(what, || match Document::parse(text.as_bytes()) {
            Ok(document) => document.visit_inexact_numbers(|pointer, _| assert!(pointer.as_str().len() < 10)),
            Err(error) => assert!(error.offset() <= text.len()),
        });
    }
    // The pointer of each number is long, and there are many of them: nobody copies it.
    let name = "n".repeat(SIZE / 5);
    let text = format!("{{\"{name}\":[{}0]}}", "1e400,".repeat(SIZE / 10));
    let mut count = 0;
    in_time("long pointers", || {
        Document::parse(text.as_bytes()).unwrap().visit_inexact_numbers(|pointer, _| {
            assert!(pointer.as_str().len() > SIZE / 5);
            count += 1;
        });
    });
    assert_eq!(count, SIZE / 10);
}

#[test]
fn numbers_of_absurd_size_are_never_written_out() {
    in_time("decimals", || {
        let huge = Decimal::parse("1e4000000000000000000").unwrap();
        let tiny = Decimal::parse("1e-4000000000000000000").unwrap();
        assert!(huge > tiny && huge.is_integer() && !tiny.is_integer());
        assert_eq!(huge.is_multiple_of(&tiny), Some(true));
        assert_eq!(tiny.is_multiple_of(&huge), Some(false));
        let beyond = Decimal::parse(&format!("-1e{}", "9".repeat(1_000_000))).unwrap();
        assert!(beyond < tiny);
        assert_eq!(beyond.is_multiple_of(&huge), Some(true));
        let digits = Decimal::parse(&"7".repeat(1_000_000)).unwrap();
        assert_eq!(digits.is_multiple_of(&Decimal::parse("7").unwrap()), Some(true));
        assert_eq!(digits.is_multiple_of(&Decimal::parse("13").unwrap()), Some(false));
    });
}
