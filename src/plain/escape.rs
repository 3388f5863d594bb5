//! [`Escaper`]: the characters and sequences that are spelled out, whatever is shown.
//!
//! A terminal obeys control characters, and so does whatever strips them from a pipe; a log obeys line breaks, and commands at
//! the beginning of a line; a reader is misled by characters that reorder what follows, or that cannot be seen, so that two names
//! look the same.

use std::fmt::{self, Formatter, Write};

/// Passes on what is written to it, on one line, with everything that would be obeyed spelled out as `\u{1b}`. What it has
/// passed on once it passes on unchanged.
#[derive(Debug)]
pub(crate) struct Escaper<W> {
    out: W,
    state: State,
}

impl<W: Write> Escaper<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, state: State::default() }
    }
}

impl<W: Write> Write for Escaper<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.state.passes_all(text) {
            return self.out.write_str(text);
        }
        for character in text.chars() {
            match self.state.passes(character) {
                true => self.out.write_char(character)?,
                false => write!(self.out, "{}", character.escape_unicode())?,
            }
        }
        Ok(())
    }
}

/// For `Display`: what is written, on one line and with nothing in it that is obeyed.
pub(crate) fn on_one_line(f: &mut Formatter<'_>, text: fmt::Arguments<'_>) -> fmt::Result {
    Escaper::new(f).write_fmt(text)
}

/// The lines of a text, for those who show each as one.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// What matters of the characters before.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State {
    line: Line,
    command: Command,
    /// Whether a joiner here would join, as in emoji and in the scripts that need them.
    joins: bool,
}

/// How far a line is from being a workflow command of GitHub's runner: `::name::`, after blanks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Line {
    #[default]
    Blank,
    Colon,
    Text,
}

/// How far the text is from a command of older runners, which they obey in the middle of a line: `##[name]`, and `##vso[name]`
/// or `##teamcity[name]` of others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Command {
    #[default]
    None,
    Hash,
    Name,
}

impl State {
    /// Whether the next character is harmless after those before.
    pub(super) fn passes(&mut self, character: char) -> bool {
        let is_command =
            matches!((character, self.line, self.command), (':', Line::Colon, _) | ('[', _, Command::Name));
        let passes = !is_command && if is_joiner(character) { self.joins } else { !is_obeyed(character) };
        self.line = match (self.line, character) {
            (Line::Blank, ':') => Line::Colon,
            (Line::Blank, blank) if passes && blank.is_whitespace() => Line::Blank,
            _ => Line::Text,
        };
        self.command = match (self.command, character) {
            (Command::None, '#') => Command::Hash,
            (_, '#') => Command::Name,
            (Command::Name, 'a'..='z' | 'A'..='Z') => Command::Name,
            _ => Command::None,
        };
        self.joins = passes && can_be_joined(character);
        passes
    }

    /// Whether all of a text passes, which is seen quickly of nearly every one. If not, the state stays as it was.
    pub(super) fn passes_all(&mut self, text: &str) -> bool {
        let mut state = *self;
        let Some(rest) = state.passes_begin(text) else { return false };
        let passes = memchr::memchr(b'#', rest.as_bytes()).is_none() && !has_obeyed(rest);
        if passes {
            state.follow(rest);
            *self = state;
        }
        passes
    }

    /// The same of a text that is plain, of which only the beginning can make something of what was before.
    pub(super) fn passes_plain(&mut self, plain: &str) -> bool {
        let mut state = *self;
        let Some(rest) = state.passes_begin(plain) else { return false };
        // What passed at the beginning of a text passes here: no less has been said before it.
        state.follow(rest);
        *self = state;
        true
    }

