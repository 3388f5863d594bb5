//! The usual parameter: one value of a scalar type or a list of them, judged as it was sent, without copying it to the heap.

use super::style::Coding;
use crate::contract::Compiled;
use crate::schema::Types;

/// Longer texts are judged in the other way.
const LONGEST: usize = 256;

/// Whether a text is certainly one of the values that it may mean, and that value valid. `false` means that it has to be read
/// with care: what is wrong with it is not found here.
pub(super) fn holds(compiled: &Compiled, text: &str, coding: Coding) -> bool {
    let types = or_string(compiled.types);
    if types.has(Types::ARRAY) || types.has(Types::OBJECT) {
        return false;
    }
    let Ok(text) = coding.decode(text) else { return false };
    let (validator, bytes) = (&compiled.validator, text.as_bytes());
    if types.has(Types::NUMBER) && is_framed_as_number(bytes) && validator.accepts(bytes) {
        return true;
    }
    if types.has(Types::BOOLEAN) && matches!(bytes, b"true" | b"false") && validator.accepts(bytes) {
        return true;
    }
    if !types.has(Types::STRING) {
        return false;
    }
    let mut string = Json::new();
    validator.accepts_text(&text) || string.push_string(bytes).is_some() && validator.accepts(string.as_bytes())
}

/// The same for the items of a list.
pub(super) fn list_holds<'t>(compiled: &Compiled, items: impl Iterator<Item = &'t str>, coding: Coding) -> bool {
    let types = or_string(compiled.item_types);
    if compiled.types != Types::ARRAY || types != Types::STRING && types != Types::NUMBER {
        return false;
    }
    let mut list = Json::new();
    let push_all = || {
        list.push(b"[")?;
        for (position, item) in items.enumerate() {
            if position > 0 {
                list.push(b",")?;
            }
            let item = coding.decode(item).ok()?;
            match types {
                Types::STRING => list.push_string(item.as_bytes())?,
                _ if is_framed_as_number(item.as_bytes()) => list.push(item.as_bytes())?,
                _ => return None,
            }
        }
        list.push(b"]")
    };
    push_all().is_some() && compiled.validator.accepts(list.as_bytes())
}

/// What is not constrained is a string.
fn or_string(types: Types) -> Types {
    if types == Types::ALL { Types::STRING } else { types }
}

/// Whether a text that is valid JSON is a number without spaces around it.
fn is_framed_as_number(bytes: &[u8]) -> bool {
    matches!(bytes, [b'-' | b'0'..=b'9', .., b'0'..=b'9'] | [b'0'..=b'9'])
}

/// A short text in JSON.
struct Json {
    buffer: [u8; LONGEST],
    length: usize,
}

impl Json {
    fn new() -> Self {
        Self { buffer: [0; LONGEST], length: 0 }
    }

    fn as_bytes(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or_default()
    }

    /// `None` when there is no room.
    fn push(&mut self, bytes: &[u8]) -> Option<()> {
        let end = self.length + bytes.len();
        self.buffer.get_mut(self.length..end)?.copy_from_slice(bytes);
        self.length = end;
        Some(())
    }

    /// `None` also when it would have to be escaped.
    fn push_string(&mut self, bytes: &[u8]) -> Option<()> {
        let is_plain = bytes.iter().all(|&byte| byte >= b' ' && byte != b'"' && byte != b'\\');
        if !is_plain {
            return None;
        }
        self.push(b"\"")?;
        self.push(bytes)?;
        self.push(b"\"")
    }
}
