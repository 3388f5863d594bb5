//! [`Judges`]: whether a value is valid in an alternative of `anyOf` or `oneOf`.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use crate::contract::Contract;
use crate::pointer::Pointer;
use crate::schema::{Direction, Validator};

/// The alternatives that were compiled so far: on first use, one for each place and direction.
#[derive(Debug, Clone, Default)]
pub(super) struct Judges {
    known: HashMap<(usize, Direction), Arc<Validator>>,
    /// Whether payloads may have the properties that do not belong to their direction.
    pub(super) takes_hidden: bool,
}

impl Judges {
    /// Whether the alternative at a place accepts `value`.
    pub(super) fn accept(
        &mut self,
        contract: &Contract,
        (number, place): (usize, &Pointer),
        direction: Direction,
        value: &Value,
    ) -> bool {
        let new = if self.takes_hidden { Validator::with_hidden } else { Validator::of };
        let compile = || Arc::new(new(contract.tree(), place, direction));
        let judge = self.known.entry((number, direction)).or_insert_with(compile);
        let judgement = judge.judge(value);
        // What is not known to be refused may be accepted.
        judgement.failures.is_empty() && judgement.left_out.is_empty()
    }
}
