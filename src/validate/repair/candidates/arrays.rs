//! Arrays with too few or too many items, with repeated ones, or without one that is wanted.

use std::collections::HashSet;

use serde_json::Value;

use super::Proposals;
use crate::pointer::Pointer;
use crate::schema::Expectation;
use crate::validate::Violation;
use crate::validate::repair::edit::{Grade, Operation};

/// The most items that are added.
const ADDED: usize = 32;

/// The most items that are removed, or compared.
const REMOVED: usize = 10_000;

/// Items that are tried one by one.
const TRIED: usize = 8;

impl Proposals<'_> {
    pub(super) fn too_few_items(&mut self, here: &Pointer, value: &Value, least: u64) {
        let Value::Array(items) = value else { return };
        let missing = usize::try_from(least).unwrap_or(usize::MAX).saturating_sub(items.len());
        if missing > ADDED {
            return;
        }
        let end = here.clone().index(items.len());
        for proposed in self.constructed.values(&self.shape(&end)) {
            let add = |_| Operation::add(here.clone().key("-"), proposed.value.clone());
            self.push((0..missing).map(add).collect(), Grade::Guess, "more items are required", missing);
        }
    }

    pub(super) fn too_many_items(&mut self, here: &Pointer, value: &Value, most: u64) {
        let Value::Array(items) = value else { return };
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        if items.len().saturating_sub(most) > REMOVED {
            return;
        }
        let remove = |position| Operation::remove(here.clone().index(position));
        let operations = (most..items.len()).rev().map(remove).collect();
        self.push(operations, Grade::Guess, "the items beyond the limit are removed", 1);
    }

    pub(super) fn undeclared_items(&mut self, here: &Pointer, value: &Value) {
        let Value::Array(items) = value else { return };
        let shape = self.shape(here);
        let lists =
            shape.statements().into_iter().filter_map(|schema| schema.get("prefixItems")?.as_array().map(Vec::len));
        let declared = lists.max().unwrap_or(0);
        for keep in [declared, items.len().saturating_sub(1)] {
            if keep < items.len() && items.len() - keep <= REMOVED {
                let remove = |position| Operation::remove(here.clone().index(position));
                let operations = (keep..items.len()).rev().map(remove).collect();
                self.push(operations, Grade::Guess, "the contract does not declare these items", 1);
            }
        }
    }

    pub(super) fn repeated_items(&mut self, here: &Pointer, value: &Value) {
        let Value::Array(items) = value else { return };
        if items.len() > REMOVED {
            return;
        }
        let mut seen = HashSet::new();
        let repeated: Vec<usize> =
            items.iter().enumerate().filter(|(_, item)| !seen.insert(spelled(item))).map(|(at, _)| at).collect();
        let remove = |position: usize| Operation::remove(here.clone().index(position));
        let operations: Vec<Operation> = repeated.into_iter().rev().map(remove).collect();
        if !operations.is_empty() {
            self.push(operations, Grade::Safe, "the same item is in the array before", 1);
        }
    }

    /// Too few items match `contains`, or too many.
    pub(super) fn without_match(&mut self, here: &Pointer, value: &Value, violation: &Violation) {
        let Value::Array(items) = value else { return };
        debug_assert_eq!(violation.wanted().expectation(), Some(&Expectation::Contains));
        let shape = self.shape(here);
        let (root, _) = shape.schemas();
        let wanted: Vec<_> = shape.statements().into_iter().filter_map(|schema| schema.get("contains")).collect();
        for schema in wanted {
            if let Some(value) = self.constructed.smallest(root, schema) {
                let operation = Operation::add(here.clone().key("-"), value);
                self.push(vec![operation], Grade::Guess, "an item that matches `contains` is required", 1);
            }
        }
        for position in (0..items.len()).rev().take(TRIED) {
            self.remove(&here.clone().index(position), Grade::Guess, "there are more such items than are allowed");
        }
    }
}

/// The value as a text that is the same for equal values: members are in the order of their names, whole numbers without fraction.
fn spelled(value: &Value) -> String {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 9e15 => format!("{float:.0}"),
            _ => number.to_string(),
        },
        Value::Array(items) => format!("[{}]", items.iter().map(spelled).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let members =
                members.iter().map(|(name, member)| format!("{}:{}", Value::from(name.as_str()), spelled(member)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}
