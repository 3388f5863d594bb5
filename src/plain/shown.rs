//! [`Shown`]: a text as it is written, of string literals and [`Plain`] pieces only.

use std::marker::PhantomData;

use super::escape::State;
use super::text::Plain;

/// What reads the text, and so what would be obeyed in it.
pub(crate) trait Dialect {
    /// Appends a plain text, with what else this reader would obey escaped.
    fn escape(plain: &str, out: &mut String);
}

/// A terminal or a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Screen;

impl Dialect for Screen {
    fn escape(plain: &str, out: &mut String) {
        out.push_str(plain);
    }
}

/// A text of a dialect, in which only our own words are obeyed.
#[derive(Debug, Clone)]
pub(crate) struct Shown<D> {
    text: String,
    state: State,
    dialect: PhantomData<D>,
}

/// What can be a piece of a text of this dialect.
///
/// Implementations can do no harm: [`Shown`] takes literals and [`Plain`] from them, and nothing else.
pub(crate) trait Show<D: Dialect> {
    fn show(&self, out: &mut Shown<D>);
}

impl<D: Dialect> Shown<D> {
    pub(crate) fn new() -> Self {
        Self { text: String::new(), state: State::default(), dialect: PhantomData }
    }

    /// The text that these pieces make.
    pub(crate) fn of(pieces: impl Show<D>) -> Self {
        // A line of a report is seldom longer.
        let mut out = Self { text: String::with_capacity(256), ..Self::new() };
        out.push(pieces);
        out
    }

    /// This text and then that.
    #[cfg(feature = "cli")]
    pub(crate) fn and(mut self, pieces: impl Show<D>) -> Self {
        self.push(pieces);
        self
    }

    /// Begins again, in the same memory.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.state = State::default();
    }

    pub(crate) fn push(&mut self, pieces: impl Show<D>) {
        pieces.show(self);
    }

    /// Words of our own, obeyed where they are meant to be.
    pub(crate) fn own(&mut self, words: &'static str) {
        self.text.push_str(words);
        // A colour is nothing to those who look for commands: it may have been taken out.
        if !words.starts_with('\u{1b}') {
            self.state.follow(words);
        }
    }

    pub(crate) fn plain(&mut self, plain: &Plain) {
        // Two pieces could make a command that neither is.
        if self.state.passes_plain(plain.as_str()) {
            return D::escape(plain.as_str(), &mut self.text);
        }
        let mut joined = String::with_capacity(plain.as_str().len());
        for character in plain.as_str().chars() {
            match self.state.passes(character) {
                true => joined.push(character),
                false => joined.extend(character.escape_unicode()),
            }
        }
        D::escape(&joined, &mut self.text);
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn into_string(self) -> String {
        self.text
    }

    /// For the dialects of this folder: a text that they have made safe in their own way.
    pub(super) fn made(text: String) -> Self {
        let mut state = State::default();
        state.follow(&text);
        Self { text, state, dialect: PhantomData }
    }

    /// The same, behind what there is.
    pub(super) fn push_made(&mut self, made: &str) {
        self.text.push_str(made);
        self.state.follow(made);
    }
}

impl<D: Dialect> Show<D> for &'static str {
    fn show(&self, out: &mut Shown<D>) {
        out.own(self);
    }
}

impl<D: Dialect> Show<D> for Plain {
    fn show(&self, out: &mut Shown<D>) {
        out.plain(self);
    }
}

impl<D: Dialect> Show<D> for &Plain {
    fn show(&self, out: &mut Shown<D>) {
        out.plain(self);
    }
}

/// A finished text of any dialect can be written to a screen.
impl<D: Dialect> Show<Screen> for Shown<D> {
    fn show(&self, out: &mut Shown<Screen>) {
        out.push_made(&self.text);
    }
}

impl<D: Dialect> Show<Screen> for &Shown<D> {
    fn show(&self, out: &mut Shown<Screen>) {
        out.push_made(&self.text);
    }
}

impl<D: Dialect, T: Show<D>> Show<D> for Option<T> {
    fn show(&self, out: &mut Shown<D>) {
        if let Some(piece) = self {
            piece.show(out);
        }
    }
}

impl<D: Dialect, T: Show<D>> Show<D> for Vec<T> {
    fn show(&self, out: &mut Shown<D>) {
        self.iter().for_each(|piece| piece.show(out));
    }
}

/// Pieces with words of our own between them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Joined<'p, T>(pub(crate) &'p [T], pub(crate) &'static str);

impl<D: Dialect, T: Show<D>> Show<D> for Joined<'_, T> {
    fn show(&self, out: &mut Shown<D>) {
        for (number, piece) in self.0.iter().enumerate() {
            if number > 0 {
                out.own(self.1);
            }
            piece.show(out);
        }
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl<D: Dialect> Show<D> for $number {
            fn show(&self, out: &mut Shown<D>) {
                out.push_made(&self.to_string());
            }
        }
    )*};
}

numbers!(u64 usize);

macro_rules! tuples {
    ($($piece:ident)*; $next:ident $($rest:ident)*) => {
        tuples!($($piece)*;);
        tuples!($($piece)* $next; $($rest)*);
    };
    ($($piece:ident)*;) => {
        impl<D: Dialect, $($piece: Show<D>),*> Show<D> for ($($piece,)*) {
            #[expect(non_snake_case, reason = "named after their types")]
            fn show(&self, out: &mut Shown<D>) {
                let ($($piece,)*) = self;
                $($piece.show(out);)*
            }
        }
    };
}

tuples!(A; B C E F G H I J K L);

#[cfg(test)]
mod tests {
    use super::{Screen, Shown};
    use crate::plain::plain;

    #[test]
    fn pieces_make_no_command_together() {
        let text = |shown: Shown<Screen>| shown.into_string();
        assert_eq!(text(Shown::of((plain(""), ":", plain(":error::x")))), r":\u{3a}error::x");
        assert_eq!(text(Shown::of(("a\n", plain("::error::x")))), "a\n:\\u{3a}error::x");
        assert_eq!(text(Shown::of((plain("##"), plain("[error]x")))), r"##\u{5b}error]x");
        assert_eq!(text(Shown::of(("::error::", plain("a::b")))), "::error::a::b");
    }
}
