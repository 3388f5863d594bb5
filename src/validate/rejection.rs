//! [`Rejection`]: why a text did not become a typed value.

use std::fmt;

use crate::json::SyntaxError;

use super::report::Report;

/// Why [`Payload::from_json`](crate::Payload::from_json) gave no value.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Rejection {
    /// The bytes are not JSON.
    Syntax(SyntaxError),
    /// The payload breaks the contract.
    Violations(Report),
    /// The payload holds, and the Rust type cannot represent it: a whole number beyond 64 bits.
    Unrepresentable(String),
}

impl Rejection {
    /// The violations, where that is the reason.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        match self {
            Self::Violations(report) => Some(report),
            Self::Syntax(_) | Self::Unrepresentable(_) => None,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => write!(f, "not JSON: {error}"),
            Self::Violations(report) => match report.violations() {
                [only] => write!(f, "the payload breaks the contract: {only}"),
                all => write!(f, "the payload breaks the contract in {} places:\n{report}", all.len()),
            },
            Self::Unrepresentable(why) => write!(f, "the payload holds but its Rust type cannot represent it: {why}"),
        }
    }
}

impl std::error::Error for Rejection {}

impl From<SyntaxError> for Rejection {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}
