//! Arrays: elements, sizes, uniqueness.

use super::node::{ANY, Array, Node, types};
use super::object::Next;
use super::pass::Walk;
use super::step::{Miss, Step};

/// More elements than this are not compared with one another here.
const MOST_UNIQUE: usize = 64;

impl<const COUNTED: bool> Walk<'_, COUNTED> {
    /// The array at `at`.
    pub(super) fn array(&mut self, node: &Node, at: usize) -> Step {
        self.begin(node, types::ARRAY)?;
        let end = match &node.array {
            Some(rules) => self.elements(rules, at + 1),
            None => self.free_elements(at + 1),
        }?;
        self.open -= 1;
        Ok(end)
    }

    fn free_elements(&mut self, at: usize) -> Step {
        let mut next = self.first(at, b']')?;
        while let Next::Part(at) = next {
            let end = self.value(ANY, at)?;
            next = self.next(end, b']')?;
        }
        Ok(next.end())
    }

    fn elements(&mut self, rules: &Array, at: usize) -> Step {
        let mut spans = Vec::new();
        let mut next = self.first(at, b']')?;
        let mut count = 0_usize;
        while let Next::Part(at) = next {
            let node = rules.prefix.get(count).copied().unwrap_or(rules.items);
            let end = self.value(node, at)?;
            if rules.unique {
                spans.push((at, end));
            }
            count += 1;
            next = self.next(end, b']')?;
        }
        if (count as u64) < rules.min || count as u64 > rules.max {
            return Err(Miss::No);
        }
        if rules.unique && count > 1 {
            self.unique(&spans)?;
        }
        Ok(next.end())
    }

    /// Whether elements that equal only what is spelt like them all differ; others are not compared here.
    fn unique(&self, spans: &[(usize, usize)]) -> Result<(), Miss> {
        if spans.len() > MOST_UNIQUE {
            return Err(Miss::Unsure);
        }
        let spelt = |&(from, to): &(usize, usize)| &self.bytes[from..to];
        let plain = spans.iter().map(spelt).all(|element| match element.first() {
            Some(b'"') => !element.contains(&b'\\'),
            Some(b't' | b'f' | b'n') => true,
            Some(b'-' | b'0'..=b'9') => {
                element.len() <= 18
                    && element != b"-0"
                    && !element.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E'))
            }
            _ => false,
        });
        if !plain {
            return Err(Miss::Unsure);
        }
        let twice =
            spans.iter().enumerate().any(|(at, one)| spans[..at].iter().any(|other| spelt(one) == spelt(other)));
        if twice { Err(Miss::No) } else { Ok(()) }
    }
}
