//! JSON in which numbers that are kept as texts are numbers again.
//!
//! A value of a schema that no `f64` holds is a text that begins with [`MARK`]; `json::exact` says why, and makes them. Whatever
//! prints a part of a schema writes it here.

use std::io;

use serde::Serialize;
#[cfg(any(feature = "cli", test))]
use serde_json::ser::PrettyFormatter;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, Serializer};

/// What a number begins with that is kept as a text: a noncharacter, which Unicode keeps for such uses inside of a program
/// (Unicode 16, 23.7).
pub(crate) const MARK: char = '\u{FDD0}';

/// The digits of a number that is kept as a text.
pub(crate) fn digits(text: &str) -> Option<&str> {
    text.strip_prefix(MARK).filter(|rest| is_number(rest))
}

/// Whether `text` is a number in JSON's grammar (RFC 8259, 6).
fn is_number(text: &str) -> bool {
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    all_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && all_digits(fraction)
        && all_digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))
}

/// The text of something with values of schemas in it, on one line.
pub(crate) fn to_string(value: &impl Serialize) -> serde_json::Result<String> {
    write(value, CompactFormatter)
}

/// The same over several lines.
#[cfg(feature = "cli")]
pub(crate) fn to_string_pretty(value: &impl Serialize) -> serde_json::Result<String> {
    write(value, PrettyFormatter::new())
}

fn write(value: &impl Serialize, formatter: impl Formatter) -> serde_json::Result<String> {
    let mut out = Vec::new();
    let formatter = Unquoted { formatter, is_key: false, is_begun: false, held: None };
    value.serialize(&mut Serializer::with_formatter(&mut out, formatter))?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// Writes numbers that are kept as texts without quotes.
struct Unquoted<F> {
    formatter: F,
    is_key: bool,
    /// A string whose quote is not written yet.
    is_begun: bool,
    /// What is a number if the string ends with it.
    held: Option<String>,
}

impl<F: Formatter> Unquoted<F> {
    fn open<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if std::mem::take(&mut self.is_begun) {
            self.formatter.begin_string(writer)?;
        }
        match self.held.take() {
            Some(held) => self.formatter.write_string_fragment(writer, &held),
            None => Ok(()),
        }
    }
}

impl<F: Formatter> Formatter for Unquoted<F> {
    fn begin_string<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_begun = true;
        Ok(())
    }

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // There is nothing to be escaped in a number: all of it is the first fragment.
        if self.is_begun && self.held.is_none() && !self.is_key && digits(fragment).is_some() {
            self.held = Some(fragment.to_owned());
            return Ok(());
        }
        self.open(writer)?;
        self.formatter.write_string_fragment(writer, fragment)
    }

    fn write_char_escape<W: ?Sized + io::Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        self.open(writer)?;
        self.formatter.write_char_escape(writer, escape)
    }

    fn end_string<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if let Some(digits) = self.held.as_deref().and_then(digits) {
            self.formatter.write_number_str(writer, digits)?;
            (self.is_begun, self.held) = (false, None);
            return Ok(());
        }
        self.open(writer)?;
        self.formatter.end_string(writer)
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.formatter.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.formatter.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.formatter.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.formatter.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.formatter.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.formatter.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.is_key = true;
        self.formatter.begin_object_key(writer, first)
    }

    fn end_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.is_key = false;
        self.formatter.end_object_key(writer)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.formatter.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.formatter.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{CompactFormatter, PrettyFormatter, is_number, write};

    #[test]
    fn numbers_are_written_without_quotes_and_texts_with_them() {
        let number = "\u{FDD0}-1844674407370955161600.25e-7";
        let value = json!({ "a": [number, "", "\n", "\u{FDD0}", "\u{FDD0}1-1", "\u{FDD0}5\n", "5"], number: 0.1 });
        let written = write(&value, CompactFormatter).unwrap_or_default();
        let wanted = "{\"a\":[-1844674407370955161600.25e-7,\"\",\"\\n\",\"\u{FDD0}\",\"\u{FDD0}1-1\",\"\u{FDD0}5\\n\",\"5\"],\"\u{FDD0}-1844674407370955161600.25e-7\":0.1}";
        assert_eq!(written, wanted);
        assert_eq!(
            write(&json!([number, 1]), PrettyFormatter::new()).ok().as_deref(),
            Some("[\n  -1844674407370955161600.25e-7,\n  1\n]")
        );
    }

    #[test]
    fn only_numbers_of_json_are_numbers() {
        for text in ["0", "-0", "10", "1.50", "-0.1e+5", "1E400"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["", "-", "01", "1.", ".5", "+1", "--1", "1e", "1e+-1", "0x1", "1,2", "Infinity", "1e5.0"] {
            assert!(!is_number(text), "{text}");
        }
    }
}
