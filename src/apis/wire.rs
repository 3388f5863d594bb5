//! How values of the generated types are made, read, written and shown, without loss: [`Timestamp`], [`Nullable`], the functions
//! that the generated fields name in `deserialize_with`, and `Debug` without values.

mod conversion;
mod fields;
mod masked;
mod nullable;
mod object;
mod timestamp;
mod unlisted;

pub use conversion::ConversionError;
#[allow(unused_imports, reason = "the documents decide which of them the generated types need")]
pub(crate) use fields::{FromWhole, nullable_whole, present, present_nullable_whole, present_whole, whole};
#[allow(unused_imports, reason = "the documents and the features decide which of them the generated code needs")]
pub(crate) use masked::{Masked, Required, fmt_fields, fmt_value};
pub use nullable::Nullable;
pub use object::IntoObject;
pub use timestamp::{Timestamp, TimestampError};
pub use unlisted::Unlisted;
#[allow(unused_imports, reason = "the documents decide whether there are enums")]
pub(crate) use unlisted::variant;
