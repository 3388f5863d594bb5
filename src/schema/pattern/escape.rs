//! What follows a backslash, in a class and outside (ECMA-262, 22.2.1, and Annex B.1.2 without the `u` flag).

use regex_syntax::hir::ClassUnicode;

use super::Unusable;
use super::parse::{Parser, character};
use super::property;
use super::syntax::{Assert, Ast, add, set};

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

/// After a backslash that is not in a class.
pub(super) fn atom(parser: &mut Parser<'_>) -> Result<Ast, Unusable> {
    match parser.peek() {
        Some('b') => {
            parser.next();
            return Ok(Ast::Assert(Assert::Boundary));
        }
        Some('B') => {
            parser.next();
            return Ok(Ast::Assert(Assert::NoBoundary));
        }
        Some('k') if parser.unicode || parser.has_names => {
            parser.next();
            let name = if parser.skip('<') { name(parser) } else { None };
            return name.map(|name| parser.reference(name)).ok_or(Unusable::Syntax);
        }
        Some('1'..='9') => {
            if let Some(group) = parser.attempt(reference) {
                return Ok(Ast::Reference(vec![group]));
            }
        }
        _ => {}
    }
    Ok(match escape(parser, false)? {
        Class::Char(code_point) => character(code_point),
        Class::Set(set) => Ast::Set(set),
    })
}

/// A member of a class: an escape or a character.
pub(super) fn class(parser: &mut Parser<'_>) -> Result<Class, Unusable> {
    let next = parser.next().ok_or(Unusable::Syntax)?;
    if next != '\\' {
        return Ok(Class::Char(u32::from(next)));
    }
    match parser.peek() {
        Some('b') => {
            parser.next();
            Ok(Class::Char(0x08))
        }
        Some('-') if parser.unicode => {
            parser.next();
            Ok(Class::Char(u32::from('-')))
        }
        Some('k') if parser.has_names => Err(Unusable::Syntax),
        _ => escape(parser, true),
    }
}

/// The number of a group that there is.
fn reference(parser: &mut Parser<'_>) -> Option<u32> {
    let mut number = 0_u32;
    while let Some(digit) = parser.peek().and_then(|next| next.to_digit(10)) {
        number = number.saturating_mul(10).saturating_add(digit);
        parser.next();
    }
    (1..=parser.all_groups).contains(&number).then_some(number)
}

fn escape(parser: &mut Parser<'_>, in_class: bool) -> Result<Class, Unusable> {
    let next = parser.next().ok_or(Unusable::Syntax)?;
    let negated = next.is_ascii_uppercase();
    let code_point = match next {
        'd' | 'D' => return Ok(shorthand(DIGIT, negated)),
        's' | 'S' => return Ok(shorthand(SPACE, negated)),
        'w' | 'W' => return Ok(shorthand(WORD, negated)),
        // Without the flag it would be the letter, which nobody who writes it means.
        'p' | 'P' if !parser.unicode => return Err(Unusable::Syntax),
        'p' | 'P' => {
            let mut set = property::read(parser).ok_or(Unusable::Syntax)?;
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
        '0' if !parser.peek().is_some_and(|next| next.is_ascii_digit()) => 0,
        '0'..='7' if !parser.unicode => octal(parser, next),
        'c' => match parser.attempt(|parser| control(parser, in_class)) {
            Some(control) => control,
            None if parser.unicode => return Err(Unusable::Syntax),
            // Annex B: the backslash is one, and `c` is the next character.
            None => {
                parser.back();
                u32::from('\\')
            }
        },
        'x' => or_letter(parser, 'x', |parser| hex(parser, 2))?,
        'u' => or_letter(parser, 'u', unicode)?,
        '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/' => u32::from(next),
        other if !parser.unicode => u32::from(other),
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
    parser: &mut Parser<'_>,
    letter: char,
    read: impl FnOnce(&mut Parser<'_>) -> Option<u32>,
) -> Result<u32, Unusable> {
    match parser.attempt(read) {
        Some(code_point) => Ok(code_point),
        None if parser.unicode => Err(Unusable::Syntax),
        None => Ok(u32::from(letter)),
    }
}

/// Annex B: up to three octal digits that make at most 255.
fn octal(parser: &mut Parser<'_>, first: char) -> u32 {
    let mut value = first.to_digit(8).unwrap_or(0);
    for _ in 0..if value < 4 { 2 } else { 1 } {
        let Some(digit) = parser.peek().and_then(|next| next.to_digit(8)) else { break };
        value = value * 8 + digit;
        parser.next();
    }
    value
}

/// After `\c`. Annex B takes digits and `_` too, in a class.
fn control(parser: &mut Parser<'_>, in_class: bool) -> Option<u32> {
    let next = parser.next()?;
    let is_letter =
        next.is_ascii_alphabetic() || (in_class && !parser.unicode && (next.is_ascii_digit() || next == '_'));
    is_letter.then(|| u32::from(next) % 32)
}

fn hex(parser: &mut Parser<'_>, digits: usize) -> Option<u32> {
    (0..digits).try_fold(0, |value, _| Some(value * 16 + parser.next()?.to_digit(16)?))
}

/// After `\u`: `0041`, a surrogate pair in two escapes, or `{41}` with the flag.
fn unicode(parser: &mut Parser<'_>) -> Option<u32> {
    if parser.unicode && parser.skip('{') {
        let mut value = None;
        while let Some(digit) = parser.peek().and_then(|next| next.to_digit(16)) {
            value = Some(value.unwrap_or(0_u32).saturating_mul(16).saturating_add(digit));
            parser.next();
        }
        return value.filter(|&value| parser.skip('}') && value <= 0x10_ffff);
    }
    let high = hex(parser, 4)?;
    if !(0xd800..0xdc00).contains(&high) {
        return Some(high);
    }
    let low = parser.attempt(|parser| {
        let escaped = parser.skip('\\') && parser.skip('u');
        if escaped { hex(parser, 4).filter(|low| (0xdc00..0xe000).contains(low)) } else { None }
    });
    Some(low.map_or(high, |low| 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)))
}

/// After `(?<` or `\k<`: a name and `>`.
pub(super) fn name(parser: &mut Parser<'_>) -> Option<String> {
    let mut name = String::new();
    loop {
        let next = match parser.next()? {
            '>' => return (!name.is_empty()).then_some(name),
            '\\' if parser.skip('u') => char::from_u32(name_escape(parser)?)?,
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
fn name_escape(parser: &mut Parser<'_>) -> Option<u32> {
    let flag = std::mem::replace(&mut parser.unicode, true);
    let code_point = unicode(parser);
    parser.unicode = flag;
    code_point
}
