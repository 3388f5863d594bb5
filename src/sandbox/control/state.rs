//! Worlds that begin anew, or are replaced.

use serde_json::{Map, Value};

use super::{Outcome, known};
use crate::sandbox::answer::Answer;
use crate::sandbox::world::{Beginning, World};
use crate::sandbox::worlds::{Full, Worlds};

pub(super) fn reset(worlds: &Worlds, name: &str, body: &Map<String, Value>) -> Result<Outcome, Full> {
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

pub(super) fn replace(worlds: &Worlds, name: &str, members: Map<String, Value>) -> Result<Outcome, Full> {
    let read = || -> Result<World, String> {
        let world: World =
            serde_json::from_value(Value::Object(members)).map_err(|error| format!("the body is no state: {error}"))?;
        world.check(worlds.beginning().api).map_err(|why| format!("the body is no state: {why}"))?;
        Ok(world)
    };
    match read() {
        Ok(world) if world.bytes() > worlds.limit() => Err(Full),
        Ok(world) => worlds.within(name, |room| room.world = world).map(|()| Ok(Answer::empty(204))),
        Err(why) => Ok(Err((400, why))),
    }
}
