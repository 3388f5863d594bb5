//! The values that a text spells, and those of something whose parts spell several each.

use serde_json::Value;

use super::{Reading, Readings};
use crate::json;
use crate::schema::{Shape, Types};

/// More combinations than these are not tried: then each part has its first reading, or each its last.
const MOST: usize = 32;

/// Which of its readings each part has.
#[derive(Debug)]
pub(super) struct Choices {
    /// A number with one digit for each part, in a base of its own; `None` for the last reading of each.
    number: Option<usize>,
    /// How many numbers the parts so far have.
    count: usize,
}

impl Choices {
    /// The reading of a part that this choice is about.
    fn of(&mut self, mut readings: Readings) -> Option<Reading> {
        if readings.len() < 2 {
            return readings.pop();
        }
        let at = match self.number {
            Some(number) => (number / self.count) % readings.len(),
            None => readings.len() - 1,
        };
        self.count = self.count.saturating_mul(readings.len());
        Some(readings.swap_remove(at))
    }

    /// The reading of `text` as a value of this shape.
    pub(super) fn pick(&mut self, text: &str, shape: &Shape<'_>) -> Reading {
        let types = match shape.types() {
            Types::ALL => Types::STRING,
            types => types,
        };
        self.of(read(text, types)).unwrap_or(Reading::plain(Value::Null))
    }
}

/// What `make` makes with every choice: all first readings, all last ones, then the mixtures.
pub(super) fn every(mut make: impl FnMut(&mut Choices) -> Reading) -> Readings {
    let mut choices = Choices { number: Some(0), count: 1 };
    let mut readings = vec![make(&mut choices)];
    if choices.count == 1 {
        return readings;
    }
    let mixtures = if choices.count <= MOST { 1..choices.count - 1 } else { 0..0 };
    for number in std::iter::once(None).chain(mixtures.map(Some)) {
        let reading = make(&mut Choices { number, count: 1 });
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    }
    readings
}

/// The same of an object whose members were read.
pub(in crate::validate) fn objects(members: &[(String, Readings)]) -> Readings {
    every(|choices| {
        let member = |(name, readings): &(String, Readings)| Some((name.clone(), choices.of(readings.clone())?));
        Reading::object(members.iter().filter_map(member).collect())
    })
}

/// The values of these types that `text` spells; a string when there is none. Never empty.
pub(in crate::validate) fn read(text: &str, types: Types) -> Readings {
    let mut readings = Vec::new();
    if types.has(Types::NUMBER)
        && json::Decimal::parse(text).is_some()
        && let Ok(document) = json::Document::parse(text.as_bytes())
    {
        readings.push(Reading::of_document(document));
    }
    if types.has(Types::BOOLEAN) {
        match text {
            "true" => readings.push(Reading::plain(Value::Bool(true))),
            "false" => readings.push(Reading::plain(Value::Bool(false))),
            _ => {}
        }
    }
    if types.has(Types::NULL) && matches!(text, "" | "null") {
        readings.push(Reading::plain(Value::Null));
    }
    if types.has(Types::STRING) || readings.is_empty() {
        readings.push(Reading::plain(Value::from(text)));
    }
    readings
}
