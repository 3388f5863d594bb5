//! [`Kind`]: what violations have in common that a baseline accepts together.

use std::fmt;

use super::place::{self, ANY};
use crate::contract::{Called, Contract, SchemaUse};
use crate::fingerprint;
use crate::pointer::Pointer;
use crate::schema::{Direction, Expectation};
use crate::validate::{Part, Violation};

/// A kind of violation: the operation or schema, the part of the message, the rule, and both places.
///
/// No value is in it. In [`Kind::instance`] array indexes and the keys of maps, which the contract does not name, are `*`.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::validate::{self, Kind, Options};
///
/// let text = r##"{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": {"Cart": {
///     "properties": {"items": {"type": "array", "items": {"type": "integer"}}}}}}}"##;
/// let contract = Contract::from_str(text, "cart.json")?;
/// let cart = contract.schema_named("Cart")?;
/// let report = validate::payload_bytes(&contract, &cart, br#"{"items": [1, "two"]}"#, &Options::new());
///
/// let kind = Kind::of_payload(&contract, &cart, &report.violations()[0]);
/// assert_eq!((kind.rule, kind.instance.as_str()), ("type", "/items/*"));
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Kind {
    /// What was checked.
    pub subject: Subject,
    /// The half of the exchange; neutral for a payload on its own.
    pub direction: Direction,
    /// The part of the message.
    pub part: Part,
    /// The parameter, header or form field that the contract declares; `*` for another one.
    pub name: Option<String>,
    /// The place in the payload, with `*` for what the contract does not name; of a missing property, where it would be.
    pub instance: String,
    /// The id of the violated rule.
    pub rule: &'static str,
    /// The place of the violated statement in the contract.
    pub keyword: String,
}

/// What was checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
// Complete: traffic is payloads, or exchanges that call an operation or none.
pub enum Subject {
    /// Exchanges of an operation: its `operationId`, else method and path.
    Operation(String),
    /// Payloads of a schema, by its place in the contract.
    Schema(String),
    /// Exchanges that call no declared operation.
    NoOperation,
}

impl Kind {
    /// The kind of a violation by a payload of `schema`.
    #[must_use]
    pub fn of_payload(contract: &Contract, schema: &SchemaUse, violation: &Violation) -> Self {
        Self::new(contract, Subject::of_schema(schema), Direction::Neutral, &[schema.pointer()], violation)
    }

    /// The kind of a violation by a request or a response of the operation, if one was called.
    #[must_use]
    pub fn of_message(
        contract: &Contract,
        called: Option<&Called>,
        direction: Direction,
        violation: &Violation,
    ) -> Self {
        let roots = called.map(|called| place::roots(contract, called, direction, violation)).unwrap_or_default();
        Self::new(contract, Subject::of(called), direction, &roots, violation)
    }

    fn new(
        contract: &Contract,
        subject: Subject,
        direction: Direction,
        roots: &[&Pointer],
        violation: &Violation,
    ) -> Self {
        let is_undeclared = violation.id() == "undeclared-parameter";
        let missing = match violation.wanted().expectation() {
            Some(Expectation::Required(name)) => Some(name.as_str()),
            _ => None,
        };
        let field = violation.name().filter(|_| violation.part() == Part::Body);
        let general = place::general(contract.tree(), roots, (field, violation.instance()), missing);
        let name = match (violation.name(), field) {
            (Some(_), _) if is_undeclared => Some(ANY.to_owned()),
            (Some(_), Some(_)) => general.field,
            (name, _) => name.map(str::to_owned),
        };
        Self {
            subject,
            direction,
            part: violation.part(),
            name,
            instance: general.instance,
            rule: violation.id(),
            keyword: violation.keyword().to_string(),
        }
    }

    /// The fingerprint: the same for every violation of this kind, in every run.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint::text(self.number())
    }

    pub(crate) fn number(&self) -> u64 {
        let Self { subject, direction, part, name, instance, rule, keyword } = self;
        let (tag, of) = subject.parts();
        let name = name.as_deref().unwrap_or_default();
        fingerprint::number([tag, of, half(*direction), part.name(), name, instance, rule, keyword])
    }
}

/// `request` or `response`; nothing for a payload on its own.
pub(super) fn half(direction: Direction) -> &'static str {
    match direction {
        Direction::Neutral => "",
        Direction::Request => "request",
        Direction::Response => "response",
    }
}

impl Subject {
    pub(crate) fn of(called: Option<&Called>) -> Self {
        match called {
            Some(Called { id: Some(id), .. }) => Self::Operation(id.clone()),
            Some(Called { method, path, .. }) => Self::Operation(format!("{method} {path}")),
            None => Self::NoOperation,
        }
    }

    pub(crate) fn of_schema(schema: &SchemaUse) -> Self {
        Self::Schema(schema.pointer().to_string())
    }

    pub(super) fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Operation(id) => ("operation", id),
            Self::Schema(place) => ("schema", place),
            Self::NoOperation => ("", ""),
        }
    }
}

/// `createOrder request body /locale: enum`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, of) = self.subject.parts();
        let name = self.name.as_deref().unwrap_or_default();
        let words = [of, half(self.direction), self.part.name(), name, &self.instance];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        crate::plain::on_one_line(f, format_args!("{}: {}", words.join(" "), self.rule))
    }
}
