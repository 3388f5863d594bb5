//! [`Worlds`]: the worlds of a sandbox by name, within one budget of memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::faults::Faults;
use super::moment::Rules;
use super::received::Received;
use super::world::{Beginning, World};
use crate::http::HeldContract;
use crate::json;

/// How many worlds there are at once.
const MOST: usize = 1_000;

/// The version of the form that states are written in.
const VERSION: u32 = 1;

#[derive(Debug)]
pub(super) struct Worlds {
    beginning: Beginning,
    contract: HeldContract,
    rules: Rules,
    /// The most bytes that all objects take.
    limit: u64,
    used: AtomicU64,
    /// Counts changes, so that what is not changed is not written.
    changes: AtomicU64,
    worlds: Mutex<BTreeMap<String, Arc<Mutex<Room>>>>,
}

/// A world, what was received for it, and what goes wrong in it.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) world: World,
    pub(super) received: Received,
    pub(super) faults: Faults,
}

impl Room {
    fn new(world: World) -> Arc<Mutex<Self>> {
        Arc::new(Mutex::new(Self { world, received: Received::default(), faults: Faults::default() }))
    }
}

/// All worlds as a file has them.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u32,
    worlds: BTreeMap<String, World>,
}

/// There is no room for another world.
#[derive(Debug)]
pub(super) struct Full;

impl Worlds {
    pub(super) fn new(beginning: Beginning, rules: Rules, limit: u64) -> Self {
        // The one without a name is there from the beginning, so that a file says whose state it holds.
        let worlds = Self {
            beginning,
            contract: beginning.api.api().contract().into(),
            rules,
            limit,
            used: AtomicU64::new(0),
            changes: AtomicU64::new(0),
            worlds: Mutex::default(),
        };
        let _ = worlds.room("");
        worlds
    }

    pub(super) fn beginning(&self) -> Beginning {
        self.beginning
    }

    pub(super) fn contract(&self) -> &HeldContract {
        &self.contract
    }

    pub(super) fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Whether nothing more is kept.
    pub(super) fn is_full(&self) -> bool {
        self.used.load(Ordering::Relaxed) >= self.limit
    }

    pub(super) fn limit(&self) -> u64 {
        self.limit
    }

    /// Does something in the world `name`, which begins when it is first named.
    pub(super) fn within<T>(&self, name: &str, action: impl FnOnce(&mut Room) -> T) -> Result<T, Full> {
        let room = self.room(name)?;
        let mut room = locked(&room);
        let before = room.world.bytes();
        let result = action(&mut room);
        let after = room.world.bytes();
        self.used.fetch_add(after.saturating_sub(before), Ordering::Relaxed);
        self.used.fetch_sub(before.saturating_sub(after), Ordering::Relaxed);
        Ok(result)
    }

    /// Notes that something may have changed.
    pub(super) fn changed(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }

    /// The world `name` as it begins, with this seed and with or without the objects of the examples.
    pub(super) fn reset(&self, name: &str, beginning: Beginning) -> Result<(), Full> {
        self.within(name, |room| {
            room.world = World::new(beginning, &self.rules);
            room.received.clear();
            room.faults.clear();
        })
    }

    /// All worlds as JSON.
    pub(super) fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        // Each is held only while it is copied, so that nobody waits for the disk.
        let rooms: Vec<_> = locked(&self.worlds).iter().map(|(name, room)| (name.clone(), Arc::clone(room))).collect();
        let worlds = rooms.into_iter().map(|(name, room)| (name, locked(&room).world.clone())).collect();
        serde_json::to_vec(&Written { version: VERSION, worlds })
    }

    /// Takes the worlds that [`Worlds::to_json`] wrote, in the place of those that are there.
    ///
    /// # Errors
    ///
    /// Why they cannot be used; nothing is changed then.
    pub(super) fn read_json(&self, bytes: &[u8]) -> Result<(), String> {
        let value = json::parse(json::without_bom(bytes)).map_err(|error| format!("it is not valid JSON: {error}"))?;
        let version = value.get("version").and_then(Value::as_u64);
        if version != Some(u64::from(VERSION)) {
            return Err(format!("it is no state of a sandbox: wanted an object with `version` {VERSION} and `worlds`"));
        }
        let written: Written = serde_path(value)?;
        if written.worlds.len() > MOST {
            return Err(format!("it has more than {MOST} worlds"));
        }
        let mut used = 0;
        for (name, world) in &written.worlds {
            world.check(self.beginning.api).map_err(|why| format!("world `{name}`: {why}"))?;
            used += world.bytes();
        }
        if used > self.limit {
            return Err(format!("its objects take {used} bytes, more than the limit of {}", self.limit));
        }
        let worlds = written.worlds.into_iter().map(|(name, world)| (name, Room::new(world))).collect();
        *locked(&self.worlds) = worlds;
        self.used.store(used, Ordering::Relaxed);
        Ok(())
    }

    fn room(&self, name: &str) -> Result<Arc<Mutex<Room>>, Full> {
        let mut worlds = locked(&self.worlds);
        if let Some(known) = worlds.get(name) {
            return Ok(Arc::clone(known));
        }
        if worlds.len() >= MOST || (self.is_full() && !name.is_empty()) {
            return Err(Full);
        }
        let world = World::new(self.beginning, &self.rules);
        self.used.fetch_add(world.bytes(), Ordering::Relaxed);
        let room = Room::new(world);
        worlds.insert(name.to_owned(), Arc::clone(&room));
        Ok(room)
    }
}

/// A value that JSON was read as, as a type; the message says what was wrong.
fn serde_path(value: Value) -> Result<Written, String> {
    serde_json::from_value(value).map_err(|error| format!("it is no state of a sandbox: {error}"))
}

/// A panic elsewhere leaves what it held as it was between two changes of a field; the objects are still usable.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
