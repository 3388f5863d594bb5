//! [`PendingChange`]: a change on its way; [`Changes`]: the changes so far.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::Contract;
use crate::diff::change::Renamed;
use crate::diff::rule::{MessageDirection, Rule};
use crate::diff::schemas::Engine;
use crate::diff::undecided::{UndecidedCause, UndecidedReason};
use crate::diff::verdict::Verdict;
use crate::diff::witness::{Reading, Witness};
use crate::pointer::Pointer;

/// A change before its places are looked up.
#[derive(Debug, Clone)]
pub(in crate::diff) struct PendingChange {
    pub(in crate::diff) rule: &'static Rule,
    pub(in crate::diff) verdict: Verdict,
    pub(in crate::diff) direction: Option<MessageDirection>,
    pub(in crate::diff) subject: String,
    pub(in crate::diff) operations: BTreeSet<(usize, String)>,
    pub(in crate::diff) base: Option<Pointer>,
    pub(in crate::diff) revision: Option<Pointer>,
    pub(in crate::diff) witness: Option<Witness>,
    pub(in crate::diff) reasons: Vec<UndecidedReason>,
    /// Where its documentation was edited too.
    pub(in crate::diff) texts: Vec<Pointer>,
    /// What was perhaps renamed.
    pub(in crate::diff) renamed: Option<Renamed>,
    /// How `oneOf` was read when it was judged.
    pub(in crate::diff) reading: Reading,
    /// Whether it was proved to break nothing.
    pub(in crate::diff) is_proved: bool,
}

impl PendingChange {
    /// Leaves it undecided, for one reason.
    pub(in crate::diff) fn leave_undecided(&mut self, cause: UndecidedCause) {
        self.verdict = Verdict::Undecided;
        self.reasons = vec![UndecidedReason::new(cause, None)];
    }

    /// A change that breaks something has a witness; without one it is left undecided. The first witness stays, and of several
    /// affected operations one is enough.
    pub(super) fn prove(&mut self, witness: Option<Witness>) {
        if self.witness.is_some() {
            return;
        }
        if witness.is_none() {
            self.leave_undecided(UndecidedCause::Unconfirmed);
        } else if self.reasons.iter().any(|open| open.cause == UndecidedCause::Unconfirmed) {
            self.verdict = Verdict::Breaking;
            self.reasons.clear();
        }
        self.witness = witness;
    }
}

/// What distinguishes changes: the rule, both places, and the subject.
type Name = (&'static str, Option<Pointer>, Option<Pointer>, String);

/// The changes so far, and the contracts that they are between.
pub(in crate::diff) struct Changes<'c> {
    pub(in crate::diff) base: &'c Contract,
    pub(in crate::diff) revision: &'c Contract,
    pub(in crate::diff) engine: Engine<'c>,
    changes: Vec<PendingChange>,
    known: BTreeMap<Name, usize>,
    /// Whether only the exchanges are of interest, and changes are known already.
    is_silent: bool,
}

impl<'c> Changes<'c> {
    pub(in crate::diff) fn new(engine: Engine<'c>) -> Self {
        let (base, revision) = (engine.base, engine.revision);
        Self { base, revision, engine, changes: Vec::new(), known: BTreeMap::new(), is_silent: false }
    }

    /// The same for the parts of exchanges alone: nothing is added.
    pub(in crate::diff) fn silent(engine: Engine<'c>) -> Self {
        Self { is_silent: true, ..Self::new(engine) }
    }

    /// A change by its rule, with the verdict that the rule has.
    pub(in crate::diff) fn add(
        &mut self,
        id: &str,
        operation: Option<(usize, String)>,
        subject: String,
        base: Option<&Pointer>,
        revision: Option<&Pointer>,
    ) -> Option<&mut PendingChange> {
        let rule = Rule::named(id).filter(|_| !self.is_silent)?;
        let pending = PendingChange {
            rule,
            verdict: rule.level,
            direction: rule.direction,
            subject,
            operations: operation.into_iter().collect(),
            base: base.cloned(),
            revision: revision.cloned(),
            witness: None,
            reasons: Vec::new(),
            texts: Vec::new(),
            renamed: None,
            reading: Reading::OneOf,
            is_proved: false,
        };
        Some(self.push(pending))
    }

    /// Adds a change, or the operations of it to the same change that is known already.
    pub(in crate::diff) fn push(&mut self, pending: PendingChange) -> &mut PendingChange {
        let key = (pending.rule.id, pending.base.clone(), pending.revision.clone(), pending.subject.clone());
        let number = *self.known.entry(key).or_insert(self.changes.len());
        match self.changes.get_mut(number) {
            Some(known) => known.operations.extend(pending.operations),
            None => self.changes.push(pending),
        }
        &mut self.changes[number]
    }

    /// The changes so far.
    pub(super) fn known(&self) -> impl Iterator<Item = &PendingChange> {
        self.changes.iter()
    }

    pub(in crate::diff) fn finish(self) -> Vec<PendingChange> {
        self.changes
    }
}
