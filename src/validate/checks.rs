//! The checks of a request and of a response, in their order.

use super::findings::Findings;
use super::message::{Exchange, Request, Response};
use super::options::Options;
use super::part::Part;
use super::report::{Report, Verdict};
use super::target::Target;
use super::undecided::Reason;
use super::wanted::Wanted;
use super::{body, parameters, security};
use crate::contract::{Contract, DeclarationKind, Endpoint, Routed};
use crate::pointer::Pointer;

impl Options {
    /// Checks a request.
    #[must_use]
    pub fn request(&self, contract: &Contract, request: &Request<'_>) -> Report {
        let mut findings = Findings::new(contract, self);
        let Some((target, endpoint, in_path)) = route(request, self, &mut findings) else {
            return findings.report(None);
        };
        let check = |endpoint: &Endpoint, in_path: &[(&str, String)]| {
            let mut findings = Findings::new(contract, self);
            security::check(endpoint, request, &target, &mut findings);
            parameters::check(endpoint, request, &target, in_path, self, &mut findings);
            body::check_request(endpoint, request, self, &mut findings);
            findings.report(Some(endpoint))
        };
        likeliest(contract, endpoint, check(endpoint, &in_path), |twin| {
            let texts = in_path.iter().map(|(_, text)| text.clone());
            check(twin, &twin.template.parameters().zip(texts).collect::<Vec<_>>())
        })
    }

    /// Checks the response to a request, of which only method and target are used.
    #[must_use]
    pub fn response(&self, contract: &Contract, request: &Request<'_>, response: &Response<'_>) -> Report {
        let mut unrouted = Findings::new(contract, self);
        let Some((_, endpoint, _)) = route(request, self, &mut unrouted) else {
            let mut findings = Findings::new(contract, self);
            findings.undecided(Part::Status, None, &Pointer::root().key("paths"), Reason::UnknownOperation);
            return findings.report(None);
        };
        let check = |endpoint: &Endpoint| self.response_of(contract, endpoint, request, response);
        likeliest(contract, endpoint, check(endpoint), check)
    }

    fn response_of(
        &self,
        contract: &Contract,
        endpoint: &Endpoint,
        request: &Request<'_>,
        response: &Response<'_>,
    ) -> Report {
        let mut findings = Findings::new(contract, self);
        match endpoint.response(response.status) {
            Some(declared) => {
                parameters::check_headers(declared, response, self, &mut findings);
                let bodiless = request.method.eq_ignore_ascii_case("HEAD");
                body::check_response(declared, response, bodiless, self, &mut findings);
            }
            None if endpoint.unusable.iter().any(|unusable| unusable.kind == DeclarationKind::Response) => {
                findings.unusable(endpoint, DeclarationKind::Response, Part::Status);
            }
            None => {
                let statuses = endpoint.responses.iter().map(|declared| declared.status.to_string()).collect();
                let keyword = endpoint.operation.pointer().clone().key("responses");
                findings.violated(
                    Part::Status,
                    None,
                    &keyword,
                    Wanted::Status(statuses),
                    format!("`{}`", response.status),
                );
            }
        }
        findings.report(Some(endpoint))
    }

    /// Checks a request and the response to it.
    #[must_use]
    pub fn exchange(&self, contract: &Contract, exchange: &Exchange<'_>) -> (Report, Report) {
        let Exchange { request, response } = exchange;
        (self.request(contract, request), self.response(contract, request, response))
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

/// How many operations that share method and path are checked.
const MAX_TWINS: usize = 16;

/// The report on `endpoint`, or on one of those that share its method and path, if that refuses less: which of them is meant is
/// not known.
fn likeliest(contract: &Contract, endpoint: &Endpoint, report: Report, check: impl Fn(&Endpoint) -> Report) -> Report {
    let refusal = |report: &Report| match report.verdict() {
        Verdict::Valid => 0,
        Verdict::Undecided => 1,
        Verdict::Invalid => 2,
    };
    let mut best = report;
    if refusal(&best) == 0 {
        return best;
    }
    for (number, twin) in contract.twins(endpoint).enumerate() {
        if number == MAX_TWINS {
            let mut findings = Findings::new(contract, &Options::new());
            findings.undecided(Part::Route, None, endpoint.operation.pointer(), Reason::UnusableContract);
            return findings.report(Some(endpoint));
        }
        let report = check(twin);
        if refusal(&report) < refusal(&best) {
            best = report;
        }
        if refusal(&best) == 0 {
            break;
        }
    }
    best
}

type Route<'r, 'c> = (Target<'r>, &'c Endpoint, Vec<(&'c str, String)>);

/// Finds the operation; `None` when there is none, which is added to `findings`.
fn route<'r, 'c>(request: &'r Request<'_>, options: &Options, findings: &mut Findings<'c>) -> Option<Route<'r, 'c>> {
    let paths = Pointer::root().key("paths");
    let Some(target) = Target::parse(&request.target) else {
        findings.violated(Part::Route, None, &paths, Wanted::Target, "a different form");
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
            // A method is a word of the protocol; anything else may be a value and is masked.
            let is_word = method.len() <= 20 && method.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
            let found = if is_word { format!("`{method}`") } else { "another method".to_owned() };
            let keyword = path.unwrap_or(paths);
            findings.violated(Part::Route, None, &keyword, Wanted::DeclaredMethod(methods), found);
        }
        Routed::Unread { pointer } => {
            findings.undecided(Part::Route, None, pointer, Reason::UnusableContract);
        }
        Routed::UnknownPath { nearest } => {
            let outside = options.outside_base(contract, request).map(|bases| {
                let bases: Vec<String> = bases.iter().map(|base| format!("`{base}`")).collect();
                format!("the path is outside the base path {}", bases.join(" or "))
            });
            let violation = findings.violated(Part::Route, None, &paths, Wanted::DeclaredPath, masked(target.path));
            // The same path may be unknown for want of a base path.
            let nearest = nearest.map(|endpoint| endpoint.operation.path()).filter(|path| *path != target.path);
            let nearest = nearest.map(|path| format!("did you mean `{path}`?"));
            let hints: Vec<String> = outside.into_iter().chain(nearest).collect();
            if let Some(violation) = violation {
                violation.hint = (!hints.is_empty()).then(|| hints.join("; "));
            }
        }
    }
    None
}

/// The path with the segments that may be values masked: only words such as `orders` and `v1` are shown.
fn masked(path: &str) -> String {
    const SHOWN: usize = 8;
    let is_word = |segment: &str| {
        let (letters, digits) = segment.split_at(segment.find(|c: char| c.is_ascii_digit()).unwrap_or(segment.len()));
        segment.len() <= 30
            && letters.bytes().all(|byte| byte.is_ascii_alphabetic() || b"-_".contains(&byte))
            && (digits.is_empty()
                || letters == "v" && digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let mut segments: Vec<&str> = path.split('/').take(SHOWN).collect();
    segments.iter_mut().filter(|segment| !is_word(segment)).for_each(|segment| *segment = "…");
    if path.split('/').nth(SHOWN).is_some() {
        segments.push("…");
    }
    format!("`{}`", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_path_shows_words_and_masks_values() {
        assert_eq!(masked("/v1/orders"), "`/v1/orders`");
        assert_eq!(masked("/customers/anna@example.com/orders"), "`/customers/…/orders`");
        assert_eq!(masked("/orders/42/a1b2"), "`/orders/…/…`");
        assert_eq!(masked("/a\u{1b}[31m"), "`/…`");
        assert_eq!(masked(&"/a".repeat(20)), "`/a/a/a/a/a/a/a/…`");
    }
}
