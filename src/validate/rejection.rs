//! [`Rejection`]: why JSON could not be read as a typed value.

use std::fmt;

use crate::json::SyntaxError;
use crate::plain::on_one_line;

use super::report::Report;

/// Why [`Payload::from_json`](crate::Payload::from_json) failed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Rejection {
    /// The bytes are not valid JSON.
    Syntax(SyntaxError),
    /// The payload violates the contract.
    Violations(Report),
    /// The payload is valid, but its Rust type cannot represent it: an integer beyond 64 bits.
    Unrepresentable(String),
}

impl Rejection {
    /// The violations, if they are the reason.
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
            Self::Syntax(error) => write!(f, "invalid JSON: {error}"),
            Self::Violations(report) => match report.violations() {
                [only] => write!(f, "the payload violates the contract: {only}"),
                all => write!(f, "the payload violates the contract in {} places:\n{report}", all.len()),
            },
            Self::Unrepresentable(why) => {
                on_one_line(f, format_args!("the payload is valid, but its Rust type cannot represent it: {why}"))
            }
        }
    }
}

impl std::error::Error for Rejection {}

impl From<SyntaxError> for Rejection {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}
