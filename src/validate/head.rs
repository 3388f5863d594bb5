//! [`Head`]: a request that was routed, and the checks of heads, of the request and of the response to it.

use super::body::{self, Announced};
use super::findings::Findings;
use super::halfway::{Body, Candidate, Halfway};
use super::message::{Request, Response};
use super::options::Options;
use super::part::Part;
use super::report::Report;
use super::route::{Route, find, route};
use super::target::Target;
use super::undecided::Reason;
use super::wanted::Wanted;
use super::{parameters, security};
use crate::contract::{Contract, DeclarationKind, Endpoint};
use crate::pointer::Pointer;

/// The operation of an exchange, without borrowing anything.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    /// The number of the operation; `None` when there is none.
    endpoint: Option<usize>,
    /// Whether the method is `HEAD`, whose responses have no bodies.
    is_head: bool,
}

/// The texts of path parameters, still percent-encoded, by name.
pub(crate) type InPath<'a> = Vec<(&'a str, &'a str)>;

impl Head {
    /// Routes a request; the report says why there is no operation.
    pub(crate) fn route<'a>(
        contract: &'a Contract,
        options: &Options,
        request: &'a Request<'a>,
    ) -> Result<Routed<'a>, Report> {
        find(contract, request, options).map(|route| Routed { contract, request, route }).map_err(|unrouted| {
            let mut findings = Findings::new(contract, options);
            unrouted.explain(request, options, &mut findings);
            findings.report(None)
        })
    }

    /// Routes a request and checks all but its body.
    pub(super) fn of<'a>(
        contract: &'a Contract,
        options: &Options,
        request: &'a Request<'a>,
    ) -> (Self, Halfway, InPath<'a>) {
        match Self::route(contract, options, request) {
            Ok(routed) => (routed.head(), routed.check(options), routed.route.parameters),
            Err(report) => (Self::new(contract, request, None), Halfway::unrouted(report), Vec::new()),
        }
    }

    /// Routes a request and checks all of it.
    pub(super) fn whole_request(contract: &Contract, options: &Options, request: &Request<'_>) -> (Self, Report) {
        let (mut findings, sent) = (Findings::new(contract, options), (&*request.body, request.body_form));
        let Some(route) = route(request, options, &mut findings) else {
            return (Self::new(contract, request, None), findings.report(None));
        };
        let head = Self::new(contract, request, Some(route.endpoint));
        if contract.twins(route.endpoint).next().is_some() {
            let halfway = Routed { contract, request, route }.check(options);
            return (head, halfway.finish(contract, options, sent));
        }
        let Route { target, endpoint, parameters } = &route;
        let body = request_head(endpoint, request, target, parameters, options, &mut findings);
        body.check(endpoint, sent, options, &mut findings);
        (head, findings.report(Some(endpoint)))
    }

    /// Checks all of a response.
    pub(super) fn whole_response(&self, contract: &Contract, options: &Options, response: &Response<'_>) -> Report {
        let sent = (&*response.body, response.body_form);
        match self.endpoint(contract).filter(|endpoint| contract.twins(endpoint).next().is_none()) {
            Some(endpoint) => {
                let mut findings = Findings::new(contract, options);
                let body = response_body(endpoint, response, self.is_head, options, &mut findings);
                body.check(endpoint, sent, options, &mut findings);
                findings.report(Some(endpoint))
            }
            None => self.response(contract, options, response).finish(contract, options, sent),
        }
    }

    /// Routes a request and checks nothing.
    pub(super) fn of_route(contract: &Contract, options: &Options, request: &Request<'_>) -> Self {
        let routed = Self::route(contract, options, request);
        routed.map_or_else(|_| Self::new(contract, request, None), |routed| routed.head())
    }

    fn new(contract: &Contract, request: &Request<'_>, endpoint: Option<&Endpoint>) -> Self {
        let is_head = request.method.eq_ignore_ascii_case("HEAD");
        Self { endpoint: endpoint.and_then(|endpoint| contract.endpoints().element_offset(endpoint)), is_head }
    }

    /// The operation.
    pub(crate) fn endpoint<'c>(&self, contract: &'c Contract) -> Option<&'c Endpoint> {
        contract.endpoints().get(self.endpoint?)
    }

    /// The number of the operation among those of the contract.
    #[cfg(feature = "tower")]
    pub(crate) fn number(&self) -> Option<usize> {
        self.endpoint
    }

    /// Checks all of a response but its body.
    pub(crate) fn response(&self, contract: &Contract, options: &Options, response: &Response<'_>) -> Halfway {
        let Some(endpoint) = self.endpoint(contract) else {
            let mut findings = Findings::new(contract, options);
            findings.undecided(Part::Status, None, &Pointer::root().key("paths"), Reason::UnknownOperation);
            return Halfway::unrouted(findings.report(None));
        };
        Halfway::of(contract, endpoint, |endpoint, _| {
            let mut findings = Findings::new(contract, options);
            let body = response_body(endpoint, response, self.is_head, options, &mut findings);
            candidate(contract, endpoint, body, findings)
        })
    }
}

