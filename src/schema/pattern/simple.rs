//! [`Simple`]: the expressions that most schemas have, decided without an engine: fixed characters, at most one repeated
//! set among them, held at the start of the text.

use super::chars::Chars;
use super::syntax::{Assert, Ast};

/// Longer texts of fixed length are left to the engines.
const MAX_FIXED: usize = 256;

/// `^`, characters, a repeated set, characters, and perhaps `$`.
#[derive(Debug)]
pub(super) struct Simple {
    before: Vec<Chars>,
    middle: Option<(Chars, usize, Option<usize>)>,
    after: Vec<Chars>,
    /// Whether it ends with `$`.
    whole: bool,
}

impl Simple {
    /// `ast`, if it is one.
    pub(super) fn new(ast: &Ast) -> Option<Self> {
        let Ast::Concat(parts) = ast else { return None };
        let (Ast::Assert(Assert::Start), mut parts) = parts.split_first()? else { return None };
        let whole = matches!(parts.last(), Some(Ast::Assert(Assert::End)));
        if whole {
            parts = &parts[..parts.len() - 1];
        }
        let mut simple = Self { before: Vec::new(), middle: None, after: Vec::new(), whole };
        for part in parts {
            let part = part.ungrouped();
            match part {
                Ast::Repeat(repeat) if repeat.max != Some(repeat.min) => {
                    let Ast::Set(set) = repeat.body.ungrouped() else { return None };
                    let max = repeat.max.map(|max| max as usize);
                    if simple.middle.replace((Chars::new(set), repeat.min as usize, max)).is_some() {
                        return None;
                    }
                }
                // A long exact repeat of one set.
                Ast::Repeat(repeat) if repeat.min as usize > MAX_FIXED => {
                    let Ast::Set(set) = repeat.body.ungrouped() else { return None };
                    let count = repeat.min as usize;
                    if simple.middle.replace((Chars::new(set), count, Some(count))).is_some() {
                        return None;
                    }
                }
                fixed => {
                    let sets = fixed.fixed(MAX_FIXED)?.into_iter().map(Chars::new);
                    if simple.middle.is_none() { simple.before.extend(sets) } else { simple.after.extend(sets) }
                }
            }
        }
        // Without an end, how much the repeat takes would have to be tried.
        let ends = simple.whole || simple.after.is_empty();
        (ends && simple.before.len() + simple.after.len() <= MAX_FIXED).then_some(simple)
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        let Self { before, middle, after, whole } = self;
        let mut rest = text.chars();
        if !before.iter().all(|set| rest.next().is_some_and(|c| set.has(c))) {
            return false;
        }
        if !*whole {
            // The fewest are enough: nothing has to follow.
            let least = middle.as_ref().map_or(0, |&(_, min, _)| min);
            return middle
                .as_ref()
                .is_none_or(|(set, _, _)| (0..least).all(|_| rest.next().is_some_and(|c| set.has(c))));
        }
        let Some((set, min, max)) = middle else { return rest.next().is_none() };
        if !after.iter().rev().all(|set| rest.next_back().is_some_and(|c| set.has(c))) {
            return false;
        }
        let mut count = 0;
        rest.all(|c| {
            count += 1;
            set.has(c) && max.is_none_or(|max| count <= max)
        }) && count >= *min
    }
}
