//! The leaves of a search: members among the instances of one kind of plain statements about that kind.

use std::collections::BTreeSet;

use serde_json::Value;

use super::solver::{Found, Search};
use crate::containment::outcome::Reason;
use crate::containment::statements::kind;
use crate::containment::statements::node::{Lit, Node};

/// How many excluded values are reckoned with at first, and at most.
const FEW_EXCLUDED: usize = 16;
const MANY_EXCLUDED: usize = 1_000;

impl Search<'_> {
    /// The members among instances of one kind of plain statements about that kind.
    pub(super) fn leaf(&mut self, atoms: &[Lit], kind: u8, count: usize) -> Found {
        let (mut plain, mut opaque, mut allowed, mut excluded) =
            (Vec::new(), Vec::new(), None::<BTreeSet<u32>>, BTreeSet::new());
        for &lit in atoms {
            match self.arena.node(lit) {
                Node::Opaque(_) => opaque.push(lit),
                Node::Enum(ids, _) if lit.is_negated() => excluded.extend(ids.iter().copied()),
                Node::Enum(ids, _) => {
                    let ids: BTreeSet<u32> = ids.iter().copied().collect();
                    allowed = Some(allowed.map_or(ids.clone(), |before| before.intersection(&ids).copied().collect()));
                }
                _ => plain.push(lit),
            }
        }
        let found = match allowed {
            Some(allowed) => self.among(allowed.difference(&excluded), &plain, kind, count),
            None => {
                let excluded: BTreeSet<u32> = excluded.into_iter().filter(|&id| self.value_kind(id) == kind).collect();
                let mut found = self.of_kind_but(&plain, kind, count, &excluded);
                found.complete &= found.values.len() <= count;
                found.values.truncate(count);
                if !found.complete && found.values.is_empty() && found.reasons.is_empty() {
                    found.reasons.extend(plain.first().map(|lit| (Reason::Count, lit.node())));
                }
                found
            }
        };
        if opaque.is_empty() || found.is_empty() {
            return found;
        }
        let reasons: Vec<_> = opaque.iter().map(|&lit| (self.opaque_reason(lit), lit.node())).collect();
        found.doubted(reasons)
    }

    fn among<'i>(&mut self, ids: impl Iterator<Item = &'i u32>, plain: &[Lit], kind: u8, count: usize) -> Found {
        let (mut sure, mut unsure) = (Vec::new(), Found::none());
        for &id in ids {
            let Some(value) = self.arena.values.get(id as usize).cloned() else { continue };
            if kind::of(&value) != kind {
                continue;
            }
            if !self.spend(1) {
                return Found::unknown(Reason::Budget, Lit::TRUE);
            }
            let mut verdict = Some(true);
            for &lit in plain {
                match self.holds(lit, &value, 0) {
                    Some(true) => {}
                    Some(false) => {
                        verdict = Some(false);
                        break;
                    }
                    None => {
                        verdict = None;
                        unsure.reasons.insert((self.evaluation_reason(lit), lit.node()));
                    }
                }
            }
            match verdict {
                Some(true) => sure.push(value),
                Some(false) => {}
                None => unsure.values.push(value),
            }
        }
        if sure.len() > count {
            sure.truncate(count);
            return Found::some(sure);
        }
        match (sure.is_empty(), unsure.values.is_empty()) {
            (_, true) => Found::all(sure),
            (true, false) => {
                let reasons = std::mem::take(&mut unsure.reasons);
                unsure.doubted(reasons)
            }
            (false, false) => Found { reasons: unsure.reasons, ..Found::some(sure) },
        }
    }

    /// Members that are none of `excluded`. Hardly any of thousands is among the simplest, so that few are looked for first.
    fn of_kind_but(&mut self, plain: &[Lit], kind: u8, count: usize, excluded: &BTreeSet<u32>) -> Found {
        for more in [FEW_EXCLUDED, MANY_EXCLUDED] {
            let mut found = self.of_kind(plain, kind, count + excluded.len().min(more));
            let asked = found.values.len();
            found.values.retain(|value| self.arena.known_value(value).is_none_or(|id| !excluded.contains(&id)));
            if excluded.len() <= more || found.complete || found.values.len() >= count || asked < count + more {
                return found;
            }
        }
        Found { sure: true, ..Found::default() }
    }

    fn of_kind(&mut self, plain: &[Lit], kind: u8, count: usize) -> Found {
        match kind {
            kind::NULL => Found::all(vec![Value::Null]),
            kind::FALSE => Found::all(vec![Value::Bool(false)]),
            kind::TRUE => Found::all(vec![Value::Bool(true)]),
            kind::INTEGER => self.integers(plain, count),
            kind::FRACTION => self.fractions(plain, count),
            kind::STRING => self.strings(plain, count),
            kind::ARRAY => self.arrays(plain, count),
            _ => self.objects(plain, count),
        }
    }

    pub(in crate::containment) fn value_kind(&self, id: u32) -> u8 {
        self.arena.values.get(id as usize).map_or(0, kind::of)
    }

    fn opaque_reason(&self, lit: Lit) -> Reason {
        match self.arena.node(lit) {
            Node::Opaque(id) => self.arena.opaque.get(*id as usize).map_or(Reason::Malformed, |(_, reason)| *reason),
            _ => Reason::Malformed,
        }
    }
}
