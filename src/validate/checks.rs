//! A request, a response, or both in one step.

use super::head::Head;
use super::message::{Exchange, Request, Response};
use super::options::Options;
use super::report::Report;
use crate::contract::Contract;

impl Options {
    /// Checks a request.
    #[must_use]
    pub fn request(&self, contract: &Contract, request: &Request<'_>) -> Report {
        Head::whole_request(contract, self, request).1
    }

    /// Checks the response to a request, of which only method and target are used.
    #[must_use]
    pub fn response(&self, contract: &Contract, request: &Request<'_>, response: &Response<'_>) -> Report {
        Head::of_route(contract, self, request).whole_response(contract, self, response)
    }

    /// Checks a request and the response to it.
    #[must_use]
    pub fn exchange(&self, contract: &Contract, exchange: &Exchange<'_>) -> (Report, Report) {
        let Exchange { request, response } = exchange;
        let (head, report) = Head::whole_request(contract, self, request);
        (report, head.whole_response(contract, self, response))
    }
}

/// Checks `request` against `contract` and reports every violation.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::validate::{self, Request, Verdict};
///
/// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
/// let request = Request::new("GET", "https://shop.example.com/v1/orders/7?token=secret");
/// assert_eq!(validate::request(&contract, &request).verdict(), Verdict::Valid);
///
/// let request = Request::new("PATCH", "/v1/orders/7");
/// assert_eq!(validate::request(&contract, &request).violations()[0].id(), "unknown-method");
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[must_use]
pub fn request(contract: &Contract, request: &Request<'_>) -> Report {
    Options::new().request(contract, request)
}

/// Checks the response to `request`, of which only method and target are used, against `contract`.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::validate::{self, Request, Response};
///
/// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
/// let request = Request::new("GET", "/v1/orders/7");
/// let response = Response::new(200).header("content-type", "application/json").body("{\"id\": 7,}");
/// assert_eq!(
///     validate::response(&contract, &request, &response).to_string(),
///     "invalid JSON: expected a property name in double quotes, found `}`",
/// );
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[must_use]
pub fn response(contract: &Contract, request: &Request<'_>, response: &Response<'_>) -> Report {
    Options::new().response(contract, request, response)
}

/// Checks a request and the response to it: the two reports, in this order.
#[must_use]
pub fn exchange(contract: &Contract, exchange: &Exchange<'_>) -> (Report, Report) {
    Options::new().exchange(contract, exchange)
}
