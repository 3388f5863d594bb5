//! Readers for single fields: `null` is not absence, and `35000.0` is an integer (JSON Schema 2020-12, 6.1.1).

#![allow(dead_code, reason = "the documents decide which of them the generated types need")]

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

use super::Nullable;

/// An optional property that is present: `null` is refused unless `T` accepts it.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// An integer.
pub(crate) fn whole<'de, D: Deserializer<'de>, T: FromWhole>(deserializer: D) -> Result<T, D::Error> {
    Whole::deserialize(deserializer).map(|whole| whole.0)
}

/// An integer or `null`.
pub(crate) fn nullable_whole<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromWhole,
{
    Option::<Whole<T>>::deserialize(deserializer).map(|whole| whole.map(|whole| whole.0))
}

/// An optional integer that is present.
pub(crate) fn present_whole<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromWhole,
{
    whole(deserializer).map(Some)
}

/// An optional integer or `null` that is present.
pub(crate) fn present_nullable_whole<'de, D, T>(deserializer: D) -> Result<Option<Nullable<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: FromWhole,
{
    nullable_whole(deserializer).map(|value| Some(value.into()))
}

/// An integer type of the generated code.
pub(crate) trait FromWhole: Sized {
    fn from_whole(whole: i128) -> Option<Self>;
}

macro_rules! from_whole {
    ($($integer:ty),*) => {$(
        impl FromWhole for $integer {
            fn from_whole(whole: i128) -> Option<Self> {
                whole.try_into().ok()
            }
        }
    )*};
}

from_whole!(i8, i16, i32, i64, u8, u16, u32, u64);

macro_rules! from_whole_but_zero {
    ($($integer:ident of $any:ty),*) => {$(
        impl FromWhole for std::num::$integer {
            fn from_whole(whole: i128) -> Option<Self> {
                <$any>::from_whole(whole).and_then(Self::new)
            }
        }
    )*};
}

from_whole_but_zero!(NonZeroU8 of u8, NonZeroU16 of u16, NonZeroU32 of u32, NonZeroU64 of u64);

struct Whole<T>(T);

impl<'de, T: FromWhole> Deserialize<'de> for Whole<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WholeVisitor(PhantomData)).map(Whole)
    }
}

struct WholeVisitor<T>(PhantomData<T>);

impl<T: FromWhole> WholeVisitor<T> {
    /// The messages name what was found without repeating it, as serde's own would.
    fn take<E: Error>(&self, whole: i128) -> Result<T, E> {
        T::from_whole(whole).ok_or_else(|| E::invalid_value(Unexpected::Other("number"), self))
    }
}

impl<T: FromWhole> Visitor<'_> for WholeVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer in range")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        self.take(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        self.take(value.into())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<T, E> {
        Err(E::invalid_type(Unexpected::Other("boolean"), &self))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<T, E> {
        Err(E::invalid_type(Unexpected::Other("string"), &self))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        // Every f64 below 2^63 in size that has no fraction is an i128; larger ones are out of range for all types.
        let fits = value.fract() == 0.0 && value.abs() < 1e30;
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 1e30")]
        let whole = if fits { value as i128 } else { i128::MAX };
        self.take(whole)
    }
}
