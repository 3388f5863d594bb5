//! [`SourceLocation`]: a place in the text of a contract, as reports name it.

use serde::Serialize;

use super::place::Place;
use crate::pointer::Pointer;

/// A place in a file of a contract.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub struct SourceLocation {
    /// The file, as it was named when it was loaded; of a file that was referred to, its path from the folder.
    pub file: String,
    /// The place in that file.
    pub pointer: Pointer,
    /// The line, from 1; 0 when the place is not in the text.
    pub line: usize,
    /// The column, from 1, in code points; 0 when the place is not in the text.
    pub column: usize,
}

impl SourceLocation {
    /// A place that is not in the text.
    #[cfg(feature = "diff")]
    pub(crate) fn unknown(file: &str, pointer: Pointer) -> Self {
        Self { file: file.to_owned(), pointer, line: 0, column: 0 }
    }
}

impl From<Place<'_>> for SourceLocation {
    fn from(place: Place<'_>) -> Self {
        let Place { file, pointer, position, .. } = place;
        Self { file: file.to_owned(), pointer, line: position.line, column: position.column }
    }
}
