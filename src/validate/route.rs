//! From a request to the operation that it calls, or to the finding that there is none.

use super::findings::Findings;
use super::message::Request;
use super::options::Options;
use super::part::Part;
use super::target::Target;
use super::undecided::Reason;
use super::wanted::Wanted;
use crate::contract::{Contract, Endpoint, Found};
use crate::pointer::Pointer;

/// The operation that a request calls.
pub(super) struct Route<'a> {
    pub(super) target: Target<'a>,
    pub(super) endpoint: &'a Endpoint,
    /// The texts of the path parameters, still percent-encoded.
    pub(super) parameters: Vec<(&'a str, &'a str)>,
}

/// Finds the operation; `None` when there is none, which is added to `findings`.
pub(super) fn route<'a>(request: &'a Request<'_>, options: &Options, findings: &mut Findings<'a>) -> Option<Route<'a>> {
    let found = find(findings.contract, request, options);
    found.map_err(|unrouted| unrouted.explain(request, options, findings)).ok()
}

/// Why there is no operation.
pub(super) enum Unrouted<'a> {
    /// The target has neither of the forms that one has.
    Target,
    Operation(Target<'a>, Found<'a, 'a>),
}

/// Finds the operation.
pub(super) fn find<'a>(
    contract: &'a Contract,
    request: &'a Request<'_>,
    options: &Options,
) -> Result<Route<'a>, Unrouted<'a>> {
    let target = Target::parse(&request.target).ok_or(Unrouted::Target)?;
    let (method, base) = (request.method.as_ref(), options.base_path.as_deref());
    let mut found = contract.find(base, method, target.path);
    if matches!(found, Found::UnknownMethod) && method.eq_ignore_ascii_case("HEAD") {
        // What can be got has a head (RFC 9110, 9.3.2), and is hardly ever declared for itself.
        found = contract.find(base, "GET", target.path);
    }
    match found {
        Found::To { endpoint, parameters } => Ok(Route { target, endpoint, parameters }),
        found => Err(Unrouted::Operation(target, found)),
    }
}

impl Unrouted<'_> {
    /// Adds it to `findings`.
    pub(super) fn explain(self, request: &Request<'_>, options: &Options, findings: &mut Findings<'_>) {
        let Self::Operation(target, found) = self else {
            findings.violated(Part::Route, None, &paths(), Wanted::Target, "a different form");
            return;
        };
        match found {
            Found::To { .. } => {}
            Found::UnknownMethod => unknown_method(request, &target, options, findings),
            Found::Unread { pointer } => findings.undecided(Part::Route, None, pointer, Reason::UnusableContract),
            Found::UnknownPath => unknown_path(request, &target, options, findings),
        }
    }
}

fn paths() -> Pointer {
    Pointer::root().key("paths")
}

fn unknown_method(request: &Request<'_>, target: &Target<'_>, options: &Options, findings: &mut Findings<'_>) {
    let method = request.method.as_ref();
    let declared = findings.contract.methods(options.base_path.as_deref(), target.path);
    let methods = declared.iter().map(|endpoint| endpoint.operation.method().to_owned()).collect();
    let path = declared.first().map(|endpoint| {
        let mut path = endpoint.operation.pointer().clone();
        path.pop();
        path
    });
    // A method is a word of the protocol; anything else may be a value and is masked.
    let is_word = method.len() <= 20 && method.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    let found = if is_word { format!("`{method}`") } else { "another method".to_owned() };
    let keyword = path.unwrap_or_else(paths);
    if request.is_preflight() && !options.preflights_checked {
        findings.undecided(Part::Route, None, &keyword, Reason::Preflight);
        return;
    }
    findings.violated(Part::Route, None, &keyword, Wanted::DeclaredMethod(methods), found);
}

fn unknown_path(request: &Request<'_>, target: &Target<'_>, options: &Options, findings: &mut Findings<'_>) {
    let contract = findings.contract;
    let violation = findings.violated(Part::Route, None, &paths(), Wanted::DeclaredPath, masked(target.path));
    let Some(violation) = violation.filter(|_| !options.without_hints) else { return };
    let outside = options.outside_base(contract, request).map(|bases| {
        let bases: Vec<String> = bases.iter().map(|base| format!("`{base}`")).collect();
        format!("the path is outside the base path {}", bases.join(" or "))
    });
    // The same path may be unknown for want of a base path.
    let nearest = contract.nearest(options.base_path.as_deref(), &request.method, target.path);
    let nearest = nearest.map(|endpoint| endpoint.operation.path()).filter(|path| *path != target.path);
    let nearest = nearest.map(|path| format!("did you mean `{path}`?"));
    let hints: Vec<String> = outside.into_iter().chain(nearest).collect();
    violation.hint = (!hints.is_empty()).then(|| hints.join("; "));
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
