//! [`Encoding`]: how the values of a schema are sent, as JSON or as the text of a parameter.

use crate::contract::{Location, Style};

/// How the values of a schema are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::diff) enum Encoding {
    /// As JSON.
    Json,
    /// As the text of a parameter or header, which does not tell `1` from `"1"`.
    Text(Location, Style, bool),
}
