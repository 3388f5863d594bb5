//! [`Found`]: the kind of a value that was found where another was wanted, without the value itself.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

/// The type and size of a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Found {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number below the bound.
    Smaller,
    /// A number above the bound.
    Larger,
    /// A number without a fraction.
    Integer,
    /// A number with a fraction.
    Number,
    /// A string of so many code points.
    String(usize),
    /// An array of so many items.
    Array(usize),
    /// An object of so many properties.
    Object(usize),
    /// No value at all.
    Nothing,
    /// In words, where they reveal no value: a media type, a status, what is wrong with the syntax.
    Said(Cow<'static, str>),
}

impl Found {
    /// What `value` is.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if number.as_f64().is_some_and(|number| number.fract() == 0.0) => Self::Integer,
            Value::Number(_) => Self::Number,
            Value::String(text) => Self::String(text.chars().count()),
            Value::Array(items) => Self::Array(items.len()),
            Value::Object(members) => Self::Object(members.len()),
        }
    }
}

/// A word of the protocol as it was sent, such as a media type: shortened, and without control characters.
pub(super) fn word(text: &str) -> String {
    const SHOWN: usize = 60;
    let shown: String =
        text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() { shown + "…" } else { shown }
}

impl From<&'static str> for Found {
    fn from(words: &'static str) -> Self {
        Self::Said(Cow::Borrowed(words))
    }
}

impl From<String> for Found {
    fn from(words: String) -> Self {
        Self::Said(Cow::Owned(words))
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |f: &mut fmt::Formatter<'_>, what: &str, size: usize, noun: &str, plural: &str| match size {
            0 => write!(f, "an empty {what}"),
            1 => write!(f, "{what} of 1 {noun}", what = with_article(what)),
            size => write!(f, "{what} of {size} {plural}", what = with_article(what)),
        };
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean => f.write_str("a boolean"),
            Self::Smaller => f.write_str("a smaller number"),
            Self::Larger => f.write_str("a larger number"),
            Self::Integer => f.write_str("an integer"),
            Self::Number => f.write_str("a number with a fraction"),
            Self::String(size) => counted(f, "string", *size, "character", "characters"),
            Self::Array(size) => counted(f, "array", *size, "item", "items"),
            Self::Object(size) => counted(f, "object", *size, "property", "properties"),
            Self::Nothing => f.write_str("nothing"),
            Self::Said(words) => f.write_str(words),
        }
    }
}

fn with_article(what: &str) -> String {
    if what == "string" { format!("a {what}") } else { format!("an {what}") }
}
