//! What is passed on: fields, trailers, streams, upgrades.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Version};
use http_body::Frame;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioIo};
use order_contracts::proxy::Forwarding;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use super::{Proxied, only, serve, upstream, whole};

#[tokio::test]
async fn fields_of_a_connection_stay_on_it() {
    let (serving, received) = upstream(|| {
        let mut response = whole("");
        let headers = response.headers_mut();
        headers.insert("connection", HeaderValue::from_static("x-mine"));
        headers.insert("x-mine", HeaderValue::from_static("1"));
        headers.insert("keep-alive", HeaderValue::from_static("timeout=5"));
        headers.insert("proxy-authenticate", HeaderValue::from_static("Basic"));
        headers.insert("x-kept", HeaderValue::from_static("1"));
        response
    });
    let proxied = Proxied::to(serving.address);
    let fields = "x-hop: 1\r\nconnection: X-Hop\r\nkeep-alive: 1\r\nproxy-authorization: Basic x\r\nx-kept: 1\r\nte: gzip\r\n\
                  forwarded: for=evil\r\nx-forwarded-for: evil\r\naccept: text/x\r\nuser-agent: me\r\n";
    let answer = proxied.get("/a%20b?c=%2F", fields).await;
    assert!(answer.contains("x-kept: 1") && answer.contains("via: 1.1 order-contracts"), "{answer}");
    assert!(!answer.contains("x-mine") && !answer.contains("keep-alive") && !answer.contains("proxy-auth"), "{answer}");
    let received = only(&received);
    assert_eq!(received.target, "/a%20b?c=%2F");
    for name in ["x-hop", "keep-alive", "proxy-authorization", "te", "x-forwarded-for", "connection"] {
        assert_eq!(received.header(name), None, "{name}");
    }
    for (name, wanted) in [
        ("host", serving.address.to_string().as_str()),
        ("x-kept", "1"),
        ("accept", "text/x"),
        ("user-agent", "me"),
        ("via", "1.1 order-contracts"),
        ("forwarded", "for=127.0.0.1;host=\"a.example\";proto=http"),
    ] {
        assert_eq!(received.header(name), Some(wanted), "{name}");
    }
}

#[tokio::test]
async fn what_the_upstream_learns_of_the_client_is_a_choice() {
    let (serving, received) = upstream(|| whole(""));
    let proxied = Proxied::with(serving.address, |settings| {
        settings.preserves_host = true;
        settings.forwarding = Forwarding::default();
        settings.forwarding.x_forwarded = true;
        settings.forwarding.trusts_others = true;
    });
    proxied.get("/", "x-forwarded-for: 192.0.2.1\r\n").await;
    let received = only(&received);
    assert_eq!(received.header("host"), Some("a.example"));
    let hops: Vec<_> = received.headers.get_all("x-forwarded-for").iter().collect();
    assert_eq!(hops, ["192.0.2.1", "127.0.0.1"]);
    assert_eq!((received.header("x-forwarded-host"), received.header("forwarded")), (Some("a.example"), None));
}

#[tokio::test]
async fn a_client_of_http2_is_served() {
    let (serving, received) = upstream(|| whole("two"));
    let proxied = Proxied::to(serving.address);
    let client = Client::builder(TokioExecutor::new()).http2_only(true).build_http();
    let request =
        Request::post(format!("http://{}/x", proxied.address)).header("cookie", "a=1").header("cookie", "b=2");
    let response = client.request(request.body(Full::new(Bytes::from_static(b"{}"))).unwrap()).await.unwrap();
    assert_eq!((response.status(), response.version()), (StatusCode::OK, Version::HTTP_2));
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "two");
    let received = only(&received);
    assert_eq!((received.header("cookie"), received.header("via")), (Some("a=1; b=2"), Some("2 order-contracts")));
    assert_eq!((received.header("content-length"), &received.body[..]), (Some("2"), &b"{}"[..]));
}

