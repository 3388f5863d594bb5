//! Workflow commands of GitHub's runner: what is escaped in their properties and in their data.
//!
//! The runner undoes these escapes and no others; without them a line break would end the command.

use super::shown::Dialect;

/// The value of a property: `file`, `title`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Property;

/// What follows the second `::`; lines are separated by `%0A`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Data;

impl Dialect for Property {
    fn escape(plain: &str, out: &mut String) {
        for character in plain.chars() {
            match character {
                '%' => out.push_str("%25"),
                ':' => out.push_str("%3A"),
                ',' => out.push_str("%2C"),
                other => out.push(other),
            }
        }
    }
}

impl Dialect for Data {
    fn escape(plain: &str, out: &mut String) {
        for character in plain.chars() {
            match character {
                '%' => out.push_str("%25"),
                other => out.push(other),
            }
        }
    }
}
