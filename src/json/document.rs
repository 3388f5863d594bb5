//! [`Document`]: a value together with the bytes that spell it.

use std::fmt;
use std::ops::Range;

use serde_json::Value;

use super::error::Fault;
use super::number::Lexeme;
use super::read::{MAX_DEPTH, Sink, Word, read, text};
use super::string::Raw;
use super::{Position, Span, SyntaxError, spans, value};
use crate::limits::Limits;
use crate::pointer::Pointer;

/// Parsed JSON: its value, the digits that the value cannot hold, and the positions of its parts.
///
/// Reading it costs what [`parse`](super::parse) costs. Places and digits are looked up in the bytes again, and only
/// when asked for.
///
/// # Examples
///
/// ```
/// use order_contracts::json::Document;
/// use order_contracts::pointer::Pointer;
///
/// let document = Document::parse(b"{\n  \"amount\": 9007199254740993.0\n}")?;
/// let amount = Pointer::root().key("amount");
///
/// // The nearest `f64` is another number; the document knows.
/// assert_eq!(document.value()["amount"], 9007199254740992.0);
/// assert_eq!(document.inexact_number(&amount), Some("9007199254740993.0"));
///
/// let span = document.span_of(&amount).ok_or("no such member")?;
/// assert_eq!(document.position(span.value.start).to_string(), "line 2, column 13");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Document<'a> {
    bytes: &'a [u8],
    value: Value,
    inexact: Vec<Range<usize>>,
}

impl<'a> Document<'a> {
    /// The document that `bytes` spell.
    ///
    /// # Errors
    ///
    /// When `bytes` are not one JSON text as the [module](super) describes it.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, SyntaxError> {
        Self::built(bytes, MAX_DEPTH, u64::MAX)
    }

    /// The document that `bytes` spell, within the budgets for nesting and for values.
    ///
    /// # Errors
    ///
    /// The same, and when a budget is exceeded: [`TooDeep`](super::SyntaxErrorKind::TooDeep) and
    /// [`TooManyValues`](super::SyntaxErrorKind::TooManyValues).
    pub fn parse_within(bytes: &'a [u8], limits: &Limits) -> Result<Self, SyntaxError> {
        Self::built(bytes, limits.deepest(), limits.values)
    }

    fn built(bytes: &'a [u8], deepest: usize, most_values: u64) -> Result<Self, SyntaxError> {
        let value::Built { value, inexact } = value::build::<Value>(bytes, deepest, most_values)?;
        Ok(Self { bytes, value, inexact })
    }

    /// The value, numbers rounded where [`has_inexact_numbers`](Self::has_inexact_numbers).
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The value alone.
    #[must_use]
    pub fn into_value(mut self) -> Value {
        std::mem::take(&mut self.value)
    }

    /// The text.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The span of the value that `pointer` points to; `None` when there is none. For many, see [`spans`].
    #[must_use]
    pub fn span_of(&self, pointer: &Pointer) -> Option<Span> {
        spans(self.bytes, std::slice::from_ref(pointer)).pop().flatten()
    }

    /// Line and column of the byte at `offset`. For many, see [`Position::of_each`].
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        Position::of(self.bytes, offset)
    }

    /// Whether some number in the text is not the number in the value: it is no integer of 64 bits, and it has more
    /// digits than its `f64`, lies beyond 2^53, or beyond what an `f64` can be.
    #[must_use]
    pub fn has_inexact_numbers(&self) -> bool {
        !self.inexact.is_empty()
    }

    /// The number at `pointer` as the text spells it, when the value does not hold it exactly; see
    /// [`Decimal`](super::Decimal) for what it is.
    #[must_use]
    pub fn inexact_number(&self, pointer: &Pointer) -> Option<&'a str> {
        if self.inexact.is_empty() {
            return None;
        }
        let value = self.span_of(pointer)?.value;
        let index = self.inexact.binary_search_by_key(&value.start, |range| range.start).ok()?;
        std::str::from_utf8(&self.bytes[self.inexact[index].clone()]).ok()
    }

    /// Passes every such number, in the order of the text, to `visit`: its location and its digits.
    ///
    /// One walk, however many there are; the pointer is lent because a copy for each could outgrow the text.
    pub fn visit_inexact_numbers(&self, visit: impl FnMut(&Pointer, &'a str)) {
        if let (false, Ok(text)) = (self.inexact.is_empty(), text(self.bytes)) {
            let mut tour = Tour { inexact: self.inexact.iter(), here: Pointer::root(), open: Vec::new(), visit };
            // The text was read before: there is no fault in it.
            let _ = read(text, 0, &mut tour);
        }
    }
}

/// Shows how long the text is, and nothing of what it says.
impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("length", &self.bytes.len()).finish_non_exhaustive()
    }
}

impl Drop for Document<'_> {
    fn drop(&mut self) {
        value::dismantle(std::mem::take(&mut self.value));
    }
}

/// A walk that knows the pointer of each value.
struct Tour<'d, V> {
    inexact: std::slice::Iter<'d, Range<usize>>,
    here: Pointer,
    /// The next element's index for each open array; `None` for an object.
    open: Vec<Option<usize>>,
    visit: V,
}

impl<V> Tour<'_, V> {
    fn enter(&mut self) {
        if let Some(Some(element)) = self.open.last_mut() {
            self.here.push(&element.to_string());
            *element += 1;
        }
    }

    fn leave(&mut self) -> Result<(), Fault> {
        if !self.open.is_empty() {
            self.here.up();
        }
        Ok(())
    }

    fn pass(&mut self) -> Result<(), Fault> {
        self.enter();
        self.leave()
    }
}

impl<'a, V: FnMut(&Pointer, &'a str)> Sink<'a> for Tour<'_, V> {
    type Stop = Fault;

    fn begin_object(&mut self, _: usize) -> Result<(), Fault> {
        self.enter();
        self.open.push(None);
        Ok(())
    }

    fn begin_array(&mut self, _: usize) -> Result<(), Fault> {
        self.enter();
        self.open.push(Some(0));
        Ok(())
    }

    fn key(&mut self, key: Raw<'a>) -> Result<(), Fault> {
        self.here.push(&key.decode());
        Ok(())
    }

    fn end(&mut self, _: usize) -> Result<(), Fault> {
        self.open.pop();
        self.leave()
    }

    fn string(&mut self, _: Raw<'a>) -> Result<(), Fault> {
        self.pass()
    }

    fn number(&mut self, number: Lexeme<'a>) -> Result<(), Fault> {
        self.enter();
        if self.inexact.as_slice().first().is_some_and(|range| range.start == number.at) {
            self.inexact.next();
            (self.visit)(&self.here, number.text);
        }
        self.leave()
    }

    fn word(&mut self, _: Word, _: Range<usize>) -> Result<(), Fault> {
        self.pass()
    }
}
