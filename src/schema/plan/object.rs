//! Objects: names, required and undeclared members, sizes.

use super::members::{NONE, Set};
use super::node::{ANY, Node, NodeId, Object, types};
use super::pass::Walk;
use super::step::{Miss, Quoted, Step};

impl<const COUNTED: bool> Walk<'_, COUNTED> {
    /// The object at `at`.
    pub(super) fn object(&mut self, node: &Node, at: usize) -> Step {
        self.begin(node, types::OBJECT)?;
        let base = self.keys.length();
        let end = match &node.object {
            Some(rules) => self.declared(rules, at + 1, base),
            None => self.free(at + 1, base),
        }?;
        self.keys.truncate(base);
        self.open -= 1;
        Ok(end)
    }

    /// The rest of an object whose properties are unconstrained.
    fn free(&mut self, at: usize, base: usize) -> Step {
        let mut marks = 0;
        let mut next = self.first(at, b'}')?;
        while let Next::Part(at) = next {
            let (key, value) = self.member(at)?;
            self.keys.add(self.bytes, base, &mut marks, key)?;
            let end = self.value(ANY, value)?;
            next = self.next(end, b'}')?;
        }
        Ok(next.end())
    }

    /// The rest of an object with keywords.
    fn declared(&mut self, rules: &Object, at: usize, base: usize) -> Step {
        let mut state = State { last: NONE, seen: Set::default(), marks: 0 };
        let mut count = 0;
        // The others are judged by their names as well.
        let is_simple = rules.patterns.is_empty() && rules.name.is_none();
        let mut next = self.first(at, b'}')?;
        while let Next::Part(at) = next {
            count += 1;
            let expected = if is_simple { rules.members.expected(state.last, self.bytes, at) } else { None };
            let end = match expected {
                Some((number, node, colon_end)) => {
                    state.last = number;
                    if !state.seen.add(number) {
                        return Err(Miss::Unsure);
                    }
                    let value = self.space(colon_end)?;
                    self.value(node, value)?
                }
                None => self.other(rules, at, base, &mut state)?,
            };
            next = self.next(end, b'}')?;
        }
        let State { seen, .. } = state;
        let is_dependent = |(trigger, wanted): &(Set, Set)| seen.has_any(trigger) && !seen.has_all(wanted);
        let is_missing = !seen.has_all(&rules.required) || rules.dependent.iter().any(is_dependent);
        if is_missing || count < rules.min || count > rules.max {
            return Err(Miss::No);
        }
        Ok(next.end())
    }

    /// The member at `at`, whose name is not the one that was expected.
    #[inline(never)]
    fn other(&mut self, rules: &Object, at: usize, base: usize, state: &mut State) -> Step {
        let (key, value) = self.member(at)?;
        let found = rules.members.find(state.last, &self.bytes[key.from..key.to]);
        let node = match found {
            Some((number, node)) => {
                state.last = number;
                if !state.seen.add(number) {
                    return Err(Miss::Unsure);
                }
                node
            }
            None => {
                self.keys.add(self.bytes, base, &mut state.marks, key)?;
                rules.additional
            }
        };
        if rules.patterns.is_empty() && rules.name.is_none() {
            return self.value(node, value);
        }
        let is_declared = found.is_some_and(|(number, _)| !rules.undeclared.has(number));
        self.patterned(rules, key, is_declared.then_some(node), value)
    }

    /// A member of an object with `patternProperties` or `propertyNames`: its value may have to satisfy many schemas.
    fn patterned(&mut self, rules: &Object, key: Quoted, declared: Option<NodeId>, at: usize) -> Step {
        let name = self.text(key.from, key.to)?;
        if let Some(names) = &rules.name
            && (names.types & types::STRING == 0 || !names.accept_text(name.as_bytes())?)
        {
            return Err(Miss::No);
        }
        let mut nodes: Vec<NodeId> = declared.into_iter().collect();
        for (pattern, node) in &rules.patterns {
            if pattern.matches(name).ok_or(Miss::Unsure)? {
                nodes.push(*node);
            }
        }
        let mut end = None;
        for &node in if nodes.is_empty() { std::slice::from_ref(&rules.additional) } else { &nodes } {
            end = Some(self.value(node, at)?);
        }
        end.ok_or(Miss::Unsure)
    }

    /// A member's name and where its value begins.
    #[inline(always)]
    fn member(&mut self, at: usize) -> Result<(Quoted, usize), Miss> {
        if self.bytes.get(at) != Some(&b'"') {
            return Err(Miss::Unsure);
        }
        let key = self.quoted(at)?;
        let colon = self.space(key.to + 1)?;
        if key.is_escaped() || self.bytes.get(colon) != Some(&b':') {
            return Err(Miss::Unsure);
        }
        Ok((key, self.space(colon + 1)?))
    }

    /// The byte after the opening bracket.
    #[inline]
    pub(super) fn first(&mut self, at: usize, close: u8) -> Result<Next, Miss> {
        let at = self.space(at)?;
        Ok(if self.bytes.get(at) == Some(&close) { Next::End(at + 1) } else { Next::Part(at) })
    }

    /// The byte after an element or a property.
    #[inline(always)]
    pub(super) fn next(&mut self, at: usize, close: u8) -> Result<Next, Miss> {
        let at = self.space(at)?;
        match self.bytes.get(at) {
            Some(b',') => Ok(Next::Part(self.space(at + 1)?)),
            Some(&byte) if byte == close => Ok(Next::End(at + 1)),
            _ => Err(Miss::Unsure),
        }
    }
}

/// What comes next in an array or object.
#[derive(Debug, Clone, Copy)]
pub(super) enum Next {
    /// An element or a member begins here.
    Part(usize),
    /// The array or object ended before this.
    End(usize),
}

impl Next {
    #[inline(always)]
    pub(super) fn end(self) -> usize {
        match self {
            Self::Part(at) | Self::End(at) => at,
        }
    }
}

/// The members of an object so far.
struct State {
    /// The number of the last one that was declared.
    last: usize,
    /// The declared ones.
    seen: Set,
    /// See [`Keys::add`](super::keys::Keys::add).
    marks: u64,
}
