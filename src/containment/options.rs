//! [`Options`]: how formats are read, and how much work an answer may take.

/// How schemas are read and how hard an answer is looked for.
///
/// # Examples
///
/// ```
/// use order_contracts::containment::{Options, covers};
/// use serde_json::json;
///
/// let (date, any) = (json!({"format": "date"}), json!({}));
/// assert!(covers(&any, &date, &Options::new()).is_yes(), "a format only annotates");
/// assert!(covers(&any, &date, &Options::new().assert_formats(true)).is_no());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    pub(super) formats: bool,
    pub(super) budget: u64,
    /// Whether only a proof is asked for: what disproves it is not looked for.
    pub(super) is_proof_only: bool,
}

impl Options {
    /// Formats only annotate, as JSON Schema 2020-12 has it; a million steps of work.
    #[must_use]
    pub const fn new() -> Self {
        Self { formats: false, budget: 1_000_000, is_proof_only: false }
    }

    /// Whether `format` is an assertion, for the formats that the validator knows.
    #[must_use]
    pub const fn assert_formats(self, formats: bool) -> Self {
        Self { formats, ..self }
    }

    /// How many steps of work one answer may take. Steps are counted, not timed, so that the same question gets the same
    /// answer everywhere; a million steps take in the order of a second.
    #[must_use]
    pub const fn budget(self, steps: u64) -> Self {
        Self { budget: steps, ..self }
    }

    /// What distinguishes these from other options, in few bytes.
    pub(crate) fn key(self) -> (bool, bool, u64) {
        (self.formats, self.is_proof_only, self.budget)
    }

    /// Asks for a proof alone: what is not contained is undecided, without reasons and without a witness.
    pub(crate) const fn proof_only(self) -> Self {
        Self { is_proof_only: true, ..self }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}
