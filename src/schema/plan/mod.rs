//! [`Plan`]: a schema compiled for one pass over the bytes of a payload, without a tree and without allocation.
//!
//! A plan answers [`Pass::Valid`] or [`Pass::Unsure`]. `Valid` is a promise: [`json::parse`](crate::json::parse) accepts
//! the bytes, and the exact validator (the `jsonschema` crate, draft 2020-12, formats asserted) accepts their value.
//! `Unsure` is everything else: bytes that are no JSON, values that break the schema, and whatever the pass leaves to
//! the exact validator. It is to be read as "ask", never as "invalid".
//!
//! What the pass leaves alone, always towards `Unsure`: keywords outside [`compile`](Plan::compile)'s list, member names
//! written with escapes, more than 255 undeclared members in one object, unique arrays of anything but short strings and
//! integers, numbers that an `f64` rounds where the schema looks at them, and payloads whose branches (`anyOf`, `oneOf`,
//! `allOf`, `not`, `if`) would be read again and again.

mod array;
mod branches;
mod compile;
mod keys;
mod keywords;
mod members;
mod names;
mod node;
mod number;
mod object;
mod pass;
mod quick;
mod settle;
mod spelling;
mod step;
mod text;

use serde_json::Value;

use crate::tree::Tree;

pub(super) use node::Amount;
use node::{Node, NodeId};

/// A schema, compiled for the single pass.
///
/// # Examples
///
/// ```
/// use order_contracts::schema::plan::{Pass, Plan};
/// use serde_json::json;
///
/// let plan = Plan::compile(&json!({
///     "type": "object",
///     "required": ["amount"],
///     "properties": {
///         "amount": {"type": "integer", "minimum": 0},
///         "customerEmail": {"type": "string", "format": "email", "maxLength": 255},
///     },
/// }));
/// assert_eq!(plan.accepts(br#"{"amount": 35000, "customerEmail": "john@example.com"}"#), Pass::Valid);
/// assert_eq!(plan.accepts(br#"{"amount": 1e3}"#), Pass::Valid);
/// assert_eq!(plan.accepts(br#"{"amount": -1}"#), Pass::Unsure);
/// assert_eq!(plan.accepts(br#"{"amount": 1, "amount": 2}"#), Pass::Unsure);
/// ```
#[derive(Debug)]
pub struct Plan {
    nodes: Vec<Node>,
    root: NodeId,
    /// Whether a part of a value may be read more than once.
    rereads: bool,
}

/// The result of a single pass over a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// Complete: a plan knows no third answer, and never says "invalid".
pub enum Pass {
    /// The bytes are JSON and the value keeps the schema.
    Valid,
    /// Unknown: ask the exact validator.
    Unsure,
}

impl Plan {
    /// Compiles a self-contained schema of draft 2020-12, whose `$ref`s are `#` or begin with `#/`.
    ///
    /// Known: `type`, `enum`, `const`, the keywords for strings (with `format` and `pattern`), numbers, arrays
    /// (`items`, `prefixItems`, sizes, `uniqueItems`) and objects (all but `dependentSchemas` and `unevaluated*`),
    /// `allOf`, `anyOf`, `oneOf`, `not`, `if`, and boolean schemas. It never fails: values that meet anything else in
    /// the schema are [`Pass::Unsure`].
    #[must_use]
    pub fn compile(schema: &Value) -> Self {
        Self::of(&Tree::from(schema))
    }

    pub(crate) fn of(schema: &Tree) -> Self {
        compile::compile(schema)
    }

    /// Reads `bytes` once and decides whether they are certainly a valid payload.
    #[must_use]
    pub fn accepts(&self, bytes: &[u8]) -> Pass {
        match self.judge(bytes) {
            Some(true) => Pass::Valid,
            _ => Pass::Unsure,
        }
    }

    /// Decides whether the string `text` is certainly valid.
    pub(super) fn accepts_text(&self, text: &str) -> Pass {
        match self.nodes.get(self.root).map(|node| node.accepts_content(text)) {
            Some(Ok(true)) => Pass::Valid,
            _ => Pass::Unsure,
        }
    }

    /// `Some(true)`: valid. `Some(false)`: invalid, or not JSON. `None`: the pass does not know.
    fn judge(&self, bytes: &[u8]) -> Option<bool> {
        pass::judge(self, bytes)
    }
}
