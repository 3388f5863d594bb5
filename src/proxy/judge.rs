//! [`Judge`]: what an exchange that is over has shown.

use std::sync::Arc;

use ::http::header::{ACCESS_CONTROL_REQUEST_METHOD, CONTENT_ENCODING, CONTENT_LENGTH, HOST, ORIGIN};
use ::http::{HeaderMap, Method, StatusCode};

use super::failure::Failure;
use super::kept::Budget;
use super::passed::{Answered, Passed};
use super::queue::Queue;
use super::seen::Seen;
use crate::contract::Contract;
use crate::http::HeldContract;
use crate::validate::{
    BodyForm, Headers, NotDecoded, NotRead, Options, Recorded, Request, Response, content_encoding, decoded,
    knows_encoding,
};

/// Judges exchanges by a contract, whenever they are over.
pub(super) struct Judge {
    contract: HeldContract,
    options: Options,
    budget: Budget,
    queue: Arc<Queue>,
}

impl Judge {
    pub(super) fn new(contract: HeldContract, options: Options, budget: Budget, queue: Arc<Queue>) -> Self {
        Self { contract, options, budget, queue }
    }

    pub(super) fn budget(&self) -> &Budget {
        &self.budget
    }

    /// A request that was not even admitted.
    pub(super) fn refuse(&self, failure: Failure) {
        self.queue.refused(failure);
    }

    pub(super) fn judge(&self, passed: Passed) {
        self.queue.push(self.seen(passed));
    }

    fn seen(&self, passed: Passed) -> Seen {
        let contract: &Contract = &self.contract;
        let Passed { method, target, headers, body, answer, failure } = passed;
        let is_preflight = is_preflight(&method, &headers);
        let (headers, body) = self.message(headers, body.into_bytes());
        let mut request = Request::new(method.as_str().to_owned(), target);
        request.headers = headers;
        let unread = fill((&mut request.body, &mut request.body_form), body);
        let response = answer.map(|answer| self.response(answer));
        let head = self.options.head(contract, &request);
        let response_report = response.as_ref().map(|(response, unread)| match unread {
            None => head.response(response).body(&response.body),
            Some(why) if has_media_type(&response.headers) => head.response(response).body_not_read(*why),
            Some(_) => self.options.response(contract, &request, response),
        });
        let request_report = match unread {
            None => head.body(&request.body),
            Some(why) if has_media_type(&request.headers) => head.body_not_read(why),
            Some(_) => self.options.request(contract, &request),
        };
        // What a browser asks before a request, and what repeats what the client has, is seldom declared.
        let is_passed = is_preflight && head.endpoint().is_none();
        let response = response.map(|(response, _)| response);
        let is_interim = response.as_ref().is_some_and(|response| matches!(response.status, 100..=199 | 304));
        let recorded = Recorded {
            request,
            response_assumed: response.is_some() && (is_passed || is_interim),
            response,
            request_assumed: is_passed,
        };
        Seen {
            recorded,
            request: (!is_passed).then_some(request_report),
            response: response_report.filter(|_| !is_passed && !is_interim),
            failure,
        }
    }

    fn response(&self, answer: Answered) -> (Response<'static>, Option<NotRead>) {
        let Answered { status, headers, body } = answer;
        let (headers, body) = self.message(headers, body.into_bytes());
        let mut response = Response::new(status.as_u16());
        response.headers = headers;
        let has_none = matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        let body = if has_none { Ok(Vec::new()) } else { body };
        let unread = fill((&mut response.body, &mut response.body_form), body);
        (response, unread)
    }

    /// A message without its content encoding, where that can be undone: the verdict is the same whoever reads it.
    fn message(
        &self,
        mut headers: HeaderMap,
        body: Result<Vec<u8>, NotRead>,
    ) -> (Headers<'static>, Result<Vec<u8>, NotRead>) {
        let encoding = content_encoding(&Headers::from(&headers)).filter(|encoding| knows_encoding(encoding));
        let body = match (body, encoding) {
            (Ok(body), Some(encoding)) if !body.is_empty() => {
                let limit = self.budget.of_one();
                match decoded(&encoding, &body, limit) {
                    Ok(body) => {
                        headers.remove(CONTENT_ENCODING);
                        headers.remove(CONTENT_LENGTH);
                        Ok(body)
                    }
                    Err(NotDecoded::TooLong) => Err(NotRead::TooLong(u64::try_from(limit).unwrap_or(u64::MAX))),
                    // Left as it is for the contract to judge.
                    Err(NotDecoded::Malformed) => Ok(body),
                }
            }
            (body, _) => body,
        };
        // A file is read as the traffic of any host unless it says that it was of another one.
        let is_own = |host: &str| self.contract.has_host(host);
        if headers.get(HOST).is_some_and(|host| !host.to_str().is_ok_and(is_own)) {
            headers.remove(HOST);
        }
        let headers = headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()));
        (headers.collect(), body)
    }
}

/// Sets a body; returns why there is none.
fn fill(
    (bytes, form): (&mut std::borrow::Cow<'static, [u8]>, &mut BodyForm),
    body: Result<Vec<u8>, NotRead>,
) -> Option<NotRead> {
    match body {
        Ok(body) => {
            *bytes = body.into();
            None
        }
        Err(why) => {
            *form = BodyForm::Omitted;
            Some(why)
        }
    }
}

/// Without one, what a file says of a body that it does not have is not known to be all that was sent.
fn has_media_type(headers: &Headers<'_>) -> bool {
    headers.first("content-type").is_some()
}

/// Whether a browser asks if another request would be allowed (Fetch Standard, 4.9).
fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    *method == Method::OPTIONS && headers.contains_key(ORIGIN) && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}
