//! [`Problem`]: what is wrong with a document, and where. A value, not an error: the rest of the document is still used.

use std::fmt;

use serde::Serialize;

use super::source::Fault;
use super::source_location::SourceLocation;
use crate::json::Position;
use crate::plain::on_one_line;
use crate::pointer::Pointer;

/// A place in a document that violates the standard. What depends on it cannot be checked.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
///
/// let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      parameters: 5\n";
/// let contract = Contract::from_str(text, "a.yaml")?;
/// assert_eq!(
///     contract.problems()[0].to_string(),
///     "a.yaml:6:19: at `/paths/~1a/get/parameters`: wanted an array, found a number",
/// );
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// Where it is.
    #[serde(flatten)]
    pub location: SourceLocation,
    /// What is wrong, such as `wanted an array, found a number` or ``unresolved reference `#/nope` ``.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { location: SourceLocation { file, pointer, line, column }, message } = self;
        match pointer.as_str() {
            "" => on_one_line(f, format_args!("{file}:{line}:{column}: document: {message}")),
            pointer => on_one_line(f, format_args!("{file}:{line}:{column}: at `{pointer}`: {message}")),
        }
    }
}

/// A problem whose line and column are not known yet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RawProblem {
    /// The place in the whole tree.
    pub(super) pointer: Pointer,
    pub(super) message: String,
    /// The file and the position in its text, where the pointer cannot express it.
    pub(super) position: Option<(usize, Position)>,
}

impl RawProblem {
    pub(super) fn of_fault(fault: Fault, file: usize, at: Pointer) -> Self {
        Self { pointer: at.join(&fault.pointer), message: fault.message, position: Some((file, fault.position)) }
    }
}
