//! [`Masks`]: what of an exchange is not written down: credentials, and the values of bodies that are to be masked.
//!
//! A half that is judged differently without them is marked as assumed.

use std::borrow::Cow;

use super::MaskPath;
use super::credentials::Credentials;
use super::masked_body::{BodyMasks, MaskedBody};
use crate::contract::Contract;
use crate::validate::{Options, Recorded, Report};

/// So often other values may stand in for those of a body, until it is judged as it was.
const ROUNDS: usize = 4;

/// The credentials that a contract declares, beside those that HTTP knows, and values of bodies.
#[derive(Debug, Clone, Default)]
pub struct Masks {
    credentials: Credentials,
    /// Whether a credential is declared as a parameter, too, whose value is judged.
    is_judged: bool,
    bodies: BodyMasks,
}

impl Masks {
    /// The credentials of `contract`, whether an operation requires them or not.
    #[must_use]
    pub fn of(contract: &Contract) -> Self {
        let credentials = Credentials::of(contract);
        let is_judged = contract.endpoints().iter().any(|endpoint| credentials.are_declared_by(endpoint));
        Self { credentials, is_judged, bodies: BodyMasks::default() }
    }

    /// The same, and of every body the values that these paths lead to. A body in which they cannot be found, because it is not JSON,
    /// is left out.
    #[must_use]
    pub fn bodies(mut self, paths: Vec<MaskPath>) -> Self {
        self.bodies = BodyMasks::new(paths);
        self
    }

    /// The paths that have led to no value so far.
    pub fn unmatched(&self) -> impl Iterator<Item = &MaskPath> {
        self.bodies.unmatched()
    }

    /// The exchange as it may be written. A half of it that would be judged differently now is marked as assumed: it is not
    /// judged again.
    #[must_use]
    pub fn masked(&self, contract: &Contract, options: &Options, recorded: Recorded) -> Recorded {
        let before = (self.is_judged || !self.bodies.is_empty()).then(|| judge(contract, options, &recorded));
        let mut masked = recorded;
        let request = &mut masked.request;
        request.target = Cow::Owned(self.credentials.target(&request.target));
        request.headers = self.credentials.mask(&request.headers);
        let mut bodies = [None, None];
        if !self.bodies.is_empty() {
            bodies[0] = self.bodies.mask(&mut request.headers, &mut request.body, &mut request.body_form);
        }
        if let Some(response) = &mut masked.response {
            response.headers = self.credentials.mask(&response.headers);
            if !self.bodies.is_empty() {
                bodies[1] = self.bodies.mask(&mut response.headers, &mut response.body, &mut response.body_form);
            }
        }
        if let Some(before) = before {
            let is_alike = suit(contract, options, &mut masked, &mut bodies, &before);
            masked.request_assumed |= !is_alike[0];
            masked.response_assumed |= !is_alike[1];
        }
        masked
    }
}

/// Has other values stand in until both messages are judged as they were; whether each of them is.
fn suit(
    contract: &Contract,
    options: &Options,
    masked: &mut Recorded,
    bodies: &mut [Option<MaskedBody>; 2],
    before: &[Report; 2],
) -> [bool; 2] {
    for round in 0.. {
        let after = judge(contract, options, masked);
        let is_alike = [0, 1].map(|half| ids(&before[half]) == ids(&after[half]));
        let mut is_changed = false;
        for (half, body) in bodies.iter_mut().enumerate() {
            let Some(body) = body.as_mut().filter(|_| !is_alike[half] && round < ROUNDS) else { continue };
            if body.suit(&before[half], &after[half]) {
                is_changed = true;
                match (half, &mut masked.response) {
                    (0, _) => masked.request.body = body.bytes().into(),
                    (_, Some(response)) => response.body = body.bytes().into(),
                    (_, None) => {}
                }
            }
        }
        if !is_changed {
            return is_alike;
        }
    }
    [false, false]
}

