//! A connection without a system: what the server reads is in memory, and what it writes is only counted.

use std::future::pending;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use axum::Router;
use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Notify;

use super::example;

/// An order as a client sends it.
pub(crate) fn message() -> Vec<u8> {
    let order = example("CreateOrderRequest");
    let head = "POST /orders HTTP/1.1\r\nhost: api.kohortpay.com\r\nuser-agent: bench\r\naccept: */*\r\n\
                authorization: Bearer sk_test_1\r\ncontent-type: application/json";
    format!("{head}\r\ncontent-length: {}\r\n\r\n{order}", order.len()).into_bytes()
}

/// Serves one connection with so many orders, each sent when the one before it is answered.
pub(crate) fn serve(router: Router, times: u32) {
    let closed = Arc::new(Notify::new());
    let message = message();
    let connection = Connection {
        read: message.len(),
        message,
        left: times,
        is_answered: true,
        reader: None,
        closed: closed.clone(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let serving = tokio::spawn(async move { axum::serve(One(Some(connection)), router).await });
        closed.notified().await;
        serving.abort();
    });
}

/// Listens for one connection.
struct One(Option<Connection>);

impl Listener for One {
    type Io = Connection;
    type Addr = ();

    async fn accept(&mut self) -> (Connection, ()) {
        match self.0.take() {
            Some(connection) => (connection, ()),
            None => pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<()> {
        Ok(())
    }
}

struct Connection {
    message: Vec<u8>,
    /// How much of it the server has read.
    read: usize,
    /// How often it is sent again.
    left: u32,
    is_answered: bool,
    reader: Option<Waker>,
    closed: Arc<Notify>,
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.read == self.message.len() {
            if !self.is_answered {
                self.reader = Some(cx.waker().clone());
                return Poll::Pending;
            }
            // Then it is closed.
            let Some(left) = self.left.checked_sub(1) else { return Poll::Ready(Ok(())) };
            self.left = left;
            self.is_answered = false;
            self.read = 0;
        }
        // The first bytes are read alone, to see which version it is.
        let end = self.message.len().min(self.read + buffer.remaining());
        buffer.put_slice(&self.message[self.read..end]);
        self.read = end;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Connection {
    /// An answer is written at once.
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        assert!(bytes.starts_with(b"HTTP/1.1 201"));
        self.is_answered = true;
        self.reader.take().into_iter().for_each(Waker::wake);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.closed.notify_one();
    }
}
