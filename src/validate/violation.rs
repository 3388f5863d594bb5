//! [`Violation`]: one departure from the contract.

use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use serde_json::Value;

use crate::contract::Provenance;
use crate::json::Position;
use crate::pointer::Pointer;
use crate::schema::{Expectation, Failure};

use super::found::Found;

/// A place in a payload that breaks a statement of the contract.
///
/// Its text ([`Display`](fmt::Display)) and its JSON form ([`Serialize`]) say what was wanted and found by type and
/// size; the value itself is in neither.
#[derive(Clone, PartialEq)]
pub struct Violation {
    instance: Pointer,
    keyword: Pointer,
    expectation: Expectation,
    found: Found,
    value: Option<Value>,
    hint: Option<String>,
    provenance: Provenance,
    position: Option<Position>,
    closest: Vec<Violation>,
}

impl Violation {
    /// The violation that `failure` tells of `payload`, whose contract is `document`.
    pub(super) fn new(failure: Failure, payload: &Value, document: &Value) -> Self {
        let Failure { instance, keyword, expectation, closest } = failure;
        let value = instance.resolve(payload);
        let (found, value) = match (&expectation, value) {
            (Expectation::Required(_), _) | (_, None) => (Found::Nothing, None),
            (Expectation::Minimum(_) | Expectation::ExclusiveMinimum(_), value) => (Found::Smaller, value.cloned()),
            (Expectation::Maximum(_) | Expectation::ExclusiveMaximum(_), value) => (Found::Larger, value.cloned()),
            (_, Some(value)) => (Found::of(value), Some(value.clone())),
        };
        Self {
            hint: hint(&expectation, value.as_ref()),
            provenance: Provenance::of(document, &keyword),
            position: None,
            closest: closest.into_iter().map(|failure| Self::new(failure, payload, document)).collect(),
            instance,
            keyword,
            expectation,
            found,
            value,
        }
    }

    /// The stable id of the broken rule, such as `max-length`.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.expectation.id()
    }

    /// Where the value stands in the payload; for a missing property, where its object stands.
    #[must_use]
    pub fn instance(&self) -> &Pointer {
        &self.instance
    }

    /// Where the broken keyword stands in the OpenAPI document.
    #[must_use]
    pub fn keyword(&self) -> &Pointer {
        &self.keyword
    }

    /// What was wanted.
    #[must_use]
    pub fn wanted(&self) -> &Expectation {
        &self.expectation
    }

    /// What was found, by type and size.
    #[must_use]
    pub fn found(&self) -> Found {
        self.found
    }

    /// The value itself: personal data, perhaps. `None` when something is missing.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        self.value.as_ref()
    }

    /// What was probably meant, where that is sure: the nearest value of an `enum`.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Who says so.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The line and column in the text that was checked; `None` when a value was checked.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// For `any-of` and `one-of`: what the alternative that came closest wanted.
    #[must_use]
    pub fn closest(&self) -> &[Violation] {
        &self.closest
    }

    pub(super) fn at(&mut self, position: Position) {
        self.position = Some(position);
    }

    pub(super) fn closest_mut(&mut self) -> &mut [Violation] {
        &mut self.closest
    }
}

fn hint(expectation: &Expectation, value: Option<&Value>) -> Option<String> {
    let (Expectation::Enum(values), Some(Value::String(found))) = (expectation, value) else { return None };
    let near = crate::similar::nearest(found, values.iter().filter_map(Value::as_str))?;
    Some(format!("did you mean \"{near}\"?"))
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.instance.as_str() {
            "" => f.write_str("the payload")?,
            pointer => write!(f, "`{pointer}`")?,
        }
        write!(f, ": wanted {}, found {}", self.expectation, self.found)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

/// Without the value.
impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Violation")
            .field("id", &self.id())
            .field("instance", &self.instance.as_str())
            .field("keyword", &self.keyword.as_str())
            .field("wanted", &self.expectation.to_string())
            .field("found", &self.found)
            .finish_non_exhaustive()
    }
}

/// `id`, `instance`, `keyword`, `line`, `column`, `wanted`, `found`, `hint`, `sources`, `inferred`, `closest`: what is
/// not known is left out.
impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Violation", 11)?;
        out.serialize_field("id", self.id())?;
        out.serialize_field("instance", &self.instance)?;
        out.serialize_field("keyword", &self.keyword)?;
        if let Some(position) = self.position {
            out.serialize_field("line", &position.line)?;
            out.serialize_field("column", &position.column)?;
        }
        out.serialize_field("wanted", &self.expectation.to_string())?;
        out.serialize_field("found", &self.found.to_string())?;
        if let Some(hint) = &self.hint {
            out.serialize_field("hint", hint)?;
        }
        if !self.provenance.sources.is_empty() {
            out.serialize_field("sources", &self.provenance.sources)?;
        }
        if let Some(inferred) = &self.provenance.inferred {
            out.serialize_field("inferred", inferred)?;
        }
        if !self.closest.is_empty() {
            out.serialize_field("closest", &self.closest)?;
        }
        out.end()
    }
}
