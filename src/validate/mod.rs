//! Judging payloads against a contract: every departure is a [`Violation`], all of them together are a [`Report`].
//!
//! A violation says where it is in the payload and in the contract, what was wanted, what was found and who says so.
//! It never shows the value that it is about, which may be a name, an e-mail address or an amount: a caller asks for
//! that with [`Violation::value`].

mod found;
mod payload;
mod rejection;
mod report;
mod violation;

pub use found::Found;
pub use payload::{payload, payload_json};
pub use rejection::Rejection;
pub use report::Report;
pub use violation::Violation;
