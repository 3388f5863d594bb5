//! Strings: lengths in code points, formats, patterns, choices.

use serde_json::Value;

use super::node::{Node, Text, types};
use super::pass::{Miss, Quoted, Step, Walk};
use crate::json::string::Raw;

impl Walk<'_> {
    /// The string at `at`.
    #[inline(always)]
    pub(super) fn string(&mut self, node: &Node, at: usize) -> Step {
        let quoted = self.quoted(at)?;
        if node.types & types::STRING == 0 {
            return Err(Miss::No);
        }
        if (node.choice.is_some() || node.text.is_some()) && !self.accept(node, quoted) {
            return Err(Miss::No);
        }
        Ok(quoted.to + 1)
    }

    fn accept(&self, node: &Node, quoted: Quoted) -> bool {
        let inner = &self.text[quoted.from..quoted.to];
        if quoted.escaped {
            return node.accept_text(&Raw { inner, escaped: true, at: quoted.from - 1 }.decode());
        }
        node.accept_text(inner)
    }
}

impl Node {
    #[inline]
    fn accept_text(&self, text: &str) -> bool {
        self.choice.as_ref().is_none_or(|choice| choice.texts.find(text.as_bytes()).is_some())
            && self.text.as_ref().is_none_or(|rules| rules.accept(text))
    }
}

impl Text {
    #[inline]
    fn accept(&self, text: &str) -> bool {
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
