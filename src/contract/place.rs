//! [`Place`]: the position of a value in the file of a contract.

use std::ops::Range;

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
