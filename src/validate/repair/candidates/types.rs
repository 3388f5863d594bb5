//! Values of another type, or not among those that are listed.

use serde_json::{Number, Value, json};

use super::Proposals;
use super::members::is_same_word;
use crate::json::Decimal;
use crate::pointer::Pointer;
use crate::similar::nearest;
use crate::validate::repair::edit::{Grade, Operation};

/// Longer texts are no numbers.
const LONGEST_NUMBER: usize = 64;

impl Proposals<'_> {
    pub(super) fn wrong_type(&mut self, here: &Pointer, value: &Value, names: &[String]) {
        let takes = |name: &str| names.iter().any(|known| known == name);
        match value {
            Value::String(text) => {
                if takes("integer") || takes("number") {
                    self.number_in_text(here, text);
                }
                if takes("boolean") {
                    self.boolean_in_text(here, text);
                }
                if takes("null") && text == "null" {
                    self.replace(here, &Value::Null, Grade::Safe, "null is written as a string");
                } else if takes("null") && text.trim().is_empty() {
                    self.replace(here, &Value::Null, Grade::Guess, "an empty string says nothing, and null is allowed");
                }
            }
            Value::Number(number) => {
                if takes("string") {
                    let text = json!(number.to_string());
                    self.convert(
                        here,
                        text,
                        Grade::Safe,
                        "a number where a string is wanted",
                        "the number as a string",
                    );
                }
                if takes("boolean") && (number.as_u64() == Some(0) || number.as_u64() == Some(1)) {
                    let value = json!(number.as_u64() == Some(1));
                    self.convert(here, value, Grade::Guess, "0 and 1 for false and true", "the number as a boolean");
                }
                if takes("integer")
                    && let Some(whole) = number.as_f64().map(f64::round).filter(|whole| whole.abs() < 9e15)
                {
                    #[expect(clippy::cast_possible_truncation, reason = "it is whole and below 2^53")]
                    let value = json!(whole as i64);
                    self.convert(
                        here,
                        value,
                        Grade::Guess,
                        "a fraction where an integer is wanted",
                        "the number, rounded",
                    );
                }
            }
            Value::Bool(flag) => {
                if takes("string") {
                    let text = json!(flag.to_string());
                    self.convert(
                        here,
                        text,
                        Grade::Safe,
                        "a boolean where a string is wanted",
                        "the boolean as a string",
                    );
                }
                if takes("integer") || takes("number") {
                    let number = json!(u8::from(*flag));
                    self.convert(here, number, Grade::Guess, "1 and 0 for true and false", "the boolean as a number");
                }
            }
            Value::Array(items) if items.len() == 1 && (here.is_root() || self.is_member(here)) => {
                // RFC 6902, 4.1: it takes the place of the array that it was in.
                let operation = Operation::rename(here.clone().index(0), here.clone());
                self.push(vec![operation], Grade::Guess, "a single item where no array is wanted", 1);
            }
            _ => {}
        }
        if takes("array") && !value.is_array() && !value.is_null() {
            self.wrap(here);
        }
        if takes("null") && !value.is_null() {
            self.replace(here, &Value::Null, Grade::Guess, "null is allowed here");
        }
    }

    /// Puts the value into an array of one item, without repeating it.
    fn wrap(&mut self, here: &Pointer) {
        let (Some(object), Some(name), true) = (here.parent(), here.last(), self.is_member(here)) else { return };
        let aside = object.key(&format!("{name}~"));
        if aside.resolve(self.payload).is_some() {
            return;
        }
        let operations = vec![
            Operation::rename(here.clone(), aside.clone()),
            Operation::add(here.clone(), json!([])),
            Operation::rename(aside, here.clone().index(0)),
        ];
        self.push(operations, Grade::Guess, "a single value where an array is wanted", 1);
    }

    fn is_member(&self, here: &Pointer) -> bool {
        here.parent().is_some_and(|above| above.resolve(self.payload).is_some_and(Value::is_object))
    }

    fn number_in_text(&mut self, here: &Pointer, text: &str) {
        let trimmed = text.trim();
        if trimmed.is_empty() || trimmed.len() > LONGEST_NUMBER {
            return;
        }
        let way = "the string as a number";
        if let Some(number) = number(trimmed) {
            let grade = if trimmed == text { Grade::Safe } else { Grade::Guess };
            self.convert(here, Value::Number(number), grade, "the number is written as a string", way);
            return;
        }
        // `1 000,50` and `1,000.50`: which mark is that of the fraction is a guess.
        let plain: String = trimmed.chars().filter(|it| !it.is_whitespace() && *it != '_' && *it != '\'').collect();
        let plain = plain.trim_start_matches('+');
        for written in [plain.to_owned(), plain.replace(',', ""), plain.replace('.', "").replace(',', ".")] {
            if let Some(number) = self::number(&written) {
                self.convert(here, Value::Number(number), Grade::Guess, "the number is written with marks", way);
            }
        }
    }

    fn boolean_in_text(&mut self, here: &Pointer, text: &str) {
        let lower = text.trim().to_lowercase();
        let (value, grade) = match lower.as_str() {
            "true" => (true, if text == "true" { Grade::Safe } else { Grade::Guess }),
            "false" => (false, if text == "false" { Grade::Safe } else { Grade::Guess }),
            "yes" | "y" | "on" | "1" => (true, Grade::Guess),
            "no" | "n" | "off" | "0" => (false, Grade::Guess),
            _ => return,
        };
        self.convert(here, json!(value), grade, "the boolean is written as a string", "the string as a boolean");
    }

    /// A value that is not one of `values`.
    pub(super) fn not_listed(&mut self, here: &Pointer, value: &Value, values: &[Value]) {
        let texts = || values.iter().filter_map(Value::as_str);
        match value {
            Value::String(text) => {
                if let Some(same) = texts().find(|listed| is_same_word(listed, text)) {
                    self.replace(here, &json!(same), Grade::Safe, "the listed value in another spelling");
                } else if let Some(near) = nearest(text, texts()) {
                    self.replace(here, &json!(near), Grade::Guess, "the nearest of the listed values");
                }
                let unquoted = |listed: &&Value| !listed.is_string() && listed.to_string() == *text;
                if let Some(listed) = values.iter().find(unquoted) {
                    self.replace(here, listed, Grade::Safe, "the listed value is written as a string");
                }
            }
            Value::Number(_) | Value::Bool(_) => {
                let text = value.to_string();
                if let Some(listed) = texts().find(|listed| *listed == text) {
                    self.replace(here, &json!(listed), Grade::Safe, "the listed value is a string");
                }
            }
            _ => {}
        }
        if values.contains(&Value::Null) {
            self.replace(here, &Value::Null, Grade::Guess, "null is allowed here");
        }
        if let [only] = values {
            self.replace(here, only, Grade::Guess, "the contract allows this value only");
        }
        let defaults: Vec<Value> =
            self.shape(here).statements().iter().filter_map(|schema| Some(schema.get("default")?.to_value())).collect();
        for default in defaults {
            self.replace(here, &default, Grade::Guess, "the contract declares this default");
        }
    }
}

/// The number that `text` is in JSON, if it is represented exactly.
fn number(text: &str) -> Option<Number> {
    let exact = Decimal::parse(text)?;
    let number: Number = serde_json::from_str(text).ok()?;
    (Decimal::of(&number)? == exact).then_some(number)
}