#[tokio::test]
async fn an_upstream_of_http2_is_spoken_with() {
    let serving =
        serve(|request| async move { whole(if request.version() == Version::HTTP_2 { "two" } else { "one" }) });
    let proxied = Proxied::with(serving.address, |settings| settings.http2 = true);
    let answer = proxied.get("/", "").await;
    assert!(answer.ends_with("two"), "{answer}");
}

fn trailers() -> HeaderMap {
    HeaderMap::from_iter([(http::HeaderName::from_static("x-sum"), HeaderValue::from_static("42"))])
}

#[tokio::test]
async fn trailers_pass_both_ways() {
    let (serving, received) = upstream(|| {
        // Its length is not known, so that it is sent in chunks.
        let (sender, body) = channel();
        sender.send("body").unwrap();
        let body = body.with_trailers(async { Some(Ok(trailers())) });
        let mut response = Response::new(UnsyncBoxBody::new(body));
        response.headers_mut().insert("trailer", HeaderValue::from_static("x-sum"));
        response
    });
    let proxied = Proxied::to(serving.address);
    let request = b"POST / HTTP/1.1\r\nhost: a\r\nte: trailers\r\nconnection: te, close\r\ntrailer: x-sum\r\n\
                    transfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nx-sum: 7\r\n\r\n";
    let answer = proxied.raw(request).await;
    assert!(answer.contains("body") && answer.ends_with("0\r\nx-sum: 42\r\n\r\n"), "{answer}");
    let received = only(&received);
    let sum = received.trailers.as_ref().and_then(|trailers| trailers.get("x-sum"));
    assert_eq!((received.header("te"), sum), (Some("trailers"), Some(&HeaderValue::from_static("7"))));
}

/// A body whose frames come when they are sent.
pub(super) fn channel() -> (mpsc::UnboundedSender<&'static str>, super::Body) {
    let (sender, mut receiver) = mpsc::unbounded_channel::<&'static str>();
    let stream = std::future::poll_fn(move |context| receiver.poll_recv(context));
    (sender, UnsyncBoxBody::new(Frames(Box::pin(stream))))
}

/// A future that is asked again after each answer, which that of a channel may be.
struct Frames<F>(std::pin::Pin<Box<F>>);

impl<F: Future<Output = Option<&'static str>>> http_body::Body for Frames<F> {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.0.as_mut().poll(context).map(|text| Some(Ok(Frame::data(Bytes::from_static(text?.as_bytes())))))
    }
}

/// Each event arrives before the next is sent, whatever is checked.
#[tokio::test]
async fn events_pass_as_they_come() {
    for media_type in ["text/event-stream", "application/json"] {
        let (sender, body) = channel();
        let body = std::sync::Arc::new(std::sync::Mutex::new(Some(body)));
        let serving = serve(move |_| {
            let mut response = Response::new(body.lock().unwrap().take().unwrap());
            response.headers_mut().insert("content-type", HeaderValue::from_static(media_type));
            async { response }
        });
        let proxied = Proxied::to(serving.address);
        let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
        let url = format!("http://{}/v1/orders", proxied.address).parse().unwrap();
        let mut body = client.get(url).await.unwrap().into_body();
        for event in ["data: 1\n\n", "data: 2\n\n"] {
            sender.send(event).unwrap();
            assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), event);
        }
        // A stream of events is over for the checks when it begins.
        if media_type == "text/event-stream" {
            assert_eq!(proxied.seen(1).await.len(), 1);
        }
        drop(sender);
        assert!(body.frame().await.is_none());
    }
}

