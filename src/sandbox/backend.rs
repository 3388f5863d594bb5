//! [`Backend`]: what answers requests that hold: an API with state, or any document without.

use ::http::{Method, Request};
use bytes::Bytes;

use super::answer::Answer;
use super::call::Call;
use super::credentials;
use super::mock::Mock;
use super::prefer::Preferences;
use super::world::Beginning;
use super::worlds::Worlds;
use super::{kohortpay, threekit};
use crate::apis::Api;
use crate::contract::{Endpoint, StatusPattern};
use crate::http::HeldContract;

/// The header that names the world of a request.
pub(super) const WORLD: &str = "x-sandbox";

/// The longest name of a world.
const NAME: usize = 100;

#[derive(Debug)]
pub(super) enum Backend {
    Api(Worlds),
    Mock(Box<Mock>),
}

impl Backend {
    pub(super) fn contract(&self) -> &HeldContract {
        match self {
            Self::Api(worlds) => worlds.contract(),
            Self::Mock(mock) => mock.contract(),
        }
    }

    /// The answer to a request that the contract accepts.
    pub(super) fn respond(&self, request: &Request<Bytes>, preferences: &Preferences) -> Answer {
        let Some(call) = Call::of(self.contract(), request) else {
            return self.refusal(None, 404, "the contract declares no such operation");
        };
        if credentials::are_refused(&call) {
            return self.refusal(
                Some((call.endpoint, request)),
                401,
                "the credentials are refused: they say that they are invalid",
            );
        }
        match self {
            Self::Mock(mock) => mock.respond(call.endpoint, request, preferences).unwrap_or_else(|refusal| refusal),
            Self::Api(worlds) => match world(request) {
                Err(why) => self.refusal(None, 400, &why),
                Ok(name) => {
                    if let Some(code) = preferences.code.filter(|code| !is_own_success(call.endpoint, *code)) {
                        return self.forced(call.endpoint, request, code);
                    }
                    let answer = worlds.within(name, |room| room.world.respond(&call, worlds.rules()));
                    if is_write(request.method()) {
                        worlds.changed();
                    }
                    answer.unwrap_or_else(|_| self.full())
                }
            },
        }
    }

    /// The answer where nothing more is kept.
    pub(super) fn full(&self) -> Answer {
        self.refusal(
            None,
            507,
            "the sandbox is full: `POST /_sandbox/reset` empties it, `--max-state` gives it more room",
        )
    }

    /// An answer with this status to a call of `endpoint` that is not carried out, in the form that the contract declares.
    pub(super) fn refusal(&self, endpoint: Option<(&Endpoint, &Request<Bytes>)>, status: u16, why: &str) -> Answer {
        match self {
            Self::Api(worlds) => match worlds.beginning().api {
                Api::KohortPay => {
                    let (status, code, why) = match status {
                        401 => (401, "Unauthorized", UNAUTHORIZED),
                        400 | 406 | 413 | 415 | 422 => (400, "BAD_REQUEST", why),
                        other => (other, code(other), why),
                    };
                    kohortpay::refusal(status, code, why)
                }
                Api::Threekit => {
                    let status = if matches!(status, 400 | 406 | 413 | 415) { 422 } else { status };
                    threekit::refusal(status, why)
                }
            },
            Self::Mock(mock) => {
                let declared = endpoint.and_then(|(endpoint, request)| {
                    let code = stand_in(endpoint, status)?;
                    let asked = Preferences { code: Some(code), ..Preferences::default() };
                    mock.respond(endpoint, request, &asked).ok()
                });
                declared.unwrap_or_else(|| Answer::problem(status, "The request does not hold", why))
            }
        }
    }

    /// The answer with a status that the request asks for by `Prefer`.
    pub(super) fn forced(&self, endpoint: &Endpoint, request: &Request<Bytes>, code: u16) -> Answer {
        match self {
            Self::Mock(mock) => {
                let asked = Preferences { code: Some(code), ..Preferences::default() };
                mock.respond(endpoint, request, &asked).unwrap_or_else(|refusal| refusal)
            }
            Self::Api(_) if code < 400 => Answer::empty(code),
            Self::Api(worlds) => {
                let why = "answered so because the request asked for it by `Prefer`";
                match worlds.beginning().api {
                    Api::KohortPay if code == 401 => kohortpay::refusal(401, "Unauthorized", UNAUTHORIZED),
                    Api::KohortPay => kohortpay::refusal(code, self::code(code), why),
                    Api::Threekit => threekit::refusal(code, why),
                }
            }
        }
    }
}

/// The documented message of a refused credential.
const UNAUTHORIZED: &str = "Invalid Authorization header. Expected: [Basic|Bearer] <credentials>";

/// The code of a status that has no code of its own.
fn code(status: u16) -> &'static str {
    match status {
        400 | 422 => "BAD_REQUEST",
        401 => "Unauthorized",
        403 => "FORBIDDEN",
        404 => "NOT_FOUND",
        405 => "METHOD_NOT_ALLOWED",
        409 => "CONFLICT",
        413 => "PAYLOAD_TOO_LARGE",
        429 => "TOO_MANY_REQUESTS",
        503 => "SERVICE_UNAVAILABLE",
        504 => "GATEWAY_TIMEOUT",
        507 => "INSUFFICIENT_STORAGE",
        400..=499 => "REQUEST_ERROR",
        _ => "INTERNAL_SERVER_ERROR",
    }
}

/// Whether the operation answers with `code` anyway.
fn is_own_success(endpoint: &Endpoint, code: u16) -> bool {
    code < 300 && endpoint.responses.iter().any(|response| response.status == StatusPattern::Code(code))
}

/// The declared status that comes nearest to `status`, where that is an error as well.
fn stand_in(endpoint: &Endpoint, status: u16) -> Option<u16> {
    let near: &[u16] = match status {
        400 | 406 | 413 | 415 | 422 => &[status, 400, 422],
        _ => &[status],
    };
    let is_code = |code: u16| endpoint.responses.iter().any(|response| response.status == StatusPattern::Code(code));
    let exact = near.iter().copied().find(|&code| is_code(code));
    exact.or_else(|| endpoint.response(status).map(|_| status))
}

/// The world that a request names.
pub(super) fn world(request: &Request<Bytes>) -> Result<&str, String> {
    let Some(name) = request.headers().get(WORLD) else { return Ok("") };
    let name = name.to_str().ok().filter(|name| name.len() <= NAME);
    name.ok_or_else(|| format!("header `{WORLD}`: wanted a name of at most {NAME} visible characters"))
}

/// Whether a request may change something.
pub(super) fn is_write(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A backend of an API.
pub(super) fn of_api(api: Api, settings: &super::Settings) -> Backend {
    let beginning = Beginning { api, seed: settings.seed, is_empty: settings.empty };
    Backend::Api(Worlds::new(beginning, settings.rules(), settings.state_bytes))
}

/// A backend of any document.
pub(super) fn of_contract(contract: HeldContract) -> Backend {
    Backend::Mock(Box::new(Mock::new(contract)))
}
