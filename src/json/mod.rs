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
mod nearest;
pub(crate) mod number;
mod position;
pub(crate) mod read;
mod span;
pub(crate) mod string;
#[cfg(feature = "validate")]
mod tape;
mod value;

pub use decimal::Decimal;
pub use document::Document;
pub use error::{ExpectedInput, SyntaxError, SyntaxErrorKind, UnexpectedInput};
pub use position::Position;
#[cfg(feature = "cli")]
pub(crate) use position::values_at;
pub use read::MAX_DEPTH;
pub use span::{Span, spans};
#[cfg(feature = "cli")]
pub(crate) use string::plain_end as string_end;
#[cfg(feature = "validate")]
pub(crate) use tape::{Inside, Kind, Node, Tape};
#[cfg(feature = "validate")]
pub(crate) use value::dismantle;

use serde_json::Value;

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
    value::build(bytes, MAX_DEPTH, u64::MAX).map(|built| built.value)
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
