//! [`decode`]: bytes to a generated type, with an error that names the place and what was wanted, and repeats no value.
//!
//! serde's messages quote what they found: `invalid type: string "customer@example.com", expected u64`.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::json::Position;
use crate::plain::on_one_line;

/// Why a JSON text did not become a value of its type. The text shows where and why, and nothing of the payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    what: String,
    is_syntax: bool,
    position: Position,
}

impl DecodeError {
    /// Whether the text is not JSON at all.
    #[must_use]
    pub fn is_syntax(&self) -> bool {
        self.is_syntax
    }

    /// Where reading stopped: in the value that was refused or just after it; for what is missing, at the end of its object.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        on_one_line(f, format_args!("{} at {}", self.what, self.position))
    }
}

impl std::error::Error for DecodeError {}

/// The value that `bytes` spell.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
    serde_json::from_slice(bytes).map_err(|error| {
        let message = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        DecodeError {
            what: masked(message.strip_suffix(&place).unwrap_or(&message)),
            is_syntax: error.classify() != Category::Data,
            position: Position::of(bytes, offset(bytes, &error)),
        }
    })
}

/// The byte that serde_json counted to: it ends lines at LF only, and its columns are bytes.
fn offset(bytes: &[u8], error: &serde_json::Error) -> usize {
    let before = bytes.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
    before.map(<[u8]>::len).sum::<usize>() + error.column().saturating_sub(1)
}

/// serde's message without what it found, in the words of the validators.
fn masked(message: &str) -> String {
    let wrong = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
    // What was found comes first and may itself read ", expected "; what is expected is written by the crate.
    if let Some((found, expected)) = wrong.and_then(|rest| rest.rsplit_once(", expected ")) {
        return format!("wanted {}, found {}", wanted(expected), kind(found));
    }
    if let Some(name) = message.strip_prefix("missing field ") {
        return format!("missing required property {name}");
    }
    if let Some(name) = message.strip_prefix("duplicate field ") {
        return format!("duplicate property {name}");
    }
    match message.strip_prefix("unknown ").or(wrong) {
        // `unknown variant` and `unknown field` quote what they found.
        Some(_) => "a value of another kind than its type".to_owned(),
        None => message.to_owned(),
    }
}

fn wanted(expected: &str) -> &str {
    match expected {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => "an integer",
        "f32" | "f64" | "a JSON number" => "a number",
        "a sequence" => "an array",
        "a map" => "an object",
        other if other.starts_with("struct ") => "an object",
        other => other,
    }
}

/// The kind, which serde writes before the quoted value.
fn kind(found: &str) -> &'static str {
    match found.split(['"', '`']).next().unwrap_or_default().trim_end() {
        "string" | "character" => "a string",
        "integer" => "an integer",
        "floating point" | "number" => "a number",
        "boolean" => "a boolean",
        "null" | "unit value" => "null",
        "map" => "an object",
        "sequence" => "an array",
        _ => "a value of another kind",
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn no_message_of_serde_repeats_a_value() {
        let cases = [
            (r#"invalid type: string "john@example.com", expected u64"#, "wanted an integer, found a string"),
            (r#"invalid type: string "x, expected john", expected a string"#, "wanted a string, found a string"),
            ("invalid value: integer `-5`, expected an integer from 0", "wanted an integer from 0, found an integer"),
            ("invalid type: floating point `1.5`, expected u64", "wanted an integer, found a number"),
            ("invalid type: boolean `true`, expected struct Order", "wanted an object, found a boolean"),
            ("invalid type: null, expected a sequence", "wanted an array, found null"),
            ("invalid type: map, expected a map", "wanted an object, found an object"),
            ("invalid type: newtype variant, expected f64", "wanted a number, found a value of another kind"),
            ("missing field `amount`", "missing required property `amount`"),
            ("duplicate field `amount`", "duplicate property `amount`"),
            ("unknown variant `john`, expected `a` or `b`", "a value of another kind than its type"),
            ("invalid type: string \"john\"", "a value of another kind than its type"),
            ("longer than 100 characters", "longer than 100 characters"),
        ];
        for (message, wanted) in cases {
            assert_eq!(masked(message), wanted, "{message}");
        }
    }
}
