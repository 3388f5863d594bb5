//! [`Budget`]: what is left of the limits for the documents of one contract while they are read.
//!
//! What is made of a text takes many times its memory: an object with one property, eight bytes of text, takes 150 bytes in the tree,
//! and more for its places, for the schema that it may be, and for what that is compiled to. So a value counts once for each [`UNIT`] of
//! memory that is reckoned with, and not only once.

use crate::json;
use crate::limits::{Exceeded, Limits};

/// The memory, in bytes, that [`Limits::document_values`] allows for each value.
const UNIT: u64 = 128;

/// A value where it is kept, and its position in the text.
const SLOT: u64 = 64;

/// What an object comes to with its first properties, and how many these are.
const TABLE: u64 = 648;
const IN_TABLE: usize = 11;

/// What each property beyond these adds.
const MEMBER: u64 = 105;

/// The least that an allocation takes, and what it takes beside its content.
const ALLOCATION: u64 = 32;
const BESIDE: u64 = 16;

/// What each byte of a number adds that is kept as a text: at least an allocation for every five.
pub(super) const KEPT: u64 = 8;

/// What is left of the budgets of one contract.
#[derive(Debug, Clone)]
pub(in crate::contract) struct Budget {
    limits: Limits,
    bytes: u64,
    memory: u64,
}

impl Budget {
    pub(in crate::contract) fn new(limits: &Limits) -> Self {
        Self { limits: *limits, bytes: limits.document_bytes, memory: limits.document_values.saturating_mul(UNIT) }
    }

    /// How many bytes may still be read.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The error of a text that is longer than that.
    pub(super) fn too_long(&self) -> Exceeded {
        Exceeded::new("document-bytes", &self.limits)
    }

    /// Takes the bytes of a text.
    pub(super) fn take_text(&mut self, text: &[u8]) -> Result<(), Exceeded> {
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        self.bytes = self.bytes.checked_sub(length).ok_or_else(|| self.too_long())?;
        Ok(())
    }

    /// Takes this much memory.
    pub(in crate::contract) fn take(&mut self, memory: u64) -> Result<(), Exceeded> {
        self.memory = self.memory.checked_sub(memory).ok_or_else(|| self.too_many())?;
        Ok(())
    }

    /// The error of a tree that takes more.
    pub(super) fn too_many(&self) -> Exceeded {
        Exceeded::new("document-values", &self.limits)
    }

    /// Gives memory back that was taken for a while.
    pub(super) fn give(&mut self, memory: u64) {
        self.memory = self.memory.saturating_add(memory);
    }

    /// How much memory may still be taken.
    pub(super) fn memory(&self) -> u64 {
        self.memory
    }
}

/// The memory of a value that is no object, with this text if it is a string; that of items is their own.
pub(super) fn value(text: Option<&str>) -> u64 {
    SLOT + text.map_or(0, |text| allocation(text.len()))
}

/// What a property adds to an object that has `before` of them, beside its value.
pub(super) fn member(before: usize, name: &str) -> u64 {
    let table = match before {
        0 => TABLE,
        1..IN_TABLE => 0,
        _ => MEMBER,
    };
    table + allocation(name.len())
}

fn allocation(length: usize) -> u64 {
    match u64::try_from(length).unwrap_or(u64::MAX) {
        0 => 0,
        length => length.saturating_add(BESIDE).max(ALLOCATION),
    }
}

/// The memory that the tree of a JSON text takes, estimated without building it; of no JSON, any number.
pub(super) fn json(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut memory = SLOT;
    // How many properties each open object has, and nothing for an array.
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut at = 0;
    while let Some(next) = structural(bytes, at) {
        at = next + 1;
        match bytes[next] {
            b'{' | b'[' => {
                memory = memory.saturating_add(SLOT);
                // Deeper than a document may be; the reader says so.
                if open.len() > json::MAX_DEPTH {
                    return memory;
                }
                open.push((bytes[next] == b'{').then_some(0));
            }
            b'}' | b']' => {
                open.pop();
            }
            b':' => {
                if let Some(Some(members)) = open.last_mut() {
                    memory = memory.saturating_add(member(*members, ""));
                    *members += 1;
                }
            }
            b',' => memory = memory.saturating_add(SLOT),
            _ => {
                let end = string_end(bytes, at);
                memory = memory.saturating_add(allocation(end - at));
                at = end + 1;
            }
        }
    }
    memory
}

/// Where the next bracket, comma, colon or string begins.
fn structural(bytes: &[u8], from: usize) -> Option<usize> {
    bytes.get(from..)?.iter().position(|&byte| STRUCTURAL[usize::from(byte)]).map(|at| from + at)
}

const STRUCTURAL: [bool; 256] = {
    let (mut known, signs) = ([false; 256], *b"{[}]:,\"");
    let mut at = 0;
    while at < signs.len() {
        known[signs[at] as usize] = true;
        at += 1;
    }
    known
};

/// Where the string that begins before `from` ends.
fn string_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        at = json::string_end(bytes, at);
        match bytes.get(at) {
            Some(b'"') => return at,
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
            None => return bytes.len().max(from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever the text, the estimate grows with what is in it.
    #[test]
    fn values_count_by_their_memory() {
        for (text, least, most) in [
            ("[]", 64, 200),
            ("[1,1,1,1]", 5 * SLOT, 8 * SLOT),
            (r#"[{"a":1},{"b":2}]"#, 2 * TABLE, 3 * TABLE),
            (r#"["],:{[\"", "\\"]"#, 2 * SLOT, 6 * SLOT),
            (r#"{"a":"#, TABLE, 2 * TABLE),
            (r#"["never closed \"#, SLOT, 4 * SLOT),
        ] {
            let memory = json(text);
            assert!((least..=most).contains(&memory), "{text}: {memory}");
        }
        let names: String = (0..100).map(|name| format!("\"{name}\":1,")).collect();
        assert!(json(&format!("{{{names}}}")) > TABLE + 89 * MEMBER);
    }
}
