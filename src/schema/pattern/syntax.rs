//! [`Ast`]: what a regular expression says, in code points, whatever it is spelled like.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

/// A regular expression, or a part of one.
#[derive(Debug, Clone)]
pub(crate) enum Ast {
    /// The empty text.
    Empty,
    /// One character of a set.
    Set(ClassUnicode),
    /// A place between two characters.
    Assert(Assert),
    Concat(Vec<Ast>),
    Alternation(Vec<Ast>),
    Repeat(Box<Repeat>),
    /// A capturing group and its number, from 1.
    Group(u32, Box<Ast>),
    Look(Box<Look>),
    /// What one of these groups captured.
    Reference(Vec<u32>),
}

/// A place between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Assert {
    Start,
    End,
    Boundary,
    NoBoundary,
}

/// A quantifier and what it repeats.
#[derive(Debug, Clone)]
pub(crate) struct Repeat {
    pub(crate) body: Ast,
    pub(crate) min: u32,
    pub(crate) max: Option<u32>,
    pub(crate) greedy: bool,
    /// The capturing groups inside: from the first to before the second.
    pub(crate) groups: (u32, u32),
}

/// Lookahead or lookbehind.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub(crate) body: Ast,
    pub(crate) ahead: bool,
    pub(crate) negated: bool,
}

impl Ast {
    /// Whether it refers back to what a group captured: then its language need not be regular.
    pub(crate) fn refers_back(&self) -> bool {
        self.any(&|part| matches!(part, Self::Reference(_)))
    }

    fn any(&self, wanted: &dyn Fn(&Self) -> bool) -> bool {
        wanted(self)
            || match self {
                Self::Empty | Self::Set(_) | Self::Assert(_) | Self::Reference(_) => false,
                Self::Concat(parts) | Self::Alternation(parts) => parts.iter().any(|part| part.any(wanted)),
                Self::Repeat(repeat) => repeat.body.any(wanted),
                Self::Group(_, body) => body.any(wanted),
                Self::Look(look) => look.body.any(wanted),
            }
    }

    /// What it is without the groups around it.
    pub(super) fn ungrouped(&self) -> &Self {
        match self {
            Self::Group(_, body) => body.ungrouped(),
            other => other,
        }
    }

    /// The number of its last capturing group.
    pub(super) fn groups(&self) -> u32 {
        match self {
            Self::Empty | Self::Set(_) | Self::Assert(_) | Self::Reference(_) => 0,
            Self::Concat(parts) | Self::Alternation(parts) => parts.iter().map(Self::groups).max().unwrap_or(0),
            Self::Repeat(repeat) => repeat.body.groups(),
            Self::Group(number, body) => body.groups().max(*number),
            Self::Look(look) => look.body.groups(),
        }
    }

    /// The fewest characters that it takes.
    pub(super) fn shortest(&self) -> usize {
        match self {
            Self::Empty | Self::Assert(_) | Self::Reference(_) | Self::Look(_) => 0,
            Self::Set(_) => 1,
            Self::Concat(parts) => parts.iter().map(Self::shortest).fold(0, usize::saturating_add),
            Self::Alternation(parts) => parts.iter().map(Self::shortest).min().unwrap_or(0),
            Self::Repeat(repeat) => repeat.body.shortest().saturating_mul(repeat.min as usize),
            Self::Group(_, body) => body.shortest(),
        }
    }

    /// Whether it takes the empty text wherever it is.
    pub(super) fn takes_nothing(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Set(_) | Self::Assert(_) | Self::Reference(_) | Self::Look(_) => false,
            Self::Concat(parts) => parts.iter().all(Self::takes_nothing),
            Self::Alternation(parts) => parts.iter().any(Self::takes_nothing),
            Self::Repeat(repeat) => repeat.min == 0 || repeat.body.takes_nothing(),
            Self::Group(_, body) => body.takes_nothing(),
        }
    }

    /// The sets of a text of fixed length, if it is one of at most `most` characters.
    pub(super) fn fixed(&self, most: usize) -> Option<Vec<&ClassUnicode>> {
        match self {
            Self::Empty => Some(Vec::new()),
            Self::Set(set) => Some(vec![set]),
            Self::Concat(parts) => {
                let mut sets = Vec::new();
                for part in parts {
                    sets.extend(part.fixed(most)?);
                    if sets.len() > most {
                        return None;
                    }
                }
                Some(sets)
            }
            Self::Repeat(repeat) if repeat.max == Some(repeat.min) => {
                let body = repeat.body.fixed(most)?;
                let count = repeat.min as usize;
                (body.len().saturating_mul(count) <= most).then(|| body.repeat(count))
            }
            Self::Group(_, body) => body.fixed(most),
            Self::Alternation(_) | Self::Repeat(_) | Self::Assert(_) | Self::Look(_) | Self::Reference(_) => None,
        }
    }
}

/// The set with these code points and no other; surrogates are in no text.
pub(super) fn set(ranges: &[(u32, u32)]) -> ClassUnicode {
    let mut set = ClassUnicode::empty();
    ranges.iter().for_each(|&(from, to)| add(&mut set, from, to));
    set
}

/// One character.
pub(super) fn character(code_point: u32) -> Ast {
    Ast::Set(set(&[(code_point, code_point)]))
}

/// Adds the code points from `from` to `to`.
pub(super) fn add(set: &mut ClassUnicode, from: u32, to: u32) {
    for (from, to) in [(from, to.min(0xd7ff)), (from.max(0xe000), to)] {
        if let (true, Some(from), Some(to)) = (from <= to, char::from_u32(from), char::from_u32(to)) {
            set.push(ClassUnicodeRange::new(from, to));
        }
    }
}
