//! [`Settings`]: how documents are compared, and what was decided about their changes.

use super::levels::Levels;
use super::waivers::Waiver;

/// How documents are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub(super) undeclared_sent: bool,
    pub(super) overlapping_sent: bool,
    pub(super) explain_compatible: bool,
    pub(super) budget: u64,
    pub(super) threads: usize,
    pub(super) waivers: Vec<Waiver>,
    pub(super) today: Option<String>,
    pub(super) levels: Levels,
}

impl Settings {
    /// Senders send what they declare, values that several alternatives of a `oneOf` accept among it; no waivers.
    #[must_use]
    pub fn new() -> Self {
        Self {
            undeclared_sent: false,
            overlapping_sent: true,
            explain_compatible: false,
            budget: u64::MAX,
            threads: 1,
            waivers: Vec::new(),
            today: None,
            levels: Levels::default(),
        }
    }

    /// Whether senders also send properties that the document does not declare, as JSON Schema lets them.
    #[must_use]
    pub fn undeclared_sent(self, undeclared_sent: bool) -> Self {
        Self { undeclared_sent, ..self }
    }

    /// Whether values are sent that several alternatives of a `oneOf` accept, which JSON Schema forbids: they are unless this is
    /// false.
    #[must_use]
    pub fn overlapping_sent(self, overlapping_sent: bool) -> Self {
        Self { overlapping_sent, ..self }
    }

    /// Whether each compatible change says [why](super::Change::why).
    #[must_use]
    pub fn explain_compatible(self, explain_compatible: bool) -> Self {
        Self { explain_compatible, ..self }
    }

    /// How many steps one question to the decision may take at most.
    #[must_use]
    pub fn budget(self, budget: u64) -> Self {
        Self { budget, ..self }
    }

    /// How many threads compare: one unless this says otherwise, and for 0 one for each core. The comparison is the same.
    #[must_use]
    pub fn threads(self, threads: usize) -> Self {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        Self { threads: if threads == 0 { cores() } else { threads }, ..self }
    }

    /// The changes that were accepted, and today's date (`2027-01-31`), by which waivers expire.
    #[must_use]
    pub fn waivers(self, waivers: Vec<Waiver>, today: &str) -> Self {
        Self { waivers, today: Some(today.to_owned()), ..self }
    }

    /// The levels of rules, which changes carry to the [`Gate`](super::Gate).
    #[must_use]
    pub fn levels(self, levels: Levels) -> Self {
        Self { levels, ..self }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::new()
    }
}
