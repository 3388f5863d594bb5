//! [`Group`]: violations that one edit may remove, and how many edits are needed at least.

use std::collections::BTreeMap;

use crate::pointer::Pointer;
use crate::schema::Expectation;
use crate::validate::Violation;
use crate::validate::wanted::Wanted;

/// The violations of one value, or about one of its members.
pub(super) struct Group<'r> {
    /// The value.
    pub(super) instance: Pointer,
    /// What is wrong there: the violations of nearest alternatives too.
    pub(super) problems: Vec<Problem<'r>>,
}

impl Group<'_> {
    /// What distinguishes it from others of the same value.
    pub(super) fn key(&self) -> (Pointer, String) {
        let label =
            self.problems.first().map(|problem| match (problem.name, problem.violation.wanted().expectation()) {
                (Some(name), _) => name.to_owned(),
                (None, Some(Expectation::Required(name))) => name.clone(),
                (None, _) => problem.violation.instance().last().unwrap_or_default(),
            });
        (self.instance.clone(), label.unwrap_or_default())
    }
}

/// One thing that is wrong.
#[derive(Clone, Copy)]
pub(super) struct Problem<'r> {
    pub(super) violation: &'r Violation,
    /// The member, of a violation about several.
    pub(super) name: Option<&'r str>,
}

/// Everything that is wrong, by the values that it is about, in their order. A missing member and one that is not declared are
/// one thing if there are both.
pub(super) fn groups(violations: &[Violation]) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<Key, Vec<Problem<'_>>> = BTreeMap::new();
    let mut counts: BTreeMap<Vec<Token>, (usize, usize)> = BTreeMap::new();
    let mut wholes = Vec::new();
    let mut open: Vec<&Violation> = violations.iter().rev().collect();
    while let Some(violation) = open.pop() {
        let place = tokens(violation.instance());
        match violation.wanted() {
            Wanted::Keyword(expectation) => match &**expectation {
                Expectation::DeclaredProperties(names) => {
                    for name in names {
                        let undeclared = &mut counts.entry(place.clone()).or_default().1;
                        *undeclared += 1;
                        let key = (place.clone(), *undeclared);
                        groups.entry(key).or_default().push(Problem { violation, name: Some(name) });
                    }
                    continue;
                }
                Expectation::Required(_) => {
                    let missing = &mut counts.entry(place.clone()).or_default().0;
                    *missing += 1;
                    let key = (place, *missing);
                    groups.entry(key).or_default().push(Problem { violation, name: None });
                    continue;
                }
                _ => {}
            },
            Wanted::DeclaredProperty => {
                let mut above = place;
                above.pop();
                let undeclared = &mut counts.entry(above.clone()).or_default().1;
                *undeclared += 1;
                let key = (above, *undeclared);
                groups.entry(key).or_default().push(Problem { violation, name: None });
                continue;
            }
            _ => {}
        }
        match violation.closest() {
            [] => groups.entry((place, 0)).or_default().push(Problem { violation, name: None }),
            closest => {
                open.extend(closest.iter().rev());
                wholes.push((place, violation));
            }
        }
    }
    // What is wrong with a whole is tried with the first of what is wrong with its nearest alternative.
    for (place, violation) in wholes {
        if let Some((_, problems)) = groups.iter_mut().find(|((below, _), _)| below.starts_with(&place)) {
            problems.push(Problem { violation, name: None });
        }
    }
    let groups = groups.into_iter();
    groups.map(|((place, _), problems)| Group { instance: pointer(&place), problems }).collect()
}

type Key = (Vec<Token>, usize);

/// A token of a pointer: items are ordered by their positions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Token {
    Position(usize, String),
    Name(String),
}

fn tokens(pointer: &Pointer) -> Vec<Token> {
    let token = |token: String| match token.parse() {
        Ok(position) => Token::Position(position, token),
        Err(_) => Token::Name(token),
    };
    pointer.tokens().map(token).collect()
}

fn pointer(tokens: &[Token]) -> Pointer {
    tokens.iter().fold(Pointer::root(), |pointer, token| match token {
        Token::Position(_, token) | Token::Name(token) => pointer.key(token),
    })
}