#[tokio::test]
async fn a_request_passes_as_it_comes() {
    let (noted, mut notes) = mpsc::unbounded_channel();
    let serving = serve(move |request| {
        let noted = noted.clone();
        async move {
            let mut body = request.into_body();
            while let Some(Ok(frame)) = body.frame().await {
                noted.send(frame.into_data().unwrap()).unwrap();
            }
            whole("done")
        }
    });
    let proxied = Proxied::to(serving.address);
    let (sender, body) = channel();
    let client = Client::builder(TokioExecutor::new()).build_http();
    let request = Request::post(format!("http://{}/v1/orders", proxied.address)).body(body).unwrap();
    let answer = tokio::spawn(client.request(request));
    for part in ["{\"amount\"", ": 3}"] {
        sender.send(part).unwrap();
        assert_eq!(notes.recv().await.unwrap(), part);
    }
    drop(sender);
    let answer = answer.await.unwrap().unwrap();
    assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "done");
}

/// The server asks for the body by itself, and an upstream that does not know the field gets no request with it.
#[tokio::test]
async fn an_expectation_is_answered_here() {
    let (serving, received) = upstream(|| whole("done"));
    let proxied = Proxied::to(serving.address);
    let mut stream = TcpStream::connect(proxied.address).await.unwrap();
    let head = b"POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\nconnection: close\r\n\r\n";
    stream.write_all(head).await.unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).await.unwrap();
    assert_eq!(interim, *b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"ab").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("done"), "{answer}");
    let received = only(&received);
    assert_eq!((received.header("expect"), &received.body[..]), (None, &b"ab"[..]));
}

#[tokio::test]
async fn an_upgrade_joins_both_connections() {
    for enforces in [false, true] {
        let serving = serve(|mut request| {
            let asked = request.headers().get("upgrade").cloned();
            assert_eq!(asked, Some(HeaderValue::from_static("websocket")));
            tokio::spawn(async move {
                let upgraded = hyper::upgrade::on(&mut request).await.unwrap();
                let (mut reader, mut writer) = tokio::io::split(TokioIo::new(upgraded));
                let _ = tokio::io::copy(&mut reader, &mut writer).await;
            });
            async {
                let mut response = whole("");
                *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
                response.headers_mut().insert("connection", HeaderValue::from_static("upgrade"));
                response.headers_mut().insert("upgrade", HeaderValue::from_static("websocket"));
                response
            }
        });
        let proxied = Proxied::with(serving.address, |settings| settings.enforces = enforces);
        let mut stream = TcpStream::connect(proxied.address).await.unwrap();
        let head = b"GET /v1/orders?token=x HTTP/1.1\r\nhost: a\r\nconnection: keep-alive, Upgrade\r\nupgrade: websocket\r\n\r\n";
        stream.write_all(head).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(stream.read_u8().await.unwrap());
        }
        let answer = String::from_utf8(answer).unwrap().to_lowercase();
        assert!(answer.starts_with("http/1.1 101 ") && answer.contains("upgrade: websocket"), "{answer}");
        for message in ["one", "two"] {
            stream.write_all(message.as_bytes()).await.unwrap();
            let mut echo = [0; 3];
            stream.read_exact(&mut echo).await.unwrap();
            assert_eq!(echo, message.as_bytes());
        }
        // Nothing was declared about that, and nothing is violated.
        let seen = proxied.seen(1).await;
        assert_eq!((seen[0].response.is_none(), &seen[0].failure), (true, &None));
    }
}

#[tokio::test]
async fn a_path_of_the_upstream_is_put_before_that_of_the_request() {
    let (serving, received) = upstream(|| whole(""));
    let proxied = Proxied::with(serving.address, |settings| {
        settings.upstream = format!("http://{}/v1/", serving.address).parse().unwrap();
    });
    proxied.get("/orders?token=x", "").await;
    assert_eq!(only(&received).target, "/v1/orders?token=x");
    // What is checked is what the upstream is asked.
    let seen = tokio::time::timeout(Duration::from_secs(60), proxied.seen(1)).await.unwrap();
    assert_eq!(seen[0].recorded.request.target, "/v1/orders?token=x");
    assert!(seen[0].request.as_ref().unwrap().is_valid());
}
