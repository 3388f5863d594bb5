//! What may be done about a violation: edits of the value that it is about, by what the contract requires of it.
//!
//! They need not lead to a valid payload, each is tried. Their order is that of their weights, then the safe ones first.

mod alternatives;
mod arrays;
mod formats;
mod members;
mod numbers;
mod texts;
mod types;

use std::borrow::Cow;

use serde_json::Value;

use super::bound::{Group, Problem};
use super::construct::Constructed;
use super::edit::{Edit, Grade, Made, Operation};
use super::subject::{Subject, size};
use crate::json::exact;
use crate::pointer::Pointer;
use crate::schema::{Expectation, Shape};
use crate::validate::Violation;
use crate::validate::wanted::Wanted;

/// The most edits that are tried for one group.
const MOST: usize = 24;

/// The weight of a value is no more than that, so that a large one is not tried at all only because it is large.
const HEAVIEST: u64 = 12;

/// The edits that may remove the violations of `group`.
pub(super) fn candidates(
    subject: &Subject<'_>,
    constructed: &Constructed,
    payload: &Value,
    group: &Group<'_>,
) -> Vec<Edit> {
    let mut proposals = Proposals { subject, constructed, payload, edits: Vec::new() };
    for problem in &group.problems {
        proposals.about(*problem);
    }
    for problem in &group.problems {
        proposals.last_resort(problem.violation);
    }
    let mut edits = proposals.edits;
    edits.sort_by_key(|edit| (edit.weight, edit.grade));
    edits.truncate(MOST);
    edits
}

/// The edits so far.
struct Proposals<'p> {
    subject: &'p Subject<'p>,
    constructed: &'p Constructed,
    payload: &'p Value,
    edits: Vec<Edit>,
}

impl<'p> Proposals<'p> {
    fn about(&mut self, problem: Problem<'_>) {
        use Expectation::{
            Const, Contains, DeclaredItems, DeclaredProperties, Enum, ExclusiveMaximum, ExclusiveMinimum, Format,
            MaxItems, MaxLength, MaxProperties, Maximum, MinItems, MinLength, MinProperties, Minimum, MultipleOf, Not,
            NotInThisDirection, Nothing, OnlyOneOf, Pattern, PropertyName, Required, Type, UniqueItems,
        };
        let violation = problem.violation;
        let here = violation.instance();
        let Some(value) = here.resolve(self.payload) else { return };
        let expectation = match violation.wanted() {
            Wanted::Keyword(expectation) => expectation,
            Wanted::DeclaredProperty => {
                if let (Some(above), Some(name)) = (here.parent(), here.last()) {
                    self.undeclared(&above, &name);
                }
                return;
            }
            _ => return,
        };
        match &**expectation {
            Type(names) => self.wrong_type(here, value, names),
            Enum(values) => self.not_listed(here, value, values),
            Const(only) => self.not_listed(here, value, std::slice::from_ref(only)),
            Required(name) => self.missing(here, name),
            DeclaredProperties(names) => {
                if let Some(name) = problem.name.or(names.first().map(String::as_str)) {
                    self.undeclared(here, name);
                }
            }
            PropertyName(name) => self.misnamed(here, name),
            NotInThisDirection(keyword) => {
                let reason = if keyword == "writeOnly" { "not sent in responses" } else { "not sent in requests" };
                self.remove(here, Grade::Safe, reason);
            }
            Nothing => self.remove(here, Grade::Guess, "nothing is allowed here"),
            MinProperties(_) => self.too_few_members(here),
            MaxProperties(_) => self.too_many_members(here, value),
            MinLength(least) => self.too_short(here, value, *least),
            MaxLength(most) => self.too_long(here, value, *most),
            Pattern(_) | Expectation::Content(_) => self.other_text(here, value),
            Format(name) => {
                self.other_format(here, value, name);
                self.other_text(here, value);
            }
            Minimum(limit) | Maximum(limit) => self.beyond(here, limit),
            ExclusiveMinimum(limit) => self.not_beside(here, limit, 1),
            ExclusiveMaximum(limit) => self.not_beside(here, limit, -1),
            MultipleOf(divisor) => self.not_a_multiple(here, value, divisor),
            MinItems(least) => self.too_few_items(here, value, *least),
            MaxItems(most) => self.too_many_items(here, value, *most),
            UniqueItems => self.repeated_items(here, value),
            Contains => self.without_match(here, value, violation),
            DeclaredItems => self.undeclared_items(here, value),
            OnlyOneOf(_) | Not => self.too_much(here, value),
            Expectation::AnyOf(_) | Expectation::OneOf(_) => self.no_alternative(here, value),
        }
    }

