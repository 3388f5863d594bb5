//! [`Sketch`]: a schema of a document with as much in it as a question needs, and where its parts are.

use std::cell::OnceCell;

use crate::containment::{Compound, DefinitionId, Reason, close_compound};
use crate::pointer::Pointer;

/// A schema, its definitions, and where in the document they are.
#[derive(Debug)]
pub(super) struct Sketch {
    pub(super) schema: Compound,
    pub(super) of_base: bool,
    pub(super) root: Pointer,
    /// Places of the document whose content could not be used, and why.
    pub(super) skipped: Vec<(Pointer, String)>,
    /// The definitions that are not numbered by their places alone.
    pub(super) homes: Vec<(Pointer, DefinitionId)>,
    sent: OnceCell<Result<Compound, Reason>>,
    /// Whether one of its tokens is in a condition.
    pub(super) has_condition: OnceCell<bool>,
}

impl Sketch {
    pub(super) fn new(
        of_base: bool,
        root: &Pointer,
        schema: Compound,
        skipped: Vec<(Pointer, String)>,
        homes: Vec<(Pointer, DefinitionId)>,
    ) -> Self {
        let (sent, has_condition) = Default::default();
        Self { schema, of_base, root: root.clone(), skipped, homes, sent, has_condition }
    }

    /// How many definitions it has.
    pub(super) fn size(&self) -> u64 {
        self.schema.size()
    }

    /// What a sender sends that keeps to what it declares.
    pub(super) fn sent(&self) -> Result<Compound, Reason> {
        self.sent.get_or_init(|| close_compound(&self.schema, true)).clone()
    }
}
