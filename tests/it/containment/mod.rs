//! Containment of schemas: own cases, laws over random schemas, and agreement with other oracles.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod branches;
mod cases;
mod closing;
mod laws;
mod limits;
mod oracles;
mod schemas;

use proptest::test_runner::Config;

/// A hundred random cases for each law, or as many as `PROPTEST_CASES` says.
pub(super) fn config() -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(100);
    Config { failure_persistence: None, cases, ..Config::default() }
}
