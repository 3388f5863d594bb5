//! [`Limits`]: how much input, nesting and work is accepted, whoever sends it.
//!
//! Every budget of the crate is a field here, with one name that the command line, the reports and SECURITY.md share. What
//! goes beyond a budget is neither valid nor invalid: it is undecided, and the answer names the budget.

use std::fmt;

use crate::error::Error;
use crate::similar::nearest;

/// The budgets for reading and judging.
///
/// # Examples
///
/// ```
/// use order_contracts::limits::Limits;
///
/// let mut limits = Limits::default();
/// assert_eq!(limits.nesting, 1_000);
/// limits.set("nesting", "64")?;
/// limits.set("record-bytes", "16MiB")?;
/// assert_eq!((limits.nesting, limits.record_bytes), (64, 16 << 20));
///
/// let error = limits.set("record-byte", "1").unwrap_err();
/// assert_eq!(error.to_string(), "unknown limit `record-byte`; did you mean `record-bytes`?");
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Steps of judging one value, besides a few for each value in it; one step is one schema applied to one value.
    pub steps: u64,
    /// Nested arrays and objects of a payload.
    pub nesting: u64,
    /// Values in one record that has to be held as a tree, because a pass over its bytes did not show that it is valid.
    pub values: u64,
    /// Bytes of one record: a line, an entry of a capture, a file with one payload; unpacked.
    pub record_bytes: u64,
    /// Bytes of the records that are in memory at once.
    pub batch_bytes: u64,
    /// Bytes that one packed input may unpack to.
    pub unpacked_bytes: u64,
    /// Bytes of all documents of one contract.
    pub document_bytes: u64,
    /// Values in all documents of one contract, those included that YAML aliases repeat. What takes more memory than usual counts
    /// more than once: an object five times, a long text once for each 128 bytes.
    pub document_values: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: 1_000_000,
            nesting: 1_000,
            values: 2_000_000,
            record_bytes: 64 << 20,
            batch_bytes: 32 << 20,
            unpacked_bytes: 1 << 40,
            document_bytes: 64 << 20,
            document_values: 3_000_000,
        }
    }
}

/// One budget: its name, what it bounds, and its place in [`Limits`].
pub(crate) struct Limit {
    pub(crate) name: &'static str,
    /// A noun phrase without a full stop.
    pub(crate) summary: &'static str,
    field: fn(&mut Limits) -> &mut u64,
}

#[cfg(feature = "validate")]
impl Limit {
    /// What `limits` sets it to.
    pub(crate) fn of(&self, limits: &Limits) -> u64 {
        let mut limits = *limits;
        *(self.field)(&mut limits)
    }
}

/// Every budget, in the order in which help lists them.
pub(crate) const ALL: [Limit; 8] = [
    Limit { name: "steps", summary: "steps of judging one value", field: |limits| &mut limits.steps },
    Limit { name: "nesting", summary: "nested arrays and objects in a payload", field: |limits| &mut limits.nesting },
    Limit { name: "values", summary: "values in one record that is invalid", field: |limits| &mut limits.values },
    Limit { name: "record-bytes", summary: "bytes of one record", field: |limits| &mut limits.record_bytes },
    Limit { name: "batch-bytes", summary: "bytes of records in memory", field: |limits| &mut limits.batch_bytes },
    Limit {
        name: "unpacked-bytes",
        summary: "bytes a packed input unpacks to",
        field: |limits| &mut limits.unpacked_bytes,
    },
    Limit {
        name: "document-bytes",
        summary: "bytes of a contract's documents",
        field: |limits| &mut limits.document_bytes,
    },
    Limit {
        name: "document-values",
        summary: "values in a contract's documents",
        field: |limits| &mut limits.document_values,
    },
];

impl Limits {
    /// Sets the budget of this name: a whole number, for bytes also with `KiB`, `MiB` or `GiB`.
    ///
    /// # Errors
    ///
    /// When no budget has this name, or the amount is no number above 0.
    pub fn set(&mut self, name: &str, amount: &str) -> Result<(), Error> {
        let Some(limit) = ALL.iter().find(|limit| limit.name == name) else {
            let hint = nearest(name, ALL.iter().map(|limit| limit.name));
            let hint = hint.map_or_else(
                || format!("the limits are {}", ALL.map(|limit| format!("`{}`", limit.name)).join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(Error::settings(format!("unknown limit `{name}`; {hint}")));
        };
        let number = amount_of(amount, limit.name.ends_with("bytes"));
        *(limit.field)(self) = number.filter(|&number| number > 0).ok_or_else(|| {
            let wanted = if limit.name.ends_with("bytes") { " such as `1000` or `64MiB`" } else { " above 0" };
            Error::settings(format!("limit `{name}`: `{amount}` is not a whole number{wanted}"))
        })?;
        Ok(())
    }

    /// The budget for the nesting of payloads.
    #[must_use]
    pub(crate) fn deepest(&self) -> usize {
        usize::try_from(self.nesting).unwrap_or(usize::MAX)
    }
}

/// A whole number, with a unit of bytes if it may have one.
pub(crate) fn amount_of(text: &str, in_bytes: bool) -> Option<u64> {
    let units = [("KiB", 10), ("MiB", 20), ("GiB", 30)];
    let with_unit = |(unit, shift): &(&str, u32)| Some((text.strip_suffix(unit)?.trim_end(), *shift));
    let (digits, shift) = units.iter().find_map(with_unit).filter(|_| in_bytes).unwrap_or((text, 0));
    digits.parse::<u64>().ok()?.checked_mul(1 << shift)
}

/// A budget that was used up: `the limit of 1000 for nested arrays and objects in a payload (nesting)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exceeded {
    name: &'static str,
    limit: u64,
}

impl Exceeded {
    /// The budget of this name, which is one of `ALL`, at what `limits` sets it to.
    #[cfg(feature = "validate")]
    pub(crate) fn new(name: &'static str, limits: &Limits) -> Self {
        let limit = ALL.iter().find(|limit| limit.name == name).map_or(0, |limit| limit.of(limits));
        Self { name, limit }
    }

    /// The name of the budget, such as `nesting`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it is set to.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.limit
    }
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let summary = ALL.iter().find(|limit| limit.name == self.name).map_or("", |limit| limit.summary);
        write!(f, "more than {} {summary} (limit `{}`)", self.limit, self.name)
    }
}

#[cfg(all(test, feature = "validate"))]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn every_limit_is_set_by_its_name() {
        for limit in &ALL {
            let mut limits = Limits::default();
            limits.set(limit.name, "7").expect("a number");
            assert_eq!(Exceeded::new(limit.name, &limits).limit(), 7, "{}", limit.name);
            assert_ne!(limits, Limits::default(), "{}", limit.name);
        }
    }

    #[test]
    fn amounts_that_are_none_are_refused() {
        let mut limits = Limits::default();
        for amount in ["", "0", "-1", "1.5", "1MiB", "ten"] {
            let error = limits.set("steps", amount).expect_err(amount);
            assert_eq!(error.to_string(), format!("limit `steps`: `{amount}` is not a whole number above 0"));
        }
        for amount in ["", "MiB", "1MB", "99999999999GiB", "1 TiB"] {
            assert!(limits.set("record-bytes", amount).is_err(), "{amount}");
        }
        assert_eq!(limits, Limits::default());
    }
}
