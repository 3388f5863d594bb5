//! The checks of a request and of a response, in their order.

use super::findings::Findings;
use super::message::{Request, Response};
use super::options::Options;
use super::part::Part;
use super::report::Report;
use super::target::Target;
use super::undecided::Reason;
use super::wanted::Wanted;
use super::{body, parameters, security};
use crate::contract::{About, Contract, Endpoint, Routed};
use crate::pointer::Pointer;

/// Checks a request.
pub(super) fn request(contract: &Contract, request: &Request<'_>, options: &Options) -> Report {
    let mut findings = Findings::new(contract);
    let Some((target, endpoint, in_path)) = route(request, options, &mut findings) else {
        return findings.report(None, options.max_violations);
    };
    security::check(endpoint, request, &target, &mut findings);
    parameters::check(endpoint, request, &target, &in_path, options, &mut findings);
    body::check_request(endpoint, request, options, &mut findings);
    findings.report(Some(endpoint), options.max_violations)
}

/// Checks a response.
pub(super) fn response(
    contract: &Contract,
    request: &Request<'_>,
    response: &Response<'_>,
    options: &Options,
) -> Report {
    let mut findings = Findings::new(contract);
    let mut unrouted = Findings::new(contract);
    let Some((_, endpoint, _)) = route(request, options, &mut unrouted) else {
        findings.undecided(Part::Status, None, &Pointer::root().key("paths"), Reason::UnknownOperation);
        return findings.report(None, options.max_violations);
    };
    match endpoint.response(response.status) {
        Some(declared) => {
            parameters::check_headers(declared, response, options, &mut findings);
            let bodiless = request.method.eq_ignore_ascii_case("HEAD");
            body::check_response(declared, response, bodiless, options, &mut findings);
        }
        None if endpoint.gaps.iter().any(|gap| gap.about == About::Response) => {
            findings.gaps(endpoint, About::Response, Part::Status);
        }
        None => {
            let statuses = endpoint.responses.iter().map(|declared| declared.status.to_string()).collect();
            let keyword = endpoint.operation.pointer().clone().key("responses");
            findings.violated(Part::Status, None, &keyword, Wanted::Status(statuses), format!("`{}`", response.status));
        }
    }
    findings.report(Some(endpoint), options.max_violations)
}

type Route<'r, 'c> = (Target<'r>, &'c Endpoint, Vec<(&'c str, String)>);

/// Finds the operation; `None` when there is none, which `findings` then tell.
fn route<'r, 'c>(request: &'r Request<'_>, options: &Options, findings: &mut Findings<'c>) -> Option<Route<'r, 'c>> {
    let paths = Pointer::root().key("paths");
    let Some(target) = Target::parse(&request.target) else {
        findings.violated(Part::Route, None, &paths, Wanted::Target, "something else");
        return None;
    };
    let method = request.method.as_ref();
    let contract = findings.contract;
    let routed = match &options.base_path {
        Some(base) => contract.route_below(base, method, target.path),
        None => contract.route(method, target.path),
    };
    match routed {
        Routed::To { endpoint, parameters } => return Some((target, endpoint, parameters)),
        Routed::UnknownMethod { declared } => {
            let methods = declared.iter().map(|endpoint| endpoint.operation.method().to_owned()).collect();
            let path = declared.first().map(|endpoint| {
                let mut path = endpoint.operation.pointer().clone();
                path.pop();
                path
            });
            // A method is a word of the protocol; anything else is not repeated.
            let is_word = method.len() <= 20 && method.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-');
            let found = if is_word { format!("`{method}`") } else { "another".to_owned() };
            let keyword = path.unwrap_or(paths);
            findings.violated(Part::Route, None, &keyword, Wanted::DeclaredMethod(methods), found);
        }
        Routed::UnknownPath { nearest } => {
            let outside = options.outside_base(contract, request).map(|bases| {
                let bases: Vec<String> = bases.iter().map(|base| format!("`{base}`")).collect();
                format!("the path is outside the base path {}", bases.join(" or "))
            });
            let violation = findings.violated(Part::Route, None, &paths, Wanted::DeclaredPath, "another");
            let nearest = nearest.map(|endpoint| {
                let operation = &endpoint.operation;
                let id = operation.id().map(|id| format!(" ({id})")).unwrap_or_default();
                format!("the nearest is `{} {}`{id}", operation.method(), operation.path())
            });
            let hints: Vec<String> = outside.into_iter().chain(nearest).collect();
            violation.hint = (!hints.is_empty()).then(|| hints.join("; "));
        }
    }
    None
}
