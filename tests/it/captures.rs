//! HAR 1.2 captures: bodies are decoded texts, and what a capture does not have cannot be judged.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;

use order_contracts::contract::Contract;
use order_contracts::validate::{Options, Recorded, Verdict};
use serde_json::{Value, json};

use crate::cli::run_in;

const SHOP: &str = "\
openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: 'https://shop.example.com'}]
paths:
  /carts:
    get:
      responses:
        '200':
          description: a cart
          content: {application/json: {schema: {type: object, properties: {total: {type: integer}}, required: [total]}}}
        '204': {description: nothing}
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {total: {type: integer}}}}}
      responses: {'204': {description: nothing}}
    put:
      security: [{session: []}]
      responses: {'204': {description: nothing}}
components: {securitySchemes: {session: {type: apiKey, in: cookie, name: sid}}}
";

fn entry(request: Value, response: Value) -> Value {
    let mut entry = json!({
        "request": {"method": "GET", "url": "https://shop.example.com/carts", "headers": [], "bodySize": -1},
        "response": {"status": 204, "headers": [], "content": {"size": 0, "mimeType": ""}, "bodySize": -1},
    });
    for (half, members) in [("request", request), ("response", response)] {
        entry[half].as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    }
    entry
}

fn read(entry: &Value) -> Result<Recorded, String> {
    Recorded::from_har_entry(entry.to_string().as_bytes()).map_err(|error| error.to_string())
}

/// The verdicts of both halves, and the ids of what could not be checked.
fn judge(entry: &Value) -> (Verdict, Verdict, Vec<&'static str>) {
    let contract = Contract::from_str(SHOP, "shop.yaml").unwrap();
    let recorded = read(entry).unwrap();
    let request = Options::new().request(&contract, &recorded.request);
    let response = recorded.response.map(|response| Options::new().response(&contract, &recorded.request, &response));
    let response = response.unwrap_or_default();
    let ids = request.undecided().iter().chain(response.undecided()).map(|found| found.reason().id()).collect();
    (request.verdict(), response.verdict(), ids)
}

fn answer(headers: Value, content: Value) -> (Verdict, Vec<&'static str>) {
    let (_, verdict, ids) = judge(&entry(json!({}), json!({"status": 200, "headers": headers, "content": content})));
    (verdict, ids)
}

fn header(name: &str, value: &str) -> Value {
    json!({"name": name, "value": value})
}

