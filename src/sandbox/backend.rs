//! [`Backend`]: what answers requests that hold: an API with state, or any document without.

use ::http::request::Parts;
use ::http::{HeaderMap, Method};

use super::answer::Answer;
use super::call::Call;
use super::mock::Mock;
use super::prefer::{Fault, Preferences};
use super::world::{Beginning, Simulated};
use super::worlds::{Room, Worlds};
use super::{credentials, faults, kohortpay, threekit};
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

    /// Why the credentials of a call do not suffice, as the answer that says so.
    pub(super) fn denied(&self, call: &Call<'_>, head: &Parts) -> Option<Answer> {
        if credentials::are_refused(call) {
            let why = "the credentials are refused: they say that they are invalid";
            return Some(self.refusal(Some((call.endpoint, head)), 401, why));
        }
        match self {
            Self::Api(worlds) if worlds.beginning().api == Simulated::Threekit => {
                threekit::denied(call, worlds.rules())
            }
            Self::Api(_) | Self::Mock(_) => None,
        }
    }

    /// What a request asks for, else what a rule has for it.
    pub(super) fn preferences(&self, head: &Parts, own: Preferences) -> Preferences {
        let call = Call::of_head(self.contract(), head).filter(|_| !own.is_fault());
        let Some(operation) = call.map(|call| faults::number(self.contract(), &call)) else { return own };
        let drawn = match self {
            Self::Api(worlds) => world(&head.headers).ok().and_then(|name| {
                let draw = |room: &mut Room| room.faults.draw(room.world.ids_seed(), operation).cloned();
                worlds.within(name, draw).ok().flatten()
            }),
            Self::Mock(mock) => mock.faults().draw(0, operation).cloned(),
        };
        match drawn {
            Some(rule) => own.with_rule(&rule),
            None => own,
        }
    }

    /// The answer to a request that the contract accepts, and whether the operation declares it.
    pub(super) fn answer(&self, head: &Parts, body: &[u8], preferences: &Preferences) -> (Answer, bool) {
        let Some(call) = Call::of(self.contract(), head, body) else {
            return (self.refusal(None, 404, "the contract declares no such operation"), false);
        };
        let answer = match preferences.fault {
            // Nothing is done, and nothing answered.
            Some(Fault::Reset | Fault::Empty) => return (Answer::empty(204), false),
            Some(Fault::Truncate) | None => self.respond(&call, head, preferences),
        };
        let is_declared = !answer.is_own && (answer.status < 400 || call.endpoint.response(answer.status).is_some());
        (answer, is_declared)
    }

    fn respond(&self, call: &Call<'_>, head: &Parts, preferences: &Preferences) -> Answer {
        match self {
            Self::Mock(mock) => mock.respond(call.endpoint, head, preferences).unwrap_or_else(|refusal| refusal),
            Self::Api(worlds) => match world(&head.headers) {
                Err(why) => self.refusal(None, 400, &why),
                Ok(name) => {
                    if let Some(code) = preferences.code.filter(|code| !is_own_success(call.endpoint, *code)) {
                        return forced(worlds.beginning().api, code, preferences.is_by_rule);
                    }
                    if worlds.is_full() && is_write(&head.method) {
                        return self.full();
                    }
                    let answer = worlds.within(name, |room| room.world.respond(call, worlds.rules()));
                    if is_write(&head.method) {
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
    pub(super) fn refusal(&self, endpoint: Option<(&Endpoint, &Parts)>, status: u16, why: &str) -> Answer {
        match self {
            Self::Api(worlds) => match worlds.beginning().api {
                Simulated::KohortPay => {
                    let (status, code, why) = match status {
                        401 => (401, "Unauthorized", UNAUTHORIZED),
                        400 | 406 | 413 | 415 | 422 => (400, "BAD_REQUEST", why),
                        other => (other, code(other), why),
                    };
                    kohortpay::refusal(status, code, why)
                }
                Simulated::Threekit => {
                    let status = if matches!(status, 400 | 406 | 413 | 415) { 422 } else { status };
                    threekit::refusal(status, why)
                }
            },
            Self::Mock(mock) => {
                let declared = endpoint.and_then(|(endpoint, head)| {
                    let code = stand_in(endpoint, status)?;
                    let asked = Preferences { code: Some(code), ..Preferences::default() };
                    mock.respond(endpoint, head, &asked).ok()
                });
                declared.unwrap_or_else(|| Answer::problem(status, "The request does not hold", why))
            }
        }
    }
}

/// The answer of an API with a status on purpose.
fn forced(api: Simulated, code: u16, is_by_rule: bool) -> Answer {
    let why = match is_by_rule {
        true => "answered so because a rule of `/_sandbox/faults` says so",
        false => "answered so because the request asked for it by `Prefer`",
    };
    match api {
        // Not what the operation answers, and without the body that it declares.
        _ if code < 400 => Answer { is_own: true, ..Answer::empty(code) },
        Simulated::KohortPay if code == 401 => kohortpay::refusal(401, "Unauthorized", UNAUTHORIZED),
        Simulated::KohortPay => kohortpay::refusal(code, self::code(code), why),
        Simulated::Threekit => threekit::refusal(code, why),
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
pub(super) fn world(headers: &HeaderMap) -> Result<&str, String> {
    let Some(name) = headers.get(WORLD) else { return Ok("") };
    let name = name.to_str().ok().filter(|name| name.len() <= NAME);
    name.ok_or_else(|| format!("header `{WORLD}`: wanted a name of at most {NAME} visible characters"))
}

/// Whether a request may change something.
pub(super) fn is_write(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A backend of an API: with state where its behaviour is known.
pub(super) fn of_api(api: Api, settings: &super::Settings) -> Backend {
    let Some(api) = Simulated::of(api) else { return of_contract(api.contract().into()) };
    let beginning = Beginning { api, seed: settings.seed, is_empty: settings.empty };
    Backend::Api(Worlds::new(beginning, settings.rules(), settings.state_bytes))
}

/// A backend of any document.
pub(super) fn of_contract(contract: HeldContract) -> Backend {
    Backend::Mock(Box::new(Mock::new(contract)))
}