    /// What is left of a text where a line has begun and no command has: none is in what follows if it has no `#`. `None` if something
    /// does not pass.
    fn passes_begin<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let mut characters = text.chars();
        while self.line != Line::Text || self.command != Command::None {
            match characters.next() {
                Some(character) if self.passes(character) => {}
                Some(_) => return None,
                None => return Some(""),
            }
        }
        Some(characters.as_str())
    }

    /// After words of our own, which are always passed on. They may be long, and only their end matters.
    pub(super) fn follow(&mut self, own: &str) {
        let last_line = match memchr::memrchr(b'\n', own.as_bytes()) {
            Some(at) => {
                *self = Self::default();
                &own[at + 1..]
            }
            None => own,
        };
        let mut characters = last_line.chars();
        while self.line != Line::Text
            && let Some(character) = characters.next()
        {
            self.passes(character);
        }
        let rest = characters.as_str();
        // Behind a sign that is part of no command, all that is known of what was before is that the line has begun.
        let is_apart = |byte: u8| byte.is_ascii() && !byte.is_ascii_alphabetic() && byte != b'#';
        let end = match rest.bytes().rposition(is_apart) {
            Some(at) => {
                *self = Self { line: Line::Text, ..Self::default() };
                &rest[at + 1..]
            }
            None => rest,
        };
        for character in end.chars() {
            self.passes(character);
        }
    }
}

/// Whether some character of a text is [obeyed](is_obeyed).
pub(super) fn has_obeyed(text: &str) -> bool {
    // Most texts are ASCII. Checking whole blocks takes an instruction for several bytes.
    let is_other = |byte: u8| byte.wrapping_sub(b' ') > b'~' - b' ';
    let is_plain = |block: &&[u8]| !block.iter().fold(false, |some, byte| some | is_other(*byte));
    let mut rest = text;
    loop {
        let bytes = rest.as_bytes();
        let begin = 32 * bytes.chunks_exact(32).take_while(is_plain).count();
        let begin = begin + bytes[begin..].iter().take_while(|byte| !is_other(**byte)).count();
        let mut characters = rest[begin..].chars();
        match characters.next() {
            None => return false,
            Some(character) if is_obeyed(character) => return true,
            Some(_) => rest = characters.as_str(),
        }
    }
}

/// What a terminal, a log or a reader of XML obeys or refuses, what reorders a text, and what cannot be seen.
pub(crate) fn is_obeyed(character: char) -> bool {
    // C0, DEL and C1, U+0085 (a line break for some) among them.
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    if character.is_control() {
        return true;
    }
    matches!(
        character,
        // Soft hyphen, grapheme joiner, Arabic letter mark, Hangul fillers, Khmer vowels without a form, Mongolian selectors.
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        // No width, marks of direction; line and paragraph separator, embeddings, overrides; word joiner, isolates.
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        // More fillers, variation selectors, the byte order mark, interlinear annotations.
        | '\u{3164}' | '\u{ffa0}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
        // Shorthand and musical controls, tags and more selectors.
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        // Noncharacters, of which XML 1.0 forbids two.
        | '\u{fdd0}'..='\u{fdef}'
    ) || u32::from(character) & 0xfffe == 0xfffe
}

/// Invisible, and yet part of how some texts are written: joiners, and the selectors of text and emoji.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
}

/// Arabic to Khmer, where joiners choose the form of a letter, and symbols and emoji, which are joined and have selectors. In
/// Latin, Greek or Cyrillic names a joiner only hides.
fn can_be_joined(character: char) -> bool {
    matches!(
        character,
        '\u{600}'..='\u{10ff}' | '\u{1780}'..='\u{18af}' | '\u{2030}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}'
    )
}

#[cfg(test)]
mod tests {
    use super::State;
    use crate::plain::plain;