/// What both messages violate, and what could not be judged. Without a response there is nothing.
fn judge(contract: &Contract, options: &Options, recorded: &Recorded) -> [Report; 2] {
    let response = recorded.response.as_ref().map(|response| options.response(contract, &recorded.request, response));
    [options.request(contract, &recorded.request), response.unwrap_or_default()]
}

/// The ids of findings, and how many there are besides.
fn ids(report: &Report) -> (Vec<&'static str>, usize) {
    let undecided = report.undecided().iter().map(|undecided| undecided.reason().id());
    (report.violations().iter().map(|violation| violation.id()).chain(undecided).collect(), report.left_out())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::Masks;
    use crate::contract::Contract;
    use crate::validate::{Headers, Options, Recorded, Request, Response, Verdict};

    const DOCUMENT: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      parameters:\n        - \
        {name: theme, in: cookie, schema: {type: string, enum: [dark, light]}}\n      security: [{bearer: [], key: []}]\n      \
        responses: {'200': {description: ok}}\ncomponents:\n  securitySchemes:\n    bearer: {type: http, scheme: bearer}\n    \
        key: {type: apiKey, in: header, name: X-Key}\n    token: {type: apiKey, in: query, name: bearer_token}\n";

    fn recorded(request: Request<'static>, response: Option<Response<'static>>) -> Recorded {
        Recorded { request, response, request_assumed: false, response_assumed: false }
    }

    fn masked(request: Request<'static>, response: Option<Response<'static>>) -> Recorded {
        let contract = Contract::from_str(DOCUMENT, "a.yaml").unwrap();
        Masks::of(&contract).masked(&contract, &Options::new(), recorded(request, response))
    }

    #[test]
    fn no_credential_is_left() {
        let request = Request::new("GET", "/a?bearer_token=SECRET&b=1&bearer%5Ftoken=SECRET")
            .header("authorization", "Bearer SECRET")
            .header("x-key", "SECRET")
            .header("proxy-authorization", "Basic SECRET")
            .header("referer", "https://a/?bearer_token=SECRET#x")
            .header("authorization", "SECRET SECRET")
            .header("cookie", "session=SECRET; empty=; SECRET");
        let response = Response::new(200)
            .header("set-cookie", "session=SECRET; HttpOnly")
            .header("location", "/?bearer_token=SECRET");
        let masked = masked(request, Some(response));
        let text = serde_json::to_string(&masked).unwrap();
        assert!(!text.contains("SECRET"), "{text}");
        assert_eq!(masked.request.target, "/a?bearer_token=masked&b=1&bearer%5Ftoken=masked");
        let header = |headers: &Headers<'_>, name| String::from_utf8(headers.first(name).unwrap().to_vec()).unwrap();
        assert_eq!(header(&masked.request.headers, "authorization"), "Bearer masked");
        assert_eq!(header(&masked.request.headers, "cookie"), "session=masked; empty=;masked");
        assert_eq!(header(&masked.response.unwrap().headers, "set-cookie"), "session=masked; HttpOnly");
    }

    #[test]
    fn what_is_masked_is_judged_alike_or_not_at_all() {
        let contract = Contract::from_str(DOCUMENT, "a.yaml").unwrap();
        let verdict = |request: &Request<'_>| Options::new().request(&contract, request).verdict();
        let request = || Request::new("GET", "/a").header("authorization", "Bearer x").header("x-key", "x");
        assert_eq!(verdict(&masked(request(), None).request), Verdict::Valid);
        // An empty credential is none.
        for broken in [Request::new("GET", "/a"), request().header("cookie", "theme=SECRET")] {
            assert_eq!(verdict(&broken), Verdict::Invalid);
            let masked = masked(broken, None);
            assert_eq!(verdict(&masked.request), Verdict::Invalid);
            assert!(!masked.request_assumed);
        }
        let masked = masked(request().header("cookie", "theme=dark"), None);
        assert_eq!(verdict(&masked.request), Verdict::Invalid);
        assert!(masked.request_assumed);
    }
}
