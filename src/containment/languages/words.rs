//! Which strings lie in some languages and outside of others, within length bounds: shortest first, and whether that is all.

use std::collections::HashMap;
use std::rc::Rc;

use regex_automata::util::primitives::StateID;

use super::language::{Language, Symbol};

/// What strings are looked for. Lengths count characters (2020-12, validation 6.3).
#[derive(Debug, Clone)]
pub(in crate::containment) struct Wanted {
    pub(in crate::containment) inside: Vec<Rc<Language>>,
    pub(in crate::containment) outside: Vec<Rc<Language>>,
    pub(in crate::containment) least: u64,
    pub(in crate::containment) most: Option<u64>,
}

/// The strings found.
#[derive(Debug, Default)]
pub(in crate::containment) struct Words {
    pub(in crate::containment) words: Vec<String>,
    /// There are no others.
    pub(in crate::containment) complete: bool,
}

const STATE_LIMIT: usize = 20_000;
/// The limit of states times lengths that are searched.
const TABLE_LIMIT: usize = 4_000_000;

/// Up to `count` of the wanted strings; `None` if that takes more than `steps`, from which the work is taken.
pub(in crate::containment) fn words(wanted: &Wanted, count: usize, steps: &mut u64) -> Option<Words> {
    if wanted.most.is_some_and(|most| most < wanted.least) {
        return Some(Words { words: Vec::new(), complete: true });
    }
    let languages: Vec<Rc<Language>> = wanted.inside.iter().chain(&wanted.outside).cloned().collect();
    // With up to `count` characters for each symbol, fewer than `count` strings can only mean that every symbol which
    // is of any use was written out in full.
    let mut alphabet: Vec<(usize, char)> = Vec::new();
    let symbols = Symbol::all(&languages);
    for (at, symbol) in symbols.iter().enumerate() {
        alphabet.extend(symbol.members(count).into_iter().map(|c| (at, c)));
    }
    let representatives: Vec<char> = symbols.iter().filter_map(|symbol| symbol.members(1).first().copied()).collect();
    let graph = Graph::explore(&languages, wanted.inside.len(), &representatives, steps)?;
    graph.enumerate(wanted, count, &alphabet, steps)
}

/// The product of the automata, restricted to states from which acceptance is still possible.
struct Graph {
    /// For each state and symbol, the next state.
    next: Vec<Vec<Option<usize>>>,
    accepting: Vec<bool>,
}

impl Graph {
    fn explore(languages: &[Rc<Language>], inside: usize, symbols: &[char], steps: &mut u64) -> Option<Self> {
        let start: Vec<StateID> = languages.iter().map(|language| language.start()).collect();
        let mut index = HashMap::from([(start.clone(), 0)]);
        let mut states = vec![start];
        let (mut next, mut accepting): (Vec<Vec<Option<usize>>>, Vec<bool>) = (Vec::new(), Vec::new());
        while let Some(state) = states.get(next.len()).cloned() {
            if states.len() > STATE_LIMIT {
                return None;
            }
            *steps = steps.checked_sub(1 + (symbols.len() * languages.len()) as u64)?;
            accepting.push(
                languages
                    .iter()
                    .zip(&state)
                    .enumerate()
                    .all(|(at, (language, &state))| language.is_accepting(state) == (at < inside)),
            );
            let row = symbols.iter().map(|&symbol| {
                let to: Vec<StateID> =
                    languages.iter().zip(&state).map(|(language, &state)| language.step(state, symbol)).collect();
                if languages.iter().zip(&to).take(inside).any(|(language, &state)| language.is_dead(state)) {
                    return None;
                }
                Some(*index.entry(to.clone()).or_insert_with(|| {
                    states.push(to);
                    states.len() - 1
                }))
            });
            let row: Vec<Option<usize>> = row.collect();
            next.push(row);
        }
        Some(Self { next, accepting })
    }

    fn enumerate(&self, wanted: &Wanted, count: usize, alphabet: &[(usize, char)], steps: &mut u64) -> Option<Words> {
        let size = self.next.len();
        let least = usize::try_from(wanted.least).ok()?;
        // An accepted string as long as there are states passes through a cycle; taking the cycle out again and again
        // leads into every window of that width, so an infinite language has `count` strings up to this length.
        let horizon = least.max(size).checked_add(size.checked_mul(count.max(1))?)?;
        let last = wanted.most.and_then(|most| usize::try_from(most).ok()).map_or(horizon, |most| most.min(horizon));
        // `ahead[r][s]`: from state s, exactly r more characters can lead to acceptance.
        let mut ahead: Vec<Vec<bool>> = vec![self.accepting.clone()];
        let mut found = Words::default();
        for length in 0..=last {
            if length > 0 {
                if ahead.len() * size > TABLE_LIMIT {
                    return None;
                }
                *steps = steps.checked_sub(size as u64)?;
                let before = ahead.last()?;
                let row: Vec<bool> = self.next.iter().map(|row| row.iter().flatten().any(|&to| before[to])).collect();
                ahead.push(row);
            }
            if length >= least && ahead[length][0] {
                self.words_of(length, &ahead, count, alphabet, &mut found, steps)?;
                if found.words.len() >= count {
                    return Some(found);
                }
            }
        }
        // Every length up to `last` was listed in full. Beyond it there is nothing if `most` forbids it, or if nothing is
        // as long as there are states.
        found.complete = wanted.most.is_some_and(|most| most <= last as u64) || !self.is_infinite(least, &ahead);
        Some(found)
    }

    fn is_infinite(&self, least: usize, ahead: &[Vec<bool>]) -> bool {
        let size = self.next.len();
        (least.max(size)..ahead.len()).any(|length| ahead[length][0])
    }

    /// All strings of exactly `length`, until `found` holds `count`.
    fn words_of(
        &self,
        length: usize,
        ahead: &[Vec<bool>],
        count: usize,
        alphabet: &[(usize, char)],
        found: &mut Words,
        steps: &mut u64,
    ) -> Option<()> {
        // Depth-first, with the position in the alphabet that is tried next at each depth.
        let (mut states, mut tried, mut word) = (vec![0_usize], vec![0_usize], Vec::<char>::new());
        while let (Some(&state), Some(at)) = (states.last(), tried.last_mut()) {
            *steps = steps.checked_sub(1)?;
            if word.len() == length {
                found.words.push(word.iter().collect());
                if found.words.len() >= count {
                    return Some(());
                }
                states.pop();
                tried.pop();
                word.pop();
                continue;
            }
            let left = length - word.len() - 1;
            let step = alphabet[*at..].iter().enumerate().find_map(|(skip, &(symbol, c))| {
                let to = self.next[state][symbol]?;
                ahead[left][to].then_some((skip, c, to))
            });
            match step {
                Some((skip, c, to)) => {
                    *at += skip + 1;
                    word.push(c);
                    states.push(to);
                    tried.push(0);
                }
                None => {
                    states.pop();
                    tried.pop();
                    word.pop();
                }
            }
        }
        Some(())
    }
}
