//! What follows a backslash, in a class and outside (ECMA-262, 22.2.1, and Annex B.1.2 without the `u` flag).

use regex_syntax::hir::ClassUnicode;

use super::Unusable;
use super::cursor::Cursor;
use super::property;
use super::syntax::{Assert, add, set};

/// `\s`: white space and line ends (ECMA-262, 12.2 and 12.3).
const SPACE: &[(u32, u32)] = &[
    (0x09, 0x0d),
    (0x20, 0x20),
    (0xa0, 0xa0),
    (0x1680, 0x1680),
    (0x2000, 0x200a),
    (0x2028, 0x2029),
    (0x202f, 0x202f),
    (0x205f, 0x205f),
    (0x3000, 0x3000),
    (0xfeff, 0xfeff),
];
const DIGIT: &[(u32, u32)] = &[(0x30, 0x39)];
/// `\w`, and what `\b` is the edge of.
pub(super) const WORD: &[(u32, u32)] = &[(0x30, 0x39), (0x41, 0x5a), (0x5f, 0x5f), (0x61, 0x7a)];

/// A member of a class.
pub(super) enum Class {
    Char(u32),
    Set(ClassUnicode),
}

impl Class {
    pub(super) fn join(&self, members: &mut ClassUnicode) {
        match self {
            Self::Char(code_point) => add(members, *code_point, *code_point),
            Self::Set(set) => members.union(set),
        }
    }
}

/// What an escape outside of a class says.
pub(super) enum Escaped {
    Assert(Assert),
    /// A reference to a group by its number.
    Group(u32),
    /// A reference to a group by its name.
    Name(String),
    Member(Class),
}

/// After a backslash that is not in a class.
pub(super) fn atom(cursor: &mut Cursor<'_>) -> Result<Escaped, Unusable> {
    match cursor.peek() {
        Some('b') => {
            cursor.next();
            return Ok(Escaped::Assert(Assert::Boundary));
        }
        Some('B') => {
            cursor.next();
            return Ok(Escaped::Assert(Assert::NoBoundary));
        }
        Some('k') if cursor.unicode || cursor.has_names => {
            cursor.next();
            let name = if cursor.skip('<') { name(cursor) } else { None };
            return name.map(Escaped::Name).ok_or(Unusable::Syntax);
        }
        Some('1'..='9') => {
            let all = cursor.all_groups;
            if let Some(group) = cursor.attempt(|cursor| cursor.number(10).filter(|&number| number <= all)) {
                return Ok(Escaped::Group(group));
            }
        }
        _ => {}
    }
    escape(cursor, false).map(Escaped::Member)
}

/// A member of a class: an escape or a character.
pub(super) fn class(cursor: &mut Cursor<'_>) -> Result<Class, Unusable> {
    let next = cursor.next().ok_or(Unusable::Syntax)?;
    if next != '\\' {
        return Ok(Class::Char(u32::from(next)));
    }
    match cursor.peek() {
        Some('b') => {
            cursor.next();
            Ok(Class::Char(0x08))
        }
        Some('-') if cursor.unicode => {
            cursor.next();
            Ok(Class::Char(u32::from('-')))
        }
        Some('k') if cursor.has_names => Err(Unusable::Syntax),
        _ => escape(cursor, true),
    }
}

fn escape(cursor: &mut Cursor<'_>, in_class: bool) -> Result<Class, Unusable> {
    let next = cursor.next().ok_or(Unusable::Syntax)?;
    let negated = next.is_ascii_uppercase();
    let code_point = match next {
        'd' | 'D' => return Ok(shorthand(DIGIT, negated)),
        's' | 'S' => return Ok(shorthand(SPACE, negated)),
        'w' | 'W' => return Ok(shorthand(WORD, negated)),
        // Without the flag it would be the letter, which nobody who writes it means.
        'p' | 'P' if !cursor.unicode => return Err(Unusable::Syntax),
        'p' | 'P' => {
            let mut set = property::read(cursor).ok_or(Unusable::Syntax)?;
            if negated {
                set.negate();
            }
            return Ok(Class::Set(set));
        }
        't' => 0x09,
        'n' => 0x0a,
        'v' => 0x0b,
        'f' => 0x0c,
        'r' => 0x0d,
        '0' if !cursor.peek().is_some_and(|next| next.is_ascii_digit()) => 0,
        '0'..='7' if !cursor.unicode => octal(cursor, next),
        'c' => match cursor.attempt(|cursor| control(cursor, in_class)) {
            Some(control) => control,
            None if cursor.unicode => return Err(Unusable::Syntax),
            // Annex B: the backslash is one, and `c` is the next character.
            None => {
                cursor.back();
                u32::from('\\')
            }
        },
        'x' => or_letter(cursor, 'x', |cursor| hex(cursor, 2))?,
        'u' => or_letter(cursor, 'u', unicode)?,
        '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/' => u32::from(next),
        other if !cursor.unicode => u32::from(other),
        _ => return Err(Unusable::Syntax),
    };
    Ok(Class::Char(code_point))
}

