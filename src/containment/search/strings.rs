//! Members among strings: lengths, patterns and formats together.

use std::rc::Rc;

use serde_json::Value;

use super::solver::{Found, Search};
use crate::containment::languages::formats;
use crate::containment::languages::words::{Wanted, Words, words};
use crate::containment::outcome::Reason;
use crate::containment::statements::node::{Lit, Node};

/// How many strings are tried against the validator's formats.
const TRIES: usize = 64;

/// What a string must be.
#[derive(Debug, Default)]
struct Goal {
    least: u64,
    most: Option<u64>,
    /// Patterns to match, and patterns not to match.
    patterns: Vec<(u32, bool)>,
    formats: Vec<(Rc<str>, bool, Lit)>,
}

impl Search<'_> {
    pub(in crate::containment) fn strings(&mut self, plain: &[Lit], count: usize) -> Found {
        let mut goal = Goal::default();
        for &lit in plain {
            match (self.arena.node(lit), lit.is_negated()) {
                (&Node::MinLength(least), false) => goal.least = goal.least.max(least),
                (&Node::MaxLength(most), true) => goal.least = goal.least.max(most.saturating_add(1)),
                (&Node::MaxLength(most), false) => goal.most = Some(goal.most.map_or(most, |old| old.min(most))),
                (&Node::MinLength(least), true) => {
                    let most = least.saturating_sub(1);
                    goal.most = Some(goal.most.map_or(most, |old| old.min(most)));
                }
                (&Node::Pattern(pattern), negated) => goal.patterns.push((pattern, !negated)),
                (Node::Format(format), negated) => {
                    let Some(name) = self.arena.formats.get(*format as usize) else { continue };
                    goal.formats.push((Rc::clone(name), !negated, lit));
                }
                _ => {}
            }
        }
        let blame = plain.iter().copied().find(|&lit| matches!(self.arena.node(lit), Node::Pattern(_)));
        let blame = blame.or(plain.first().copied()).unwrap_or(Lit::TRUE);
        let too_large = Found::unknown(Reason::PatternSize, blame);
        let mut wanted = Wanted { inside: Vec::new(), outside: Vec::new(), least: goal.least, most: goal.most };
        for &(pattern, inside) in &goal.patterns {
            let Some(language) = self.patterns.pattern(pattern).and_then(|pattern| pattern.language()) else {
                return too_large;
            };
            if inside { wanted.inside.push(language) } else { wanted.outside.push(language) }
        }
        if goal.formats.is_empty() {
            return match words(&wanted, count, &mut self.steps) {
                Some(found) => into_found(found, blame),
                None => too_large,
            };
        }
        self.with_formats(&goal, wanted, count)
    }

    fn with_formats(&mut self, goal: &Goal, mut wanted: Wanted, count: usize) -> Found {
        let implied = |name: &str| {
            goal.formats.iter().any(|(other, holds, _)| {
                *holds && formats::known(other).is_some_and(|known| known.implies.contains(&name))
            })
        };
        if goal.formats.iter().any(|(name, holds, _)| !holds && implied(name)) {
            return Found::none();
        }
        // What the patterns below certainly hold can be ignored to find a string that is not of the format.
        let floors =
            goal.formats.iter().filter(|(_, holds, _)| !holds).filter_map(|(name, _, _)| formats::known(name)?.floor);
        let floors: Vec<_> = floors.filter_map(|floor| self.patterns.languages.of_text(floor)).collect();
        let mut candidates: Vec<String> = Vec::new();
        for (name, holds, _) in &goal.formats {
            let Some(known) = formats::known(name).filter(|_| *holds) else { continue };
            candidates.extend(known.samples.iter().map(|&sample| sample.to_owned()));
            let shape = known.shape.and_then(|shape| self.patterns.languages.of_text(shape));
            wanted.inside.extend(shape);
        }
        if goal.formats.iter().any(|(_, holds, _)| !holds) {
            candidates.extend(formats::ODD.iter().map(|&odd| odd.to_owned()));
        }
        let blame = goal.formats.first().map_or(Lit::TRUE, |(_, _, lit)| *lit);
        let mut above = wanted.clone();
        above.outside.extend(floors);
        let Some(found) = words(&above, count + TRIES, &mut self.steps) else {
            return Found::unknown(Reason::PatternSize, blame);
        };
        if found.complete && found.words.is_empty() {
            return Found::none();
        }
        let only_negated = goal.formats.iter().all(|(_, holds, _)| !holds);
        let complete = found.complete;
        candidates.extend(found.words);
        let (mut values, mut unknown) = (Vec::new(), false);
        for candidate in candidates {
            match self.is_wanted(goal, &wanted, &candidate) {
                Some(true) => {
                    let value = Value::from(candidate);
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
                Some(false) => {}
                None => unknown = true,
            }
            if values.len() > count {
                values.truncate(count);
                return Found::some(values);
            }
        }
        // Every string in question was checked when there are few enough of them.
        if complete && !unknown {
            return Found::all(values);
        }
        if values.is_empty() || !only_negated {
            let open = Found::unknown(Reason::Format, blame);
            return Found { values, ..open };
        }
        Found::some(values)
    }

    fn is_wanted(&mut self, goal: &Goal, wanted: &Wanted, text: &str) -> Option<bool> {
        let length = text.chars().count() as u64;
        if length < goal.least || goal.most.is_some_and(|most| length > most) {
            return Some(false);
        }
        if !wanted.inside.iter().all(|language| language.accepts(text))
            || wanted.outside.iter().any(|language| language.accepts(text))
        {
            return Some(false);
        }
        for (name, holds, _) in &goal.formats {
            if self.formats.holds(name, text)? != *holds {
                return Some(false);
            }
        }
        Some(true)
    }
}

fn into_found(found: Words, blame: Lit) -> Found {
    let values: Vec<Value> = found.words.into_iter().map(Value::from).collect();
    if found.complete {
        Found::all(values)
    } else if values.is_empty() {
        Found::unknown(Reason::PatternSize, blame)
    } else {
        Found::some(values)
    }
}
