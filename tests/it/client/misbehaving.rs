//! A server that misbehaves in every way we could think of: each is one clear error, soon, and shows nothing of the payload.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use order_contracts::Api;
use order_contracts::client::{Error, Retry, Sent, Settings};
use order_contracts::kohortpay;

use super::calls::TOKEN;
use super::operations::example;

/// What the server writes, piece by piece, and whether it then keeps the connection open.
struct Behaviour {
    name: &'static str,
    pieces: Vec<Vec<u8>>,
    stays: bool,
    expected: &'static str,
    sent: Sent,
    retryable: bool,
}

fn behaves(name: &'static str, bytes: impl Into<Vec<u8>>, expected: &'static str) -> Behaviour {
    Behaviour { name, pieces: vec![bytes.into()], stays: false, expected, sent: Sent::Yes, retryable: false }
}

impl Behaviour {
    fn then_silent(self) -> Self {
        Self { stays: true, sent: Sent::Maybe, retryable: true, ..self }
    }

    fn lost(self) -> Self {
        Self { sent: Sent::Maybe, retryable: true, ..self }
    }

    fn retryable(self) -> Self {
        Self { retryable: true, ..self }
    }
}

fn json(status: &str, body: &str) -> Vec<u8> {
    with(status, "content-type: application/json\r\n", body.as_bytes())
}

fn with(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn behaviours() -> Vec<Behaviour> {
    let created = "201 Created";
    let chunked = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n";
    let order = example(Api::KohortPay, "OrderResponse").to_string();
    let cannot = "the response (201 Created) cannot be decoded: ";
    vec![
        behaves("it hangs up at once", "", "the call failed: ").lost(),
        behaves("it says nothing", "", "the call failed: no complete response arrived within ").then_silent(),
        behaves("its head never ends", "HTTP/1.1 201 Cre", "the call failed: no complete response").then_silent(),
        behaves("its head is cut", "HTTP/1.1 201 Created\r\ncontent-le", "the call failed: ").lost(),
        behaves(
            "its body never ends",
            "HTTP/1.1 201 Created\r\ncontent-length: 90\r\n\r\n{",
            "the call failed: no complete",
        )
        .then_silent(),
        behaves(
            "its body is cut",
            "HTTP/1.1 201 Created\r\ncontent-length: 90\r\n\r\n{\"id\":\"Jane\"",
            "the call failed: ",
        )
        .lost(),
        behaves("its chunks are cut", format!("{chunked}9\r\n{{\"id\":\"Ja"), "the call failed: ").lost(),
        behaves("its chunks are none", format!("{chunked}Jane\r\n"), "the call failed: ").lost(),
        behaves("it does not speak HTTP", "SSH-2.0-Jane\r\n\r\n", "the call failed: ").lost(),
        behaves("its status is no number", "HTTP/1.1 Jane Created\r\n\r\n", "the call failed: ").lost(),
        behaves("its header is no text", with(created, "x-name: \u{1}Jane\r\n", b"{}"), "the call failed: ").lost(),
        behaves(
            "its headers are huge",
            with(created, &format!("x-name: {}\r\n", "Jane".repeat(500_000)), b"{}"),
            "the call failed: ",
        )
        .lost(),
        behaves(
            "a page of a proxy",
            with("200 OK", "content-type: text/html\r\n", b"<html>Jane</html>"),
            "the API answered with the undeclared status 200 OK",
        ),
        behaves(
            "a page of a broken proxy",
            with("502 Bad Gateway", "content-type: text/html\r\n", b"<html>Jane</html>"),
            "the response (502 Bad Gateway) is `text/html`, 17 bytes; expected JSON",
        )
        .retryable(),
        behaves(
            "a text",
            with("500 Internal Server Error", "content-type: text/plain\r\n", b"Jane Doe"),
            "the response (500 Internal Server Error) is `text/plain`, 8 bytes; expected JSON",
        ),
        behaves("nothing", json(created, ""), "the response (201 Created) has an empty body; expected JSON"),
        behaves(
            "no content",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "the API answered with the undeclared status 204 No Content",
        ),
        behaves(
            "no JSON",
            json(created, "Jane Doe"),
            "the response (201 Created) is `application/json`, 8 bytes, but not valid",
        ),
        behaves(
            "half of it",
            json(created, "{\"id\":"),
            "the response (201 Created) is `application/json`, 6 bytes, but not valid",
        ),
        behaves(
            "an unknown number",
            json(created, "{\"amount\":NaN}"),
            "the response (201 Created) is `application/json`",
        ),
        behaves(
            "no UTF-8",
            with(created, "", b"{\"id\":\"\xff\"}"),
            "the response (201 Created) has no media type, 10 bytes",
        ),
        behaves(
            "a byte order mark",
            json(created, &format!("\u{feff}{order}")),
            "the response (201 Created) is `application/json`",
        ),
        behaves(
            "two values",
            json(created, &format!("{order}{order}")),
            "the response (201 Created) is `application/json`",
        ),
        behaves("another type", json(created, "\"Jane Doe\""), cannot),
        behaves("a list", json(created, "[]"), cannot),
        behaves("another object", json(created, "{\"name\":\"Jane\"}"), cannot),
        behaves("null", json(created, "null"), cannot),
        behaves(
            "a property of another type",
            json(created, &order.replace("true", "\"Jane\"").replace("false", "\"Jane\"")),
            cannot,
        ),
        behaves(
            "a huge number",
            json(created, "{\"amount\":1e999}"),
            "the response (201 Created) is `application/json`",
        ),
        behaves("a deep text", json(created, &"[".repeat(100_000)), cannot),
        behaves("too much", with(created, "", &vec![b' '; 2_000_000]), "the response is larger than 1000000 bytes"),
        behaves(
            "too much in chunks",
            [chunked.as_bytes(), b"1e8480\r\n", &vec![b' '; 2_000_000], b"\r\n0\r\n\r\n"].concat(),
            "the response is larger than 1000000 bytes",
        ),
        behaves(
            "too much is announced",
            "HTTP/1.1 201 Created\r\ncontent-length: 99999999999\r\n\r\n",
            "the response is larger than 1000000 bytes",
        ),
        behaves(
            "a packed body that nobody asked for",
            with(created, "content-type: application/json\r\ncontent-encoding: gzip\r\n", b"\x1f\x8bJane"),
            "the response (201 Created) is `application/json`",
        ),
        behaves(
            "another address",
            with("301 Moved Permanently", "location: http://jane.example/?token=Jane\r\n", b""),
            "the API answered with the undeclared status 301 Moved Permanently",
        ),
        behaves(
            "another address for the same method",
            with("307 Temporary Redirect", "location: /Jane\r\n", b""),
            "the API answered with the undeclared status 307 Temporary Redirect",
        ),
        behaves(
            "too many requests",
            with(
                "429 Too Many Requests",
                "retry-after: 30\r\n",
                br#"{"error":{"type":"t","code":"SLOW_DOWN","message":"Jane"}}"#,
            ),
            "the API answered with the error 429 Too Many Requests: SLOW_DOWN (t)",
        )
        .retryable(),
        behaves(
            "out of service",
            with("503 Service Unavailable", "retry-after: Jane\r\n", b""),
            "the response (503 Service Unavailable) has an empty body; expected JSON",
        )
        .retryable(),
        behaves("a status of its own", json("799 Jane", "{}"), "the API answered with the undeclared status 799"),
        behaves(
            "an early hint before an error",
            [&b"HTTP/1.1 103 Early Hints\r\nlink: </Jane>\r\n\r\n"[..], &json("401 Unauthorized", "{}")].concat(),
            "the response (401 Unauthorized) cannot be decoded: ",
        ),
        behaves(
            "it switches protocols",
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: jane\r\nconnection: upgrade\r\n\r\n",
            "the API answered with the undeclared status 101 Switching Protocols",
        ),
    ]
}

/// A server that does this to whoever comes.
fn serve(pieces: Vec<Vec<u8>>, stays: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut request = [0; 8192];
            let _ = stream.read(&mut request);
            for piece in &pieces {
                // The client may hang up before it has read all.
                let _ = stream.write_all(piece);
            }
            if stays {
                kept.push(stream);
            }
        }
    });
    url
}

