//! Strings: lengths in code points, formats, patterns, choices.

use std::borrow::Cow;

use serde_json::Value;

use super::node::{Node, Text, types};
use super::pass::{Miss, Step, Walk};
use crate::json::string::Raw;

impl Walk<'_> {
    /// The string at `at`.
    #[inline]
    pub(super) fn string(&mut self, node: &Node, at: usize) -> Step {
        let raw = self.raw(at)?;
        if node.types & types::STRING == 0 {
            return Err(Miss::No);
        }
        if let Some(choice) = &node.choice {
            let chosen = if raw.escaped {
                choice.texts.find(raw.decode().as_bytes())
            } else {
                choice.texts.find(raw.inner.as_bytes())
            };
            if chosen.is_none() {
                return Err(Miss::No);
            }
        }
        match &node.text {
            Some(rules) if !rules.accept(&raw) => Err(Miss::No),
            _ => Ok(raw.end()),
        }
    }
}

impl Text {
    #[inline]
    fn accept(&self, raw: &Raw<'_>) -> bool {
        if raw.escaped { self.accept_text(&Cow::Owned(raw.decode().into_owned())) } else { self.accept_text(raw.inner) }
    }

    #[inline]
    fn accept_text(&self, text: &str) -> bool {
        self.accept_length(text)
            && self.format.as_ref().is_none_or(|format| format.accepts(text))
            && self.pattern.as_ref().is_none_or(|pattern| pattern.is_valid(&Value::String(text.to_owned())))
    }

    #[inline]
    fn accept_length(&self, text: &str) -> bool {
        let bytes = text.len() as u64;
        // A code point takes one to four bytes: most lengths need no counting.
        (bytes <= self.max && bytes >= self.min.saturating_mul(4)) || {
            let points = text.chars().count() as u64;
            self.min <= points && points <= self.max
        }
    }
}
