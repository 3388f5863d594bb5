//! [`HeldContract`]: a contract that lives as long as the service that it is for.

use std::ops::Deref;
use std::sync::Arc;

use crate::contract::Contract;

/// A contract that several services share: `Arc<Contract>`, `&'static Contract`, or one of its own.
#[derive(Debug, Clone)]
pub struct HeldContract(Held);

#[derive(Debug, Clone)]
enum Held {
    Static(&'static Contract),
    Shared(Arc<Contract>),
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
