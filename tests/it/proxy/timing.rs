//! Upstreams that are not there, do not answer, or have hung up.

use std::sync::atomic::Ordering;
use std::time::Duration;

use order_contracts::proxy::Failure;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{Proxied, serve, serve_raw, whole};

async fn nowhere() -> std::net::SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

#[tokio::test]
async fn an_upstream_that_is_not_there_is_a_502() {
    for enforces in [false, true] {
        let proxied = Proxied::with(nowhere().await, |settings| settings.enforces = enforces);
        let answer = proxied.get("/v1/orders?token=x", "").await;
        assert!(answer.starts_with("HTTP/1.1 502 ") && answer.contains("upstream-unreachable"), "{answer}");
        // The request was checked, and the answer is not one of the upstream.
        let seen = proxied.seen(1).await;
        assert!(seen[0].request.as_ref().unwrap().is_valid() && seen[0].response.is_none());
        assert_eq!(seen[0].failure, Some(Failure::Unreachable));
    }
}

#[tokio::test]
async fn an_answer_that_does_not_begin_is_a_504() {
    let serving = serve(|_| std::future::pending());
    let proxied = Proxied::with(serving.address, |settings| settings.answer = Duration::from_millis(50));
    let answer = proxied.get("/", "").await;
    assert!(answer.starts_with("HTTP/1.1 504 ") && answer.contains("upstream-timeout"), "{answer}");
}

/// The time for an answer begins with the last part of the request.
#[tokio::test]
async fn a_slow_request_is_no_slow_answer() {
    let (serving, _) = super::upstream(|| whole("done"));
    let proxied = Proxied::with(serving.address, |settings| settings.answer = Duration::from_millis(500));
    let mut stream = TcpStream::connect(proxied.address).await.unwrap();
    stream.write_all(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 8\r\nconnection: close\r\n\r\n").await.unwrap();
    for _ in 0..8 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        stream.write_all(b"x").await.unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("done"), "{answer}");
}

#[tokio::test]
async fn a_request_that_stops_is_a_408() {
    let (serving, _) = super::upstream(|| whole("done"));
    let proxied = Proxied::with(serving.address, |settings| settings.pause = Duration::from_millis(50));
    let answer = proxied.raw(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 8\r\n\r\nabc").await;
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("request-timeout"), "{answer}");
}

/// As servers do that close what they think nobody uses, while a request is on its way.
async fn hangs_up_on_the_second() -> (std::net::SocketAddr, std::sync::Arc<std::sync::atomic::AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let requests = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = [0; 4096];
            let _ = stream.read(&mut buffer).await;
            counted.fetch_add(1, Ordering::Relaxed);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
            if let Ok(1..) = stream.read(&mut buffer).await {
                counted.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    (address, requests)
}

#[tokio::test]
async fn what_may_be_sent_twice_is_sent_again() {
    for (method, body, status, arrived) in [
        ("GET", "", "200", 3),
        ("PUT", "ab", "200", 3),
        // It may have been executed.
        ("POST", "ab", "502", 2),
    ] {
        let (address, requests) = hangs_up_on_the_second().await;
        let proxied = Proxied::to(address);
        proxied.get("/", "").await;
        let length = body.len();
        let request =
            format!("{method} / HTTP/1.1\r\nhost: a\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
        let answer = proxied.raw(request.as_bytes()).await;
        assert_eq!(answer.split(' ').nth(1), Some(status), "{method}: {answer}");
        assert_eq!(requests.load(Ordering::Relaxed), arrived, "{method}");
    }
}

/// A new connection has not been closed meanwhile: the upstream does not like the request.
#[tokio::test]
async fn what_a_new_connection_hangs_up_on_is_not_sent_again() {
    let (address, requests) = serve_raw(Vec::new()).await;
    let answer = Proxied::to(address).get("/", "").await;
    assert!(answer.starts_with("HTTP/1.1 502 "), "{answer}");
    assert_eq!(requests.load(Ordering::Relaxed), 1);
}
