//! [`Matched`]: what a handler may know of the request that the layer checked.

use std::fmt;

use super::held::HeldOperation;
use crate::contract::Called;
use crate::percent;
use crate::validate::Verdict;

/// The operation that a request calls, in the extensions of the request.
#[derive(Clone)]
pub struct Matched {
    called: HeldOperation,
    path_parameters: Vec<(String, String)>,
    verdict: Option<Verdict>,
    #[cfg_attr(not(feature = "axum"), expect(dead_code, reason = "for what reads the body again"))]
    limit: usize,
}

impl Matched {
    pub(super) fn new(called: HeldOperation, in_path: &[(&str, &str)], limit: usize) -> Self {
        let decoded = |(name, text): &(&str, &str)| ((*name).to_owned(), percent::decode_lossy(text).into_owned());
        Self { called, path_parameters: in_path.iter().map(decoded).collect(), verdict: None, limit }
    }

    pub(super) fn with(mut self, verdict: Verdict) -> Self {
        self.verdict = Some(verdict);
        self
    }

    /// How many bytes of its body may be held in memory.
    #[cfg(feature = "axum")]
    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> &Called {
        &self.called
    }

    /// The path parameters, decoded, in the order of the path.
    pub fn path_parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.path_parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The path parameter of this name, decoded.
    #[must_use]
    pub fn path_parameter(&self, name: &str) -> Option<&str> {
        self.path_parameters().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The verdict on the request; `None` when it was not checked, because its mode is off or the sample left it out.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }
}

/// Without the values of parameters.
impl fmt::Debug for Matched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.path_parameters().map(|(name, _)| name).collect();
        f.debug_struct("Matched")
            .field("operation", &*self.called)
            .field("path_parameters", &names)
            .field("verdict", &self.verdict)
            .finish_non_exhaustive()
    }
}