fn shorthand(ranges: &[(u32, u32)], negated: bool) -> Class {
    let mut set = set(ranges);
    if negated {
        set.negate();
    }
    Class::Set(set)
}

/// What `read` finds; the letter itself without the `u` flag, where nothing is found.
fn or_letter(
    cursor: &mut Cursor<'_>,
    letter: char,
    read: impl FnOnce(&mut Cursor<'_>) -> Option<u32>,
) -> Result<u32, Unusable> {
    match cursor.attempt(read) {
        Some(code_point) => Ok(code_point),
        None if cursor.unicode => Err(Unusable::Syntax),
        None => Ok(u32::from(letter)),
    }
}

/// Annex B: up to three octal digits that make at most 255.
fn octal(cursor: &mut Cursor<'_>, first: char) -> u32 {
    let mut value = first.to_digit(8).unwrap_or(0);
    for _ in 0..if value < 4 { 2 } else { 1 } {
        let Some(digit) = cursor.peek().and_then(|next| next.to_digit(8)) else { break };
        value = value * 8 + digit;
        cursor.next();
    }
    value
}

/// After `\c`. Annex B takes digits and `_` too, in a class.
fn control(cursor: &mut Cursor<'_>, in_class: bool) -> Option<u32> {
    let next = cursor.next()?;
    let is_letter =
        next.is_ascii_alphabetic() || (in_class && !cursor.unicode && (next.is_ascii_digit() || next == '_'));
    is_letter.then(|| u32::from(next) % 32)
}

fn hex(cursor: &mut Cursor<'_>, digits: usize) -> Option<u32> {
    (0..digits).try_fold(0, |value, _| Some(value * 16 + cursor.next()?.to_digit(16)?))
}

/// After `\u`: `0041`, a surrogate pair in two escapes, or `{41}` with the flag.
fn unicode(cursor: &mut Cursor<'_>) -> Option<u32> {
    if cursor.unicode && cursor.skip('{') {
        let value = cursor.number(16);
        return value.filter(|&value| cursor.skip('}') && value <= 0x10_ffff);
    }
    let high = hex(cursor, 4)?;
    if !(0xd800..0xdc00).contains(&high) {
        return Some(high);
    }
    let low = cursor.attempt(|cursor| {
        let escaped = cursor.skip('\\') && cursor.skip('u');
        if escaped { hex(cursor, 4).filter(|low| (0xdc00..0xe000).contains(low)) } else { None }
    });
    Some(low.map_or(high, |low| 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)))
}

/// After `(?<` or `\k<`: a name and `>`.
pub(super) fn name(cursor: &mut Cursor<'_>) -> Option<String> {
    let mut name = String::new();
    loop {
        let next = match cursor.next()? {
            '>' => return (!name.is_empty()).then_some(name),
            '\\' if cursor.skip('u') => char::from_u32(name_escape(cursor)?)?,
            other => other,
        };
        let begins = next.is_alphabetic() || matches!(next, '$' | '_');
        let continues = next.is_alphanumeric() || matches!(next, '\u{200c}' | '\u{200d}') || property::is_mark(next);
        if !(begins || (continues && !name.is_empty())) {
            return None;
        }
        name.push(next);
    }
}

/// An escape in a name is read as with the flag, always.
fn name_escape(cursor: &mut Cursor<'_>) -> Option<u32> {
    let flag = std::mem::replace(&mut cursor.unicode, true);
    let code_point = unicode(cursor);
    cursor.unicode = flag;
    code_point
}
