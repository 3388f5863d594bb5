//! [`Undecided`]: a check that says neither that it holds nor that it is violated, with its reason.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::origin::Origin;
use super::part::Part;
use crate::contract::Contract;
use crate::pointer::Pointer;
use crate::schema::{Cause, Unjudged};

/// A part of an exchange, or a keyword that it reached, that could not be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    pub(super) part: Part,
    pub(super) name: Option<String>,
    pub(super) reason: Reason,
    pub(super) keyword: Option<Pointer>,
    pub(super) origin: Option<Origin>,
}

/// Why something could not be judged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The document says something at this place that cannot be used, or refers to something that is not there.
    UnusableContract,
    /// A regular expression needed more steps than it is given.
    CostlyPattern,
    /// Bodies of this media type are not read.
    MediaType(String),
    /// Texts in this character set are not read.
    Charset(String),
    /// Bodies in this content encoding are not unpacked.
    ContentEncoding(String),
    /// A body was sent and the contract declares none.
    UndeclaredBody,
    /// The standard does not say how such a value is written in this style.
    UndefinedStyle,
    /// A client certificate is part of the connection, not of a message.
    ClientCertificate,
    /// The contract does not declare the operation.
    UnknownOperation,
}

impl Undecided {
    /// Part of an exchange, or all of it, that could not be judged for `reason`.
    pub(super) fn new(part: Part, name: Option<&str>, reason: Reason) -> Self {
        Self { part, name: name.map(str::to_owned), reason, keyword: None, origin: None }
    }

    /// The same, by the statement at `keyword`.
    pub(super) fn by(mut self, keyword: Pointer, contract: &Contract) -> Self {
        self.origin = Origin::of(contract, &keyword);
        self.keyword = Some(keyword);
        self
    }

    /// A keyword that a value reached and that says nothing.
    pub(super) fn of_keyword(unjudged: Unjudged, part: Part, name: Option<&str>, contract: &Contract) -> Self {
        let reason = match unjudged.cause {
            Cause::TooCostly => Reason::CostlyPattern,
            Cause::Unusable => Reason::UnusableContract,
        };
        Self::new(part, name, reason).by(unjudged.keyword, contract)
    }

    /// The part of the exchange.
    #[must_use]
    pub fn part(&self) -> Part {
        self.part
    }

    /// The name of the parameter or header, where it is about one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Why it could not be judged.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// Where the statement stands in the document, where it is about one.
    #[must_use]
    pub fn keyword(&self) -> Option<&Pointer> {
        self.keyword.as_ref()
    }

    /// Where that is in the document's text.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }
}

impl Reason {
    /// The stable id, such as `media-type-not-read`.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::UnusableContract => "unusable-contract",
            Self::CostlyPattern => "costly-pattern",
            Self::MediaType(_) => "media-type-not-read",
            Self::Charset(_) => "charset-not-read",
            Self::ContentEncoding(_) => "content-encoding-not-read",
            Self::UndeclaredBody => "body-not-declared",
            Self::UndefinedStyle => "style-not-defined",
            Self::ClientCertificate => "client-certificate",
            Self::UnknownOperation => "operation-not-declared",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnusableContract => f.write_str("the contract says something there that cannot be used"),
            Self::CostlyPattern => f.write_str("a regular expression needed too many steps"),
            Self::MediaType(name) => write!(f, "bodies of the media type `{name}` are not read"),
            Self::Charset(name) => write!(f, "texts in the character set `{name}` are not read"),
            Self::ContentEncoding(name) => write!(f, "bodies with the content encoding `{name}` are not unpacked"),
            Self::UndeclaredBody => f.write_str("the contract declares no body here"),
            Self::UndefinedStyle => {
                f.write_str("the standard does not define how such a value is written in this style")
            }
            Self::ClientCertificate => f.write_str("a client certificate is not part of a message"),
            Self::UnknownOperation => f.write_str("the contract does not declare the operation"),
        }
    }
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: not judged: {}", self.part.describe(self.name()), self.reason)?;
        match &self.keyword {
            Some(keyword) => write!(f, " (`{keyword}`)"),
            None => Ok(()),
        }
    }
}

/// `id`, `part`, `name`, `reason`, `keyword`, `contract`: what is not known is left out.
impl Serialize for Undecided {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Undecided", 6)?;
        out.serialize_field("id", self.reason.id())?;
        out.serialize_field("part", &self.part)?;
        if let Some(name) = &self.name {
            out.serialize_field("name", name)?;
        }
        out.serialize_field("reason", &self.reason.to_string())?;
        if let Some(keyword) = &self.keyword {
            out.serialize_field("keyword", keyword)?;
        }
        if let Some(origin) = &self.origin {
            out.serialize_field("contract", origin)?;
        }
        out.end()
    }
}
