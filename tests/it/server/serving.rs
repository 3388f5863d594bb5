//! What a connection may do, and how many there may be.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Version};
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use order_contracts::server::{Address, Connection, Listener, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Running, text};

#[tokio::test]
async fn both_versions_are_served_on_one_port() {
    let running = Running::start(Settings::new(0), |request| async move {
        let peer = request.extensions().get::<Connection>().map(Connection::peer).unwrap();
        assert!(peer.ip().is_loopback() && peer.port() > 0);
        text(if request.version() == Version::HTTP_2 { "two" } else { "one" })
    });
    for (http2, wanted) in [(false, "one"), (true, "two")] {
        let client = Client::builder(TokioExecutor::new()).http2_only(http2).build_http::<Empty<Bytes>>();
        let request = Request::get(format!("http://{}/", running.address)).body(Empty::new()).unwrap();
        let response = client.request(request).await.unwrap();
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), wanted);
    }
    assert_eq!(running.end().await, 0);
}

#[tokio::test]
async fn a_client_may_send_byte_by_byte() {
    let running = Running::start(Settings::new(0), |request| async move {
        let body = request.into_body().collect().await.unwrap().to_bytes();
        text(if body == "abc" { "whole" } else { "cut" })
    });
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    for byte in b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\nconnection: close\r\n\r\nabc" {
        stream.write_all(&[*byte]).await.unwrap();
        tokio::task::yield_now().await;
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("whole"), "{answer}");
    running.end().await;
}

/// In its first bytes a connection has no version yet, and hyper has no timer for these.
#[tokio::test]
async fn a_silent_connection_does_not_stay() {
    let mut settings = Settings::new(0);
    settings.head = Duration::from_millis(50);
    let running = Running::start(settings, |_| async { text("") });
    for begun in [&b""[..], b"P", b"PRI * HTTP/2.0\r\n", b"GET / HTTP/1.1\r\nhost:"] {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        stream.write_all(begun).await.unwrap();
        let mut answer = Vec::new();
        // Closed, or reset because of what was not read.
        let _ = stream.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP/1.1 2"), "{begun:?}");
    }
    running.end().await;
}

#[tokio::test]
async fn one_connection_more_than_there_may_be_waits_for_its_turn() {
    let mut settings = Settings::new(0);
    settings.connections = 1;
    let running = Running::start(settings, |_| async { text("served") });
    let mut first = TcpStream::connect(running.address).await.unwrap();
    first.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    assert!(first.read(&mut [0; 1024]).await.unwrap() > 0);
    let mut second = TcpStream::connect(running.address).await.unwrap();
    second.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    let waited = tokio::time::timeout(Duration::from_millis(100), second.read_to_string(&mut answer)).await;
    assert!(waited.is_err() && answer.is_empty(), "{answer}");
    drop(first);
    second.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("served"), "{answer}");
    running.end().await;
}

#[test]
fn a_port_in_use_is_an_error_that_names_it() {
    let first = Listener::bind(&Address::loopback(0)).unwrap();
    let error = Listener::bind(&first.address().to_string().parse().unwrap()).unwrap_err();
    let wanted = format!("cannot listen on `{}` (another port, or 0 for a free one,", first.address());
    assert!(error.is_io() && error.to_string().starts_with(&wanted), "{error}");
    let error = Listener::bind(&"no-such-host.invalid:0".parse().unwrap()).unwrap_err();
    assert!(error.to_string().starts_with("cannot listen on `no-such-host.invalid:0`"), "{error}");
}
