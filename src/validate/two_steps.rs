//! [`RequestHead`] and [`MessageHead`]: messages that are checked in two steps, so that a service may refuse a request before it
//! reads the body, and need not read what is not checked.

use std::ops::Deref;

use super::halfway::Halfway;
use super::head::{Head, InPath};
use super::message::{BodyForm, Request, Response};
use super::options::Options;
use super::report::Report;
use super::undecided::NotRead;
use crate::contract::{Contract, Endpoint};

/// A message whose head was checked and whose body was not: a request, or the response to one.
#[derive(Debug, Clone)]
pub struct MessageHead<'a> {
    contract: &'a Contract,
    options: &'a Options,
    halfway: Halfway,
}

/// A request whose method, target and headers were checked. What it has in common with a response is its [`MessageHead`].
#[derive(Debug, Clone)]
pub struct RequestHead<'a> {
    message: MessageHead<'a>,
    head: Head,
    in_path: InPath<'a>,
}

impl Options {
    /// Checks everything of a request but its body, which is ignored.
    ///
    /// # Examples
    ///
    /// ```
    /// use order_contracts::contract::Contract;
    /// use order_contracts::validate::{NotRead, Options, Request, Response, Verdict};
    ///
    /// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
    /// let options = Options::new();
    /// let request = Request::new("POST", "/v1/orders")
    ///     .header("authorization", "Bearer secret")
    ///     .header("content-type", "application/json");
    /// let head = options.head(&contract, &request);
    /// assert!(head.report().is_valid() && head.reads_body());
    /// assert!(head.body(br#"{"amount": 35000}"#).is_valid());
    /// assert_eq!(head.body(b"{}").violations()[0].id(), "required");
    /// // What was not read is never valid.
    /// assert_eq!(head.body_not_read(NotRead::TooLong(1 << 20)).verdict(), Verdict::Undecided);
    ///
    /// // The response is checked without finding the operation again.
    /// let response = Response::new(302);
    /// assert_eq!(head.response(&response).report().violations()[0].id(), "undeclared-status");
    /// # Ok::<(), order_contracts::Error>(())
    /// ```
    #[must_use]
    pub fn head<'a>(&'a self, contract: &'a Contract, request: &'a Request<'_>) -> RequestHead<'a> {
        let (head, halfway, in_path) = Head::of(contract, self, request);
        RequestHead { message: MessageHead { contract, options: self, halfway }, head, in_path }
    }
}

impl<'a> RequestHead<'a> {
    /// The operation that is called; `None` when the contract does not declare it.
    #[must_use]
    pub fn endpoint(&self) -> Option<&'a Endpoint> {
        self.head.endpoint(self.contract)
    }

    /// The texts of the path parameters, still percent-encoded, by name.
    #[must_use]
    pub fn path_parameters(&self) -> &[(&'a str, &'a str)] {
        &self.in_path
    }

    /// Checks everything of the response to this request but its body, which is ignored.
    #[must_use]
    pub fn response(&self, response: &Response<'_>) -> MessageHead<'a> {
        let MessageHead { contract, options, .. } = self.message;
        MessageHead { contract, options, halfway: self.head.response(contract, options, response) }
    }
}

impl<'a> Deref for RequestHead<'a> {
    type Target = MessageHead<'a>;

    fn deref(&self) -> &MessageHead<'a> {
        &self.message
    }
}

impl MessageHead<'_> {
    /// What was found so far. It says nothing about the body, nor about its media type, which matters only if there is one.
    #[must_use]
    pub fn report(&self) -> Report {
        self.halfway.report(self.contract)
    }

    /// Whether the verdict depends on the bytes of the body, if one is sent.
    #[must_use]
    pub fn reads_body(&self) -> bool {
        self.halfway.reads_body(self.contract)
    }

    /// Whether no body is sent, whatever the headers say: in answer to `HEAD`, and with the status 204 or 304.
    #[must_use]
    pub fn is_bodiless(&self) -> bool {
        self.halfway.is_bodiless()
    }

    /// The report on the message with this body; empty when there is none.
    #[must_use]
    pub fn body(&self, bytes: &[u8]) -> Report {
        self.halfway.clone().finish(self.contract, self.options, (bytes, BodyForm::Sent))
    }

    /// The report on the message with a body that was not read.
    #[must_use]
    pub fn body_not_read(&self, why: NotRead) -> Report {
        self.halfway.clone().unread(self.contract, self.options, why)
    }
}