#[tokio::test]
async fn each_misbehaviour_is_one_clear_error_without_payloads() {
    let settings =
        Settings::default().retry(Retry::off()).timeout(Duration::from_secs(20)).max_response_bytes(1_000_000);
    let mut wrong = Vec::new();
    let mut count = 0;
    for Behaviour { name, pieces, stays, expected, sent, retryable } in behaviours() {
        count += 1;
        let url = serve(pieces, stays);
        // Only who waits for ever has to wait for the limit.
        let settings = if stays { settings.clone().timeout(Duration::from_millis(150)) } else { settings.clone() };
        let client = kohortpay::Client::with_settings(&url, TOKEN, &settings).expect("a client");
        let call = client.create_order().body_map(|order| order.amount(35000).customer_last_name("Jane"));
        let Err(error) = call.send().await else {
            wrong.push(format!("{name}: no error"));
            continue;
        };
        let shown = format!("{error}\n{error:?}\n{:?}", error.response());
        let sources = std::iter::successors(std::error::Error::source(&error), |error| error.source());
        let shown = sources.fold(shown, |shown, source| format!("{shown}\n{source}\n{source:?}"));
        if !error.to_string().starts_with(expected) || shown.contains("Jane") || shown.contains(TOKEN) {
            wrong.push(format!("{name}: {shown}"));
        }
        if (error.was_sent(), error.is_retryable(), error.is_timeout()) != (sent, retryable, stays) {
            let found = (error.was_sent(), error.is_retryable(), error.is_timeout());
            wrong.push(format!("{name}: {found:?}: {error}"));
        }
        if matches!(error, Error::InvalidRequest(_)) || error.attempts() != 1 {
            wrong.push(format!("{name}: {} attempts: {error}", error.attempts()));
        }
    }
    assert!(count >= 40 && wrong.is_empty(), "{count} tried, wrong:\n{}", wrong.join("\n\n"));
}
