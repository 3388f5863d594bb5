//! Requests that two readers could read as two, and lengths that are not copied.

use http::HeaderValue;
use http_body_util::BodyExt;

use super::{Proxied, only, upstream, whole};

#[tokio::test]
async fn a_request_that_can_be_read_in_two_ways_is_refused() {
    let (serving, received) = upstream(|| whole("x"));
    let proxied = Proxied::to(serving.address);
    for head in [
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip, chunked\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked, chunked\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: \u{b}chunked\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding : chunked\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding:\r\n chunked\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ncontent-length: 5\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4, 4\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: +4\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0x4\r\n",
        "POST / HTTP/1.0\r\nhost: a\r\ntransfer-encoding: chunked\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\nhost: b\r\ncontent-length: 4\r\n",
        "POST / HTTP/1.1\r\nhost: a, b\r\ncontent-length: 4\r\n",
        "POST / HTTP/1.1\r\ncontent-length: 4\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\nx: 1\r\n y: 2\r\ncontent-length: 4\r\n",
        "POST http://[ HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n",
        "CONNECT b.example:443 HTTP/1.1\r\nhost: a\r\n",
    ] {
        let request = format!("{head}\r\n4\r\nabcd\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n");
        let answer = proxied.raw(request.as_bytes()).await;
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(["400", "405"].contains(&status), "{head:?}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{head:?}: {answer}");
    }
    assert!(received.lock().unwrap().is_empty(), "{received:?}");
}

/// RFC 9112, 6.3: the length is that of the chunks, and the connection ends behind it.
#[tokio::test]
async fn a_length_beside_chunks_is_not_passed_on() {
    for fields in
        ["content-length: 30\r\ntransfer-encoding: chunked", "transfer-encoding: chunked\r\ncontent-length: 30"]
    {
        let (serving, received) = upstream(|| whole("x"));
        let proxied = Proxied::to(serving.address);
        let request = format!(
            "POST / HTTP/1.1\r\nhost: a\r\n{fields}\r\n\r\n2\r\nab\r\n0\r\n\r\nGET /next HTTP/1.1\r\nhost: a\r\n\r\n"
        );
        let answer = proxied.raw(request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.matches("HTTP/1.1").count() == 1, "{answer}");
        let received = only(&received);
        assert_eq!((&received.body[..], received.header("content-length")), (&b"ab"[..], None));
    }
}

#[tokio::test]
async fn lengths_are_those_of_the_bodies() {
    let (serving, _) = upstream(|| {
        let mut response = whole("abc");
        response.headers_mut().insert("content-length", HeaderValue::from_static("3"));
        response
    });
    let proxied = Proxied::to(serving.address);
    let answer = proxied.get("/", "").await;
    assert!(answer.contains("content-length: 3\r\n") && answer.ends_with("\r\n\r\nabc"), "{answer}");
    let answer = proxied.raw(b"HEAD / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert!(answer.contains("content-length: 3\r\n") && answer.ends_with("\r\n\r\n"), "{answer}");
    // To a client that knows no chunks, the end is the end of the connection.
    let answer = proxied.raw(b"GET / HTTP/1.0\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.0 200") && answer.ends_with("abc"), "{answer}");
}

#[tokio::test]
async fn answers_without_bodies_stay_so() {
    for status in [204, 304] {
        let (serving, _) = super::serve_raw(format!("HTTP/1.1 {status} X\r\netag: \"a\"\r\n\r\n").into_bytes()).await;
        let answer = Proxied::to(serving).get("/", "").await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.ends_with("\r\n\r\n"), "{answer}");
        assert!(!answer.contains("transfer-encoding") && !answer.contains("content-length"), "{answer}");
    }
}

/// A coding that we would have to undo, a switch that nobody asked for, and what is no HTTP.
#[tokio::test]
async fn an_answer_that_cannot_be_passed_on_is_a_502() {
    for answer in [
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "",
    ] {
        let (serving, _) = super::serve_raw(answer.as_bytes().to_vec()).await;
        let found = Proxied::to(serving).get("/", "").await;
        assert!(found.starts_with("HTTP/1.1 502 "), "{answer:?}: {found}");
        assert!(found.contains("application/problem+json") && found.contains("upstream-broken-off"), "{found}");
    }
}

#[tokio::test]
async fn a_cut_answer_is_cut_for_the_client() {
    for (answer, is_cut) in [
        ("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc", true),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n", true),
        ("HTTP/1.0 200 OK\r\n\r\nabc", false),
    ] {
        let (serving, _) = super::serve_raw(answer.as_bytes().to_vec()).await;
        let proxied = Proxied::to(serving);
        let client = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new());
        let client = client.build_http::<http_body_util::Empty<bytes::Bytes>>();
        let response = client.get(format!("http://{}/", proxied.address).parse().unwrap()).await.unwrap();
        assert_eq!(response.into_body().collect().await.is_err(), is_cut, "{answer:?}");
        let seen = proxied.seen(1).await;
        assert_eq!(seen[0].failure.is_some(), is_cut, "{answer:?}");
    }
}

/// A body that is read before it is passed on need not be cut for the client as well.
#[tokio::test]
async fn a_cut_answer_that_is_enforced_is_a_502() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n[";
    let (serving, _) = super::serve_raw(head.as_bytes().to_vec()).await;
    let proxied = Proxied::with(serving, |settings| settings.enforces = true);
    let answer = proxied.get("/v1/orders?token=x", "").await;
    assert!(answer.starts_with("HTTP/1.1 502 ") && answer.contains("upstream-broken-off"), "{answer}");
    let seen = proxied.seen(1).await;
    assert_eq!(seen[0].failure, Some(order_contracts::proxy::Failure::BrokenOff));
}
