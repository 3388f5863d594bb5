//! One call: the request is checked and gets its headers and credentials; attempts are made until one of them counts.

use std::time::Duration;

use http::header::{HeaderValue, USER_AGENT};
use reqwest::Request;
use tokio::time::{Instant, sleep, timeout};

use super::error::{CommunicationError, Error, Failure};
use super::hook::{Attempt, Outgoing};
use super::options::CallOptions;
use super::response::Response;
use super::retry::{self, Retry};
use super::settings::Session;
use super::trace;
use super::{check, path};

/// The call that is made.
pub(crate) struct OperationInfo {
    /// The `operationId`.
    pub(crate) operation_id: &'static str,
    pub(crate) options: CallOptions,
}

/// What a generated client provides.
#[allow(dead_code, reason = "the generated code implements all of it")]
pub(crate) trait ClientInfo<S> {
    fn api_version() -> &'static str;
    fn baseurl(&self) -> &str;
    fn client(&self) -> &reqwest::Client;
    fn inner(&self) -> &S;
}

impl<S, C: ClientInfo<S>> ClientInfo<S> for &C {
    fn api_version() -> &'static str {
        C::api_version()
    }

    fn baseurl(&self) -> &str {
        (*self).baseurl()
    }

    fn client(&self) -> &reqwest::Client {
        (*self).client()
    }

    fn inner(&self) -> &S {
        (*self).inner()
    }
}

/// The steps of a call, in the names that the generated code uses.
pub(crate) trait ClientHooks<S = Session>: ClientInfo<Session> {
    /// Refuses a request that violates the contract, and adds headers and credentials to others.
    async fn pre<E>(&self, request: &mut Request, info: &OperationInfo) -> Result<(), Error<E>> {
        let session = self.inner();
        // progenitor sends the document's version in a header that neither API declares.
        request.headers_mut().remove("api-version");
        if let Ok(operation) = session.api.operation(info.operation_id) {
            path::check(request.url(), self.baseurl(), operation).map_err(Error::InvalidRequest)?;
            check::request(request, session.api, operation)?;
        }
        request.headers_mut().entry(USER_AGENT).or_insert_with(|| session.user_agent.clone());
        for headers in [&session.headers, info.options.headers().map_err(Error::InvalidRequest)?] {
            for (name, value) in headers {
                request.headers_mut().insert(name, value.clone());
            }
        }
        session.credentials.apply(request);
        Ok(())
    }

    /// Sends the request, more than once if need be, and reads the response.
    async fn exec(&self, request: Request, info: &OperationInfo) -> Result<Response, Failure> {
        let session = self.inner();
        let operation = session.api.operation(info.operation_id).ok();
        let path = operation.map_or_else(|| request.url().path().to_owned(), |operation| operation.path().to_owned());
        let call = Call { session, info, path: &path };
        let span = trace::call(info.operation_id, &request, &path);
        let response = trace::within(&span, call.attempts(request)).await?;
        match operation {
            Some(operation) if session.strict_responses => check::response(response, session.api, operation),
            _ => Ok(response),
        }
    }

    /// Does nothing: `exec` has checked the response.
    async fn post<E>(&self, _result: &Result<Response, Failure>, _info: &OperationInfo) -> Result<(), Error<E>> {
        Ok(())
    }
}

struct Call<'a> {
    session: &'a Session,
    info: &'a OperationInfo,
    /// As the contract declares it.
    path: &'a str,
}

impl Call<'_> {
    async fn attempts(&self, request: Request) -> Result<Response, Failure> {
        // Without it, timers panic.
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Failure::Communication(CommunicationError::no_runtime()));
        }
        let options = &self.info.options;
        let limit = options.timeout.unwrap_or(self.session.timeout);
        let retry = options.retry.as_ref().unwrap_or(&self.session.retry);
        let began = Instant::now();
        let mut number = 1;
        loop {
            let left = limit.saturating_sub(began.elapsed());
            let mut sent = copy(&request);
            self.announce(&mut sent, number);
            let attempt_began = Instant::now();
            let span = trace::attempt(&sent, self.path, number);
            let allowed = self.session.attempt_timeout.map_or(left, |one| one.min(left));
            let carried = self.session.transport.carry(sent, self.session.max_response_bytes);
            let outcome = trace::within(&span, timeout(allowed, carried)).await;
            let late = |_| Err(Failure::Communication(CommunicationError::timeout(allowed)));
            let outcome = outcome.unwrap_or_else(late);
            trace::outcome(&span, &outcome);
            let left = limit.saturating_sub(began.elapsed());
            let next = self.next(retry, &request, &outcome, number).filter(|wait| *wait < left);
            // Asked last, because asking uses it up.
            let next = next.filter(|_| self.session.budget.withdraw());
            self.report(&request, &outcome, number, attempt_began.elapsed(), next);
            match next {
                Some(wait) => sleep(wait).await,
                None => {
                    if outcome.as_ref().is_ok_and(|response| !retry::is_transient(response.status())) {
                        self.session.budget.deposit();
                    }
                    return outcome.map(|response| response.after(number)).map_err(|failure| failure.after(number));
                }
            }
            number += 1;
        }
    }

    /// How long to wait before the next attempt, or `None` where there is none.
    fn next(
        &self,
        retry: &Retry,
        request: &Request,
        outcome: &Result<Response, Failure>,
        number: u32,
    ) -> Option<Duration> {
        let twice_is_once = request.method().is_idempotent() || self.info.options.has_key();
        let (may_repeat, asked_for) = match outcome {
            Ok(response) if retry::is_transient(response.status()) => {
                (twice_is_once, retry::retry_after(response.headers()))
            }
            Err(Failure::Communication(error)) if error.is_retryable() => (twice_is_once || error.is_connect(), None),
            _ => return None,
        };
        if may_repeat { retry.wait(number, asked_for) } else { None }
    }

    fn announce(&self, request: &mut Request, number: u32) {
        let method = request.method().clone();
        for hook in &self.session.hooks {
            hook.before_send(&mut Outgoing {
                operation_id: self.info.operation_id,
                number,
                method: &method,
                path: self.path,
                headers: request.headers_mut(),
            });
        }
    }

    fn report(
        &self,
        request: &Request,
        outcome: &Result<Response, Failure>,
        number: u32,
        duration: Duration,
        next: Option<Duration>,
    ) {
        for hook in &self.session.hooks {
            hook.after_receive(&Attempt {
                operation_id: self.info.operation_id,
                number,
                method: request.method(),
                path: self.path,
                duration,
                outcome: outcome.as_ref(),
                next,
            });
        }
    }
}

#[expect(clippy::expect_used, reason = "the generated code writes bodies as JSON, in memory")]
fn copy(request: &Request) -> Request {
    request.try_clone().expect("only a body that is a stream cannot be copied")
}

/// The value of a parameter, or its problem beside those of the others.
pub(crate) fn taken<T>(parameter: Result<T, String>, problems: &mut Vec<String>) -> Option<T> {
    parameter.map_err(|problem| problems.push(problem)).ok()
}

/// The value of a header parameter.
#[allow(dead_code, reason = "the documents decide whether there are any")]
pub(crate) fn header_value<E>(name: &str, value: &str) -> Result<HeaderValue, Error<E>> {
    HeaderValue::try_from(value).map_err(|_| {
        Error::InvalidRequest(format!("`{name}`: a character is not allowed in a header, such as a line break"))
    })
}
