//! [`Declarations`]: what the operations of a document declare, and how they are found.

use super::declared::{Declared, Endpoint};
use super::hosts::Hosts;
use super::operation::Operation;
use super::router::Router;

/// The operations of a document.
pub(super) struct Declarations {
    pub(super) operations: Vec<Operation>,
    pub(super) endpoints: Vec<Endpoint>,
    pub(super) router: Router,
    pub(super) hosts: Hosts,
}

impl Declarations {
    pub(super) fn new(Declared { endpoints, unread }: Declared) -> Self {
        Self {
            operations: endpoints.iter().map(|endpoint| endpoint.operation.clone()).collect(),
            router: Router::new(&endpoints, unread),
            hosts: Hosts::of(&endpoints),
            endpoints,
        }
    }
}
