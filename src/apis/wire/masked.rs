//! [`Masked`]: how payloads appear in `Debug`, as kinds and lengths, without their values.
//!
//! Payloads hold names, e-mail addresses and amounts, and `Debug` ends up in logs. The generated types and builders
//! implement `Debug` with these functions; `Payload::reveal` is the way to see everything.

#![allow(dead_code, reason = "the documents and the features decide which of them the generated code needs")]

use std::collections::HashMap;
use std::fmt::{self, Debug, Formatter};
use std::num::{NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64};

use serde_json::{Map, Number, Value};

use super::{Nullable, Timestamp};

/// A value that can be shown without being given away.
pub(crate) trait Masked {
    /// Writes the kind, and the length where there is one.
    fn fmt_masked(&self, f: &mut Formatter<'_>) -> fmt::Result;

    /// Whether it is a property that would not be written: those are left out.
    fn is_absent(&self) -> bool {
        false
    }
}

/// `name { field: <kind>, .. }`, without the fields that are absent.
pub(crate) fn fmt_fields(f: &mut Formatter<'_>, name: &str, fields: &[(&str, &dyn Masked)]) -> fmt::Result {
    let mut written = f.debug_struct(name);
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_absent()) {
        written.field(name, &AsDebug(*value));
    }
    written.finish()
}

/// `name(<kind>)`.
pub(crate) fn fmt_value(f: &mut Formatter<'_>, name: &str, value: &dyn Masked) -> fmt::Result {
    f.debug_tuple(name).field(&AsDebug(value)).finish()
}

/// A required property: never absent, so an empty object is shown and `None` is `null`.
pub(crate) struct Required<'a, T>(pub(crate) &'a T);

impl<T: Masked> Masked for Required<'_, T> {
    fn fmt_masked(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt_masked(f)
    }
}

struct AsDebug<'a>(&'a dyn Masked);

impl Debug for AsDebug<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt_masked(f)
    }
}

fn counted(f: &mut Formatter<'_>, kind: &str, count: usize, unit: &str) -> fmt::Result {
    let plural = if count == 1 { "" } else { "s" };
    write!(f, "<{kind} of {count} {unit}{plural}>")
}

impl Masked for str {
    fn fmt_masked(&self, f: &mut Formatter<'_>) -> fmt::Result {
        counted(f, "string", self.chars().count(), "character")
    }
}

impl Masked for String {
    fn fmt_masked(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.as_str().fmt_masked(f)
    }
}

macro_rules! kinds {
    ($($kind:literal: $($ty:ty)+;)+) => {$($(
        impl Masked for $ty {
            fn fmt_masked(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str($kind)
            }
        }
    )+)+};
}

kinds! {
    "<boolean>": bool;
    "<integer>": i8 i16 i32 i64 u8 u16 u32 u64 NonZeroU8 NonZeroU16 NonZeroU32 NonZeroU64;
    "<number>": Number;
    "<date>": chrono::NaiveDate;
    "<date-time>": Timestamp;
}

/// Members that no schema describes: their names may say as much as their values. Where they are flattened into an
/// object and there are none, nothing is shown.
impl Masked for Map<String, Value> {
    fn fmt_masked(&self, f: &mut Formatter<'_>) -> fmt::Result {
        counted(f, "object", self.len(), "member")
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T> Masked for HashMap<String, T> {
    fn fmt_masked(&self, f: &mut Formatter<'_>) -> fmt::Result {
        counted(f, "object", self.len(), "member")
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl Masked for Value {
    fn fmt_masked(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt_masked(f),
            Self::Number(number) => number.fmt_masked(f),
            Self::String(text) => text.fmt_masked(f),
            Self::Array(elements) => counted(f, "array", elements.len(), "element"),
            Self::Object(members) => members.fmt_masked(f),
        }
    }
}

impl<T: Masked> Masked for Vec<T> {
    fn fmt_masked(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|element| AsDebug(element))).finish()
    }
}

/// `null` where it is asked for.
impl<T: Masked> Masked for Option<T> {
    fn fmt_masked(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            None => f.write_str("null"),
            Some(value) => value.fmt_masked(f),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Masked> Masked for Nullable<T> {
    fn fmt_masked(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Value(value) => value.fmt_masked(f),
        }
    }
}

/// What a builder holds of a property: the value, or why there is none. The reasons of this crate repeat no value.
impl<T: Masked, E: fmt::Display> Masked for Result<T, E> {
    fn fmt_masked(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Ok(value) => value.fmt_masked(f),
            Err(why) => write!(f, "<{why}>"),
        }
    }

    fn is_absent(&self) -> bool {
        self.as_ref().is_ok_and(Masked::is_absent)
    }
}
