//! [`Expectation`]: what a keyword requires of a value, with its operands.

use std::fmt;

use serde_json::Value;

use crate::json::schema_text;

/// What the violated keyword requires. The text is a noun phrase that completes "wanted ...": `at most 100 characters`.
///
/// Operands come from the contract, never from a payload, except property names. A number that no `f64` holds is a text that
/// [`json::digits`](crate::json::digits) reads.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Expectation {
    /// `type`: one of these type names.
    Type(Vec<String>),
    /// `enum`: one of these values.
    Enum(Vec<Value>),
    /// `const`: this value.
    Const(Value),
    /// `required`: the property of this name.
    Required(String),
    /// `minLength`, in code points.
    MinLength(u64),
    /// `maxLength`, in code points.
    MaxLength(u64),
    /// `pattern`: a match of this regular expression.
    Pattern(String),
    /// `format`: a string of this format.
    Format(String),
    /// `minimum`.
    Minimum(Value),
    /// `exclusiveMinimum`.
    ExclusiveMinimum(Value),
    /// `maximum`.
    Maximum(Value),
    /// `exclusiveMaximum`.
    ExclusiveMaximum(Value),
    /// `multipleOf`.
    MultipleOf(String),
    /// `minItems`.
    MinItems(u64),
    /// `maxItems`.
    MaxItems(u64),
    /// `uniqueItems`.
    UniqueItems,
    /// `contains`.
    Contains,
    /// `minProperties`.
    MinProperties(u64),
    /// `maxProperties`.
    MaxProperties(u64),
    /// `additionalProperties`, `unevaluatedProperties`: declared properties only; these are not.
    DeclaredProperties(Vec<String>),
    /// `items: false`, `unevaluatedItems`: declared items only.
    DeclaredItems,
    /// `propertyNames`: this name does not match.
    PropertyName(String),
    /// `readOnly` in a request, `writeOnly` in a response: not sent in this direction.
    NotInThisDirection(String),
    /// `anyOf`: at least one of this many branches; the failures are those of the branch that came closest.
    AnyOf(usize),
    /// `oneOf`: exactly one of this many branches, and none matches.
    OneOf(usize),
    /// `oneOf`: exactly one of this many branches, and more than one matches.
    OnlyOneOf(usize),
    /// `not`: a value that does not match.
    Not,
    /// A `false` schema: no value is allowed here.
    Nothing,
    /// `contentEncoding` or `contentMediaType`.
    Content(String),
}

impl Expectation {
    /// The stable id of the rule, such as `max-length`.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Type(_) => "type",
            Self::Enum(_) => "enum",
            Self::Const(_) => "const",
            Self::Required(_) => "required",
            Self::MinLength(_) => "min-length",
            Self::MaxLength(_) => "max-length",
            Self::Pattern(_) => "pattern",
            Self::Format(_) => "format",
            Self::Minimum(_) => "minimum",
            Self::ExclusiveMinimum(_) => "exclusive-minimum",
            Self::Maximum(_) => "maximum",
            Self::ExclusiveMaximum(_) => "exclusive-maximum",
            Self::MultipleOf(_) => "multiple-of",
            Self::MinItems(_) => "min-items",
            Self::MaxItems(_) => "max-items",
            Self::UniqueItems => "unique-items",
            Self::Contains => "contains",
            Self::MinProperties(_) => "min-properties",
            Self::MaxProperties(_) => "max-properties",
            Self::DeclaredProperties(_) => "additional-properties",
            Self::DeclaredItems => "additional-items",
            Self::PropertyName(_) => "property-names",
            Self::NotInThisDirection(keyword) if keyword == "writeOnly" => "write-only",
            Self::NotInThisDirection(_) => "read-only",
            Self::AnyOf(_) => "any-of",
            Self::OneOf(_) | Self::OnlyOneOf(_) => "one-of",
            Self::Not => "not",
            Self::Nothing => "nothing-allowed",
            Self::Content(_) => "content",
        }
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(names) => {
                f.write_str(&names.iter().map(|name| with_article(name)).collect::<Vec<_>>().join(" or "))
            }
            Self::Enum(values) => match values.as_slice() {
                [only] => f.write_str(&schema_text(only)),
                values => write!(f, "one of {}", values.iter().map(schema_text).collect::<Vec<_>>().join(", ")),
            },
            Self::Const(value) => f.write_str(&schema_text(value)),
            Self::Required(name) => write!(f, "the property `{name}`"),
            Self::MinLength(limit) => write!(f, "at least {}", count(*limit, "character")),
            Self::MaxLength(limit) => write!(f, "at most {}", count(*limit, "character")),
            Self::Pattern(pattern) => write!(f, "a string matching `{pattern}`"),
            Self::Format(format) => write!(f, "a string in the format `{format}`"),
            Self::Minimum(limit) => write!(f, "{} or more", schema_text(limit)),
            Self::ExclusiveMinimum(limit) => write!(f, "more than {}", schema_text(limit)),
            Self::Maximum(limit) => write!(f, "{} or less", schema_text(limit)),
            Self::ExclusiveMaximum(limit) => write!(f, "less than {}", schema_text(limit)),
            Self::MultipleOf(divisor) => write!(f, "a multiple of {divisor}"),
            Self::MinItems(limit) => write!(f, "at least {}", count(*limit, "item")),
            Self::MaxItems(limit) => write!(f, "at most {}", count(*limit, "item")),
            Self::UniqueItems => f.write_str("unique items"),
            Self::Contains => f.write_str("items matching `contains`"),
            Self::MinProperties(limit) => write!(f, "at least {}", counted(*limit, "property", "properties")),
            Self::MaxProperties(limit) => write!(f, "at most {}", counted(*limit, "property", "properties")),
            Self::DeclaredProperties(names) => {
                let names = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                write!(f, "declared properties only, not {names}")
            }
            Self::DeclaredItems => f.write_str("declared items only"),
            Self::PropertyName(name) => write!(f, "a property name other than `{name}`"),
            Self::NotInThisDirection(keyword) if keyword == "writeOnly" => {
                f.write_str("no `writeOnly` property in a response")
            }
            Self::NotInThisDirection(_) => f.write_str("no `readOnly` property in a request"),
            Self::AnyOf(branches) => write!(f, "at least one of {branches} alternatives"),
            Self::OneOf(branches) => write!(f, "one of {branches} alternatives"),
            Self::OnlyOneOf(branches) => write!(f, "exactly one of {branches} alternatives"),
            Self::Not => f.write_str("a value that does not match `not`"),
            Self::Nothing => f.write_str("no value"),
            Self::Content(content) => write!(f, "`{content}` content"),
        }
    }
}

fn count(limit: u64, noun: &str) -> String {
    counted(limit, noun, &format!("{noun}s"))
}

fn counted(limit: u64, singular: &str, plural: &str) -> String {
    format!("{limit} {}", if limit == 1 { singular } else { plural })
}

fn with_article(name: &str) -> String {
    match name {
        "null" => "null".to_owned(),
        "array" | "integer" | "object" => format!("an {name}"),
        other => format!("a {other}"),
    }
}
