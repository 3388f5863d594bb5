//! Strings that are too short or too long, or do not match a pattern.

use serde_json::{Value, json};

use super::Proposals;
use crate::pointer::Pointer;
use crate::validate::repair::edit::Grade;

/// The most characters that are added to a string.
const PADDED: u64 = 1_000;

impl Proposals<'_> {
    pub(super) fn too_long(&mut self, here: &Pointer, value: &Value, most: u64) {
        let (Value::String(text), Ok(most)) = (value, usize::try_from(most)) else { return };
        let trimmed = text.trim();
        if trimmed.chars().count() <= most {
            self.convert(
                here,
                json!(trimmed),
                Grade::Guess,
                "spaces around it make it too long",
                "without spaces around it",
            );
        }
        let cut: String = text.chars().take(most).collect();
        let way = format!("the first {most} characters");
        self.convert(here, json!(cut), Grade::Guess, "the end is cut off", way);
    }

    pub(super) fn too_short(&mut self, here: &Pointer, value: &Value, least: u64) {
        let Value::String(text) = value else { return };
        let length = text.chars().count() as u64;
        let missing = least.saturating_sub(length).min(PADDED);
        let Ok(missing) = usize::try_from(missing) else { return };
        if text.is_empty() {
            return;
        }
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number {
            let padded = format!("{}{text}", "0".repeat(missing));
            let way = format!("with {missing} zeros before it");
            self.convert(here, json!(padded), Grade::Guess, "zeros before it make it long enough", way);
        }
        let padded = format!("{text}{}", " ".repeat(missing));
        let way = format!("with {missing} spaces behind it");
        self.convert(here, json!(padded), Grade::Guess, "spaces behind it make it long enough", way);
    }

    /// The same text in the forms that people write by mistake.
    pub(super) fn other_text(&mut self, here: &Pointer, value: &Value) {
        let Value::String(text) = value else { return };
        let kept = |keep: fn(char) -> bool| text.chars().filter(|character| keep(*character)).collect::<String>();
        let forms = [
            (text.trim().to_owned(), "without spaces around it"),
            (text.to_lowercase(), "in lower case"),
            (text.to_uppercase(), "in upper case"),
            (kept(|character| !character.is_whitespace()), "without spaces"),
            (kept(char::is_alphanumeric), "without marks"),
            (text.replace(['-', ' '], "_"), "with underscores between words"),
            (text.replace(['_', ' '], "-"), "with hyphens between words"),
        ];
        for (form, way) in forms {
            if !form.is_empty() {
                self.convert(here, json!(form), Grade::Guess, format!("the same {way}"), way);
            }
        }
    }
}
