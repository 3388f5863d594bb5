//! How values of the generated types are read and written so that nothing is lost: [`Timestamp`], [`Nullable`], and the
//! functions that the generated fields name in `deserialize_with`.

mod fields;
mod nullable;
mod timestamp;

#[allow(unused_imports, reason = "the documents decide which of them the generated types need")]
pub(crate) use fields::{nullable_whole, present, present_nullable_whole, present_whole, whole};
pub use nullable::Nullable;
pub use timestamp::{Timestamp, TimestampError};
