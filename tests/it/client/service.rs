//! A service of tower in place of the network: it answers by a script and remembers what it was asked.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use order_contracts::client::{RequestBody, Settings, Transport};
use order_contracts::kohortpay;
use tokio::time::{Instant, sleep};
use tower::Service;

use super::calls::TOKEN;

/// What the service does with a request.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// A status, headers and a body.
    With(u16, Vec<(&'static str, String)>, String),
    /// An error instead of a response.
    Failure,
    /// No answer for this long, and then an empty one.
    Late(Duration),
}

pub(super) fn json(status: u16, body: impl ToString) -> Answer {
    Answer::With(status, vec![("content-type", "application/json".to_owned())], body.to_string())
}

/// A request: when it came, its target, its headers and its body.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) after: Duration,
    pub(super) target: String,
    pub(super) headers: http::HeaderMap,
    pub(super) body: Vec<u8>,
}

#[derive(Clone)]
pub(super) struct Script {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    pub(super) asked: Arc<Mutex<Vec<Asked>>>,
    began: Instant,
}

impl Script {
    /// Answers in this order. The last answer is repeated.
    pub(super) fn of(answers: impl IntoIterator<Item = Answer>) -> Self {
        let answers = Arc::new(Mutex::new(answers.into_iter().collect()));
        Self { answers, asked: Arc::default(), began: Instant::now() }
    }

    pub(super) fn client(&self, settings: &Settings) -> kohortpay::Client {
        let transport = Transport::service(self.clone());
        kohortpay::Client::with_transport("http://api.test", TOKEN, settings, transport).expect("a client")
    }

    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no test panics while it reads").clone()
    }
}

impl Service<http::Request<RequestBody>> for Script {
    type Response = http::Response<String>;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<RequestBody>) -> Self::Future {
        self.asked.lock().expect("no test panics while it writes").push(Asked {
            after: self.began.elapsed(),
            target: request.uri().to_string(),
            headers: request.headers().clone(),
            body: request.body().as_bytes().to_vec(),
        });
        let mut answers = self.answers.lock().expect("no test panics while it takes one");
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Box::pin(async move {
            match answer.expect("a script has an answer") {
                Answer::With(status, headers, body) => {
                    let response = http::Response::builder().status(status);
                    let response =
                        headers.into_iter().fold(response, |response, (name, value)| response.header(name, value));
                    Ok(response.body(body).expect("a response"))
                }
                Answer::Failure => Err(std::io::Error::other("the line is cut")),
                Answer::Late(wait) => {
                    sleep(wait).await;
                    Ok(http::Response::new(String::new()))
                }
            }
        })
    }
}

/// A service that is never ready.
#[derive(Clone)]
pub(super) struct Closed;

impl Service<http::Request<RequestBody>> for Closed {
    type Response = http::Response<String>;
    type Error = std::io::Error;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Err(std::io::Error::other("closed")))
    }

    fn call(&mut self, _: http::Request<RequestBody>) -> Self::Future {
        unreachable!("it is never ready")
    }
}
