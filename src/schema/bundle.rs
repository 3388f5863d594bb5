//! [`Bundle`]: one Schema Object of a document as a self-contained JSON Schema, for users of this crate.

use serde_json::Value;

use super::bundled::Bundled;
use super::dialect::Direction;
use crate::pointer::Pointer;
use crate::tree::Tree;

/// A self-contained JSON Schema, and the way back into the document.
///
/// Everything that the schema refers to is brought along under `$defs`, so the result means the same wherever it is
/// taken. The bundle remembers where in the document each part came from: see [`Bundle::document_pointer`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Bundle {
    /// The schema: `$schema`, the keywords, then `$defs` where it refers to others. [`json::schema_text`](crate::json::schema_text)
    /// writes it with the digits of numbers that no `f64` holds.
    pub schema: Value,
    /// The direction it was bundled for.
    pub direction: Direction,
    /// Document pointers whose content could not be used, and why.
    pub skipped: Vec<(Pointer, String)>,
    bundled: Bundled,
}

impl Bundle {
    /// Bundles the Schema Object at `root` of `document`, for payloads that go in `direction`.
    ///
    /// A document of OpenAPI 3.1 holds JSON Schema 2020-12, or what its `jsonSchemaDialect` or the schema's own `$schema`
    /// name; every other document holds Schema Objects of OpenAPI 3.0, and the result is JSON Schema 2020-12.
    ///
    /// A reference that leads nowhere, out of the document, or back to itself without a step into the value, accepts everything
    /// and is listed in [`Bundle::skipped`].
    #[must_use]
    pub fn new(document: &Value, root: &Pointer, direction: Direction) -> Self {
        Self::of(&Bundled::new(&Tree::from(document), root, direction))
    }

    pub(super) fn of(bundled: &Bundled) -> Self {
        Self {
            schema: bundled.schema.to_value(),
            direction: bundled.direction,
            skipped: bundled.skipped.clone(),
            bundled: bundled.clone(),
        }
    }

    /// The place in the document of the keyword at `location` of the bundle.
    #[must_use]
    pub fn document_pointer(&self, location: &Pointer) -> Pointer {
        self.bundled.document_pointer(location)
    }
}
