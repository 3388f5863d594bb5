//! [`Bound`]: `minimum`, `maximum` and the exclusive ones.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::digits::Digits;
use crate::json::{Decimal, exact};
use crate::schema::expectation::Expectation;
use crate::schema::plan::Amount;
use crate::tree::Tree;

/// A bound of numbers.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) token: &'static str,
    kind: Kind,
    operand: Value,
    /// For the comparison that most numbers need.
    amount: Option<Amount>,
    decimal: Decimal,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Minimum,
    ExclusiveMinimum,
    Maximum,
    ExclusiveMaximum,
}

impl Bound {
    /// The bound that the keyword `token` sets; `is_exclusive` for a `minimum` or `maximum` of draft 4.
    pub(super) fn new(token: &'static str, operand: &Tree, is_exclusive: bool) -> Option<Self> {
        let decimal = exact::decimal(operand)?;
        let kind = match (token, is_exclusive) {
            ("minimum", false) => Kind::Minimum,
            ("minimum", true) | ("exclusiveMinimum", _) => Kind::ExclusiveMinimum,
            ("maximum", false) => Kind::Maximum,
            ("maximum", true) | ("exclusiveMaximum", _) => Kind::ExclusiveMaximum,
            _ => return None,
        };
        let amount = operand.as_number().and_then(Amount::of);
        Some(Self { token, kind, operand: operand.to_value(), amount, decimal })
    }

    /// Whether the number `value` is within.
    pub(super) fn holds(&self, value: &Value, number: &Number, digits: &Digits) -> bool {
        let quick = || {
            let exact = Amount::of(number).filter(|_| !digits.has(value))?;
            exact.compare(self.amount.as_ref()?)
        };
        let exact = || digits.number(value, number)?.partial_cmp(&self.decimal);
        let Some(ordering) = quick().or_else(exact) else { return true };
        match self.kind {
            Kind::Minimum => ordering != Ordering::Less,
            Kind::ExclusiveMinimum => ordering == Ordering::Greater,
            Kind::Maximum => ordering != Ordering::Greater,
            Kind::ExclusiveMaximum => ordering == Ordering::Less,
        }
    }

    pub(super) fn expectation(&self) -> Expectation {
        let operand = self.operand.clone();
        match self.kind {
            Kind::Minimum => Expectation::Minimum(operand),
            Kind::ExclusiveMinimum => Expectation::ExclusiveMinimum(operand),
            Kind::Maximum => Expectation::Maximum(operand),
            Kind::ExclusiveMaximum => Expectation::ExclusiveMaximum(operand),
        }
    }
}
