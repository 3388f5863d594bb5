//! From an ECMA-262 pattern to the syntax of the `regex` family, for the part of the language both read alike.
//!
//! JSON Schema patterns are ECMA-262 regular expressions with the `u` flag (2020-12, core 6.4). What the two dialects spell
//! differently (`\d`, `\s`, `\u0041`, `.`) is written out; what only one of them has, or what readers are known to disagree
//! on (word boundaries, look-around, back-references, `\p`, modifiers, stray brackets), is refused rather than guessed.

use std::fmt::Write;
use std::iter::Peekable;
use std::str::Chars;

/// One pattern in `regex` syntax, under each reading of `.` that validators use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::containment) struct Translated {
    /// `.` as in ECMA-262: anything but the four line terminators.
    pub(in crate::containment) strict: String,
    /// `.` as Rust validators read it, anything but `\n`; `None` where the pattern has no `.`.
    pub(in crate::containment) loose: Option<String>,
}

const SPACE: &str = r"\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}";
const STRICT_DOT: &str = r"[^\n\r\x{2028}\x{2029}]";
const LOOSE_DOT: &str = r"[^\n]";

/// The pattern in `regex` syntax, or `None` if it uses anything that is not shared.
pub(in crate::containment) fn translate(pattern: &str) -> Option<Translated> {
    let strict = write(pattern, STRICT_DOT)?;
    let loose = write(pattern, LOOSE_DOT)?;
    Some(Translated { loose: (loose != strict).then_some(loose), strict })
}

/// What the previous token allows to follow.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    Nothing,
    Atom,
    Quantifier,
}

fn write(pattern: &str, dot: &str) -> Option<String> {
    let (mut out, mut rest, mut before) = (String::new(), pattern.chars().peekable(), Before::Nothing);
    while let Some(next) = rest.next() {
        before = match next {
            '^' | '$' | '|' => {
                out.push(next);
                Before::Nothing
            }
            ')' => {
                out.push(')');
                Before::Atom
            }
            '(' => {
                open_group(&mut rest)?;
                out.push_str("(?:");
                Before::Nothing
            }
            '.' => {
                out.push_str(dot);
                Before::Atom
            }
            '[' => {
                class(&mut rest, &mut out)?;
                Before::Atom
            }
            '*' | '+' | '?' if before == Before::Atom => {
                out.push(next);
                Before::Quantifier
            }
            '?' if before == Before::Quantifier => Before::Nothing, // lazy: the same language
            '{' if before == Before::Atom => {
                repetition(&mut rest, &mut out)?;
                Before::Quantifier
            }
            '*' | '+' | '?' | '{' | '}' | ']' => return None,
            '\\' => {
                match escape(&mut rest)? {
                    Escape::Char(c) => push_char(&mut out, c),
                    Escape::Class(items, negated) => {
                        let _ = write!(out, "[{}{items}]", if negated { "^" } else { "" });
                    }
                }
                Before::Atom
            }
            literal => {
                push_char(&mut out, literal);
                Before::Atom
            }
        };
    }
    Some(out)
}

/// After `(`: plain, non-capturing and named groups all group alike.
fn open_group(rest: &mut Peekable<Chars<'_>>) -> Option<()> {
    if rest.next_if_eq(&'?').is_none() {
        return Some(());
    }
    match rest.next()? {
        ':' => Some(()),
        '<' => {
            let name: String = rest.by_ref().take_while(|&c| c != '>').collect();
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            is_name.then_some(())
        }
        _ => None,
    }
}

/// After `{`: `n}`, `n,}` or `n,m}`.
fn repetition(rest: &mut Peekable<Chars<'_>>, out: &mut String) -> Option<()> {
    let inner: String = rest.by_ref().take_while(|&c| c != '}').collect();
    let (least, most) = inner.split_once(',').unwrap_or((&inner, &inner));
    let least: u32 = least.parse().ok()?;
    if !most.is_empty() && most.parse::<u32>().ok()? < least {
        return None;
    }
    let _ = write!(out, "{{{inner}}}");
    Some(())
}

