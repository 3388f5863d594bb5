//! [`Unjudged`]: the third answer. What a value reached that cannot be judged is written down while it is judged.
//!
//! The validator crate knows yes and no. A place that says neither is a keyword of ours which says yes and leaves a note;
//! notes are kept for the thread, between [`listen`] and the end of its closure.

use std::cell::RefCell;
use std::sync::Arc;

use jsonschema::Keyword;
use jsonschema::error::ValidationError;
use serde_json::Value;

use crate::pointer::Pointer;

/// A statement of the document that applies to a value but could not be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unjudged {
    /// Its location in the document.
    pub keyword: Pointer,
    /// Why it could not be evaluated.
    pub cause: Cause,
}

/// Why a statement could not be evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// It is invalid, or a reference in it cannot be resolved.
    Unusable,
    /// A regular expression needed more steps than it is given.
    TooCostly,
}

/// The keyword that replaces an unusable part of a document; its value is the location.
pub(super) const MARKER: &str = "x-order-contracts-unjudged";

thread_local! {
    static NOTES: RefCell<Vec<(Arc<str>, Cause)>> = const { RefCell::new(Vec::new()) };
}

/// Writes down that a value reached `location`.
pub(super) fn note(location: &Arc<str>, cause: Cause) {
    // A value can reach one statement a million times.
    const ENOUGH: usize = 1_000;
    NOTES.with_borrow_mut(|notes| {
        let known = |(place, why): &(Arc<str>, Cause)| Arc::ptr_eq(place, location) && *why == cause;
        if notes.len() < ENOUGH && !notes.iter().rev().take(16).any(known) {
            notes.push((Arc::clone(location), cause));
        }
    });
}

/// What `judge` answers, and what it noted.
pub(super) fn listen<T>(judge: impl FnOnce() -> T) -> (T, Vec<(Arc<str>, Cause)>) {
    NOTES.with_borrow_mut(Vec::clear);
    let answer = judge();
    let mut notes = NOTES.take();
    notes.sort();
    notes.dedup();
    (answer, notes)
}

/// [`MARKER`], compiled: always yes, with a note.
pub(super) struct Marker {
    place: Arc<str>,
}

impl Marker {
    pub(super) fn new(place: &Value) -> Self {
        Self { place: Arc::from(place.as_str().unwrap_or_default()) }
    }
}

impl<'i> Keyword<'i> for Marker {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        self.is_valid(instance);
        Ok(())
    }

    fn is_valid(&self, _: &'i Value) -> bool {
        note(&self.place, Cause::Unusable);
        true
    }
}
