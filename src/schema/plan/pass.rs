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
use crate::stack::deep;

/// Arrays and objects that the walk, which recurs, has open at once: enough for every payload but a made-up one.
pub(super) const MAX_OPEN: usize = 127;

/// After so many levels there is a look at how much stack is left: most payloads never come that far.
const LEVELS: usize = 8;

pub(super) fn judge(plan: &Plan, bytes: &[u8]) -> Option<bool> {
    // Keys are remembered as 32-bit offsets.
    if u32::try_from(bytes.len()).is_err() {
        return None;
    }
    // Most payloads are ASCII, and that is quicker to see than that they are UTF-8.
    if !bytes.is_ascii() {
        text(bytes).ok()?;
    }
    match plan.rereads {
        true => Walk::<true>::new(plan, bytes).whole(),
        false => Walk::<false>::new(plan, bytes).whole(),
    }
}

/// A walk; one that is `COUNTED` may read bytes more than once, and so not without end.
pub(super) struct Walk<'a, const COUNTED: bool> {
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

impl<'a, const COUNTED: bool> Walk<'a, COUNTED> {
    fn new(plan: &'a Plan, bytes: &'a [u8]) -> Self {
        let fuel = bytes.len().saturating_mul(4).saturating_add(1024);
        Self { plan, bytes, keys: Keys::default(), open: 0, branches: 0, fuel }
    }

    fn whole(mut self) -> Option<bool> {
        match self.value(self.plan.root, space_end(self.bytes, 0)) {
            Ok(end) => (space_end(self.bytes, end) == self.bytes.len()).then_some(true),
            Err(Miss::No) => Some(false),
            Err(Miss::Unsure | Miss::Spent) => None,
        }
    }

    /// The value at `at`, judged by a node.
    #[inline(always)]
    pub(super) fn value(&mut self, id: NodeId, at: usize) -> Step {
        let (plan, bytes) = (self.plan, self.bytes);
        let node = &plan.nodes[id];
        match bytes.get(at) {
            // Most values are strings.
            Some(b'"') => {
                let to = string::plain_end(bytes, at + 1);
                let length = to - at - 1;
                if bytes.get(to) == Some(&b'"') && node.quick.takes_string(length) {
                    self.spend(1 + length / 16)?;
                    return Ok(to + 1);
                }
                self.ruled_string(node, at, to)
            }
            Some(b'-' | b'0'..=b'9') => match short_integer(bytes, at) {
                Some((integer, end)) if node.quick.takes_integer(integer) => {
                    self.spend(2)?;
                    Ok(end)
                }
                _ => self.ruled(node, at),
            },
            _ => self.ruled(node, at),
        }
    }

    /// The string at `at`, up to its first quote or escape at `to`, judged by all keywords of a node.
    fn ruled_string(&mut self, node: &Node, at: usize, to: usize) -> Step {
        if node.unknown || node.branches.is_some() {
            return self.branched(node, at);
        }
        self.spend(1)?;
        let quoted = self.quoted_to(at, to)?;
        self.string(node, quoted)
    }

    /// The value at `at`, judged by all keywords of a node.
    fn ruled(&mut self, node: &Node, at: usize) -> Step {
        if node.unknown || node.branches.is_some() {
            return self.branched(node, at);
        }
        self.plain(node, at)
    }

    /// The value at `at`, judged by a node's own keywords.
    pub(super) fn plain(&mut self, node: &Node, at: usize) -> Step {
        self.spend(1)?;
        match self.bytes.get(at) {
            Some(b'"') => {
                let quoted = self.quoted(at)?;
                self.string(node, quoted)
            }
            Some(b'{') => self.nested(node, at, Self::object),
            Some(b'[') => self.nested(node, at, Self::array),
            Some(b'-' | b'0'..=b'9') => self.number(node, at),
            Some(b'n') => self.word(node, at, "null", types::NULL),
            Some(b't') => self.word(node, at, "true", types::BOOLEAN),
            Some(b'f') => self.word(node, at, "false", types::BOOLEAN),
            _ => Err(Miss::Unsure),
        }
    }

    /// An object or array, on more stack where many are open.
    #[inline(always)]
    fn nested(&mut self, node: &Node, at: usize, read: impl FnOnce(&mut Self, &Node, usize) -> Step) -> Step {
        match self.open % LEVELS == LEVELS - 1 {
            true => deep(|| read(self, node, at)),
            false => read(self, node, at),
        }
    }

    #[inline(always)]
    fn word(&mut self, node: &Node, at: usize, word: &str, kind: u8) -> Step {
        if !self.bytes[at..].starts_with(word.as_bytes()) {
            return Err(Miss::Unsure);
        }
        if node.quick.takes_word(kind) {
            return Ok(at + word.len());
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
        self.quoted_to(at, to)
    }

    /// The same, up to its first quote or escape at `to`.
    #[inline(always)]
    fn quoted_to(&mut self, at: usize, to: usize) -> Result<Quoted, Miss> {
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

    #[inline(always)]
    pub(super) fn spend(&mut self, fuel: usize) -> Result<(), Miss> {
        if !COUNTED {
            return Ok(());
        }
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

/// The integer at `at`, if it has at most 18 digits and neither fraction nor exponent, and its end.
#[inline(always)]
fn short_integer(bytes: &[u8], at: usize) -> Option<(i64, usize)> {
    let is_negative = bytes.get(at) == Some(&b'-');
    let from = at + usize::from(is_negative);
    let (mut here, mut integer) = (from, 0_i64);
    while let Some(digit) = bytes.get(here).map(|byte| byte.wrapping_sub(b'0')).filter(|&digit| digit <= 9) {
        integer = integer.wrapping_mul(10).wrapping_add(i64::from(digit));
        here += 1;
    }
    let is_plain = match here - from {
        1 => true,
        2..=18 => bytes.get(from) != Some(&b'0'),
        _ => false,
    };
    let is_whole = !matches!(bytes.get(here), Some(b'.' | b'e' | b'E'));
    (is_plain && is_whole).then_some((if is_negative { integer.wrapping_neg() } else { integer }, here))
}