enum Escape {
    Char(char),
    /// The items of a class, and whether it is negated.
    Class(&'static str, bool),
}

/// After `\`.
fn escape(rest: &mut Peekable<Chars<'_>>) -> Option<Escape> {
    Some(match rest.next()? {
        'd' => Escape::Class("0-9", false),
        'D' => Escape::Class("0-9", true),
        'w' => Escape::Class("0-9A-Za-z_", false),
        'W' => Escape::Class("0-9A-Za-z_", true),
        's' => Escape::Class(SPACE, false),
        'S' => Escape::Class(SPACE, true),
        't' => Escape::Char('\t'),
        'n' => Escape::Char('\n'),
        'r' => Escape::Char('\r'),
        'f' => Escape::Char('\u{c}'),
        'v' => Escape::Char('\u{b}'),
        '0' if !rest.peek().is_some_and(char::is_ascii_digit) => Escape::Char('\0'),
        'x' => Escape::Char(char::from_u32(hex(rest, 2)?)?),
        'u' => Escape::Char(unicode_escape(rest)?),
        'c' => {
            let letter = rest.next().filter(char::is_ascii_alphabetic)?;
            Escape::Char(char::from_u32(u32::from(letter) % 32)?)
        }
        other if other.is_ascii_punctuation() => Escape::Char(other),
        _ => return None,
    })
}

/// After `\u`: `0041`, `{41}`, or a surrogate pair in two escapes.
fn unicode_escape(rest: &mut Peekable<Chars<'_>>) -> Option<char> {
    if rest.next_if_eq(&'{').is_some() {
        let digits: String = rest.by_ref().take_while(|&c| c != '}').collect();
        return char::from_u32(u32::from_str_radix(&digits, 16).ok()?);
    }
    let first = hex(rest, 4)?;
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first);
    }
    (rest.next()? == '\\' && rest.next()? == 'u').then_some(())?;
    let second = hex(rest, 4)?.checked_sub(0xdc00).filter(|&low| low < 0x400)?;
    char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + second)
}

fn hex(rest: &mut Peekable<Chars<'_>>, digits: usize) -> Option<u32> {
    let text: String = rest.by_ref().take(digits).collect();
    let is_hex = text.len() == digits && text.chars().all(|c| c.is_ascii_hexdigit());
    is_hex.then(|| u32::from_str_radix(&text, 16).ok()).flatten()
}

/// After `[`.
fn class(rest: &mut Peekable<Chars<'_>>, out: &mut String) -> Option<()> {
    out.push('[');
    if rest.next_if_eq(&'^').is_some() {
        out.push('^');
    }
    let mut is_empty = true;
    loop {
        let first = match rest.next()? {
            // ECMA-262 has the empty class and its complement; Rust validators refuse both.
            ']' if is_empty => return None,
            ']' => break,
            '\\' => class_escape(rest)?,
            other => Escape::Char(other),
        };
        is_empty = false;
        let from = match first {
            Escape::Class(items, negated) => {
                let _ = write!(out, "[{}{items}]", if negated { "^" } else { "" });
                // `[\w-x]` is an error with the `u` flag.
                if rest.peek() == Some(&'-') && rest.clone().nth(1) != Some(']') {
                    return None;
                }
                continue;
            }
            Escape::Char(from) => from,
        };
        push_char(out, from);
        if rest.peek() == Some(&'-') && rest.clone().nth(1).is_some_and(|after| after != ']') {
            rest.next();
            let to = match rest.next()? {
                '\\' => class_escape(rest)?,
                other => Escape::Char(other),
            };
            let Escape::Char(to) = to else { return None };
            if to < from {
                return None;
            }
            out.push('-');
            push_char(out, to);
        }
    }
    out.push(']');
    Some(())
}

fn class_escape(rest: &mut Peekable<Chars<'_>>) -> Option<Escape> {
    if rest.next_if_eq(&'b').is_some() {
        return Some(Escape::Char('\u{8}'));
    }
    escape(rest)
}

fn push_char(out: &mut String, c: char) {
    if c.is_ascii_alphanumeric() {
        out.push(c);
    } else {
        let _ = write!(out, "\\x{{{:x}}}", u32::from(c));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_syntax_is_translated() {
        for (pattern, wanted) in [
            ("^[a-z]{3}$", "^[a-z]{3}$"),
            (r"^\d+\.\d{2}$", r"^[0-9]+\x{2e}[0-9]{2}$"),
            (r"(?<year>\d)|(x)", r"(?:[0-9])|(?:x)"),
            (r"[\]\-^]", r"[\x{5d}\x{2d}\x{5e}]"),
            (r"\u0041\u{1f600}\ud83d\ude00", r"A\x{1f600}\x{1f600}"),
            ("[a-]", r"[a\x{2d}]"),
            ("a+?", "a+"),
        ] {
            let translated = translate(pattern).map(|translated| translated.strict);
            assert_eq!(translated.as_deref(), Some(wanted), "{pattern}");
            assert!(regex_syntax::parse(wanted).is_ok(), "{wanted}");
        }
        assert!(translate("a.b").is_some_and(|translated| translated.loose.is_some()));
        assert!(regex_syntax::parse(&format!("[{SPACE}]")).is_ok());
    }

    #[test]
    fn what_is_not_shared_is_refused() {
        for pattern in [
            r"\bword\b",
            "(?=a)",
            "(?<!a)",
            r"(a)\1",
            r"\p{L}",
            "(?i)a",
            "[]",
            "[^]",
            "a{,3}",
            "a**",
            "*a",
            "}",
            "a]",
            r"[\w-x]",
            r"\ud83d",
            r"\x4",
            r"\k<a>",
            "a{3,2}",
            "[b-a]",
            r"\i",
        ] {
            assert_eq!(translate(pattern), None, "{pattern}");
        }
    }
}
