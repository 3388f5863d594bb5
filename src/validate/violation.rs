//! [`Violation`]: one departure from the contract.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use serde_json::Value;

use super::found::Found;
use super::hint;
use super::kept::kept;
use super::part::Part;
use super::wanted::Wanted;
use crate::contract::origin::Origin;
use crate::contract::{Contract, Provenance, Said, Statement};
use crate::json::Position;
use crate::pointer::Pointer;
use crate::schema::{Expectation, Failure};
use crate::tree::Tree;

/// A place in a message that violates a statement of the contract.
///
/// Its text ([`Display`](std::fmt::Display)) and its JSON form ([`Serialize`]) describe the value by type and size; the value
/// itself is in neither.
#[derive(Clone, PartialEq)]
pub struct Violation {
    pub(super) part: Part,
    pub(super) name: Option<String>,
    pub(super) instance: Pointer,
    /// What is violated.
    statement: Arc<Statement>,
    pub(super) wanted: Wanted,
    pub(super) found: Found,
    pub(super) value: Option<Value>,
    pub(super) hint: Option<String>,
    pub(super) position: Option<Position>,
    pub(super) closest: Vec<Violation>,
    /// How many violations of the closest alternative were not built.
    pub(super) closest_left_out: usize,
}

/// So few failures find their places one by one: nearly always they are known.
const FEW: usize = 8;
/// So many violations of closest alternatives belong to one violation, in all depths together.
const MOST_CLOSEST: usize = 100;

impl Violation {
    /// Has the contract find the places of all these failures at once, before a violation is made of each.
    pub(super) fn find_places(failures: &[Failure], contract: &Contract) {
        if failures.len() <= FEW {
            return;
        }
        let closest = failures.iter().flat_map(|failure| &failure.closest);
        contract.find_positions(failures.iter().chain(closest).map(|failure| &failure.keyword));
    }

    /// The violation of `payload` that `failure` describes.
    pub(super) fn of_failure(failure: Failure, payload: &Value, contract: &Contract) -> Self {
        let mut room = MOST_CLOSEST;
        Self::of_failure_within(failure, payload, contract, &mut room)
    }

    fn of_failure_within(failure: Failure, payload: &Value, contract: &Contract, room: &mut usize) -> Self {
        let Failure { instance, mut keyword, mut expectation, closest } = failure;
        let says_false = |place: &Pointer| place.find(contract.tree()) == Some(&Tree::Bool(false));
        match *expectation {
            // Not hidden in this direction: the document itself has `false`.
            Expectation::NotInThisDirection(_) if says_false(&keyword) => expectation = Arc::new(Expectation::Nothing),
            // A bundle is an object, so a bundle of `false` is written with `not`.
            Expectation::Not if keyword.parent().is_some_and(|above| says_false(&above)) => {
                keyword.pop();
                expectation = Arc::new(Expectation::Nothing);
            }
            _ => {}
        }
        let here = instance.resolve(payload);
        let (found, value) = match (&*expectation, here) {
            (Expectation::Required(_), _) | (_, None) => (Found::Nothing, None),
            (Expectation::Minimum(_) | Expectation::ExclusiveMinimum(_), value) => {
                (Found::Smaller, value.and_then(kept))
            }
            (Expectation::Maximum(_) | Expectation::ExclusiveMaximum(_), value) => {
                (Found::Larger, value.and_then(kept))
            }
            (Expectation::Type(names), Some(value))
                if names.iter().any(|name| name == "integer") && value.is_number() =>
            {
                // The value may have lost the fraction that was checked.
                (Found::Number, kept(value))
            }
            (_, Some(value)) => (Found::of(value), kept(value)),
        };
        let mut built = Vec::new();
        let mut closest_left_out = 0;
        for failure in closest {
            if *room == 0 {
                closest_left_out += 1;
                continue;
            }
            *room -= 1;
            built.push(Self::of_failure_within(failure, payload, contract, room));
        }
        Self {
            hint: hint::of(&expectation, here, &keyword, contract.tree()),
            value,
            instance,
            closest: built,
            closest_left_out,
            ..Self::new(Part::Body, keyword, Wanted::Keyword(expectation), found, contract)
        }
    }

