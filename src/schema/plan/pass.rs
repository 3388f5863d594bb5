//! The pass: one walk over the bytes, led by the nodes of a plan.
//!
//! Every answer is one of three. A walk that goes wrong ends in [`Miss::No`] only when the exact validator would surely
//! refuse the value, whatever the bytes behind it are; everything else that goes wrong is [`Miss::Unsure`].

use super::Plan;
use super::keys::Keys;
use super::node::{Node, NodeId, types};
use super::step::{Miss, Quoted, Step};
use crate::json::read::{space_end, text};
use crate::json::string;

/// Arrays and objects that the walk, which recurs, has open at once: enough for every payload but a made-up one, and
/// little enough for a stack of 256 KiB.
pub(super) const MAX_OPEN: usize = 127;

pub(super) fn judge(plan: &Plan, bytes: &[u8]) -> Option<bool> {
    // Keys are remembered as 32-bit offsets.
    if u32::try_from(bytes.len()).is_err() {
        return None;
    }
    // Most payloads are ASCII, and that is quicker to see than that they are UTF-8.
    if !bytes.is_ascii() {
        text(bytes).ok()?;
    }
    let mut walk = Walk {
        plan,
        bytes,
        keys: Keys::default(),
        open: 0,
        branches: 0,
        fuel: bytes.len().saturating_mul(4).saturating_add(1024),
    };
    let step = walk.value(plan.root, space_end(bytes, 0));
    match step {
        Ok(end) => (space_end(bytes, end) == bytes.len()).then_some(true),
        Err(Miss::No) => Some(false),
        Err(Miss::Unsure | Miss::Spent) => None,
    }
}

pub(super) struct Walk<'a> {
    pub(super) plan: &'a Plan,
    /// Valid UTF-8.
    pub(super) bytes: &'a [u8],
    pub(super) keys: Keys,
    /// How many arrays and objects are open.
    pub(super) open: usize,
    /// How many branches are open: they use the call stack without using up bytes.
    pub(super) branches: usize,
    /// What may still be read. Enough for several readings of everything; schemas whose branches want more are left to
    /// the exact validator, so that no payload takes more than linear time.
    pub(super) fuel: usize,
}

impl<'a> Walk<'a> {
    /// The value at `at`, judged by a node.
    #[inline]
    pub(super) fn value(&mut self, id: NodeId, at: usize) -> Step {
        let plan = self.plan;
        let node = &plan.nodes[id];
        if node.unknown || node.branches.is_some() {
            return self.branched(node, at);
        }
        // Most values are strings.
        if self.bytes.get(at) == Some(&b'"') {
            self.spend(1)?;
            return self.string(node, at);
        }
        self.plain(node, at)
    }

    /// The value at `at`, judged by a node's own keywords.
    pub(super) fn plain(&mut self, node: &Node, at: usize) -> Step {
        self.spend(1)?;
        match self.bytes.get(at) {
            Some(b'"') => self.string(node, at),
            Some(b'{') => self.object(node, at),
            Some(b'[') => self.array(node, at),
            Some(b'-' | b'0'..=b'9') => self.number(node, at),
            Some(b'n') => self.word(node, at, "null", types::NULL),
            Some(b't') => self.word(node, at, "true", types::BOOLEAN),
            Some(b'f') => self.word(node, at, "false", types::BOOLEAN),
            _ => Err(Miss::Unsure),
        }
    }

    fn word(&mut self, node: &Node, at: usize, word: &str, kind: u8) -> Step {
        if !self.bytes[at..].starts_with(word.as_bytes()) {
            return Err(Miss::Unsure);
        }
        if node.types & kind == 0 {
            return Err(Miss::No);
        }
        if let Some(choice) = &node.choice {
            let chosen = match word {
                "null" => choice.null,
                "true" => choice.yes,
                _ => choice.no,
            };
            if !chosen {
                return Err(Miss::No);
            }
        }
        Ok(at + word.len())
    }

    /// The string whose opening quote is at `at`.
    #[inline(always)]
    pub(super) fn quoted(&mut self, at: usize) -> Result<Quoted, Miss> {
        let to = string::plain_end(self.bytes, at + 1);
        let quoted = if self.bytes.get(to) == Some(&b'"') {
            Quoted { from: at + 1, to, escape: to }
        } else {
            Quoted { from: at + 1, to: self.escaped(at)?, escape: to }
        };
        self.spend((quoted.to - quoted.from) / 16)?;
        Ok(quoted)
    }

    /// The end of the string whose opening quote is at `at`, if it contains escapes or is malformed.
    #[cold]
    fn escaped(&self, at: usize) -> Step {
        string::close(self.bytes, at).map(|(close, _)| close).map_err(|_| Miss::Unsure)
    }

    /// The content of some bytes.
    pub(super) fn text(&self, from: usize, to: usize) -> Result<&'a str, Miss> {
        std::str::from_utf8(&self.bytes[from..to]).map_err(|_| Miss::Unsure)
    }

    /// Where white space ends.
    #[inline]
    pub(super) fn space(&mut self, at: usize) -> Step {
        match self.bytes.get(at) {
            Some(b' ' | b'\n' | b'\r' | b'\t') => {
                let end = space_end(self.bytes, at + 1);
                self.spend((end - at) / 8)?;
                Ok(end)
            }
            _ => Ok(at),
        }
    }

    #[inline]
    pub(super) fn spend(&mut self, fuel: usize) -> Result<(), Miss> {
        self.fuel = self.fuel.checked_sub(fuel).ok_or(Miss::Spent)?;
        Ok(())
    }

    /// Opens the array or object at `at` for `node`.
    #[inline]
    pub(super) fn begin(&mut self, node: &Node, kind: u8) -> Result<(), Miss> {
        if node.types & kind == 0 {
            return Err(Miss::No);
        }
        if let Some(choice) = &node.choice {
            return Err(if choice.containers { Miss::Unsure } else { Miss::No });
        }
        if self.open == MAX_OPEN {
            return Err(Miss::Unsure);
        }
        self.open += 1;
        Ok(())
    }
}
