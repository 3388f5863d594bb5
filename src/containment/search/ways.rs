//! [`Ways`]: the alternatives of a fork in a search, made one by one.

use std::rc::Rc;

use crate::containment::statements::node::Lit;

/// Alternatives of which at least one holds; many states have the same ones.
pub(super) type Choice = Rc<[Lit]>;

/// The alternatives of a fork that are left.
pub(super) enum Ways {
    /// One of these holds, that of this number or a later one.
    Choice(Choice, usize),
    /// Exactly one of these holds, that of this number or a later one.
    One(Vec<Lit>, usize),
    /// None of these holds; or two do, of which the first is before this number.
    NotOne(Vec<Lit>, usize),
}

impl Iterator for Ways {
    type Item = (Vec<Lit>, Option<Choice>);

    fn next(&mut self) -> Option<Self::Item> {
        let only = |open: &[Lit], chosen: Option<usize>| -> Vec<Lit> {
            (0..open.len()).map(|at| open[at].under(Some(at) != chosen)).collect()
        };
        match self {
            Self::Choice(lits, at) => {
                let lit = *lits.get(*at)?;
                *at += 1;
                Some((vec![lit], None))
            }
            Self::One(open, at) => {
                let chosen = (*at < open.len()).then_some(*at)?;
                *at += 1;
                Some((only(open, Some(chosen)), None))
            }
            Self::NotOne(open, at) => {
                let here = (*at < open.len()).then_some(*at)?;
                *at += 1;
                Some(match here {
                    0 => (only(open, None), None),
                    second => (vec![open[second - 1]], Some(open[second..].into())),
                })
            }
        }
    }
}

impl Ways {
    pub(super) fn is_done(&self) -> bool {
        match self {
            Self::Choice(lits, at) => *at >= lits.len(),
            Self::One(open, at) | Self::NotOne(open, at) => *at >= open.len(),
        }
    }
}
