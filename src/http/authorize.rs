//! [`Authorize`]: who may call an operation. The contract says that credentials are there, and never whose they are.

use ::http::request::Parts;

use crate::contract::Endpoint;

/// Decides about the credentials of a request.
///
/// It is asked about every request whose operation declares credentials, in every mode, and before anything else is checked. It
/// must not block.
pub trait Authorize: Send + Sync {
    /// Whether the request may call the operation.
    ///
    /// # Errors
    ///
    /// When it may not.
    fn authorize(&self, request: &Parts, endpoint: &Endpoint) -> Result<(), Denied>;
}

/// Why a request may not call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Denied {
    /// The credentials are not valid: answered with 401.
    Unauthorized,
    /// The credentials are not sufficient: answered with 403.
    Forbidden,
}

impl<F: Fn(&Parts, &Endpoint) -> Result<(), Denied> + Send + Sync> Authorize for F {
    fn authorize(&self, request: &Parts, endpoint: &Endpoint) -> Result<(), Denied> {
        self(request, endpoint)
    }
}
