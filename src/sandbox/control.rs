//! The control path `/_sandbox/`: what a test does to a world that no documented operation does.

use ::http::{Method, Request};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::backend::{self, Backend};
use super::call;
use super::clock::Clock;
use super::world::{Beginning, World};
use super::worlds::{Full, Worlds};
use crate::apis::Timestamp;
use crate::{json, percent, similar};

/// What is below it belongs to no API.
pub(super) const PREFIX: &str = "/_sandbox";

/// The methods of each path, and what they do.
const PATHS: [(&str, &[&str], &str); 7] = [
    ("reset", &["POST"], "begin anew; `{\"seed\": 1, \"empty\": true}` chooses how"),
    ("seed", &["POST"], "add the objects that the documented requests name"),
    ("state", &["GET", "PUT"], "read the state, or replace it"),
    ("requests", &["GET", "DELETE"], "list the last requests, `?operation=ID&values=true`, or forget them"),
    (
        "time",
        &["GET", "POST"],
        "read the clock, or change it: `{\"set\": TIME}`, `{\"advance\": \"7d\"}`, `{\"freeze\": true}`",
    ),
    ("customers/{id}/block", &["PUT"], "block a customer"),
    ("orders/{id}/status", &["PUT"], "set the status of an order: `{\"status\": \"CASHBACK_SENT\"}`"),
];

/// Whether a request is for the control path.
pub(super) fn is_control(path: &str) -> bool {
    path.strip_prefix(PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub(super) fn respond(backend: &Backend, request: &Request<Bytes>) -> Answer {
    let rest = request.uri().path().strip_prefix(PREFIX).unwrap_or_default().trim_matches('/');
    let segments: Vec<String> = rest.split('/').map(|segment| percent::decode_lossy(segment).into_owned()).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    if rest.is_empty() {
        return index();
    }
    let template = match segments.as_slice() {
        ["customers", _, "block"] => "customers/{id}/block",
        ["orders", _, "status"] => "orders/{id}/status",
        _ => rest,
    };
    let Some((_, methods, _)) = PATHS.iter().find(|(path, ..)| *path == template) else {
        let near = similar::nearest(rest, PATHS.iter().map(|(path, ..)| *path));
        let near = near.map(|near| format!("; did you mean `{PREFIX}/{near}`?")).unwrap_or_default();
        return refused(404, format!("unknown path{near}"));
    };
    if !methods.contains(&request.method().as_str()) {
        return refused(405, format!("the methods of this path: {}", methods.join(", ")))
            .header("allow", methods.join(", "));
    }
    let worlds = match backend {
        Backend::Api(worlds) => worlds,
        Backend::Mock(_) => return refused(404, "a document without state has nothing to control"),
    };
    let body = match body(request) {
        Ok(body) => body,
        Err(why) => return refused(400, why),
    };
    let name = match backend::world(request) {
        Ok(name) => name,
        Err(why) => return refused(400, why),
    };
    let answer = match (template, segments.get(1)) {
        ("reset", _) => reset(worlds, name, &body),
        ("seed", _) => worlds.within(name, |room| room.world.seed(worlds.rules())).map(|()| Ok(Answer::empty(204))),
        ("state", _) if request.method() == Method::GET => {
            worlds.within(name, |room| Ok(Answer::json(200, &room.world)))
        }
        ("state", _) => replace(worlds, name, request.body()),
        ("requests", _) if request.method() == Method::GET => requests(worlds, name, request),
        ("requests", _) => worlds.within(name, |room| room.received.clear()).map(|()| Ok(Answer::empty(204))),
        ("time", _) => worlds.within(name, |room| {
            let answer = time(&mut room.world.clock, &body);
            room.world.settle();
            answer
        }),
        ("customers/{id}/block", Some(id)) => worlds.within(name, |room| {
            let blocked = room.world.block(request.headers(), id, worlds.rules());
            blocked.ok_or_else(|| (404, "no customer has the id in the path".to_owned()))
        }),
        (_, id) => set_status(worlds, name, request, id.unwrap_or(&""), &body),
    };
    if backend::is_write(request.method()) {
        worlds.changed();
    }
    match answer {
        Ok(Ok(answer)) => answer,
        Ok(Err((status, why))) => refused(status, why),
        Err(Full) => backend.full(),
    }
}

/// The answer, or a status and why not.
type Outcome = Result<Answer, (u16, String)>;

fn index() -> Answer {
    let paths = PATHS.iter().map(|(path, methods, summary)| {
        json!({ "path": format!("{PREFIX}/{path}"), "methods": methods, "summary": summary })
    });
    Answer::json(200, &json!({ "paths": paths.collect::<Vec<_>>(), "world": format!("header `{}`", backend::WORLD) }))
}

fn refused(status: u16, why: impl Into<String>) -> Answer {
    Answer::problem(status, "The control path cannot do this", why)
}

/// The members of the body; none where there is no body.
fn body(request: &Request<Bytes>) -> Result<Map<String, Value>, String> {
    if request.body().iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match json::parse(request.body()) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err("the body: wanted a JSON object".to_owned()),
        Err(error) => Err(format!("the body is not valid JSON: {error}")),
    }
}

/// Refuses members that mean nothing here, with the one that was probably meant.
fn known(body: &Map<String, Value>, names: &[&str]) -> Result<(), (u16, String)> {
    let Some(unknown) = body.keys().find(|name| !names.contains(&name.as_str())) else { return Ok(()) };
    let near = similar::nearest(unknown, names.iter().copied());
    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err((400, format!("undeclared property `{unknown}`{near}")))
}

fn reset(worlds: &Worlds, name: &str, body: &Map<String, Value>) -> Result<Outcome, Full> {
    let usual = worlds.beginning();
    let beginning = || -> Result<Beginning, (u16, String)> {
        known(body, &["seed", "empty"])?;
        let wrong = |name: &str, wanted: &str| (400, format!("`{name}`: wanted {wanted}"));
        let seed = body.get("seed").map(|seed| seed.as_u64().ok_or_else(|| wrong("seed", "an integer from 0")));
        let empty = body.get("empty").map(|empty| empty.as_bool().ok_or_else(|| wrong("empty", "a boolean")));
        Ok(Beginning {
            seed: seed.transpose()?.unwrap_or(usual.seed),
            is_empty: empty.transpose()?.unwrap_or(usual.is_empty),
            ..usual
        })
    };
    match beginning() {
        Ok(beginning) => worlds.reset(name, beginning).map(|()| Ok(Answer::empty(204))),
        Err(refusal) => Ok(Err(refusal)),
    }
}

fn replace(worlds: &Worlds, name: &str, body: &[u8]) -> Result<Outcome, Full> {
    let read = || -> Result<World, String> {
        let value = json::parse(body).map_err(|error| format!("the body is not valid JSON: {error}"))?;
        let world: World = serde_json::from_value(value).map_err(|error| format!("the body is no state: {error}"))?;
        world.check(worlds.beginning().api).map_err(|why| format!("the body is no state: {why}"))?;
        Ok(world)
    };
    match read() {
        Ok(world) if world.bytes() > worlds.limit() => Err(Full),
        Ok(world) => worlds.within(name, |room| room.world = world).map(|()| Ok(Answer::empty(204))),
        Err(why) => Ok(Err((400, why))),
    }
}

fn requests(worlds: &Worlds, name: &str, request: &Request<Bytes>) -> Result<Outcome, Full> {
    let query = call::query(request.uri());
    let first = |wanted: &str| query.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let with_values = match first("values") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Ok(Err((400, "query parameter `values`: wanted `true` or `false`".to_owned()))),
    };
    worlds.within(name, |room| Ok(Answer::json(200, &room.received.shown(first("operation"), with_values))))
}

