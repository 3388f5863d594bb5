//! [`Settings`]: how a sandbox begins, and what it holds at most.

use super::moment::Rules;

/// How a sandbox of an API begins, and its bounds. The default is what the program has without options.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// What ids are made from: the same seed and the same calls give the same answers.
    pub seed: u64,
    /// Without the objects that the documented requests name.
    pub empty: bool,
    /// How many orders a group takes.
    pub max_participants: usize,
    /// The least amount of an order in a group, in cents.
    pub minimum_amount: u64,
    /// The hosts that a public token works from; none: all.
    pub allowed_domains: Vec<String>,
    /// How many bytes all objects take at most, roughly; what does not fit is answered with 507.
    pub state_bytes: u64,
    /// How many bytes the body of a request has at most.
    pub body_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 0,
            empty: false,
            max_participants: 10,
            minimum_amount: 0,
            allowed_domains: Vec::new(),
            state_bytes: 256 << 20,
            body_bytes: 8 << 20,
        }
    }
}

impl Settings {
    pub(super) fn rules(&self) -> Rules {
        Rules {
            max_participants: self.max_participants,
            minimum_amount: self.minimum_amount,
            allowed_domains: self.allowed_domains.clone(),
        }
    }
}
