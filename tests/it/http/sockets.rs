//! The layer around plain `hyper`, over real sockets.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use order_contracts::contract::Contract;
use order_contracts::http::{CheckedBody, ContractLayer, Counters, Mode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::{Layer, service_fn};

use super::{Seen, shop};

type Answer = Response<http_body_util::combinators::UnsyncBoxBody<Bytes, Infallible>>;

fn whole(status: u16, body: &'static str) -> Answer {
    let response = Response::builder().status(status).header("content-type", "application/json");
    response.body(Full::from(body).boxed_unsync()).unwrap()
}

/// Serves `answer` behind `layer`.
async fn serve(layer: ContractLayer, answer: fn(&Request<CheckedBody<Incoming>>) -> Answer) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = layer.layer(service_fn(move |request: Request<CheckedBody<Incoming>>| {
        let answer = answer(&request);
        async move {
            // As a handler that wants the body.
            request.into_body().collect().await.map(|_| answer)
        }
    }));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let service = TowerToHyperService::new(service.clone());
            tokio::spawn(async move {
                let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                let _ = connection.with_upgrades().await;
            });
        }
    });
    address
}

fn created(_: &Request<CheckedBody<Incoming>>) -> Answer {
    whole(201, r#"{"id": "1", "amount": 1}"#)
}

fn order(body: &str) -> String {
    format!(
        "POST /v1/orders HTTP/1.1\r\nhost: shop\r\nauthorization: Bearer secret\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// What a connection answers to these bytes, up to the end of the first answer's body or of the connection.
async fn read(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = tokio::time::timeout(Duration::from_secs(60), stream.read(&mut buffer)).await.unwrap();
        let Ok(read) = read else { return format!("{}\n{}", String::from_utf8_lossy(&text), read.unwrap_err()) };
        text.extend_from_slice(&buffer[..read]);
        let answer = String::from_utf8_lossy(&text).into_owned();
        let head = answer.split_once("\r\n\r\n");
        let length = head.and_then(|(head, _)| {
            let line = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
            line.parse::<usize>().ok()
        });
        let is_whole = head.zip(length).is_some_and(|((_, body), length)| body.len() >= length);
        if read == 0 || is_whole {
            return answer;
        }
    }
}

async fn send(address: SocketAddr, text: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    read(&mut stream).await
}

#[tokio::test]
async fn a_client_may_send_byte_by_byte() {
    let address = serve(ContractLayer::new(shop()), created).await;
    for (body, status) in [(r#"{"amount": 1}"#, "201"), (r#"{"amount": -1}"#, "422")] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        for byte in order(body).bytes() {
            stream.write_all(&[byte]).await.unwrap();
            tokio::task::yield_now().await;
        }
        let answer = read(&mut stream).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        // The connection goes on.
        stream.write_all(order(r#"{"amount": 2}"#).as_bytes()).await.unwrap();
        let answer = read(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_connections_are_served() {
    let counters = Arc::new(Counters::new());
    let address = serve(ContractLayer::new(shop()).sink(Arc::clone(&counters)), created).await;
    // One after the other, which the queue of the listener can hold; all of them are open before any is done.
    let mut streams = Vec::new();
    for _ in 0..1000 {
        streams.push(TcpStream::connect(address).await.unwrap());
    }
    let client = |(number, mut stream): (usize, TcpStream)| async move {
        let (body, status) = match number % 3 {
            0 => (r#"{"amount": "1"}"#, "422"),
            _ => (r#"{"amount": 1}"#, "201"),
        };
        let text = order(body);
        let (first, rest) = text.split_at(text.len() / 2);
        stream.write_all(first.as_bytes()).await.unwrap();
        tokio::task::yield_now().await;
        stream.write_all(rest.as_bytes()).await.unwrap();
        let answer = read(&mut stream).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{number}: {answer}");
    };
    let clients: Vec<_> = streams.into_iter().enumerate().map(|stream| tokio::spawn(client(stream))).collect();
    for client in clients {
        client.await.unwrap();
    }
    assert_eq!(counters.refused(), 334);
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_nothing() {
    let seen = Seen::default();
    let address = serve(ContractLayer::new(shop()).sink(seen.clone()), created).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let text = order(r#"{"amount": 1}"#);
    stream.write_all(&text.as_bytes()[..text.len() - 5]).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(stream);
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        let lines = seen.take();
        if !lines.is_empty() {
            // `hyper` either drops the exchange or fails the body.
            let ends = ["abandoned RequestBody", "request createOrder undecided body-not-read -> 400"];
            assert!(ends.contains(&lines[0].as_str()), "{lines:?}");
            return;
        }
    }
    panic!("the end of the client was not noticed");
}

#[tokio::test]
async fn a_client_that_expects_a_word_before_it_sends_is_refused_first() {
    let address = serve(ContractLayer::new(shop()), created).await;
    let head = order(r#"{"amount": 1}"#).replace("host: shop\r\n", "host: shop\r\nexpect: 100-continue\r\n");
    let (head, body) = head.split_once("\r\n\r\n").unwrap();
    let refused = head.replace("authorization: Bearer secret\r\n", "");
    let answer = send(address, &format!("{refused}\r\n\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");

    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{head}\r\n\r\n").as_bytes()).await.unwrap();
    let mut word = [0; 25];
    stream.read_exact(&mut word).await.unwrap();
    assert_eq!(&word, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(body.as_bytes()).await.unwrap();
    let answer = read(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

#[tokio::test]
async fn a_body_without_a_length_is_limited_too() {
    let address = serve(ContractLayer::new(shop()).body_limit(1000), created).await;
    let head = "POST /v1/orders HTTP/1.1\r\nhost: shop\r\nauthorization: Bearer secret\r\ncontent-type: application/json\r\n\
                transfer-encoding: chunked\r\n\r\n";
    let answer = send(address, &format!("{head}d\r\n{{\"amount\": 1}}\r\n0\r\nchecksum: 7\r\n\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    let chunk = format!("{:x}\r\n{}\r\n", 600, " ".repeat(600));
    let answer = send(address, &format!("{head}{chunk}{chunk}")).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    let answer = send(address, &format!("{head}zz\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}

/// Two events, and no end.
struct Endless(u8);

impl Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0 += 1;
        match self.0 {
            1 | 2 => Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"data: x\n\n"))))),
            _ => Poll::Pending,
        }
    }
}

const STREAMS: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /events:\n    get:\n      responses:\n        \
                       '200': {description: events, content: {text/event-stream: {schema: {type: string}}}}\n        '101': {description: switched}\n";

#[tokio::test]
async fn a_stream_of_events_arrives_while_it_is_made() {
    let layer = ContractLayer::new(Contract::from_str(STREAMS, "a.yaml").unwrap()).responses(Mode::Enforce);
    let address = serve(layer, |_| {
        let response = Response::builder().header("content-type", "text/event-stream");
        response.body(Endless(0).boxed_unsync()).unwrap()
    })
    .await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /events HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    let mut text = String::new();
    while text.matches("data: x").count() < 2 {
        let mut buffer = [0; 1024];
        let read = tokio::time::timeout(Duration::from_secs(20), stream.read(&mut buffer)).await.unwrap().unwrap();
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
}

#[tokio::test]
async fn a_connection_may_be_used_for_something_else() {
    let layer = ContractLayer::new(Contract::from_str(STREAMS, "a.yaml").unwrap()).responses(Mode::Enforce);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = layer.layer(service_fn(|mut request: Request<CheckedBody<Incoming>>| async move {
        // The extension by which `hyper` hands the connection over is still there.
        let upgrade = hyper::upgrade::on(&mut request);
        tokio::spawn(async move {
            let mut io = TokioIo::new(upgrade.await.unwrap());
            let mut word = [0; 4];
            io.read_exact(&mut word).await.unwrap();
            io.write_all(&word).await.unwrap();
        });
        let response = Response::builder().status(101).header("connection", "upgrade").header("upgrade", "echo");
        Ok::<_, Infallible>(response.body(Full::<Bytes>::default()).unwrap())
    }));
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let connection =
            http1::Builder::new().serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let _ = connection.with_upgrades().await;
    });
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"GET /events HTTP/1.1\r\nhost: a\r\nconnection: keep-alive, Upgrade\r\nupgrade: echo\r\n\r\n")
        .await
        .unwrap();
    let mut text = String::new();
    while !text.contains("\r\n\r\n") {
        let mut buffer = [0; 1024];
        let read = stream.read(&mut buffer).await.unwrap();
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
    assert!(text.starts_with("HTTP/1.1 101"), "{text}");
    stream.write_all(b"ping").await.unwrap();
    let mut word = [0; 4];
    stream.read_exact(&mut word).await.unwrap();
    assert_eq!(&word, b"ping");
}
