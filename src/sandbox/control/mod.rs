//! The control path `/_sandbox/`: what a test does to a world that no documented operation does.

mod faults;
mod state;
mod time;

use ::http::request::Parts;
use ::http::{HeaderMap, Method};
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::backend::{self, Backend};
use super::call;
use super::incoming::{self, Arrived, Arriving};
use super::worlds::{Full, Worlds};
use crate::http::Select;
use crate::{json, percent, similar};

/// What is below it belongs to no API.
pub(super) const PREFIX: &str = "/_sandbox";

/// The methods of each path, and what they do.
const PATHS: [(&str, &[&str], &str); 8] = [
    ("reset", &["POST"], "begin anew; `{\"seed\": 1, \"empty\": true}` chooses how"),
    ("seed", &["POST"], "add the objects that the documented requests name"),
    ("state", &["GET", "PUT"], "read the state, or replace it"),
    ("requests", &["GET", "DELETE"], "list the last requests, `?operation=ID&values=true`, or forget them"),
    (
        "time",
        &["GET", "POST"],
        "read the clock, or change it: `{\"set\": TIME}`, `{\"advance\": \"7d\"}`, `{\"freeze\": true}`",
    ),
    (
        "faults",
        &["GET", "POST", "DELETE"],
        "have calls go wrong: `{\"operation\": ID, \"code\": 503, \"rate\": 0.1, \"times\": 3}`; list these rules, or delete them",
    ),
    ("customers/{id}/block", &["PUT"], "block a customer"),
    ("orders/{id}/status", &["PUT"], "set the status of an order: `{\"status\": \"CASHBACK_SENT\"}`"),
];

/// Whether a request is for the control path.
pub(super) fn is_control(path: &str) -> bool {
    path.strip_prefix(PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The answer to a request for the control path. What its head shows is answered before its body is read.
pub(super) async fn respond(
    backend: &Backend,
    head: &Parts,
    (body, arrived): (Arriving, &Arrived),
    limit: usize,
) -> Answer {
    let rest = head.uri.path().strip_prefix(PREFIX).unwrap_or_default().trim_matches('/');
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
    if !methods.contains(&head.method.as_str()) {
        return refused(405, format!("the methods of this path: {}", methods.join(", ")))
            .header("allow", methods.join(", "));
    }
    if matches!(backend, Backend::Mock(_)) && template != "faults" {
        return refused(404, "a document without state has nothing to control but `faults`");
    }
    let name = match backend::world(&head.headers) {
        Ok(name) => name,
        Err(why) => return refused(400, why),
    };
    let body = match head.method == Method::GET {
        true => Bytes::new(),
        false => match incoming::whole(&head.headers, body, arrived, limit).await {
            Ok(body) => body,
            Err(why) => return why.answer(limit),
        },
    };
    let members = match members(&body) {
        Ok(members) => members,
        Err(why) => return refused(400, why),
    };
    let answer = match backend {
        Backend::Mock(mock) => Ok(faults::change(&head.method, &members, mock.contract(), &mut mock.faults())),
        Backend::Api(worlds) => {
            let asked = Asked { template, id: segments.get(1).copied().unwrap_or_default(), head, members };
            let answer = asked.answer(worlds, name);
            if backend::is_write(&head.method) {
                worlds.changed();
            }
            answer
        }
    };
    match answer {
        Ok(Ok(answer)) => answer,
        Ok(Err((status, why))) => refused(status, why),
        Err(Full) => backend.full(),
    }
}

/// A request for something that there is.
struct Asked<'r> {
    template: &'r str,
    /// The second segment of the path.
    id: &'r str,
    head: &'r Parts,
    members: Map<String, Value>,
}

impl Asked<'_> {
    fn answer(self, worlds: &Worlds, name: &str) -> Result<Outcome, Full> {
        let Self { template, id, head, members } = self;
        let is_get = head.method == Method::GET;
        match template {
            "reset" => state::reset(worlds, name, &members),
            "seed" => worlds.within(name, |room| room.world.seed(worlds.rules())).map(|()| Ok(Answer::empty(204))),
            "state" if is_get => worlds.within(name, |room| Ok(Answer::json(200, &room.world))),
            "state" => state::replace(worlds, name, members),
            "requests" if is_get => requests(worlds, name, head),
            "requests" => worlds.within(name, |room| room.received.clear()).map(|()| Ok(Answer::empty(204))),
            "faults" => {
                worlds.within(name, |room| faults::change(&head.method, &members, worlds.contract(), &mut room.faults))
            }
            "time" => worlds.within(name, |room| {
                let answer = time::time(&mut room.world.clock, &members);
                room.world.settle();
                answer
            }),
            "customers/{id}/block" => worlds.within(name, |room| {
                let blocked = room.world.block(&head.headers, id, worlds.rules());
                blocked.ok_or_else(|| (404, "no customer has the id in the path".to_owned()))
            }),
            _ => set_status(worlds, name, &head.headers, id, &members),
        }
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

/// The members of a body; none where there is no body.
fn members(body: &[u8]) -> Result<Map<String, Value>, String> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match json::parse(body) {
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

fn requests(worlds: &Worlds, name: &str, head: &Parts) -> Result<Outcome, Full> {
    let query = call::query(&head.uri);
    let first = |wanted: &str| query.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let with_values = match first("values") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Ok(Err((400, "query parameter `values`: wanted `true` or `false`".to_owned()))),
    };
    let operation = first("operation");
    if let Some(id) = operation
        && let Err(error) = Select::from(id).resolve(worlds.contract())
    {
        return Ok(Err((400, format!("query parameter `operation`: {error}"))));
    }
    worlds.within(name, |room| Ok(Answer::json(200, &room.received.shown(operation, with_values))))
}

fn set_status(
    worlds: &Worlds,
    name: &str,
    headers: &HeaderMap,
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
    worlds.within(name, |room| match room.world.set_status(headers, (id, status), worlds.rules()) {
        Some(Ok(answer)) => Ok(answer),
        Some(Err(why)) => Err((400, why)),
        None => Err((404, "no order has the id in the path".to_owned())),
    })
}
