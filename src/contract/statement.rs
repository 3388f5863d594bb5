//! [`Statement`]: what is known of a statement of a contract, whoever violates it: made for the first violation and shared by all.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::origin::Origin;
use super::provenance::Provenance;
use crate::pointer::Pointer;
use crate::tree::Tree;

/// A statement, where it comes from and where it is written.
#[derive(Debug, PartialEq)]
pub(crate) struct Statement {
    pub(crate) keyword: Pointer,
    pub(crate) provenance: Provenance,
    pub(crate) origin: Option<Origin>,
}

/// What is said at a place of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said<'n> {
    /// What is there.
    Here,
    /// One name of the list that is there.
    OfName(&'n str),
    /// What this keyword says of the object that is there.
    By(&'static str),
    /// Nothing: what is required is required of every contract.
    Nothing,
}

/// The statements of one contract that were violated so far: no more than it makes.
#[derive(Debug, Default)]
pub(super) struct Statements(RwLock<HashMap<Pointer, Known>>);

/// Those at one place.
#[derive(Debug, Default)]
struct Known {
    /// A list may have many.
    of_names: HashMap<String, Arc<Statement>>,
    others: Vec<(Said<'static>, Arc<Statement>)>,
}

impl Statements {
    /// The statement at `keyword` of `document`, whose place in a file `origin` finds.
    pub(super) fn of(
        &self,
        keyword: Pointer,
        said: Said<'_>,
        document: &Tree,
        origin: impl FnOnce(&Pointer) -> Option<Origin>,
    ) -> Arc<Statement> {
        let known =
            self.0.read().unwrap_or_else(PoisonError::into_inner).get(&keyword).and_then(|known| known.find(said));
        if let Some(statement) = known {
            return statement;
        }
        let provenance = match said {
            Said::Here => Provenance::in_tree(document, &keyword),
            Said::OfName(name) => Provenance::of_name(document, &keyword, name),
            Said::By(by) => Provenance::in_tree(document, &keyword.clone().key(by)),
            Said::Nothing => Provenance::default(),
        };
        let origin = if said == Said::Nothing { None } else { origin(&keyword) };
        let statement = Arc::new(Statement { keyword: keyword.clone(), provenance, origin });
        let mut statements = self.0.write().unwrap_or_else(PoisonError::into_inner);
        statements.entry(keyword).or_default().keep(said, statement)
    }
}

impl Known {
    fn find(&self, said: Said<'_>) -> Option<Arc<Statement>> {
        match said {
            Said::OfName(name) => self.of_names.get(name).cloned(),
            said => self.others.iter().find(|(known, _)| *known == said).map(|(_, statement)| Arc::clone(statement)),
        }
    }

    /// Adds a statement, unless another thread was quicker.
    fn keep(&mut self, said: Said<'_>, statement: Arc<Statement>) -> Arc<Statement> {
        if let Some(known) = self.find(said) {
            return known;
        }
        let own = Arc::clone(&statement);
        match said {
            Said::OfName(name) => drop(self.of_names.insert(name.to_owned(), own)),
            Said::Here => self.others.push((Said::Here, own)),
            Said::By(keyword) => self.others.push((Said::By(keyword), own)),
            Said::Nothing => self.others.push((Said::Nothing, own)),
        }
        statement
    }
}
