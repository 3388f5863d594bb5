//! [`HeldContract`]: a contract that lives as long as the service that it is for. [`HeldOperation`]: the name of one of its
//! operations, for as long as a handler has it.

use std::ops::Deref;
use std::sync::Arc;

use crate::contract::{Called, Contract, Endpoint};

/// A contract that several services share: `Arc<Contract>`, `&'static Contract`, or one of its own.
#[derive(Debug, Clone)]
pub struct HeldContract(Held);

#[derive(Debug, Clone)]
enum Held {
    Static(&'static Contract),
    Shared(Arc<Contract>),
}

/// What an operation is called. One of a contract that lives for ever is lent: nothing is counted then, which threads would do
/// in turns.
#[derive(Debug, Clone)]
pub(super) enum HeldOperation {
    Static(&'static Called),
    Shared(Arc<Called>),
}

impl HeldContract {
    /// The operation `endpoint`, whose number this is.
    pub(super) fn operation(&self, number: usize, endpoint: &Endpoint) -> HeldOperation {
        let lent = match self.0 {
            Held::Static(contract) => contract.endpoints().get(number),
            Held::Shared(_) => None,
        };
        match lent {
            Some(endpoint) => HeldOperation::Static(&endpoint.called),
            None => HeldOperation::Shared(Arc::clone(&endpoint.called)),
        }
    }
}

impl Deref for HeldOperation {
    type Target = Called;

    fn deref(&self) -> &Called {
        match self {
            Self::Static(called) => called,
            Self::Shared(called) => called,
        }
    }
}

impl Deref for HeldContract {
    type Target = Contract;

    fn deref(&self) -> &Contract {
        match &self.0 {
            Held::Static(contract) => contract,
            Held::Shared(contract) => contract,
        }
    }
}

impl From<&'static Contract> for HeldContract {
    fn from(contract: &'static Contract) -> Self {
        Self(Held::Static(contract))
    }
}

impl From<Arc<Contract>> for HeldContract {
    fn from(contract: Arc<Contract>) -> Self {
        Self(Held::Shared(contract))
    }
}

impl From<Contract> for HeldContract {
    fn from(contract: Contract) -> Self {
        Self(Held::Shared(Arc::new(contract)))
    }
}
