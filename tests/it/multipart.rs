//! `multipart/form-data` as bytes: files, character sets, and bodies of many parts.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use order_contracts::contract::Contract;
use order_contracts::validate::{Options, Report, Request, Verdict};

const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: Uploads, version: '1'}
paths:
  /u:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                note: {type: string, maxLength: 3}
                photo: {type: string, contentMediaType: image/png, maxLength: 4}
                raw: {}
                list: {type: array, items: {type: integer}, maxItems: 50000}
                deep: {type: object}
      responses: {'204': {description: nothing}}
";

fn judge(parts: &[(&str, &str, &[u8])]) -> Report {
    let mut body = Vec::new();
    for (name, headers, value) in parts {
        body.extend(format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"{headers}\r\n\r\n").into_bytes());
        body.extend(*value);
        body.extend(b"\r\n");
    }
    body.extend(b"--B--\r\n");
    let contract = Contract::from_str(DOCUMENT, "uploads.yaml").unwrap();
    let request = Request::new("POST", "/u").header("content-type", "multipart/form-data; boundary=B").body(&body);
    Options::new().request(&contract, &request)
}

fn found(report: &Report) -> Vec<&'static str> {
    let violations = report.violations().iter().map(order_contracts::validate::Violation::id);
    violations.chain(report.undecided().iter().map(|undecided| undecided.reason().id())).collect()
}

#[test]
fn bytes_that_are_no_text() {
    let text = "\r\nContent-Type: text/plain";
    let latin = "\r\nContent-Type: text/plain; charset=ISO-8859-1";
    let file = "; filename=x\r\nContent-Type: image/png";
    for (part, wanted) in [
        (("note", "", &b"\xc3\xa4\xc3\xb6\xc3\xbc"[..]), vec![]),
        (("note", text, &b"\xe4\xf6\xfc"[..]), vec!["charset-not-read"]),
        (("note", latin, &b"\xe4\xf6\xfc"[..]), vec![]),
        (("note", latin, &b"\xe4\xf6\xfc\xdf"[..]), vec!["max-length"]),
        (("photo", file, &b"\x00\xff\r\n"[..]), vec![]),
        (("photo", file, &b"\x00\xff\r\n\x00"[..]), vec!["max-length"]),
        (("raw", file, &b"\x00\xff\r\n--C\x00\xff"[..]), vec![]),
        (("raw", "", &b"text"[..]), vec![]),
    ] {
        assert_eq!(found(&judge(&[part])), wanted, "{part:?}");
    }
}

#[test]
fn what_can_be_judged_beside_what_cannot_is_judged() {
    let broken = ("deep", "\r\nContent-Type: application/json", &b"{"[..]);
    let report = judge(&[broken, ("note", "", b"long")]);
    assert_eq!(found(&report), ["json-syntax", "max-length"]);
    let unread = ("deep", "\r\nContent-Type: application/xml", &b"<a/>"[..]);
    assert_eq!(judge(&[unread, ("note", "", b"ok")]).verdict(), Verdict::Undecided);
    assert_eq!(judge(&[unread, ("note", "", b"long")]).verdict(), Verdict::Invalid);
}

#[test]
fn a_part_is_as_deep_as_a_body_may_be() {
    let deep = format!("{{\"a\": {}1{}}}", "[".repeat(5_000), "]".repeat(5_000));
    assert_eq!(found(&judge(&[("deep", "", deep.as_bytes())])), ["limit-exceeded"]);
}

#[test]
fn many_parts_of_one_name_and_of_many() {
    let one: Vec<_> = (0..20_000).map(|_| ("list", "", &b"1"[..])).collect();
    assert_eq!(found(&judge(&one)), [""; 0]);
    let names: Vec<String> = (0..20_000).map(|number| format!("n{number}")).collect();
    let many: Vec<_> = names.iter().map(|name| (name.as_str(), "", &b"1"[..])).collect();
    assert_eq!(found(&judge(&many)), [""; 0]);
    // Delimiters that are none: each begins like one.
    let lines = b"\r\n--B-\r\n--BB\r\n--".repeat(20_000);
    assert_eq!(found(&judge(&[("raw", "", &lines)])), [""; 0]);
}
