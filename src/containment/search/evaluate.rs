//! Whether one given value satisfies a statement: three answers, the third where the statement is not understood.

use serde_json::Value;

use super::solver::Search;
use crate::containment::outcome::Reason;
use crate::containment::statements::kind;
use crate::containment::statements::node::{Lit, Names, Node};
use crate::containment::statements::number::Num;
use crate::containment::statements::value::value_key;
use crate::json::exact;

/// Statements and values nested deeper than this are not followed.
const DEPTH_LIMIT: usize = 300;

impl Search<'_> {
    /// Whether `value` satisfies `lit`.
    pub(in crate::containment) fn holds(&mut self, lit: Lit, value: &Value, depth: usize) -> Option<bool> {
        if depth > DEPTH_LIMIT || !self.spend(1) {
            return None;
        }
        let holds = match self.arena.node(lit) {
            // Its parts are read one by one: most are decided by the first, and a copy of all of them takes longer.
            Node::All(parts) => {
                let (mut all, count) = (Some(true), parts.len());
                for at in 0..count {
                    let Node::All(parts) = self.arena.node(lit) else { break };
                    let part = parts[at];
                    match self.holds(part, value, depth + 1) {
                        Some(true) => {}
                        Some(false) => {
                            all = Some(false);
                            break;
                        }
                        None => all = None,
                    }
                }
                all?
            }
            Node::One(parts) => {
                let (mut holding, mut open, count) = (0, 0, parts.len());
                for at in 0..count {
                    let Node::One(parts) = self.arena.node(lit) else { break };
                    let part = parts[at];
                    match self.holds(part, value, depth + 1) {
                        Some(holds) => holding += usize::from(holds),
                        None => open += 1,
                    }
                }
                match (holding, open) {
                    (2.., _) => false,
                    (_, 0) => holding == 1,
                    _ => return None,
                }
            }
            Node::Slot(slot) => {
                let body = self.arena.slots.get(*slot as usize).copied()?;
                self.holds(body, value, depth + 1)?
            }
            Node::Kinds(mask) => mask & kind::of(value) != 0,
            Node::Enum(ids, _) => self.arena.known_value(value).is_some_and(|id| ids.contains(&id)),
            Node::Opaque(_) => return None,
            other if other.kinds().is_some_and(|kinds| kinds & kind::of(value) == 0) => true,
            other => {
                let other = other.clone();
                self.limit_holds(&other, value, depth)?
            }
        };
        Some(holds != lit.is_negated())
    }

    fn limit_holds(&mut self, node: &Node, value: &Value, depth: usize) -> Option<bool> {
        Some(match (node, value) {
            (Node::Minimum { bound, strict }, number) if exact::is_number(number) => {
                let number = Num::of(number)?;
                if *strict { number > **bound } else { number >= **bound }
            }
            (Node::Maximum { bound, strict }, number) if exact::is_number(number) => {
                let number = Num::of(number)?;
                if *strict { number < **bound } else { number <= **bound }
            }
            (Node::MultipleOf(step), number) if exact::is_number(number) => Num::of(number)?.is_multiple_of(**step),
            (Node::MinLength(least), Value::String(text)) => text.chars().count() as u64 >= *least,
            (Node::MaxLength(most), Value::String(text)) => text.chars().count() as u64 <= *most,
            (Node::Pattern(pattern), Value::String(text)) => self.patterns.pattern(*pattern)?.matches(text)?,
            (Node::Format(format), Value::String(text)) => {
                let name = self.arena.formats.get(*format as usize)?;
                self.formats.holds(name, text)?
            }
            (Node::MinItems(least), Value::Array(items)) => items.len() as u64 >= *least,
            (Node::MaxItems(most), Value::Array(items)) => items.len() as u64 <= *most,
            (Node::Unique, Value::Array(items)) => {
                let mut keys: Vec<String> = items.iter().map(value_key).collect();
                keys.sort_unstable();
                keys.windows(2).all(|pair| pair[0] != pair[1])
            }
            (Node::Item(at, lit), Value::Array(items)) => match items.get(*at as usize) {
                Some(item) => self.holds(*lit, item, depth + 1)?,
                None => true,
            },
            (Node::Rest(from, lit), Value::Array(items)) => {
                self.all_hold(items.iter().skip(*from as usize).map(|item| (*lit, item)), depth)?
            }
            (Node::AtLeast(lit, least), Value::Array(items)) => {
                let (holding, open) = self.count(*lit, items, depth);
                if holding >= *least {
                    true
                } else if holding + open >= *least {
                    return None;
                } else {
                    false
                }
            }
            (Node::AtMost(lit, most), Value::Array(items)) => {
                let (holding, open) = self.count(*lit, items, depth);
                if holding > *most {
                    false
                } else if holding + open > *most {
                    return None;
                } else {
                    true
                }
            }
            (Node::MinProperties(least), Value::Object(members)) => members.len() as u64 >= *least,
            (Node::MaxProperties(most), Value::Object(members)) => members.len() as u64 <= *most,
            (Node::Required(name), Value::Object(members)) => members.contains_key(&**self.arena.names.text(*name)),
            (Node::Property(name, lit), Value::Object(members)) => match members.get(&**self.arena.names.text(*name)) {
                Some(member) => self.holds(*lit, member, depth + 1)?,
                None => true,
            },
            (Node::Matching(pattern, lit), Value::Object(members)) => {
                let mut matched = Vec::new();
                for (name, member) in members {
                    if self.patterns.pattern(*pattern)?.matches(name)? {
                        matched.push((*lit, member));
                    }
                }
                self.all_hold(matched.into_iter(), depth)?
            }
            (Node::Additional(names, lit), Value::Object(members)) => {
                let mut matched = Vec::new();
                for (name, member) in members {
                    if self.is_additional(names, name)? {
                        matched.push((*lit, member));
                    }
                }
                self.all_hold(matched.into_iter(), depth)?
            }
            (Node::Names(lit), Value::Object(members)) => {
                let names: Vec<Value> = members.keys().map(|name| Value::from(name.as_str())).collect();
                self.all_hold(names.iter().map(|name| (*lit, name)), depth)?
            }
            // A limit on another kind of instance.
            _ => true,
        })
    }

    /// Whether a property of this name is neither named nor matched.
    pub(in crate::containment) fn is_additional(&mut self, names: &Names, name: &str) -> Option<bool> {
        if self.arena.names.known(name).is_some_and(|name| names.names.contains(name)) {
            return Some(false);
        }
        for &pattern in &names.patterns {
            if self.patterns.pattern(pattern)?.matches(name)? {
                return Some(false);
            }
        }
        Some(true)
    }

    fn all_hold<'v>(&mut self, pairs: impl Iterator<Item = (Lit, &'v Value)>, depth: usize) -> Option<bool> {
        let mut all = Some(true);
        for (lit, value) in pairs {
            match self.holds(lit, value, depth + 1) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
        all
    }

    fn count(&mut self, lit: Lit, items: &[Value], depth: usize) -> (u64, u64) {
        let (mut holding, mut open) = (0, 0);
        for item in items {
            match self.holds(lit, item, depth + 1) {
                Some(holds) => holding += u64::from(holds),
                None => open += 1,
            }
        }
        (holding, open)
    }

    /// Why `holds` may have given no answer for `lit`.
    pub(in crate::containment) fn evaluation_reason(&self, lit: Lit) -> Reason {
        match self.arena.node(lit) {
            Node::Pattern(_) | Node::Matching(..) | Node::Additional(..) => Reason::Pattern,
            Node::Format(_) => Reason::Format,
            Node::Minimum { .. } | Node::Maximum { .. } | Node::MultipleOf(_) => Reason::Number,
            Node::Opaque(id) => self.arena.opaque.get(*id as usize).map_or(Reason::Malformed, |(_, reason)| *reason),
            _ if self.steps == 0 => Reason::Budget,
            _ => Reason::Depth,
        }
    }
}
