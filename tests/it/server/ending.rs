//! The end of a server: what has begun is answered, what never ends is cut.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use order_contracts::server::{Connection, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use super::{Running, text};

/// Sends one request after the other until the server is gone, and counts answers. `Err` is a request that was sent and not
/// answered.
async fn client(address: SocketAddr, keep_alive: bool, answers: Arc<AtomicUsize>) -> Result<(), String> {
    let close = if keep_alive { "" } else { "connection: close\r\n" };
    let request = format!("GET / HTTP/1.1\r\nhost: a\r\n{close}\r\n");
    'connections: loop {
        let mut stream = match TcpStream::connect(address).await {
            Ok(stream) => stream,
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => return Ok(()),
            // Reset in the handshake: nothing was sent.
            Err(_) => return Ok(()),
        };
        loop {
            stream.write_all(request.as_bytes()).await.map_err(|error| error.to_string())?;
            let (mut answer, mut buffer) = (Vec::new(), [0; 1024]);
            while !answer.ends_with(b"answer") {
                match stream.read(&mut buffer).await {
                    Ok(0) => return Err(format!("closed after {} bytes", answer.len())),
                    Ok(read) => answer.extend_from_slice(&buffer[..read]),
                    Err(error) => return Err(error.to_string()),
                }
            }
            answers.fetch_add(1, Ordering::Relaxed);
            if String::from_utf8_lossy(&answer).contains("connection: close") {
                continue 'connections;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_end_under_load_loses_no_answer() {
    for round in 0..5 {
        let running = Running::start(Settings::new(0), |_| async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            text("answer")
        });
        let answers = Arc::new(AtomicUsize::new(0));
        let clients: Vec<_> =
            (0..40).map(|number| tokio::spawn(client(running.address, number % 4 > 0, Arc::clone(&answers)))).collect();
        while answers.load(Ordering::Relaxed) < 500 {
            tokio::task::yield_now().await;
        }
        assert_eq!(running.end().await, 0, "round {round}");
        for client in clients {
            assert_eq!(client.await.unwrap(), Ok(()), "round {round}");
        }
    }
}

#[tokio::test]
async fn an_answer_that_takes_its_time_is_waited_for() {
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (signal, wait) = (Arc::clone(&begun), Arc::clone(&go));
    let running = Running::start(Settings::new(0), move |_| {
        let (begun, go) = (Arc::clone(&signal), Arc::clone(&wait));
        async move {
            begun.notify_one();
            go.notified().await;
            text("late")
        }
    });
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    begun.notified().await;
    let ended = tokio::spawn(running.end());
    tokio::time::sleep(Duration::from_millis(300)).await;
    go.notify_one();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("late") && answer.contains("connection: close"), "{answer}");
    assert_eq!(ended.await.unwrap(), 0);
}

#[tokio::test]
async fn what_never_ends_is_cut_and_counted() {
    let mut settings = Settings::new(0);
    (settings.linger, settings.grace) = (Duration::from_millis(10), Duration::from_millis(50));
    let running = Running::start(settings, |_| std::future::pending());
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    // It is accepted, at least.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(running.end().await, 1);
}

/// A tunnel has the connection and not the server.
#[tokio::test]
async fn a_tunnel_counts_as_open_and_is_asked_to_close() {
    let closed = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&closed);
    let running = Running::start(Settings::new(0), move |mut request| {
        let closed = Arc::clone(&seen);
        let connection = request.extensions().get::<Connection>().cloned().unwrap();
        tokio::spawn(async move {
            let _upgraded = hyper::upgrade::on(&mut request).await.unwrap();
            connection.closing().await;
            closed.store(true, Ordering::Relaxed);
        });
        async {
            let mut response = text("");
            *response.status_mut() = http::StatusCode::SWITCHING_PROTOCOLS;
            response.headers_mut().insert("connection", http::HeaderValue::from_static("upgrade"));
            response.headers_mut().insert("upgrade", http::HeaderValue::from_static("test"));
            response
        }
    });
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: test\r\n\r\n").await.unwrap();
    assert!(stream.read(&mut [0; 1024]).await.unwrap() > 0);
    assert_eq!(running.end().await, 0);
    assert!(closed.load(Ordering::Relaxed));
}
