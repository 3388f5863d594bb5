//! [`SchemaUse`]: a schema in a place where payloads are judged, compiled when one is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

#[cfg(feature = "diff")]
use serde_json::Value;

use super::read::At;
use crate::pointer::Pointer;
#[cfg(feature = "diff")]
use crate::schema::inner::Reach;
use crate::schema::{Direction, Shape, Types, Validator};
#[cfg(feature = "diff")]
use crate::schema::{Inexact, Judgement};
use crate::tree::Tree;

/// The schema of a body, a parameter or a header.
#[derive(Debug)]
pub struct SchemaUse {
    pointer: Pointer,
    direction: Direction,
    /// For the contract as it is and for the one that reads `oneOf` as `anyOf`, each without and with the properties that do not belong
    /// to the direction.
    compiled: [[OnceLock<Arc<Compiled>>; 2]; 2],
}

/// By which contract a schema is compiled, of those that have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::contract) enum Edition {
    /// The one that was read.
    Read,
    /// The one that was made of it.
    Rewritten,
}

/// A schema, compiled; shared by all uses of one schema in one direction.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) validator: Validator,
    /// The types that its values may have.
    pub(crate) types: Types,
    /// Those of the items, if they are arrays.
    pub(crate) item_types: Types,
}

/// The schemas of one document that were compiled so far.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    whole: Mutex<HashMap<Key, Arc<Compiled>>>,
    /// What was said of some values by schemas of which no more was compiled than they could use.
    #[cfg(feature = "diff")]
    verdicts: Mutex<HashMap<Judged, Judgement>>,
}

/// A schema, the direction of its payloads, and the text of a value with what that does not represent exactly.
#[cfg(feature = "diff")]
type Judged = (Pointer, Direction, Box<str>, Inexact);

/// A schema, the direction of its payloads, and whether they may have what does not belong to it.
type Key = (Pointer, Direction, bool);

impl SchemaUse {
    /// The schema in the member `name` of `at`.
    pub(super) fn read(at: &At<'_, '_>, name: &str, direction: Direction) -> Option<Self> {
        Some(Self::new(at.raw(name)?.schema(is_alone), direction))
    }

    /// The schema at `pointer`.
    pub(crate) fn new(pointer: Pointer, direction: Direction) -> Self {
        Self { pointer, direction, compiled: Default::default() }
    }

    /// The location of the schema in the document, with references followed.
    #[must_use]
    pub fn pointer(&self) -> &Pointer {
        &self.pointer
    }

    /// The direction of its payloads.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// The compiled form, with or without the properties that do not belong to the direction.
    pub(in crate::contract) fn compiled(
        &self,
        (document, edition): (&Tree, Edition),
        cache: &Cache,
        with_hidden: bool,
    ) -> &Compiled {
        self.compiled[usize::from(edition == Edition::Rewritten)][usize::from(with_hidden)].get_or_init(|| {
            let key = (self.pointer.clone(), self.direction, with_hidden);
            // Compiling may take milliseconds: not while others wait for what is compiled already.
            if let Some(known) = cache.lock().get(&key) {
                return Arc::clone(known);
            }
            let new = if with_hidden { Validator::with_hidden } else { Validator::of };
            let compiled = Arc::new(Compiled::new(new(document, &self.pointer, self.direction)));
            Arc::clone(cache.lock().entry(key).or_insert(compiled))
        })
    }
}

/// Whether a schema is nothing but a reference to another: uses of one component share what is compiled.
///
/// Siblings of `$ref` make a schema of its own, and an anchor or an identifier is for the bundle to resolve.
fn is_alone(schema: &Tree) -> bool {
    let reference = schema.get("$ref").and_then(Tree::as_str);
    schema.as_object().is_some_and(|schema| schema.len() == 1)
        && reference.is_some_and(|reference| reference.starts_with("#/"))
}

impl Compiled {
    fn new(validator: Validator) -> Self {
        let shape = Shape::of(&validator.bundled().schema);
        let (types, item_types) = (shape.types(), shape.items(0).types());
        Self { validator, types, item_types }
    }
}

impl Cache {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Key, Arc<Compiled>>> {
        self.whole.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether `value` holds by the schema at `pointer` of `document`, of which no more is compiled than the value can use, and that
    /// is not kept.
    #[cfg(feature = "diff")]
    pub(crate) fn verdict(
        &self,
        document: &Tree,
        (pointer, direction): (&Pointer, Direction),
        (value, inexact): (&Value, &Inexact),
    ) -> Judgement {
        /// A change is often shown by the value that showed another, and a witness is checked as a value and in an exchange.
        const MAX_KNOWN: usize = 1_000;
        let lock = || self.verdicts.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (pointer.clone(), direction, value.to_string().into(), inexact.clone());
        if let Some(known) = lock().get(&key) {
            return known.clone();
        }
        let verdict = Validator::reaching(document, pointer, direction, &Reach::of(value)).verdict(value, inexact);
        let mut verdicts = lock();
        if verdicts.len() >= MAX_KNOWN {
            verdicts.clear();
        }
        verdicts.insert(key, verdict.clone());
        verdict
    }
}
