//! [`Baseline`]: the accepted kinds of one contract, as they are read and written.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;

use super::entry::BaselineEntry;
use super::kind::Kind;
use super::kinds::Kinds;
use crate::contract::Contract;
use crate::error::Error;
use crate::plain::{Screen, Shown, json};

/// The kinds of violation that are accepted of one contract.
///
/// Its text ([`Display`](fmt::Display)) is JSON with one entry a line, sorted, so that two branches that add entries merge.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::validate::{Baseline, Kinds};
///
/// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
/// let baseline = Baseline::of(&contract, &Kinds::new());
/// assert_eq!(Baseline::read(&baseline.to_string())?, baseline);
/// assert!(baseline.check(&contract).is_ok());
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    contract: String,
    entries: Vec<BaselineEntry>,
    /// The place of each entry by its fingerprint.
    known: HashMap<u64, usize>,
    today: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `version`, `contract` and `entries`")]
struct Text {
    version: u64,
    contract: String,
    entries: Vec<BaselineEntry>,
}

impl Baseline {
    /// Accepts everything in `kinds`.
    #[must_use]
    pub fn of(contract: &Contract, kinds: &Kinds) -> Self {
        let entries = kinds.found().into_iter().map(|found| BaselineEntry::new(found, kinds)).collect();
        Self::new(contract.title().to_owned(), entries)
    }

    fn new(contract: String, mut entries: Vec<BaselineEntry>) -> Self {
        entries.sort_by(|left, right| left.order().cmp(&right.order()));
        // What two branches both added is there twice.
        entries.dedup_by(|next, kept| next.fingerprint == kept.fingerprint);
        let number = |(place, entry): (usize, &BaselineEntry)| Some((number(&entry.fingerprint)?, place));
        let known = entries.iter().enumerate().filter_map(number).collect();
        Self { contract, entries, known, today: None }
    }

    /// The baseline in a text.
    ///
    /// # Errors
    ///
    /// When the text is not the JSON of a baseline, or an entry has a fingerprint or a date that is none.
    pub fn read(text: &str) -> Result<Self, Error> {
        let Text { version, contract, entries } = serde_json::from_str(text)
            .map_err(|error| Error::syntax(format!("not the JSON of a baseline: {error}")))?;
        if version != 1 {
            return Err(Error::settings(format!("it is of version {version}; expected version 1")));
        }
        for entry in &entries {
            let wrong = |what: &str| Err(Error::settings(format!("the entry `{}` {what}", entry.fingerprint)));
            // Dates are compared as text, so each must have all its digits.
            let is_date = |text: &String| text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok();
            if number(&entry.fingerprint).is_none() {
                return wrong("has no fingerprint of 16 hexadecimal digits");
            }
            if entry.until.as_ref().is_some_and(|until| !is_date(until)) {
                return wrong("has an `until` that is not a date; expected one such as `2027-01-31`");
            }
        }
        Ok(Self::new(contract, entries))
    }

    /// The same on this day (`2027-01-31`): entries whose `until` is before it accept nothing.
    #[must_use]
    pub fn on(self, today: &str) -> Self {
        Self { today: Some(today.to_owned()), ..self }
    }

    /// Whether it is a baseline of `contract`, by its title.
    ///
    /// # Errors
    ///
    /// When it is one of another contract.
    pub fn check(&self, contract: &Contract) -> Result<(), Error> {
        match self.contract == contract.title() {
            true => Ok(()),
            false => {
                let (own, asked) = (&self.contract, contract.title());
                Err(Error::settings(format!("it is of the contract `{own}`, and `{asked}` is checked")))
            }
        }
    }

    /// The entries: by operation or schema, then by place.
    #[must_use]
    pub fn entries(&self) -> &[BaselineEntry] {
        &self.entries
    }

    /// Whether violations of this kind are accepted today.
    #[must_use]
    pub fn accepts(&self, kind: &Kind) -> bool {
        self.entry(kind).is_some_and(|entry| !self.is_expired(entry))
    }

    /// The entry of this kind, whether it expired or not.
    #[must_use]
    pub fn entry(&self, kind: &Kind) -> Option<&BaselineEntry> {
        self.entries.get(*self.known.get(&kind.number())?)
    }

    pub(super) fn is_expired(&self, entry: &BaselineEntry) -> bool {
        entry.until.as_deref().zip(self.today.as_deref()).is_some_and(|(until, today)| until < today)
    }

    /// The same after a run that found `kinds`, all of which are accepted: with what is new, without what no longer occurs. The
    /// reasons and dates of other entries are kept, and so are entries of operations that the run did not check.
    #[must_use]
    pub fn renewed(&self, kinds: &Kinds) -> Self {
        let kept = self.entries.iter().filter(|entry| entry.messages(kinds) == 0).cloned();
        let found = kinds.found().into_iter().map(|found| {
            let known = self.entry(&found.kind);
            let (reason, until) = known.map(|entry| (entry.reason.clone(), entry.until.clone())).unwrap_or_default();
            BaselineEntry { reason, until, ..BaselineEntry::new(found, kinds) }
        });
        Self { today: self.today.clone(), ..Self::new(self.contract.clone(), kept.chain(found).collect()) }
    }

    /// The same without the entries that no longer occur in a run that found `kinds`.
    #[must_use]
    pub fn pruned(&self, kinds: &Kinds) -> Self {
        let stale = self.compare(kinds).stale;
        let is_stale = |entry: &&BaselineEntry| stale.iter().any(|stale| stale.fingerprint == entry.fingerprint);
        let entries = self.entries.iter().filter(|entry| !is_stale(entry)).cloned().collect();
        Self { today: self.today.clone(), ..Self::new(self.contract.clone(), entries) }
    }

    /// The text of its file.
    pub(crate) fn shown(&self) -> Shown<Screen> {
        let mut out = Shown::of(("{\"version\": 1, \"contract\": ", json(&self.contract), ", \"entries\": ["));
        for (place, entry) in self.entries.iter().enumerate() {
            out.push((if place > 0 { ",\n  " } else { "\n  " }, json(entry)));
        }
        out.push(if self.entries.is_empty() { "]}\n" } else { "\n]}\n" });
        out
    }
}

pub(super) fn number(fingerprint: &str) -> Option<u64> {
    let is_hexadecimal = fingerprint.len() == 16 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit());
    u64::from_str_radix(fingerprint, 16).ok().filter(|_| is_hexadecimal)
}

impl fmt::Display for Baseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shown().as_str())
    }
}
