//! [`Table`]: objects in the order in which they were created, found by their ids, with what they take in memory.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

/// What an object takes beside its texts, roughly: the fields, the index, the allocations.
const EACH: u64 = 1_024;

/// An object with an id of its own.
pub(super) trait Row: Serialize {
    fn id(&self) -> &str;
}

#[derive(Debug, Clone)]
pub(super) struct Table<T> {
    rows: Vec<T>,
    by_id: HashMap<String, usize>,
    bytes: u64,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), by_id: HashMap::new(), bytes: 0 }
    }
}

impl<T: Row> Table<T> {
    /// Adds a row and returns its number; `None` when its id is taken.
    pub(super) fn insert(&mut self, row: T) -> Option<usize> {
        let number = self.rows.len();
        if self.by_id.contains_key(row.id()) {
            return None;
        }
        self.bytes += weight(&row);
        self.by_id.insert(row.id().to_owned(), number);
        self.rows.push(row);
        Some(number)
    }

    /// Changes the row `number`, but not its id.
    pub(super) fn update(&mut self, number: usize, change: impl FnOnce(&mut T)) {
        if let Some(row) = self.rows.get_mut(number) {
            let before = weight(row);
            change(row);
            self.bytes = self.bytes.saturating_sub(before) + weight(row);
        }
    }

    pub(super) fn number(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    pub(super) fn find(&self, id: &str) -> Option<&T> {
        self.rows.get(self.number(id)?)
    }

    pub(super) fn get(&self, number: usize) -> Option<&T> {
        self.rows.get(number)
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// Roughly what all rows take in memory.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl<T: Serialize> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rows.serialize(serializer)
    }
}

/// Roughly what a value takes in memory: twice its JSON text, since most of it is texts in allocations of their own.
fn weight(value: &impl Serialize) -> u64 {
    struct Count(u64);
    impl Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len() as u64;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    // A writer that counts does not fail.
    let _ = serde_json::to_writer(&mut count, value);
    2 * count.0 + EACH
}
