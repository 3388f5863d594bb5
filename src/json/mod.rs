//! JSON (RFC 8259), read from bytes. Every input has one defined result, and no input causes a panic.
//!
//! [`parse`] returns a [`serde_json::Value`]. [`Document`] also keeps what the value cannot hold: the digits of
//! numbers that an `f64` rounds, and the position of each value. What is rejected and what is accepted:
//!
//! | input | behaviour |
//! |---|---|
//! | the same property name twice in one object, however it is escaped | rejected: two readers may see two values |
//! | invalid UTF-8 anywhere; a `\u` escape that is half of a surrogate pair | rejected |
//! | a byte order mark | rejected (RFC 8259, 8.1: JSON sent over a network must not begin with one); see [`without_bom`] |
//! | `NaN`, `Infinity`, leading zeros, `+1`, `.5`, `1.`, comments, trailing commas, single quotes | rejected |
//! | control characters in strings | rejected; U+007F and everything above are ordinary characters |
//! | empty input, or data after the value | rejected |
//! | more than [`MAX_DEPTH`] nested arrays and objects, or what [`Document::parse_within`] is given | rejected |
//! | integers of 64 bits | `i64` or `u64` |
//! | every other number: `1.0`, `1e2`, `-0`, `1e400`, 100 digits | the nearest `f64`; a number beyond its range becomes `f64::MAX` or `f64::MIN`. Where precision is lost, [`Document`] keeps the digits, and [`Decimal`] compares them exactly |
//!
//! Time and memory are linear in the size of the input; the call stack does not grow with its nesting.

mod decimal;
mod document;
mod error;
pub(crate) mod exact;
mod nearest;
pub(crate) mod number;
#[cfg(feature = "diff")]
pub(crate) mod parts;
#[cfg(feature = "cli")]
mod place;
mod position;
pub(crate) mod read;
#[cfg(feature = "diff")]
mod recent;
mod span;
pub(crate) mod string;
#[cfg(feature = "validate")]
mod tape;
mod value;

pub use decimal::Decimal;
pub use document::Document;
pub use error::{ExpectedInput, SyntaxError, SyntaxErrorKind, UnexpectedInput};
pub use exact::{digits, schema_text};
#[cfg(feature = "cli")]
pub(crate) use place::values_at;
pub use position::Position;
pub use read::MAX_DEPTH;
#[cfg(feature = "validate")]
pub(crate) use span::spans_of_parsed;
pub use span::{Span, spans};
#[cfg(feature = "validate")]
pub(crate) use string::plain_end as string_end;
#[cfg(feature = "validate")]
pub(crate) use tape::{Inside, Kind, Node, Tape};
#[cfg(feature = "validate")]
pub(crate) use value::dismantle;

#[cfg(feature = "validate")]
use std::borrow::Cow;
use std::ops::Range;
#[cfg(feature = "validate")]
use std::sync::Arc;

use serde_json::Value;

use crate::tree::Tree;

/// A text that is held as long as anybody reads it.
#[cfg(feature = "validate")]
pub(crate) type SharedText = Arc<Cow<'static, str>>;

/// Parses `bytes` into a value.
///
/// # Errors
///
/// When `bytes` are not one JSON value as the [module](self) describes it.
///
/// # Examples
///
/// ```
/// use order_contracts::json;
///
/// let order = json::parse(br#"{"amount": 35000, "locale": "fr_FR"}"#)?;
/// assert_eq!(order["amount"], 35000);
///
/// let error = json::parse(b"{\"amount\": 1,\n \"amount\": 35000}").unwrap_err();
/// assert_eq!(error.to_string(), "duplicate key `amount` at line 2, column 2 (first at line 1, column 2)");
/// # Ok::<(), json::SyntaxError>(())
/// ```
pub fn parse(bytes: &[u8]) -> Result<Value, SyntaxError> {
    value::build::<Value>(bytes, MAX_DEPTH, u64::MAX).map(|built| built.value)
}

/// Parses a schema or a contract, with the digits of numbers that no `f64` holds where values are compared with them.
///
/// In the bounds of a schema, its `const`, `enum`, default and examples, a number that the nearest `f64` does not print as its
/// author wrote it is a text that [`digits`] reads. `schema::Validator` and `containment::covers` compare by it, and [`schema_text`]
/// writes it. Everywhere else numbers are as [`parse`] has them.
///
/// # Errors
///
/// The same as of [`parse`].
///
/// # Examples
///
/// ```
/// use order_contracts::json;
///
/// let text = br#"{"maxLength": 1e2, "maximum": 18446744073709551616}"#;
/// assert_eq!(json::parse(text)?["maximum"], 18446744073709552000.0);
///
/// let schema = json::parse_schema(text)?;
/// assert_eq!(schema["maxLength"], 100.0);
/// assert_eq!(json::digits(&schema["maximum"]), Some("18446744073709551616"));
/// # Ok::<(), json::SyntaxError>(())
/// ```
pub fn parse_schema(bytes: &[u8]) -> Result<Value, SyntaxError> {
    parse_tree(bytes).map(|tree| tree.to_value())
}

/// The same as a [`Tree`].
pub(crate) fn parse_tree(bytes: &[u8]) -> Result<Tree, SyntaxError> {
    let (mut tree, kept) = parse_exact(bytes)?;
    if kept > 0 {
        exact::settle(&mut tree);
    }
    Ok(tree)
}

/// The tree in which every number that no `f64` holds is a [text](exact), and how many bytes these have.
pub(crate) fn parse_exact(bytes: &[u8]) -> Result<(Tree, usize), SyntaxError> {
    let built = value::build::<Tree>(bytes, MAX_DEPTH, u64::MAX)?;
    Ok((built.value, kept_bytes(&built.inexact)))
}

/// How many bytes the numbers have that are spelled at these places and kept as texts.
fn kept_bytes(inexact: &[Range<usize>]) -> usize {
    inexact.iter().map(|range| range.len() + 4).sum()
}

/// `bytes` without the UTF-8 byte order mark that some editors put at the beginning of a file.
///
/// For files saved by an editor. JSON sent over a network must not have one, and [`parse`] rejects it.
///
/// # Examples
///
/// ```
/// use order_contracts::json;
///
/// let file = b"\xEF\xBB\xBF[]";
/// assert!(json::parse(file).is_err());
/// assert!(json::parse(json::without_bom(file)).is_ok());
/// ```
#[must_use]
pub fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BOM).unwrap_or(bytes)
}

const BOM: &[u8] = b"\xEF\xBB\xBF";