    /// What removes any violation: another value, or none.
    fn last_resort(&mut self, violation: &Violation) {
        let here = violation.instance();
        let about_members = matches!(
            violation.wanted().expectation(),
            Some(Expectation::Required(_) | Expectation::DeclaredProperties(_) | Expectation::PropertyName(_))
        );
        let Some(value) = here.resolve(self.payload) else { return };
        // Of a whole payload nothing would be left.
        if here.is_root() && (value.is_object() || value.is_array() || value.is_null()) {
            return;
        }
        if value.is_null() {
            self.remove(here, Grade::Safe, "null says the same as nothing here");
        }
        if !about_members {
            self.replace_with_constructed(here, value);
        }
        self.remove(here, Grade::Guess, "not required");
    }

    fn replace_with_constructed(&mut self, here: &Pointer, value: &Value) {
        for proposed in self.constructed.values(&self.shape(here)) {
            // Of a payload that is a number nothing would be left in an object.
            if here.is_root() && (proposed.value.is_object() || proposed.value.is_array()) {
                continue;
            }
            // It replaces a value that said something else.
            let grade = if value.is_null() { proposed.grade } else { Grade::Guess };
            let weight = weight(value).max(weight(&proposed.value));
            let operation = Operation::replace(here.clone(), proposed.value, Made::ByContract);
            self.push(vec![operation], grade, proposed.reason, weight);
        }
    }

    fn remove(&mut self, place: &Pointer, grade: Grade, reason: &'static str) {
        if place.is_root() {
            return;
        }
        let weight = place.resolve(self.payload).map_or(1, weight);
        self.push(vec![Operation::remove(place.clone())], grade, reason, weight);
    }

    /// Replaces the value by another one that is made from it.
    fn convert(
        &mut self,
        here: &Pointer,
        value: Value,
        grade: Grade,
        reason: impl Into<Cow<'static, str>>,
        way: impl Into<Cow<'static, str>>,
    ) {
        if here.resolve(self.payload) == Some(&value) {
            return;
        }
        let operation = Operation::replace(here.clone(), value, Made::FromPayload(way.into()));
        self.push(vec![operation], grade, reason, 1);
    }

    /// Replaces the value by one that the contract names.
    fn replace(&mut self, here: &Pointer, value: &Value, grade: Grade, reason: impl Into<Cow<'static, str>>) {
        // Edits are of values, which hold no such number.
        if exact::has_digits(value) {
            return;
        }
        let operation = Operation::replace(here.clone(), value.clone(), Made::ByContract);
        self.push(vec![operation], grade, reason, 1);
    }

    fn push(&mut self, operations: Vec<Operation>, grade: Grade, reason: impl Into<Cow<'static, str>>, weight: usize) {
        let known = self.edits.iter_mut().find(|edit| {
            edit.operations.len() == operations.len()
                && edit.operations.iter().zip(&operations).all(|(one, other)| one.to_json(true) == other.to_json(true))
        });
        match known {
            Some(known) if known.grade <= grade => {}
            Some(known) => (known.grade, known.reason) = (grade, reason.into()),
            None => self.edits.push(Edit { operations, grade, reason: reason.into(), weight }),
        }
    }

    fn shape(&self, place: &Pointer) -> Shape<'p> {
        self.subject.shape_at(self.payload, place)
    }
}

/// How much is lost with a value: as many edits as it has parts.
fn weight(value: &Value) -> usize {
    match value {
        Value::Array(_) | Value::Object(_) => usize::try_from(size(value).min(HEAVIEST)).unwrap_or(1),
        _ => 1,
    }
}
