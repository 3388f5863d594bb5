//! From a bundle to a compiled validator, whatever is wrong with the bundle: a statement that cannot be compiled is left
//! out with a marker in its place, and the rest still judges.

use std::sync::Arc;

use jsonschema::Draft;
use serde_json::{Map, Value};

use super::build::{Patterns, Setup, build};
use super::bundle::Bundle;
use super::unjudged::MARKER;
use super::{vocabulary, walk};
use crate::pointer::Pointer;

/// How many statements may be left out before the whole schema is given up.
const MAX_ATTEMPTS: usize = 64;

/// A compiled schema and how it was compiled.
pub(super) struct Compiled {
    pub(super) validator: jsonschema::Validator,
    /// The schema, with markers.
    pub(super) schema: Value,
    /// Whether a value may reach something that cannot be judged.
    pub(super) has_gaps: bool,
    patterns: Patterns,
    draft: Draft,
}

/// Compiles the schema of `bundle`.
///
/// # Errors
///
/// The validator crate's error and its location in the schema, when there are too many of them.
pub(super) fn compile(bundle: &Bundle) -> Result<Compiled, (Pointer, String)> {
    let draft = draft(bundle);
    let mut schema = bundle.schema.clone();
    let mut has_gaps = false;
    for (place, _) in &bundle.skipped {
        for location in bundle.locations(place) {
            has_gaps |= mark(&mut schema, &location);
        }
    }
    let mut patterns = Patterns::Linear;
    for _ in 0..MAX_ATTEMPTS {
        match build(&schema, Setup { draft, ..Setup::plain(patterns) }) {
            Ok(validator) => return Ok(Compiled { validator, schema, has_gaps, patterns, draft }),
            // Perhaps only the linear engine cannot; steps are counted from here on, and running out of them is a gap.
            Err(_) if patterns == Patterns::Linear => {
                patterns = Patterns::Bounded;
                has_gaps = true;
            }
            Err((place, why)) => {
                if !leave_out(&mut schema, &place) {
                    return Err((place, why));
                }
            }
        }
    }
    Err((Pointer::root(), format!("more than {MAX_ATTEMPTS} keywords cannot be used")))
}

impl Compiled {
    /// Whether the schema is what the single pass over bytes understands as this validator does: the current draft, all
    /// of it usable, patterns in the linear engine.
    pub(super) fn is_plain(&self) -> bool {
        !self.has_gaps && self.draft == Draft::Draft202012 && self.patterns == Patterns::Linear
    }

    /// The same schema with exact keywords about numbers.
    pub(super) fn exact(&self) -> Option<jsonschema::Validator> {
        build(&self.schema, Setup { draft: self.draft, exactly: true, ..Setup::plain(self.patterns) }).ok()
    }
}

fn draft(bundle: &Bundle) -> Draft {
    match bundle.draft {
        vocabulary::Draft::Four => Draft::Draft4,
        vocabulary::Draft::Six => Draft::Draft6,
        vocabulary::Draft::Seven => Draft::Draft7,
        vocabulary::Draft::Y2019 => Draft::Draft201909,
        vocabulary::Draft::Y2020 => Draft::Draft202012,
    }
}

/// Removes the value at `place` and marks the schema around it.
fn leave_out(schema: &mut Value, place: &Pointer) -> bool {
    let mut above = place.clone();
    let Some(last) = above.pop() else { return false };
    let removed = match schema.pointer_mut(above.as_str()) {
        Some(Value::Object(members)) => members.remove(&last).is_some(),
        // A list of schemas or values: its keyword goes as a whole.
        Some(Value::Array(_)) => return leave_out(schema, &above),
        _ => false,
    };
    removed && mark(schema, place)
}

/// Puts a marker into the schema at `place`, or into the nearest one above it.
fn mark(schema: &mut Value, place: &Pointer) -> bool {
    // Whether the object at the end of these tokens is a schema, and not one that names schemas (`properties`).
    let mut here = place.clone();
    loop {
        let is_schema = walk::is_schema(schema, &here);
        if let Some(value) = schema.pointer_mut(here.as_str()).filter(|_| is_schema) {
            if value == &Value::Bool(true) {
                *value = Value::Object(Map::new());
            }
            if let Value::Object(members) = value {
                members.insert(MARKER.to_owned(), Value::from(place.as_str()));
                return true;
            }
        }
        if here.pop().is_none() {
            return false;
        }
    }
}

/// The text that a keyword's place is kept as.
pub(super) fn place_of(text: &Arc<str>) -> Pointer {
    Pointer::parse(text).unwrap_or_default()
}
