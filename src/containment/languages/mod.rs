//! Strings as regular languages: patterns, formats, and words that are in one and not in another.

pub(in crate::containment) mod formats;
pub(in crate::containment) mod language;
pub(in crate::containment) mod words;
