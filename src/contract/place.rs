//! [`Place`]: the position of a value in the file of a contract, and how much memory the places of all values take.

use std::ops::Range;

use serde_json::Value;

use crate::json::Position;
use crate::pointer::Pointer;

/// The position of a value of a contract in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place<'a> {
    /// The file, as it was named when it was loaded; of a file that was referred to, its path from the folder.
    pub file: &'a str,
    /// The place in that file.
    pub pointer: Pointer,
    /// The line and column: of the key for a member, of the value elsewhere.
    pub position: Position,
    /// The bytes of the key, where there is one.
    pub key: Option<Range<usize>>,
    /// The bytes of the value.
    pub value: Range<usize>,
}

/// Whether the pointers to all arrays and objects of `document` take at most this many bytes.
///
/// What a document says is known by its place, so that a key of a megabyte is held once for each value below it.
pub(super) fn has_short_places(document: &Value, most: u64) -> bool {
    let mut sum = 0_u64;
    let mut open = vec![(document, 0_usize)];
    while let Some((value, length)) = open.pop() {
        sum = sum.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        if sum > most {
            return false;
        }
        match value {
            Value::Array(items) => {
                let inside = items.iter().filter(|item| item.is_array() || item.is_object());
                open.extend(inside.map(|item| (item, length + 2)));
            }
            Value::Object(members) => {
                let inside = members.iter().filter(|(_, member)| member.is_array() || member.is_object());
                open.extend(inside.map(|(name, member)| (member, length + 1 + name.len())));
            }
            _ => {}
        }
    }
    true
}