    /// The end of a text leads to the state that all of it leads to.
    #[test]
    fn a_state_follows_from_the_end_of_a_text() {
        const PIECES: [char; 12] = ['a', 'Z', ':', '#', '[', ' ', '\n', '{', '\u{600}', '\u{200d}', '\u{1b}', 'é'];
        let mut seed = 7_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) as usize
        };
        for _ in 0..20_000 {
            let text = |length: usize, next: &mut dyn FnMut() -> usize| {
                (0..length).map(|_| PIECES[next() % PIECES.len()]).collect::<String>()
            };
            let (first, second) = (text(next() % 4, &mut next), text(next() % 9, &mut next));
            let (mut quick, mut whole) = (State::default(), State::default());
            quick.follow(&first);
            quick.follow(&second);
            for character in first.chars().chain(second.chars()) {
                match character {
                    '\n' => whole = State::default(),
                    other => _ = whole.passes(other),
                }
            }
            assert_eq!(format!("{quick:?}"), format!("{whole:?}"), "{first:?} {second:?}");
        }
    }

    /// What is plain passes behind whatever was before as it passes alone, but for its beginning.
    #[test]
    fn a_plain_text_passes_like_any_other() {
        const PIECES: [char; 11] = ['a', ':', '#', '[', ' ', '{', '\u{600}', '\u{200d}', '\u{1b}', 'é', '\u{fe0f}'];
        let mut seed = 11_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) as usize
        };
        for _ in 0..40_000 {
            let text = |length: usize, next: &mut dyn FnMut() -> usize| {
                (0..length).map(|_| PIECES[next() % PIECES.len()]).collect::<String>()
            };
            let (first, second) = (text(next() % 5, &mut next), plain(text(next() % 9, &mut next)));
            let (mut before, mut quick) = (State::default(), State::default());
            before.follow(&first);
            quick.follow(&first);
            let mut whole = before;
            let passes = second.as_str().chars().all(|character| whole.passes(character));
            assert_eq!(quick.passes_plain(second.as_str()), passes, "{first:?} {second:?}");
            let expected = if passes { whole } else { before };
            assert_eq!(format!("{quick:?}"), format!("{expected:?}"), "{first:?} {second:?}");
        }
    }

    #[test]
    fn what_is_obeyed_or_invisible_is_spelled_out() {
        let spelled = |text: &str| plain(text).as_str().to_owned();
        assert_eq!(spelled("a\n\u{1b}[31mb\u{9b}c\u{202e}d é"), r"a\u{a}\u{1b}[31mb\u{9b}c\u{202e}d é");
        let hidden =
            "\u{7f}\u{85}\u{ad}\u{61c}\u{200b}\u{200e}\u{2028}\u{2060}\u{2066}\u{feff}\u{fffe}\u{1ffff}\u{e0041}";
        for character in hidden.chars() {
            assert_eq!(spelled(&format!("a{character}b")), format!("a{}b", character.escape_unicode()));
        }
    }

    #[test]
    fn ordinary_texts_stay_as_they_are() {
        let emoji = "👩\u{200d}💻 ❤\u{fe0f} 👍🏽";
        for text in
            ["Größe \"a\" 'b' <c> & `d`", "注文 — …", "نمی\u{200c}خواهم", "क्\u{200d}ष", emoji, "C:\\x # ## [a](b)"]
        {
            assert_eq!(plain(text).as_str(), text);
        }
        assert_eq!(plain("am\u{200d}ount\u{200c}é\u{200d}").as_str(), r"am\u{200d}ount\u{200c}é\u{200d}");
    }

    #[test]
    fn commands_are_none() {
        let spelled = |text: &str| plain(text).as_str().to_owned();
        assert_eq!(spelled("::error::x"), r":\u{3a}error::x");
        assert_eq!(spelled(" \u{a0}::error::x"), " \u{a0}:\\u{3a}error::x");
        assert_eq!(spelled("a ::error::x"), "a ::error::x");
        assert_eq!(spelled("x ##[error]y"), r"x ##\u{5b}error]y");
        assert_eq!(spelled("###vso[task]"), r"###vso\u{5b}task]");
        assert_eq!(spelled("##teamcity[x]"), r"##teamcity\u{5b}x]");
    }

    /// Every text of up to five pieces of what matters.
    #[test]
    fn laws_of_all_short_texts() {
        let pieces = [":", "#", "[", "a", " ", "\n", "\u{1b}", "\u{200d}", "❤", "\u{fe0f}", "\u{a0}"];
        let mut texts = vec![String::new()];
        for _ in 0..5 {
            texts = texts.iter().flat_map(|text| pieces.iter().map(move |piece| format!("{text}{piece}"))).collect();
        }
        for text in texts {
            let once = plain(&text);
            assert_eq!(plain(&once), once, "{text:?}: twice is once");
            let shown = once.as_str();
            assert!(!shown.trim_start().starts_with("::") && !shown.contains(['\n', '\u{1b}']), "{text:?}: {shown}");
            let command =
                shown.match_indices("##").any(|(at, _)| shown[at..].trim_start_matches('#').starts_with(['[']));
            assert!(!command && !shown.contains("##a["), "{text:?}: {shown}");
        }
    }

    #[test]
    fn twice_is_once() {
        for text in ["::a\n##[b]\u{1b}", "a\u{200d}", "\\u{1b}", ":\u{200d}:"] {
            let once = plain(text);
            assert_eq!(plain(&once), once);
        }
    }
}