/// HAR 1.2, content: "the text is decoded" (decompressed and unchunked) and "in UTF-8", while headers are those of the wire.
#[test]
fn a_text_is_decoded_already() {
    let json_of = |more: &[Value]| [&[header("content-type", "application/json; charset=iso-8859-15")], more].concat();
    for coding in ["gzip", "br", "deflate", "zstd", "x-own"] {
        let headers = json!(json_of(&[header("Content-Encoding", coding)]));
        let content = |text: &str| json!({"size": 20, "mimeType": "application/json", "text": text});
        assert_eq!(answer(headers.clone(), content(r#"{"total": 1}"#)).0, Verdict::Valid, "{coding}");
        assert_eq!(answer(headers, content(r#"{"total": "€"}"#)).0, Verdict::Invalid, "{coding}");
    }
    // Bytes in base64 are decompressed too, and still in the character set that the header names.
    let content =
        json!({"size": 11, "mimeType": "application/json", "encoding": "base64", "text": "eyJ0b3RhbCI6\nMX0"});
    let plain = json!([header("content-type", "application/json"), header("content-encoding", "gzip")]);
    assert_eq!(answer(plain, content.clone()), (Verdict::Valid, vec![]));
    let other = json!([header("content-type", "application/json; charset=utf-16")]);
    assert_eq!(answer(other, content), (Verdict::Undecided, vec!["charset-not-read"]));
    let posted = json!({"method": "POST", "headers": json_of(&[header("content-encoding", "gzip")]),
        "postData": {"mimeType": "application/json", "text": r#"{"total": "1"}"#}});
    assert_eq!(judge(&entry(posted, json!({}))).0, Verdict::Invalid);
}

/// HAR 1.2: `text` is left out when it is not available, and a size of -1 is not known.
#[test]
fn a_body_that_was_not_kept_is_not_missing() {
    let typed = || json!([header("content-type", "application/json")]);
    let not_kept = (Verdict::Undecided, vec!["body-not-kept"]);
    for content in [
        json!({"size": 12, "mimeType": "application/json"}),
        json!({"size": 12, "mimeType": "application/json", "text": ""}),
        json!({"size": 0, "mimeType": "application/json", "_file": "a.json"}),
        json!({"size": -1, "mimeType": "application/json"}),
        json!({"size": 9, "mimeType": "application/json", "text": "x", "encoding": "of-our-own"}),
        json!({}),
        Value::Null,
    ] {
        assert_eq!(answer(typed(), content.clone()), not_kept, "{content}");
    }
    let other = json!([header("content-type", "text/plain")]);
    assert_eq!(answer(other, json!({"size": 12})).0, Verdict::Invalid);
    assert_eq!(answer(typed(), json!({"size": 0, "mimeType": "application/json"})).0, Verdict::Invalid);
    let empty = json!([header("content-type", "application/json"), header("content-length", "0")]);
    assert_eq!(answer(empty, json!({"size": -1})).0, Verdict::Invalid);
    // No answer to a 204 is missing, and one that was there is no less undeclared for not being kept.
    for (status, size, wanted) in [(204, -1, Verdict::Valid), (204, 5, Verdict::Valid)] {
        let response = json!({"status": status, "content": {"size": size}});
        assert_eq!(judge(&entry(json!({}), response)).1, wanted, "{status} {size}");
    }
    let posts = [
        (json!({"method": "POST", "bodySize": 12}), Verdict::Undecided),
        (json!({"method": "POST", "bodySize": -1}), Verdict::Undecided),
        (json!({"method": "POST", "bodySize": 0}), Verdict::Invalid),
        (
            json!({"method": "POST", "bodySize": 12, "postData": {"mimeType": "application/json", "text": ""}}),
            Verdict::Undecided,
        ),
        (
            // Its media type is not declared, whatever its parts are.
            json!({"method": "POST", "postData": {"mimeType": "multipart/mixed", "params": [{"name": "a"}]}}),
            Verdict::Invalid,
        ),
        (json!({"method": "GET", "bodySize": -1}), Verdict::Valid),
    ];
    for (request, wanted) in posts {
        assert_eq!(judge(&entry(request.clone(), json!({}))).0, wanted, "{request}");
    }
}

#[test]
fn the_parts_of_a_form_are_judged_as_the_capture_lists_them() {
    let document = "\
openapi: 3.0.3
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
              required: [n]
              properties:
                n: {type: integer}
                note: {type: string}
                file: {type: string, format: binary}
                small: {type: string, format: binary, maxLength: 3}
            encoding: {file: {contentType: image/png}}
      responses: {'204': {description: nothing}}
";
    let contract = Contract::from_str(document, "uploads.yaml").unwrap();
    let judge = |mime_type: &str, params: Value| {
        let post = json!({"mimeType": mime_type, "params": params});
        let request = json!({"method": "POST", "url": "/u", "headers": [], "bodySize": 9, "postData": post});
        let entry = json!({"request": request, "response": {"status": 204, "headers": []}});
        Options::new().request(&contract, &read(&entry).unwrap().request).verdict()
    };
    let file = |name: &str, media_type: &str| json!({"name": name, "fileName": "a\"b.png", "contentType": media_type});
    for (params, wanted) in [
        (json!([{"name": "n", "value": "1"}]), Verdict::Valid),
        (json!([{"name": "n", "value": "x"}]), Verdict::Invalid),
        (json!([{"name": "n"}]), Verdict::Undecided),
        (json!([{"name": "n", "value": "1"}, {"name": "note", "value": ""}]), Verdict::Valid),
        (json!([{"name": "n", "value": "1"}, {"name": "note", "value": "--boundary--\r\n"}]), Verdict::Valid),
        (json!([{"name": "note", "value": "x"}]), Verdict::Invalid),
        (json!([{"name": "n", "value": "1"}, file("file", "image/png")]), Verdict::Valid),
        (json!([{"name": "n", "value": "1"}, file("file", "text/plain")]), Verdict::Invalid),
        // Its size would have to be known.
        (json!([{"name": "n", "value": "1"}, file("small", "image/png")]), Verdict::Undecided),
    ] {
        for mime_type in ["multipart/form-data", "multipart/form-data; boundary=----X"] {
            assert_eq!(judge(mime_type, params.clone()), wanted, "{mime_type} {params}");
        }
    }
}

#[test]
fn cookies_without_their_header_were_sent() {
    let put = |more: Value| {
        let mut request =
            json!({"method": "PUT", "cookies": [{"name": "a", "value": "1"}, {"name": "sid", "value": "2"}]});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        judge(&entry(request, json!({}))).0
    };
    assert_eq!(put(json!({})), Verdict::Valid);
    assert_eq!(put(json!({"cookies": []})), Verdict::Invalid);
    // The header is what was sent, where it is there.
    assert_eq!(put(json!({"headers": [{"name": "Cookie", "value": "a=1"}]})), Verdict::Invalid);
}

#[test]
fn what_is_no_entry_is_never_valid() {
    for status in [json!("200"), json!(200.0), json!(99_999), json!(99), json!(null), json!(-2)] {
        let error = read(&entry(json!({}), json!({"status": status.clone()}))).unwrap_err();
        assert!(error.contains("`response.status` is not a status code"), "{status}: {error}");
    }
    for status in [0, -1] {
        assert!(read(&entry(json!({}), json!({"status": status}))).unwrap().response.is_none());
    }
    let broken = |request: Value, response: Value, wanted: &str| {
        let error = read(&json!({"request": request, "response": response})).unwrap_err();
        assert!(error.contains(wanted), "{error}");
    };
    let request = || json!({"method": "GET", "url": "/carts"});
    broken(request(), json!([]), "`response` is not an object");
    broken(json!([]), Value::Null, "`request` is not an object");
    broken(json!({"method": 1, "url": "/"}), Value::Null, "`request.method` is not a string");
    broken(json!({"method": "GET"}), Value::Null, "missing member `request.url`");
    broken(request(), json!({"status": 200, "content": []}), "`content` is not an object");
    broken(request(), json!({"status": 200, "content": {"text": {}}}), "not a string");
    broken(request(), json!({"status": 200, "content": {"text": "%", "encoding": "base64"}}), "not base64");
    broken(request(), json!({"status": 200, "headers": {}}), "`headers` is not a list");
    broken(request(), json!({"status": 200, "headers": [{"name": "a", "value": []}]}), "not a string");
    broken(request(), json!({"status": 200, "headers": ["a: b"]}), "no `name`");
}

#[test]
fn urls_without_http_are_passed_over_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.yaml"), SHOP).unwrap();
    let run = |urls: &[&str], more: &[&str]| {
        let entries: Vec<Value> = urls.iter().map(|url| entry(json!({"url": url}), json!({}))).collect();
        let capture = json!({"log": {"version": "1.2", "entries": entries}});
        fs::write(folder.path().join("day.har"), capture.to_string()).unwrap();
        run_in(folder.path(), &[&["validate", "--contract", "shop.yaml", "day.har"], more].concat(), b"")
    };
    let odd = [
        "data:image/png;base64,AAAA",
        "blob:https://shop.example.com/1-2",
        "about:blank",
        "javascript:void(0)",
        "file:///tmp/x.html",
        "chrome-extension://abc/x.js",
    ];
    for url in odd {
        let printed = run(&[url, "https://shop.example.com:443/carts"], &[]);
        assert!(printed.starts_with("exit 0\n"), "{url}: {printed}");
        assert!(printed.contains("not checked: 1 entry of a capture without HTTP"), "{url}: {printed}");
        let nothing = run(&[url], &["--any-host"]);
        assert!(nothing.starts_with("exit 2\n") && nothing.contains("1 entry of a capture without HTTP"), "{nothing}");
    }
    let printed = run(&odd, &["--format", "json", "--allow-empty"]);
    assert!(printed.contains(r#""not_http": 6"#) && printed.contains(r#""elsewhere":0"#), "{printed}");
    // RFC 3986, 6.2.3: no port behind the colon is the default port.
    let printed = run(&["https://shop.example.com:/carts", "wss://other.example.com/"], &[]);
    assert!(printed.starts_with("exit 0\n") && printed.contains("1 exchange with another host"), "{printed}");
}

/// What a browser asks beforehand, and what a proxy is asked to connect to, are no calls of an operation.
#[test]
fn preflights_and_tunnels_are_skipped_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.yaml"), SHOP).unwrap();
    let asked = json!([header("origin", "https://page.example"), header("Access-Control-Request-Method", "POST")]);
    let entries = json!([
        entry(json!({"method": "OPTIONS", "headers": asked}), json!({})),
        entry(json!({"method": "CONNECT", "url": "https://shop.example.com:443"}), json!({"status": 200})),
        entry(json!({}), json!({})),
    ]);
    fs::write(folder.path().join("a.har"), json!({"log": {"entries": entries}}).to_string()).unwrap();
    let run =
        |more: &[&str]| run_in(folder.path(), &[&["validate", "--contract", "shop.yaml", "a.har"], more].concat(), b"");
    let report = run(&["--format", "json"]);
    for wanted in ["exit 0", "\"preflights\":1", "\"not_http\":1", "\"valid\":1"] {
        assert!(report.contains(wanted), "{wanted}: {report}");
    }
    assert!(run(&["--check-preflights"]).contains("method `OPTIONS` is not declared"));
}

/// HTTP Toolkit has members of its own for bodies that HAR 1.2 has no place for.
#[test]
fn a_body_may_be_in_a_member_of_the_producer() {
    let posted = |more: Value| {
        let mut request = json!({"method": "POST", "headers": [header("content-type", "application/json")]});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let (verdict, _, ids) = judge(&entry(request, json!({})));
        (verdict, ids)
    };
    let content = |text: &str| json!({"_content": {"size": 9, "encoding": "base64", "text": text}});
    assert_eq!(posted(content("eyJ0b3RhbCI6MX0=")), (Verdict::Valid, vec![]));
    assert_eq!(posted(content("eyJ0b3RhbCI6IiJ9")).0, Verdict::Invalid);
    let discarded = posted(json!({"_requestBodyStatus": "discarded:too-large"}));
    assert_eq!(discarded, (Verdict::Undecided, vec!["body-not-kept"]));
}
