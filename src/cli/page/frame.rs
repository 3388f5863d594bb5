//! [`Frame`]: what every page has: its style, its script, and the policy that lets a browser run nothing else.

/// The style of all pages.
const CSS: &str = include_str!("templates/report.css");

/// The script of all pages: it searches, filters and copies, and no page needs it.
const JS: &str = include_str!("templates/report.js");

/// What a browser may do with a page: apply this style and run this script. Whatever else got into a page stays text.
/// `tests/it/pages.rs` computes the hashes again.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
                      style-src 'sha256-NQ8KRsqyXLc/tczyTzJa7wGkC24JWjQuVNuMsfMolw8='; \
                      script-src 'sha256-j/Ol0Je8iUcv+jpLMjQwyjKHOuJtoFf6YnjLnpA7oXE='";

/// The parts of a page that are the same in all of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) css: &'static str,
    pub(super) js: &'static str,
    pub(super) policy: &'static str,
    pub(super) version: &'static str,
}

pub(super) const FRAME: Frame = Frame { css: CSS, js: JS, policy: POLICY, version: env!("CARGO_PKG_VERSION") };