/// Sets, advances and freezes the clock, in this order; without any of it only shows it.
fn time(clock: &mut Clock, body: &Map<String, Value>) -> Outcome {
    known(body, &["set", "advance", "freeze"])?;
    let wrong = |name: &str, wanted: &str| (400, format!("`{name}`: wanted {wanted}"));
    let mut changed = clock.clone();
    if let Some(set) = body.get("set") {
        let time = set.as_str().and_then(|text| text.parse::<Timestamp>().ok()).map(|time| time.instant().to_utc());
        let is_set = time.is_some_and(|time: DateTime<Utc>| changed.set(time));
        is_set
            .then_some(())
            .ok_or_else(|| wrong("set", "a date-time such as `2024-01-01T00:00:00Z` from 1970 to 8999"))?;
    }
    if let Some(advance) = body.get("advance") {
        let is_advanced = duration(advance).is_some_and(|by| changed.advance(by));
        is_advanced
            .then_some(())
            .ok_or_else(|| wrong("advance", "seconds, or a text such as `90s`, `15m`, `36h` or `7d`"))?;
    }
    if let Some(freeze) = body.get("freeze") {
        changed.freeze(freeze.as_bool().ok_or_else(|| wrong("freeze", "a boolean"))?);
    }
    *clock = changed;
    Ok(Answer::json(200, &json!({ "now": Timestamp::from(clock.now()), "frozen": clock.is_frozen() })))
}

/// A number of seconds, or a number with a unit.
fn duration(value: &Value) -> Option<TimeDelta> {
    if let Some(seconds) = value.as_i64() {
        return TimeDelta::try_seconds(seconds);
    }
    let text = value.as_str()?;
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return None,
    };
    TimeDelta::try_seconds(number.parse::<i64>().ok()?.checked_mul(seconds)?)
}

fn set_status(
    worlds: &Worlds,
    name: &str,
    request: &Request<Bytes>,
    id: &str,
    body: &Map<String, Value>,
) -> Result<Outcome, Full> {
    let status = known(body, &["status"]).and_then(|()| {
        let status = body.get("status").ok_or((400, "missing required property `status`".to_owned()))?;
        status.as_str().ok_or((400, "`status`: wanted a string".to_owned()))
    });
    let status = match status {
        Ok(status) => status,
        Err(refusal) => return Ok(Err(refusal)),
    };
    worlds.within(name, |room| match room.world.set_status(request.headers(), (id, status), worlds.rules()) {
        Some(Ok(answer)) => Ok(answer),
        Some(Err(why)) => Err((400, why)),
        None => Err((404, "no order has the id in the path".to_owned())),
    })
}
