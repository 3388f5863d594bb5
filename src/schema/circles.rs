//! References that come back to where they began without a step into the value: they say nothing that could be judged.
//!
//! A recursive schema is not one of them: its references are inside of `properties` or `items`, and the value ends.

use super::walk::{self, Step};
use crate::pointer::Pointer;
use crate::tree::{Text, Tree};

/// What is wrong with such a reference.
pub(crate) const MESSAGE: &str = "references form a circle";

/// Whether the schema that `step` leads to is about the same value as the schema that it is in.
pub(crate) fn is_in_place(step: &Step<'_>) -> bool {
    matches!(
        step.keyword,
        "allOf" | "anyOf" | "oneOf" | "not" | "if" | "then" | "else" | "dependentSchemas" | "dependencies"
    )
}

/// Takes out of a bundled schema the references that close a circle, and returns their places.
pub(super) fn open(schema: &mut Tree) -> Vec<Pointer> {
    let names: Vec<&Text> =
        schema.get("$defs").and_then(Tree::as_object).into_iter().flatten().map(|(name, _)| name).collect();
    let number = |reference: &str| {
        let pointer = Pointer::from_reference(reference)?;
        let mut tokens = pointer.tokens();
        let name = tokens.next().filter(|token| token == "$defs").and_then(|_| tokens.next())?;
        // The schema itself is number 0.
        names.binary_search_by(|own| own.as_str().cmp(&name)).ok().map(|number| number + 1)
    };
    let definitions = names.iter().map(|name| Pointer::root().key("$defs").key(name));
    let places: Vec<Pointer> = std::iter::once(Pointer::root()).chain(definitions).collect();
    let mut leads: Vec<Vec<(usize, Pointer)>> = Vec::with_capacity(places.len());
    for place in &places {
        let mut own = Vec::new();
        let mut open: Vec<(Pointer, &Tree)> =
            place.find(schema).map(|value| (place.clone(), value)).into_iter().collect();
        while let Some((at, value)) = open.pop() {
            let target = value.get("$ref").and_then(Tree::as_str).and_then(number);
            own.extend(target.map(|target| (target, at.clone())));
            walk::each_inside(value, &mut |step, inside| {
                if is_in_place(&step) {
                    open.push((step.place(&at), inside));
                }
            });
        }
        leads.push(own);
    }
    let targets: Vec<Vec<usize>> = leads.iter().map(|own| own.iter().map(|(target, _)| *target).collect()).collect();
    let closing = closing(&targets);
    let closing: Vec<Pointer> = closing.into_iter().map(|(from, lead)| leads[from][lead].1.clone()).collect();
    for place in &closing {
        if let Some(Tree::Object(members)) = place.find_mut(schema) {
            members.remove("$ref");
        }
    }
    closing.into_iter().map(|place| place.key("$ref")).collect()
}

/// The leads that close a circle: without them there is none. Each is its origin and its position among the leads of that.
pub(super) fn closing(leads: &[Vec<usize>]) -> Vec<(usize, usize)> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Entered,
        Left,
    }
    let mut states = vec![State::New; leads.len()];
    let mut closing = Vec::new();
    for start in 0..leads.len() {
        if states[start] != State::New {
            continue;
        }
        states[start] = State::Entered;
        let mut way = vec![(start, 0)];
        while let Some((from, next)) = way.last_mut() {
            let (origin, position) = (*from, *next);
            *next += 1;
            match leads[origin].get(position) {
                None => {
                    states[origin] = State::Left;
                    way.pop();
                }
                Some(&target) => match states.get(target) {
                    Some(State::New) => {
                        states[target] = State::Entered;
                        way.push((target, 0));
                    }
                    Some(State::Entered) => closing.push((origin, position)),
                    Some(State::Left) | None => {}
                },
            }
        }
    }
    closing
}

#[cfg(test)]
mod tests {
    use crate::tree::tree;

    use super::*;

    #[test]
    fn only_what_closes_a_circle_is_taken_out() {
        let mut schema = tree!({
            "$ref": "#/$defs/A",
            "$defs": {
                "A": {"allOf": [{"$ref": "#/$defs/B"}, {"$ref": "#/$defs/Tree"}]},
                "B": {"anyOf": [{"type": "string"}, {"not": {"$ref": "#/$defs/A"}}]},
                "C": {"$ref": "#/$defs/C"},
                "Tree": {"properties": {"of": {"$ref": "#/$defs/Tree"}}, "items": {"$ref": "#/$defs/A"}},
            },
        });
        let mut places: Vec<String> = open(&mut schema).iter().map(Pointer::to_string).collect();
        places.sort_unstable();
        assert_eq!(places, ["/$defs/B/anyOf/1/not/$ref", "/$defs/C/$ref"]);
        assert_eq!(schema["$defs"]["C"], tree!({}));
        assert!(open(&mut schema).is_empty());
    }

    #[test]
    fn a_long_chain_is_no_circle() {
        let chain: Vec<Vec<usize>> = (1..=100_000).map(|next| vec![next]).chain([vec![]]).collect();
        assert!(closing(&chain).is_empty());
        let mut circle = chain;
        circle[100_000].push(0);
        assert_eq!(closing(&circle), [(100_000, 0)]);
    }
}