/// A request whose operation was found.
pub(crate) struct Routed<'a> {
    contract: &'a Contract,
    request: &'a Request<'a>,
    route: Route<'a>,
}

impl<'a> Routed<'a> {
    pub(crate) fn head(&self) -> Head {
        Head::new(self.contract, self.request, Some(self.route.endpoint))
    }

    #[cfg(feature = "tower")]
    pub(crate) fn endpoint(&self) -> &'a Endpoint {
        self.route.endpoint
    }

    /// The texts of the path parameters, still percent-encoded, by name.
    #[cfg(feature = "tower")]
    pub(crate) fn in_path(&self) -> &[(&'a str, &'a str)] {
        &self.route.parameters
    }

    /// Checks all but the body.
    pub(crate) fn check(&self, options: &Options) -> Halfway {
        let Self { contract, request, route: Route { target, endpoint, parameters } } = self;
        Halfway::of(contract, endpoint, |own, is_first| {
            let mut findings = Findings::new(contract, options);
            let renamed: InPath<'_>;
            let in_path = match is_first {
                true => parameters,
                false => {
                    let texts = parameters.iter().map(|(_, text)| *text);
                    renamed = own.template.parameters().zip(texts).collect();
                    &renamed
                }
            };
            let body = request_head(own, request, target, in_path, options, &mut findings);
            candidate(contract, own, body, findings)
        })
    }
}

fn candidate(contract: &Contract, endpoint: &Endpoint, body: Body, findings: Findings<'_>) -> Candidate {
    Candidate { endpoint: contract.endpoints().element_offset(endpoint), found: findings.found(), body }
}

/// Checks credentials and parameters; what is to be checked of the body.
fn request_head(
    endpoint: &Endpoint,
    request: &Request<'_>,
    target: &Target<'_>,
    in_path: &[(&str, &str)],
    options: &Options,
    findings: &mut Findings<'_>,
) -> Body {
    security::check(endpoint, request, target, findings);
    parameters::check(endpoint, request, target, in_path, options, findings);
    request_body(endpoint, request, findings)
}

/// What is to be checked of a request's body.
fn request_body(endpoint: &Endpoint, request: &Request<'_>, findings: &mut Findings<'_>) -> Body {
    findings.unusable(endpoint, DeclarationKind::RequestBody, Part::Body);
    match body::of_request(endpoint) {
        None if endpoint.unusable.iter().any(|it| it.kind == DeclarationKind::RequestBody) => Body::Nothing,
        declared => Body::Request(declared.map(|declared| Announced::read(declared.content, &request.headers))),
    }
}

/// Checks status and headers of a response; what is to be checked of its body.
fn response_body(
    endpoint: &Endpoint,
    response: &Response<'_>,
    is_head: bool,
    options: &Options,
    findings: &mut Findings<'_>,
) -> Body {
    let Some(number) = endpoint.response_number(response.status) else {
        undeclared_status(endpoint, response, findings);
        return Body::Nothing;
    };
    let declared = &endpoint.responses[number];
    parameters::check_headers(declared, response, options, findings);
    // RFC 9110, 6.4.1: these have no body, whatever they declare.
    let bodiless = is_head || matches!(response.status, 100..=199 | 204 | 304);
    let announced = body::of_response(declared).map(|body| Announced::read(body.content, &response.headers));
    Body::Response(number, announced, bodiless)
}

fn undeclared_status(endpoint: &Endpoint, response: &Response<'_>, findings: &mut Findings<'_>) {
    if endpoint.unusable.iter().any(|unusable| unusable.kind == DeclarationKind::Response) {
        return findings.unusable(endpoint, DeclarationKind::Response, Part::Status);
    }
    let statuses = endpoint.responses.iter().map(|declared| declared.status.to_string()).collect();
    let keyword = endpoint.operation.pointer().clone().key("responses");
    let found = format!("`{}`", response.status);
    findings.violated(Part::Status, None, &keyword, Wanted::Status(statuses), found);
}
