//! [`Seen`]: what the values of one schema have in common. Two of them merge in any order.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::plan::Place;
use crate::json::Decimal;

/// Formats that strings are compared with, the most special first.
pub(super) const FORMATS: [&str; 6] = ["date-time", "date", "uuid", "email", "ipv4", "uri"];

/// Longer strings are of none of them.
const LONGEST: usize = 256;

/// What the values of one schema have in common.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    pub(super) values: u64,
    pub(super) nulls: u64,
    pub(super) strings: Sizes,
    pub(super) arrays: Sizes,
    pub(super) numbers: Numbers,
    pub(super) objects: u64,
    /// Objects with a member that is not declared.
    pub(super) open_objects: u64,
    /// How often each declared property was there.
    pub(super) present: Vec<u64>,
    /// How often each listed value came.
    pub(super) listed: Vec<u64>,
    /// The formats that not all strings have, as bits.
    pub(super) not_of_format: u8,
}

/// How many there were, and the least and the greatest size.
#[derive(Debug, Clone, Default)]
pub(super) struct Sizes {
    pub(super) count: u64,
    pub(super) least: u64,
    pub(super) most: u64,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    pub(super) count: u64,
    /// Those with a fraction.
    pub(super) fractions: u64,
    /// The smallest and the greatest.
    pub(super) range: Option<(Number, Number)>,
    /// Whether some were not represented exactly, so that the range is not known.
    pub(super) is_inexact: bool,
}

impl Sizes {
    fn add(&mut self, size: u64) {
        self.merge(&Self { count: 1, least: size, most: size });
    }

    fn merge(&mut self, other: &Self) {
        self.least = match (self.count, other.count) {
            (0, _) => other.least,
            (_, 0) => self.least,
            _ => self.least.min(other.least),
        };
        self.most = self.most.max(other.most);
        self.count += other.count;
    }
}

impl Numbers {
    fn add(&mut self, number: &Number) {
        self.count += 1;
        self.fractions += u64::from(!is_whole(number));
        match &mut self.range {
            None => self.range = Some((number.clone(), number.clone())),
            Some((least, most)) => {
                if order(number, least) == Ordering::Less {
                    *least = number.clone();
                }
                if order(number, most) == Ordering::Greater {
                    *most = number.clone();
                }
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        let count = self.count + other.count;
        let fractions = self.fractions + other.fractions;
        if let Some((least, most)) = &other.range {
            self.add(least);
            self.add(most);
        }
        (self.count, self.fractions) = (count, fractions);
        self.is_inexact |= other.is_inexact;
    }
}

impl Seen {
    /// Takes note of one value of the schema at `place`.
    pub(super) fn add(
        &mut self,
        place: &Place,
        value: &Value,
        is_exact: bool,
        has_format: &dyn Fn(usize, &str) -> bool,
    ) {
        self.values += 1;
        if !place.listed.is_empty() {
            self.listed.resize(place.listed.len(), 0);
            // One that is equal in another notation (`[1.0]`) is not found: then all of them count as seen.
            let is_found = place.listed.iter().any(|listed| is_same(listed, value));
            for (listed, count) in place.listed.iter().zip(&mut self.listed) {
                *count += u64::from(!is_found || is_same(listed, value));
            }
        }
        match value {
            Value::Null => self.nulls += 1,
            Value::Bool(_) => {}
            Value::String(text) => {
                self.strings.add(text.chars().count() as u64);
                if place.may_have_format {
                    for format in 0..FORMATS.len() {
                        let bit = 1 << format;
                        if self.not_of_format & bit == 0 && (text.len() > LONGEST || !has_format(format, text)) {
                            self.not_of_format |= bit;
                        }
                    }
                }
            }
            Value::Number(number) => {
                self.numbers.add(number);
                self.numbers.is_inexact |= !is_exact;
            }
            Value::Array(items) => self.arrays.add(items.len() as u64),
            Value::Object(members) => {
                self.objects += 1;
                self.present.resize(place.properties.len(), 0);
                let mut declared = 0;
                for (name, count) in place.properties.iter().zip(&mut self.present) {
                    if members.contains_key(name) {
                        *count += 1;
                        declared += 1;
                    }
                }
                self.open_objects += u64::from(members.len() > declared);
            }
        }
    }

    /// Adds what was seen elsewhere.
    pub(super) fn merge(&mut self, other: &Self) {
        let Self { values, nulls, strings, arrays, numbers, objects, open_objects, present, listed, not_of_format } =
            other;
        self.values += values;
        self.nulls += nulls;
        self.strings.merge(strings);
        self.arrays.merge(arrays);
        self.numbers.merge(numbers);
        self.objects += objects;
        self.open_objects += open_objects;
        add_each(&mut self.present, present);
        add_each(&mut self.listed, listed);
        self.not_of_format |= not_of_format;
    }

    /// The first format that all strings have.
    pub(super) fn format(&self) -> Option<&'static str> {
        let has = |format: &usize| self.not_of_format & (1 << *format) == 0;
        (0..FORMATS.len()).find(has).map(|format| FORMATS[format])
    }
}

fn add_each(counts: &mut Vec<u64>, others: &[u64]) {
    counts.resize(counts.len().max(others.len()), 0);
    counts.iter_mut().zip(others).for_each(|(count, other)| *count += other);
}

fn is_same(listed: &Value, value: &Value) -> bool {
    match (listed, value) {
        (Value::Number(listed), Value::Number(value)) => order(listed, value) == Ordering::Equal,
        (listed, value) => listed == value,
    }
}

fn is_whole(number: &Number) -> bool {
    !number.is_f64() || Decimal::of(number).is_some_and(|number| number.is_integer())
}

fn order(left: &Number, right: &Number) -> Ordering {
    match (left.as_i64(), right.as_i64()) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => Decimal::of(left).cmp(&Decimal::of(right)),
    }
}
