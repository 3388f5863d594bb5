//! [`Ways`]: the alternatives of a fork in a search, made one by one.

use crate::containment::statements::node::Lit;

/// Alternatives of which at least one holds.
pub(super) type Choice = Vec<Lit>;

/// The alternatives of a fork that are left.
pub(super) enum Ways {
    /// One of these holds.
    Choice(std::vec::IntoIter<Lit>),
    /// Exactly one of these holds, that of this number or a later one.
    One(Vec<Lit>, usize),
    /// None of these holds; or two do, of which the first is before this number.
    NotOne(Vec<Lit>, usize),
}

impl Iterator for Ways {
    type Item = (Vec<Lit>, Choice);

    fn next(&mut self) -> Option<Self::Item> {
        let only = |open: &[Lit], chosen: Option<usize>| -> Vec<Lit> {
            (0..open.len()).map(|at| open[at].under(Some(at) != chosen)).collect()
        };
        match self {
            Self::Choice(lits) => lits.next().map(|lit| (vec![lit], Choice::new())),
            Self::One(open, at) => {
                let chosen = (*at < open.len()).then_some(*at)?;
                *at += 1;
                Some((only(open, Some(chosen)), Choice::new()))
            }
            Self::NotOne(open, at) => {
                let here = (*at < open.len()).then_some(*at)?;
                *at += 1;
                Some(match here {
                    0 => (only(open, None), Choice::new()),
                    second => (vec![open[second - 1]], open[second..].to_vec()),
                })
            }
        }
    }
}

impl Ways {
    pub(super) fn is_done(&self) -> bool {
        match self {
            Self::Choice(lits) => lits.len() == 0,
            Self::One(open, at) | Self::NotOne(open, at) => *at >= open.len(),
        }
    }
}
