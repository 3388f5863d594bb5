//! Counts as lengths: `^[a-z]{1,100000}$` says `^[a-z]*$`, and how long a text is. An automaton that counts is too large.

use super::syntax::{Assert, Ast};

/// Counts up to this are left to automata.
const FEW: u32 = 64;

/// The longest text of fixed length beside the counted one.
const MAX_FIXED: usize = 256;

/// `ast` without its one count, and the bounds of the length of its texts instead; `None` where it is not of that form, or
/// the count is small.
pub(crate) fn by_length(ast: &Ast) -> Option<(Ast, u64, Option<u64>)> {
    let Ast::Concat(parts) = ast else { return None };
    let [Ast::Assert(Assert::Start), inner @ .., Ast::Assert(Assert::End)] = parts.as_slice() else { return None };
    let (mut parts, mut fixed, mut counts) = (parts.clone(), 0, None);
    for (at, part) in inner.iter().enumerate() {
        match part.ungrouped() {
            Ast::Repeat(repeat)
                if repeat.max.unwrap_or(repeat.min).max(repeat.min) > FEW
                    && matches!(repeat.body.ungrouped(), Ast::Set(_)) =>
            {
                if counts.replace((u64::from(repeat.min), repeat.max.map(u64::from))).is_some() {
                    return None;
                }
                let mut free = repeat.clone();
                (free.min, free.max) = (0, None);
                parts[at + 1] = Ast::Repeat(free);
            }
            other => fixed += other.fixed(MAX_FIXED)?.len() as u64,
        }
    }
    let (min, max) = counts?;
    Some((Ast::Concat(parts), fixed + min, max.map(|max| fixed + max)))
}
