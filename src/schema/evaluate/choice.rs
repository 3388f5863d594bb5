//! [`Choice`]: `enum` and `const`.

use std::collections::HashSet;

use serde_json::Value;

use super::digits::Digits;
use crate::json::exact;
use crate::tree::Tree;

/// The values that are allowed, for look-up.
#[derive(Debug)]
pub(super) struct Choice {
    texts: HashSet<String>,
    /// Everything that is no string, in one spelling each.
    others: HashSet<String>,
    has_containers: bool,
    /// As the document lists them.
    pub(super) values: Vec<Value>,
}

impl Choice {
    pub(super) fn new(values: &[Tree]) -> Self {
        let mut choice = Self {
            texts: HashSet::new(),
            others: HashSet::new(),
            has_containers: values.iter().any(|value| value.is_array() || value.is_object()),
            values: values.iter().map(Tree::to_value).collect(),
        };
        for value in values {
            match value {
                Tree::String(text) if exact::kept(value).is_none() => choice.texts.insert(text.to_string()),
                listed => {
                    let (instance, inexact) = exact::instance(listed.to_value());
                    choice.others.insert(Digits::of(&instance, &inexact).canonical(&instance))
                }
            };
        }
        choice
    }

    pub(super) fn has(&self, value: &Value, digits: &Digits) -> bool {
        match value {
            Value::String(text) => self.texts.contains(text),
            Value::Array(_) | Value::Object(_) if !self.has_containers => false,
            _ if self.others.is_empty() => false,
            other => self.others.contains(&digits.canonical(other)),
        }
    }
}
