//! How a [`Violation`] reads, as its `Display`: what is absent, unknown or superfluous has a sentence of its own, a wrong
//! value reads "wanted ..., found ...".

use std::fmt;

use super::found::Found;
use super::part::Part;
use super::violation::Violation;
use super::wanted::{Wanted, word};
use crate::plain::on_one_line;
use crate::schema::Expectation;

/// The place, unless the sentence names it, the sentence, and a hint.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = whole(self).unwrap_or_else(|| {
            let place = place(self);
            match about_value(self) {
                Some(sentence) => format!("{place}: {sentence}"),
                None => format!("{place}: wanted {}, found {}", self.wanted, found(self)),
            }
        });
        match &self.hint {
            Some(hint) => on_one_line(f, format_args!("{sentence}; {hint}")),
            None => on_one_line(f, format_args!("{sentence}")),
        }
    }
}

/// Where the value is, as the beginning of a text.
fn place(violation: &Violation) -> String {
    let name = violation.name();
    match (violation.part, violation.instance.as_str()) {
        (Part::Body, pointer) if !pointer.is_empty() => format!("`{pointer}`"),
        (part, "") => part.describe(name),
        (part, pointer) => format!("{} at `{pointer}`", part.describe(name)),
    }
}

/// A sentence that names its place itself.
fn whole(violation: &Violation) -> Option<String> {
    let found = &violation.found;
    let subject = || violation.part.describe(violation.name());
    let in_payload = violation.part == Part::Body && violation.name.is_none();
    Some(match &violation.wanted {
        Wanted::DeclaredPath => format!("unknown path {found}"),
        Wanted::DeclaredMethod(methods) => {
            let method = match found {
                Found::Said(name) if name.starts_with('`') => format!("method {name}"),
                _ => "the method".to_owned(),
            };
            let path = violation.keyword().tokens().last().unwrap_or_default();
            format!("{method} is not declared for `{path}`; declared: {}", methods.join(", "))
        }
        Wanted::Target => format!("malformed request target: expected {}", violation.wanted),
        Wanted::Credentials(_) => format!("missing credentials: expected {}", violation.wanted),
        Wanted::Present => format!("missing required {}", subject()),
        Wanted::Body(direction) => format!("missing {} body", word(*direction)),
        Wanted::NoBody(direction) => format!("undeclared {} body", word(*direction)),
        Wanted::MediaType(_) if *found == Found::Nothing => {
            format!("missing header `Content-Type`: expected {}", violation.wanted)
        }
        Wanted::Encoding(name) => format!("the payload is not of its content encoding `{name}`"),
        Wanted::Status(statuses) => format!("undeclared status {found}; declared: {}", statuses.join(", ")),
        Wanted::Declared => format!("undeclared {}", subject()),
        Wanted::DeclaredProperty => {
            let mut parent = violation.instance.clone();
            let name = parent.pop().unwrap_or_default();
            let sentence = format!("undeclared property `{name}`");
            match parent.as_str() {
                "" => sentence,
                parent => format!("`{parent}`: {sentence}"),
            }
        }
        // What an object lacks or has too much needs no "payload:" before it.
        Wanted::Json | Wanted::Multipart if in_payload => about_value(violation)?,
        Wanted::Keyword(expectation)
            if in_payload
                && violation.instance.as_str().is_empty()
                && matches!(
                    **expectation,
                    Expectation::Required(_) | Expectation::DeclaredProperties(_) | Expectation::PropertyName(_)
                ) =>
        {
            about_value(violation)?
        }
        _ => return None,
    })
}

/// So many names are read by nobody.
const NAMES: usize = 50;

/// A sentence about the value at its place.
fn about_value(violation: &Violation) -> Option<String> {
    let found = &violation.found;
    let matches_none = |keyword: &str, branches: usize| match branches {
        1 => format!("does not match the only alternative of `{keyword}`"),
        branches => format!("matches none of the {branches} alternatives of `{keyword}`"),
    };
    let expectation = match &violation.wanted {
        Wanted::PercentEncoding => {
            return Some(
                "invalid percent-encoding: expected UTF-8 with `%` followed by two hexadecimal digits".to_owned(),
            );
        }
        Wanted::Json => return Some(format!("invalid JSON: {found}")),
        Wanted::Multipart => return Some(format!("invalid `multipart/form-data`: {found}")),
        wanted => wanted.expectation()?,
    };
    Some(match expectation {
        Expectation::Required(name) => format!("missing required property `{name}`"),
        Expectation::DeclaredProperties(names) => {
            let noun = if names.len() == 1 { "property" } else { "properties" };
            let shown: Vec<String> = names.iter().take(NAMES).map(|name| format!("`{name}`")).collect();
            let more = match names.len().saturating_sub(NAMES) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("undeclared {noun} {}{more}", shown.join(", "))
        }
        Expectation::DeclaredItems => format!("undeclared items in {found}"),
        Expectation::UniqueItems => format!("duplicate items in {found}"),
        Expectation::PropertyName(name) => format!("invalid property name `{name}`"),
        Expectation::NotInThisDirection(keyword) => {
            let direction = if keyword == "writeOnly" { "response" } else { "request" };
            format!("a `{keyword}` property must not be sent in a {direction}")
        }
        Expectation::AnyOf(branches) => matches_none("anyOf", *branches),
        Expectation::OneOf(branches) => matches_none("oneOf", *branches),
        Expectation::OnlyOneOf(branches) => {
            format!("matches more than one of the {branches} alternatives of `oneOf`")
        }
        Expectation::Not => "matches the schema of `not`, which excludes it".to_owned(),
        Expectation::Nothing => "no value is allowed here".to_owned(),
        _ => return None,
    })
}

/// What was found, as far as it explains the violation: the type for a wrong type, the size for a wrong size.
fn found(violation: &Violation) -> String {
    use Expectation::{MaxItems, MaxLength, MaxProperties, MinItems, MinLength, MinProperties, Type};
    match (violation.wanted.expectation(), &violation.found) {
        (Some(Type(_)), Found::String(_)) => "a string".to_owned(),
        (Some(Type(_)), Found::Array(_)) => "an array".to_owned(),
        (Some(Type(_)), Found::Object(_)) => "an object".to_owned(),
        (Some(MinLength(_) | MaxLength(_)), Found::String(size))
        | (Some(MinItems(_) | MaxItems(_)), Found::Array(size))
        | (Some(MinProperties(_) | MaxProperties(_)), Found::Object(size)) => size.to_string(),
        (_, found) => found.to_string(),
    }
}
