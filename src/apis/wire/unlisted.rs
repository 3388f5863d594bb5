//! [`Unlisted`]: a value of an enum that the contract does not list.

use std::borrow::Borrow;
use std::fmt;

use serde::de::{Deserializer, Error, Visitor};

/// A value that the contract does not list, as received.
///
/// Only reading makes one, and never for a value that is listed, so `Unknown` is always something else than the other variants
/// of its enum. `Debug` shows the length alone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unlisted(String);

impl Unlisted {
    /// Of a value that was looked up among those that are listed.
    pub(crate) fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value as it is written in JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Unlisted {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Unlisted {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Unlisted {
    fn eq(&self, other: &str) -> bool {
        self.0 == *other
    }
}

impl PartialEq<&str> for Unlisted {
    fn eq(&self, other: &&str) -> bool {
        self.0 == **other
    }
}

impl fmt::Display for Unlisted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Unlisted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::Masked::fmt_masked(&self.0, f)
    }
}

impl super::Masked for Unlisted {
    fn fmt_masked(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt_masked(f)
    }
}

/// Reads a value of an enum without a copy of what is listed.
pub(crate) fn variant<'de, D: Deserializer<'de>, T>(deserializer: D, of_text: fn(&str) -> T) -> Result<T, D::Error> {
    struct Text<T>(fn(&str) -> T);

    impl<T> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            Ok(self.0(text))
        }
    }

    deserializer.deserialize_str(Text(of_text))
}
