//! Subschemas that judge the same value: `allOf`, `anyOf`, `oneOf`, `not`, `if`, and siblings of a `$ref`.
//!
//! Each is a reading of the same bytes. Branches that the type of the value rules out are not read at all.

use super::node::{ANY, Branches, Node, NodeId, types};
use super::pass::Walk;
use super::step::{Miss, Step};

/// More branches open at once than this: a schema that recurs without reading, or near enough.
const MOST_OPEN: usize = 64;

impl<const COUNTED: bool> Walk<'_, COUNTED> {
    /// The value at `at`, judged by a node with branches, or by one that is not known.
    pub(super) fn branched(&mut self, node: &Node, at: usize) -> Step {
        let Some(branches) = node.branches.as_deref().filter(|_| !node.unknown) else { return Err(Miss::Unsure) };
        self.spend(1)?;
        if self.branches == MOST_OPEN {
            return Err(Miss::Spent);
        }
        self.branches += 1;
        let end = self.all_of(node, branches, at)?;
        self.branches -= 1;
        Ok(end)
    }

    fn all_of(&mut self, node: &Node, branches: &Branches, at: usize) -> Step {
        let mut end = if branches.bare { None } else { Some(self.plain(node, at)?) };
        for &branch in &branches.all {
            end = Some(self.value(branch, at)?);
        }
        if let Some(any) = &branches.any {
            end = Some(self.any_of(any, at)?);
        }
        if let Some(one) = &branches.one {
            end = Some(self.one_of(one, at)?);
        }
        if let Some((test, then, other)) = branches.condition {
            end = Some(match self.attempt(test, at) {
                Ok(_) => self.value(then, at)?,
                Err(Miss::No) => self.value(other, at)?,
                Err(miss) => return Err(miss),
            });
        }
        if let Some(not) = branches.not {
            match self.attempt(not, at) {
                Ok(_) => return Err(Miss::No),
                Err(Miss::No) => {}
                Err(miss) => return Err(miss),
            }
        }
        // A value that was only found not to be something has not been read to its end.
        match end {
            Some(end) => Ok(end),
            None => self.value(ANY, at),
        }
    }

    fn any_of(&mut self, branches: &[NodeId], at: usize) -> Step {
        let mut miss = Miss::No;
        for &branch in branches {
            match self.attempt(branch, at) {
                Ok(end) => return Ok(end),
                Err(Miss::No) => {}
                Err(Miss::Unsure) => miss = Miss::Unsure,
                Err(Miss::Spent) => return Err(Miss::Spent),
            }
        }
        Err(miss)
    }

    fn one_of(&mut self, branches: &[NodeId], at: usize) -> Step {
        let mut found = None;
        for &branch in branches {
            match self.attempt(branch, at) {
                Ok(_) if found.is_some() => return Err(Miss::No),
                Ok(end) => found = Some(end),
                Err(Miss::No) => {}
                Err(miss) => return Err(miss),
            }
        }
        found.ok_or(Miss::No)
    }

    /// A reading that may go wrong without ending the walk.
    fn attempt(&mut self, branch: NodeId, at: usize) -> Step {
        let node = &self.plan.nodes[branch];
        if !node.unknown && node.types & self.kinds(at) == 0 {
            return Err(Miss::No);
        }
        let (open, length, branches) = (self.open, self.keys.length(), self.branches);
        let step = self.value(branch, at);
        if step.is_err() {
            self.open = open;
            self.keys.truncate(length);
            self.branches = branches;
        }
        step
    }

    /// The types that the value at `at` may have.
    fn kinds(&self, at: usize) -> u8 {
        match self.bytes.get(at) {
            Some(b'"') => types::STRING,
            Some(b'{') => types::OBJECT,
            Some(b'[') => types::ARRAY,
            Some(b'n') => types::NULL,
            Some(b't' | b'f') => types::BOOLEAN,
            _ => types::INTEGER | types::FRACTION,
        }
    }
}
