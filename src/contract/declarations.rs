//! [`Declarations`]: what the operations of a document declare, and how they are found.

use std::sync::OnceLock;

use super::declared::{Declared, Endpoint};
use super::hosts::Hosts;
use super::operation::Operation;
use super::router::Router;

/// The operations of a document.
pub(super) struct Declarations {
    operations: OnceLock<Vec<Operation>>,
    pub(super) endpoints: Vec<Endpoint>,
    pub(super) router: Router,
    pub(super) hosts: Hosts,
}

impl Declarations {
    pub(super) fn new(Declared { endpoints, unread }: Declared) -> Self {
        Self {
            operations: OnceLock::new(),
            router: Router::new(&endpoints, unread),
            hosts: Hosts::of(&endpoints),
            endpoints,
        }
    }

    /// The operations by themselves, which only users of the crate ask for.
    pub(super) fn operations(&self) -> &[Operation] {
        self.operations.get_or_init(|| self.endpoints.iter().map(|endpoint| endpoint.operation.clone()).collect())
    }
}
