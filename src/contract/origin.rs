//! [`Origin`]: the position of a statement in the contract's file.
//!
//! Its JSON form names the contract by its title: the file may be a path of the machine that loaded it, and reports may
//! leave a server. A program that reports to its own user adds the file.

use std::sync::Arc;

use serde::Serialize;

/// A place in a file of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Origin {
    /// The title of the contract.
    #[serde(serialize_with = "as_text")]
    pub title: Arc<str>,
    /// The file; left out of the JSON form.
    #[serde(skip)]
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in code points.
    pub column: usize,
}

fn as_text<S: serde::Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}
