//! Strings: lengths in code points, formats, patterns, choices.

use super::node::{Node, Text, types};
use super::pass::Walk;
use super::step::{Miss, Quoted, Step};
use crate::json::string::Raw;

impl<const COUNTED: bool> Walk<'_, COUNTED> {
    /// The string between these quotes.
    pub(super) fn string(&mut self, node: &Node, quoted: Quoted) -> Step {
        if node.types & types::STRING == 0 {
            return Err(Miss::No);
        }
        if (node.choice.is_some() || node.text.is_some()) && !self.accept(node, quoted)? {
            return Err(Miss::No);
        }
        Ok(quoted.to + 1)
    }

    #[inline]
    fn accept(&self, node: &Node, quoted: Quoted) -> Result<bool, Miss> {
        if quoted.is_escaped() {
            let raw = Raw { inner: self.text(quoted.from, quoted.to)?, escaped: true, at: quoted.from - 1 };
            return node.accept_text(raw.decode().as_bytes());
        }
        node.accept_text(&self.bytes[quoted.from..quoted.to])
    }
}

impl Node {
    /// Whether the string with this content is accepted; an error where that is not for one node to say.
    pub(super) fn accepts_content(&self, text: &str) -> Result<bool, Miss> {
        if self.unknown || self.branches.is_some() {
            return Err(Miss::Unsure);
        }
        let is_quick = self.quick.takes_string(text.len());
        Ok(is_quick || self.types & types::STRING != 0 && self.accept_text(text.as_bytes())?)
    }

    #[inline]
    pub(super) fn accept_text(&self, text: &[u8]) -> Result<bool, Miss> {
        if self.choice.as_ref().is_some_and(|choice| choice.texts.find(text).is_none()) {
            return Ok(false);
        }
        self.text.as_ref().map_or(Ok(true), |rules| rules.accept(text))
    }
}

impl Text {
    /// Whether `text`, which is UTF-8, keeps the rules.
    #[inline]
    fn accept(&self, text: &[u8]) -> Result<bool, Miss> {
        if !self.accept_length(text) || !self.format.as_ref().is_none_or(|format| format.accepts(text)) {
            return Ok(false);
        }
        let Some(pattern) = &self.pattern else { return Ok(true) };
        pattern.matches(std::str::from_utf8(text).map_err(|_| Miss::Unsure)?).ok_or(Miss::Unsure)
    }

    #[inline]
    fn accept_length(&self, text: &[u8]) -> bool {
        let bytes = text.len() as u64;
        // A code point takes one to four bytes: most lengths need no counting.
        (bytes <= self.max && bytes >= self.min.saturating_mul(4)) || {
            let points = text.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u64;
            self.min <= points && points <= self.max
        }
    }
}
