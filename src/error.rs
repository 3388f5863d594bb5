//! [`Error`]: an operation could not be performed; never "the payload is invalid".
//!
//! A payload that violates the contract is a finding, and findings are values (see [`crate::validate`]). An `Error`
//! means that a file could not be read, a text is not valid JSON or YAML, a document or schema cannot be used, or a
//! name is unknown.

use std::fmt;

use crate::plain::on_one_line;

/// Why something could not be loaded, resolved, compiled or read.
///
/// The message is one line: what happened, where, and what was expected. The cause, if there is one, is available
/// through [`std::error::Error::source`] and is not repeated in the message.
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "validate")]
/// # fn main() -> Result<(), order_contracts::Error> {
/// use order_contracts::contract::Contract;
///
/// let contract = Contract::from_path("examples/contracts/shop.yaml".as_ref())?;
/// let error = contract.schema_named("createOrdr").unwrap_err();
/// assert!(error.is_unknown_name());
/// assert!(error.to_string().ends_with("did you mean `createOrder`?"));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "validate"))]
/// # fn main() {}
/// ```
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Io,
    Syntax,
    Document,
    Schema,
    UnknownName,
    Settings,
}

impl Error {
    /// A file, stream or address could not be used.
    #[must_use]
    pub fn is_io(&self) -> bool {
        self.kind == Kind::Io
    }

    /// A text is not well-formed JSON or YAML.
    #[must_use]
    pub fn is_syntax(&self) -> bool {
        self.kind == Kind::Syntax
    }

    /// An OpenAPI document cannot be used.
    #[must_use]
    pub fn is_document(&self) -> bool {
        self.kind == Kind::Document
    }

    /// A schema cannot be compiled into a validator.
    #[must_use]
    pub fn is_schema(&self) -> bool {
        self.kind == Kind::Schema
    }

    /// A contract, schema or operation of that name does not exist.
    #[must_use]
    pub fn is_unknown_name(&self) -> bool {
        self.kind == Kind::UnknownName
    }

    /// A setting, such as a base URL or a token, cannot be used.
    #[must_use]
    pub fn is_settings(&self) -> bool {
        self.kind == Kind::Settings
    }
}

/// Constructors for the modules above; users of the crate never build one.
#[allow(dead_code, reason = "which floors exist depends on the features")]
impl Error {
    pub(crate) fn io(message: impl Into<String>, source: std::io::Error) -> Self {
        Self::new(Kind::Io, message, Some(Box::new(source)))
    }

    pub(crate) fn syntax(message: impl Into<String>) -> Self {
        Self::new(Kind::Syntax, message, None)
    }

    pub(crate) fn document(message: impl Into<String>) -> Self {
        Self::new(Kind::Document, message, None)
    }

    pub(crate) fn schema(message: impl Into<String>) -> Self {
        Self::new(Kind::Schema, message, None)
    }

    pub(crate) fn unknown_name(message: impl Into<String>) -> Self {
        Self::new(Kind::UnknownName, message, None)
    }

    pub(crate) fn settings(message: impl Into<String>) -> Self {
        Self::new(Kind::Settings, message, None)
    }

    fn new(kind: Kind, message: impl Into<String>, source: Option<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind, message: message.into(), source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        on_one_line(f, format_args!("{}", self.message))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}
