//! [`Slice`]: `take`, `skip`, `orderBy` and `search`, as both listings have them.

use std::cmp::Ordering;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::refusal::Refusal;
use crate::sandbox::call::Call;

/// How many items there are at most, and without `take`.
const MOST: usize = 100;
const USUAL: usize = 25;

/// What listings answer: an `OrderList` or a `CustomerList`.
#[derive(Serialize)]
pub(super) struct List<T> {
    pub(super) data: Vec<T>,
    pub(super) count: usize,
}

/// A field that can be sorted by; what is absent comes first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key<'r> {
    Absent,
    Flag(bool),
    Number(u64),
    Text(&'r str),
    Time(DateTime<FixedOffset>),
}

/// An object in a listing.
pub(super) trait Listed {
    /// The value of a top-level field; `None` when there is no such field, or none that has an order.
    fn key(&self, field: &str) -> Option<Key<'_>>;

    /// The texts that `search` reads.
    fn texts(&self) -> [Option<&str>; 5];
}

impl<'r> Key<'r> {
    pub(super) fn text(text: Option<&'r String>) -> Self {
        text.map_or(Self::Absent, |text| Self::Text(text))
    }

    pub(super) fn number(number: Option<u64>) -> Self {
        number.map_or(Self::Absent, Self::Number)
    }

    pub(super) fn time(time: Option<&crate::apis::Timestamp>) -> Self {
        time.map_or(Self::Absent, |time| Self::Time(time.instant()))
    }
}

#[derive(Debug)]
pub(super) struct Slice<'c> {
    take: usize,
    skip: usize,
    field: &'c str,
    descending: bool,
    search: Option<String>,
}

impl<'c> Slice<'c> {
    pub(super) fn of(call: &'c Call<'_>) -> Result<Self, Refusal> {
        let order = call.query("orderBy").unwrap_or("createdAt:desc");
        let (field, descending) = match order.rsplit_once(':') {
            Some((field, "asc")) => (field, false),
            Some((field, "desc")) => (field, true),
            _ => {
                return Err(Refusal::bad(
                    "BAD_REQUEST",
                    "query parameter `orderBy`: wanted `field:asc` or `field:desc`",
                ));
            }
        };
        Ok(Self {
            take: call.query("take").map_or(USUAL, whole).min(MOST),
            skip: call.query("skip").map_or(0, whole),
            field,
            descending,
            search: call.query("search").filter(|term| !term.is_empty()).map(str::to_lowercase),
        })
    }

    /// The rows of the slice, and how many match in all.
    pub(super) fn cut<'t, T: Listed>(&self, rows: impl Iterator<Item = &'t T>) -> Result<(Vec<&'t T>, usize), Refusal> {
        let mut matching: Vec<(Key<'t>, usize, &'t T)> = Vec::new();
        for (number, row) in rows.enumerate() {
            let Some(key) = row.key(self.field) else { return Err(unsorted()) };
            if self.search.as_ref().is_none_or(|term| contains(row, term)) {
                matching.push((key, number, row));
            }
        }
        let count = matching.len();
        let compare = |left: &(Key<'_>, usize, &T), right: &(Key<'_>, usize, &T)| -> Ordering {
            let ascending = left.0.cmp(&right.0).then(left.1.cmp(&right.1));
            if self.descending { ascending.reverse() } else { ascending }
        };
        // Only the slice and what is before it needs to be in order.
        let end = self.skip.saturating_add(self.take);
        if end < count {
            matching.select_nth_unstable_by(end, compare);
            matching.truncate(end);
        }
        matching.sort_unstable_by(compare);
        Ok((matching.into_iter().skip(self.skip).map(|(_, _, row)| row).collect(), count))
    }

    /// Refuses a field that no object could be sorted by, also where there are no objects.
    pub(super) fn check(&self, fields: &[&str]) -> Result<(), Refusal> {
        if fields.contains(&self.field) { Ok(()) } else { Err(unsorted()) }
    }
}

fn unsorted() -> Refusal {
    Refusal::bad("BAD_REQUEST", "query parameter `orderBy`: wanted the name of a field that is no object")
}

fn contains(row: &impl Listed, term: &str) -> bool {
    row.texts().into_iter().flatten().any(|text| text.to_lowercase().contains(term))
}

/// A number that the contract accepts as an integer: digits, or a spelling of JSON such as `1e1`.
fn whole(text: &str) -> usize {
    if let Ok(number) = text.parse() {
        return number;
    }
    let number = text.parse::<f64>().unwrap_or(f64::MAX);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "such a cast saturates")]
    let number = number as usize;
    number
}
