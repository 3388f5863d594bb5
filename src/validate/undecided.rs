//! [`Undecided`]: a check that could not be made, with its reason.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::part::Part;
use crate::contract::Contract;
use crate::contract::origin::Origin;
use crate::limits::Exceeded;
use crate::plain::on_one_line;
use crate::pointer::Pointer;
use crate::schema::{Cause, Unjudged};

/// A part of an exchange, or a keyword that applies to it, that could not be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    pub(super) part: Part,
    pub(super) name: Option<String>,
    pub(super) reason: Reason,
    pub(super) keyword: Option<Pointer>,
    pub(super) origin: Option<Origin>,
}

/// Why something could not be checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// This part of the document is invalid or unsupported, or a reference in it cannot be resolved.
    UnusableContract,
    /// A regular expression exceeded its step limit.
    CostlyPattern,
    /// Bodies of this media type are not supported.
    MediaType(String),
    /// This character set is not supported.
    Charset(String),
    /// This content encoding is not supported.
    ContentEncoding(String),
    /// The capture does not have the body.
    BodyNotKept,
    /// The body was not read.
    BodyNotRead(NotRead),
    /// A body was sent but the contract declares none.
    UndeclaredBody,
    /// A budget for reading or judging was used up.
    Limit(Exceeded),
    /// The standard does not define how such a value is written in this style.
    UndefinedStyle,
    /// A client certificate belongs to the connection and cannot be seen in a message.
    ClientCertificate,
    /// The contract does not declare the operation.
    UnknownOperation,
    /// A CORS preflight, which the contract does not declare.
    Preflight,
    /// The capture was stripped of credentials.
    CredentialsNotKept,
}

/// Why a body was not read, or not to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NotRead {
    /// It is longer than this many bytes.
    TooLong(u64),
    /// It is passed on while it arrives.
    Streamed,
    /// It ended with an error.
    Interrupted,
    /// The request was answered without it.
    Unread,
}

impl Undecided {
    /// Part of an exchange that could not be checked for `reason`.
    pub(super) fn new(part: Part, name: Option<&str>, reason: Reason) -> Self {
        Self { part, name: name.map(str::to_owned), reason, keyword: None, origin: None }
    }

    /// The same, about the statement at `keyword`.
    pub(super) fn by(mut self, keyword: Pointer, contract: &Contract) -> Self {
        self.origin = contract.origin(&keyword);
        self.keyword = Some(keyword);
        self
    }

    /// A keyword that applies to a value and could not be evaluated.
    pub(super) fn of_keyword(unjudged: Unjudged, part: Part, name: Option<&str>, contract: &Contract) -> Self {
        Self::new(part, name, Reason::of(unjudged.cause)).by(unjudged.keyword, contract)
    }

    /// Its text without the place of the statement.
    pub(super) fn without_place(&self) -> impl fmt::Display + use<'_> {
        WithoutPlace(self)
    }

    /// The part of the exchange.
    #[must_use]
    pub fn part(&self) -> Part {
        self.part
    }

    /// The name of the parameter or header, if it is about one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Why it could not be checked.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// Where the statement is in the document, if it is about one.
    #[must_use]
    pub fn keyword(&self) -> Option<&Pointer> {
        self.keyword.as_ref()
    }

    /// The file, line and column of that statement.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }
}

impl Reason {
    /// Why a keyword could not be evaluated.
    pub(super) fn of(cause: Cause) -> Self {
        match cause {
            Cause::TooCostly => Self::CostlyPattern,
            Cause::Unusable | Cause::Circular => Self::UnusableContract,
            Cause::Limit(exceeded) => Self::Limit(exceeded),
        }
    }

    /// The stable id, such as `media-type-not-read`.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::UnusableContract => "unusable-contract",
            Self::CostlyPattern => "costly-pattern",
            Self::MediaType(_) => "media-type-not-read",
            Self::Charset(_) => "charset-not-read",
            Self::ContentEncoding(_) => "content-encoding-not-read",
            Self::BodyNotKept => "body-not-kept",
            Self::BodyNotRead(_) => "body-not-read",
            Self::UndeclaredBody => "body-not-declared",
            Self::Limit(_) => "limit-exceeded",
            Self::UndefinedStyle => "style-not-defined",
            Self::ClientCertificate => "client-certificate",
            Self::UnknownOperation => "operation-not-declared",
            Self::Preflight => "cors-preflight",
            Self::CredentialsNotKept => "credentials-not-kept",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnusableContract => f.write_str("this part of the contract is invalid or unsupported"),
            Self::CostlyPattern => f.write_str("a regular expression exceeded its step limit"),
            Self::MediaType(name) => write!(f, "the media type `{name}` is not supported"),
            Self::Charset(name) => write!(f, "the character set `{name}` is not supported"),
            Self::ContentEncoding(name) => write!(f, "the content encoding `{name}` is not supported"),
            Self::BodyNotKept => f.write_str("the capture does not have the body"),
            Self::BodyNotRead(NotRead::TooLong(most)) => write!(f, "the body is longer than {most} bytes"),
            Self::BodyNotRead(NotRead::Streamed) => f.write_str("the body is passed on while it arrives"),
            Self::BodyNotRead(NotRead::Interrupted) => f.write_str("the body ended before it was complete"),
            Self::BodyNotRead(NotRead::Unread) => f.write_str("the body was not read"),
            Self::UndeclaredBody => f.write_str("the contract declares no body here"),
            Self::Limit(exceeded) => write!(f, "{exceeded}"),
            Self::UndefinedStyle => {
                f.write_str("the standard does not define how such a value is written in this style")
            }
            Self::ClientCertificate => f.write_str("a client certificate cannot be seen in a message"),
            Self::UnknownOperation => f.write_str("the contract does not declare the operation"),
            Self::Preflight => f.write_str("the contract does not declare this CORS preflight"),
            Self::CredentialsNotKept => f.write_str("the capture may have been stripped of credentials"),
        }
    }
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        WithoutPlace(self).fmt(f)?;
        match &self.keyword {
            Some(keyword) => on_one_line(f, format_args!(" (`{keyword}`)")),
            None => Ok(()),
        }
    }
}

struct WithoutPlace<'u>(&'u Undecided);

impl fmt::Display for WithoutPlace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Undecided { part, reason, .. } = self.0;
        on_one_line(f, format_args!("{}: cannot be checked: {reason}", part.describe(self.0.name())))
    }
}

/// `id`, `part`, `name`, `reason`, `keyword`, `contract`: what is not known is omitted.
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
