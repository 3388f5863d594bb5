//! Bodies of the type `multipart/form-data`: parts become the properties of an object, which the schema judges (OpenAPI
//! 3.0.3, 4.7.14.4 and 4.7.15; RFC 7578).
//!
//! A part is read by what its property may be: JSON for objects, text for strings, numbers and booleans, bytes for files;
//! an array has a part for each item. The parts do not have to name the type that the standard assumes where `encoding`
//! declares none: clients write JSON without a type, or as text. What `encoding` declares is checked.

mod disposition;
mod fields;
mod parse;
mod read;
mod write;

pub(super) use fields::check;
#[cfg(feature = "diff")]
pub(crate) use write::of_object;
pub(super) use write::{Field, write};
