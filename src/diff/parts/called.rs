//! [`Called`]: an operation of a callback or webhook that both sides have.

use crate::contract::Endpoint;
use crate::diff::witness::Callback;

/// An operation of a callback or webhook that both sides have.
#[derive(Debug)]
pub(in crate::diff) struct Called {
    pub(in crate::diff) callback: Callback,
    pub(in crate::diff) base: Endpoint,
    pub(in crate::diff) revision: Endpoint,
}
