//! [`Draft`]: a change on its way; [`Drafts`]: the changes so far.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::Contract;
use crate::diff::change::Open;
use crate::diff::rule::{Rule, Way};
use crate::diff::schemas::Engine;
use crate::diff::verdict::Verdict;
use crate::diff::witness::Witness;
use crate::pointer::Pointer;

/// A change before its places are looked up.
#[derive(Debug, Clone)]
pub(in crate::diff) struct Draft {
    pub(in crate::diff) rule: &'static Rule,
    pub(in crate::diff) verdict: Verdict,
    pub(in crate::diff) direction: Option<Way>,
    pub(in crate::diff) subject: String,
    pub(in crate::diff) operations: BTreeSet<(usize, String)>,
    pub(in crate::diff) base: Option<Pointer>,
    pub(in crate::diff) revision: Option<Pointer>,
    pub(in crate::diff) witness: Option<Witness>,
    pub(in crate::diff) reasons: Vec<Open>,
}

impl Draft {
    /// Leaves it open, for one reason.
    pub(in crate::diff) fn leave_open(&mut self, reason: &'static str) {
        self.verdict = Verdict::Undecided;
        self.reasons = vec![Open::new(reason, None)];
    }

    /// A change that breaks something has a witness; without one it is left open. The first witness stays, and of several
    /// affected operations one is enough.
    pub(super) fn prove(&mut self, witness: Option<Witness>) {
        if self.witness.is_some() {
            return;
        }
        if witness.is_none() {
            self.leave_open("unconfirmed");
        } else if self.reasons.iter().any(|open| open.reason == "unconfirmed") {
            self.verdict = Verdict::Breaking;
            self.reasons.clear();
        }
        self.witness = witness;
    }
}

/// What distinguishes changes: the rule, both places, and the subject.
type Name = (&'static str, Option<Pointer>, Option<Pointer>, String);

/// The changes so far, and the contracts that they are between.
pub(in crate::diff) struct Drafts<'c> {
    pub(in crate::diff) base: &'c Contract,
    pub(in crate::diff) revision: &'c Contract,
    pub(in crate::diff) engine: Engine<'c>,
    drafts: Vec<Draft>,
    known: BTreeMap<Name, usize>,
}

impl<'c> Drafts<'c> {
    pub(in crate::diff) fn new(engine: Engine<'c>) -> Self {
        Self { base: engine.base, revision: engine.revision, engine, drafts: Vec::new(), known: BTreeMap::new() }
    }

    /// A change by its rule, with the verdict that the rule has.
    pub(in crate::diff) fn add(
        &mut self,
        id: &str,
        operation: Option<(usize, String)>,
        subject: String,
        base: Option<&Pointer>,
        revision: Option<&Pointer>,
    ) -> Option<&mut Draft> {
        let rule = Rule::named(id)?;
        let draft = Draft {
            rule,
            verdict: rule.level,
            direction: rule.direction,
            subject,
            operations: operation.into_iter().collect(),
            base: base.cloned(),
            revision: revision.cloned(),
            witness: None,
            reasons: Vec::new(),
        };
        Some(self.push(draft))
    }

    /// Adds a change, or the operations of it to the same change that is known already.
    pub(in crate::diff) fn push(&mut self, draft: Draft) -> &mut Draft {
        let key = (draft.rule.id, draft.base.clone(), draft.revision.clone(), draft.subject.clone());
        let number = *self.known.entry(key).or_insert(self.drafts.len());
        match self.drafts.get_mut(number) {
            Some(known) => known.operations.extend(draft.operations),
            None => self.drafts.push(draft),
        }
        &mut self.drafts[number]
    }

    pub(in crate::diff) fn finish(self) -> Vec<Draft> {
        self.drafts
    }
}