    /// A violation of the statement at `keyword`, about `part` as a whole.
    pub(super) fn new(part: Part, keyword: Pointer, wanted: Wanted, found: Found, contract: &Contract) -> Self {
        let said = match &wanted {
            // That a text is JSON is declared by no schema and no page.
            Wanted::Json => Said::Nothing,
            // `keyword` is the object where one of its keywords is broken.
            Wanted::Body(_) | Wanted::Present => Said::By("required"),
            Wanted::DeclaredProperty => Said::By("properties"),
            wanted => match wanted.expectation() {
                Some(Expectation::Required(name)) => Said::OfName(name.as_str()),
                _ => Said::Here,
            },
        };
        Self {
            part,
            name: None,
            instance: Pointer::root(),
            found,
            value: None,
            hint: None,
            position: None,
            statement: contract.statement(keyword, said),
            wanted,
            closest: Vec::new(),
            closest_left_out: 0,
        }
    }

    /// The same about the parameter or header `name`.
    pub(super) fn named(mut self, part: Part, name: &str) -> Self {
        self.part = part;
        self.name = Some(name.to_owned());
        self.closest = self.closest.into_iter().map(|violation| violation.named(part, name)).collect();
        self
    }

    /// The part of the exchange that it is about.
    #[must_use]
    pub fn part(&self) -> Part {
        self.part
    }

    /// The name of the parameter or header that it is about.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The position of the violated statement in the contract's file.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.statement.origin.as_ref()
    }

    /// The stable id of the violated rule, such as `max-length`.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.wanted.id()
    }

    /// The location of the value in the payload; for a missing property, that of its object.
    #[must_use]
    pub fn instance(&self) -> &Pointer {
        &self.instance
    }

    /// The location of the violated keyword in the OpenAPI document.
    #[must_use]
    pub fn keyword(&self) -> &Pointer {
        &self.statement.keyword
    }

    /// What is violated, which all that violate it share.
    #[cfg(feature = "cli")]
    pub(crate) fn statement(&self) -> &Arc<Statement> {
        &self.statement
    }

    /// What the contract requires.
    #[must_use]
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// What was found, by type and size.
    #[must_use]
    pub fn found(&self) -> &Found {
        &self.found
    }

    /// The value itself, which may be personal data. `None` when something is missing, and for a value of more than a few
    /// hundred parts or a few kilobytes: [`Violation::instance`] leads to it.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        self.value.as_ref()
    }

    /// What was probably meant: the nearest value of an `enum`, property name or path, if one is close enough.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Where the requirement comes from.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.statement.provenance
    }

    /// The line and column in the text that was checked; `None` when a value was checked.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// For `any-of` and `one-of`: the violations of the closest alternative, the first of them if there are many.
    #[must_use]
    pub fn closest(&self) -> &[Violation] {
        &self.closest
    }

    /// How many violations of the closest alternative were omitted.
    #[cfg(feature = "cli")]
    pub(crate) fn closest_left_out(&self) -> usize {
        self.closest_left_out
    }
}

/// Without the value.
impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Violation")
            .field("id", &self.id())
            .field("part", &self.part)
            .field("name", &self.name)
            .field("instance", &self.instance.as_str())
            .field("keyword", &self.keyword().as_str())
            .field("wanted", &self.wanted.to_string())
            .field("found", &self.found)
            .finish_non_exhaustive()
    }
}

/// `id`, `message`, `part`, `name`, `instance`, `keyword`, `contract` (its `file`, `line`, `column`), `line`, `column`,
/// `wanted`, `found`, `hint`, `sources`, `inferred`, `closest`, `closest_left_out`: what is not known is omitted.
impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Violation", 16)?;
        out.serialize_field("id", self.id())?;
        out.serialize_field("message", &self.to_string())?;
        out.serialize_field("part", &self.part)?;
        if let Some(name) = &self.name {
            out.serialize_field("name", name)?;
        }
        out.serialize_field("instance", &self.instance)?;
        out.serialize_field("keyword", self.keyword())?;
        if let Some(origin) = self.origin() {
            out.serialize_field("contract", origin)?;
        }
        if let Some(position) = self.position {
            out.serialize_field("line", &position.line)?;
            out.serialize_field("column", &position.column)?;
        }
        out.serialize_field("wanted", &self.wanted.to_string())?;
        out.serialize_field("found", &self.found.to_string())?;
        if let Some(hint) = &self.hint {
            out.serialize_field("hint", hint)?;
        }
        let provenance = self.provenance();
        if !provenance.sources.is_empty() {
            out.serialize_field("sources", &provenance.sources)?;
        }
        if let Some(inferred) = provenance.inferred_text() {
            out.serialize_field("inferred", &inferred)?;
        }
        if !self.closest.is_empty() {
            out.serialize_field("closest", &self.closest)?;
        }
        if self.closest_left_out > 0 {
            out.serialize_field("closest_left_out", &self.closest_left_out)?;
        }
        out.end()
    }
}
