//! [`Routes`]: the shortest ways to a pair of the graph, and what is on them.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use super::delta::Link;
use super::graph::Graph;

/// The shortest ways to a pair.
#[derive(Debug)]
pub(in crate::diff) struct Routes {
    /// From each pair: how long the way is, and the next pair on it.
    next: HashMap<usize, (usize, usize)>,
}

impl Routes {
    /// No way is known.
    pub(in crate::diff) fn none() -> Self {
        Self { next: HashMap::new() }
    }

    /// How much was searched for them.
    pub(in crate::diff) fn work(&self) -> u64 {
        self.next.len() as u64
    }

    /// How many pairs the way from `start` goes through.
    pub(in crate::diff) fn length(&self, start: usize) -> usize {
        self.next.get(&start).map_or(usize::MAX, |(length, _)| *length)
    }

    /// The pairs on the way from `start`, itself left out.
    pub(in crate::diff) fn way(&self, start: usize) -> Vec<usize> {
        let mut way = Vec::new();
        let mut here = start;
        while let Some(&(length, next)) = self.next.get(&here).filter(|(length, _)| *length > 0) {
            way.push(next);
            here = next;
            if way.len() > length.max(self.next.len()) {
                break;
            }
        }
        way
    }
}

impl Graph {
    /// The shortest ways to `pair` from everything that leads to it.
    pub(in crate::diff) fn routes(&self, pair: usize) -> Routes {
        let mut next: HashMap<usize, (usize, usize)> = HashMap::from([(pair, (0, pair))]);
        let mut open = VecDeque::from([pair]);
        while let Some(here) = open.pop_front() {
            let length = next.get(&here).map_or(0, |(length, _)| *length);
            for &(parent, _) in &self.pairs[here].parents {
                if let Entry::Vacant(vacant) = next.entry(parent) {
                    vacant.insert((length + 1, here));
                    open.push_back(parent);
                }
            }
        }
        Routes { next }
    }

    /// The pairs of `way` that describe values of their own, and not parts of them.
    pub(in crate::diff) fn whole_values(&self, way: &[usize]) -> Vec<usize> {
        let is_whole = |above: usize, below: usize| {
            let mut links = self.pairs[below].parents.iter().filter(|(parent, _)| *parent == above);
            links.any(|(_, link)| matches!(link, Link::Value | Link::Named))
        };
        let below = way.windows(2).filter(|step| is_whole(step[0], step[1])).map(|step| step[1]);
        way.first().copied().into_iter().chain(below).collect()
    }

    /// The alternatives of `oneOf` on the ways to a pair that may accept what others accept, the nearest first: the pair of the
    /// schema that lists them, and their own.
    pub(in crate::diff) fn alternatives(&self, routes: &Routes) -> Vec<(usize, usize)> {
        let listed = |&pair: &usize| {
            let lists = self.pairs[pair].parents.iter().filter(|(_, link)| *link == Link::Alternative);
            lists.map(move |(list, _)| (*list, pair))
        };
        let mut found: Vec<(usize, usize)> = routes.next.keys().flat_map(listed).collect();
        found.sort_unstable_by_key(|&(list, pair)| (routes.length(pair), pair, list));
        found
    }
}
