//! [`Plain`]: a text from outside, on one line, in which nothing is obeyed.

use std::fmt::{self, Display, Write};

use super::escape::{Escaper, has_obeyed};

/// A text on one line, without the characters that are obeyed, misread or invisible: [`plain`] spelled them out.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Plain(String);

/// `text` as it may be shown. What is plain already stays as it is.
pub(crate) fn plain(text: impl Display) -> Plain {
    let text = text.to_string();
    // Nearly all are: only a colon that may begin a command and two signs that may lead to one are worth a second look.
    let is_harmless = !has_obeyed(&text) && !text.contains("##") && !text.trim_start().starts_with("::");
    if is_harmless {
        return Plain(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    // A string takes everything.
    let _ = Escaper::new(&mut out).write_str(&text);
    Plain(out)
}

impl Plain {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The first characters of a text that has more than `limit`, and how many it has.
    pub(crate) fn shortened(&self, limit: usize) -> Self {
        match self.0.char_indices().nth(limit) {
            Some((end, _)) => Self(format!("{}… ({} characters in all)", &self.0[..end], self.0.chars().count())),
            None => self.clone(),
        }
    }

    /// How many characters it has.
    pub(crate) fn width(&self) -> usize {
        self.0.chars().count()
    }

    /// Its words on several lines, of which the first may have so many characters, and the others so many; a longer word has a line of
    /// its own.
    pub(crate) fn wrapped(&self, first: usize, others: usize) -> Vec<Self> {
        let (mut lines, mut line, mut width) = (Vec::new(), String::new(), 0);
        for word in self.0.split(' ') {
            let (length, most) = (word.chars().count(), if lines.is_empty() { first } else { others });
            if width + 1 + length > most && !line.is_empty() {
                lines.push(Self(std::mem::take(&mut line)));
                width = 0;
            }
            if !line.is_empty() {
                line.push(' ');
                width += 1;
            }
            line.push_str(word);
            width += length;
        }
        lines.push(Self(line));
        lines
    }

    /// The same with blanks behind it, as wide as a column.
    pub(crate) fn padded(&self, width: usize) -> Self {
        Self(format!("{:width$}", self.0))
    }
}

impl Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn words_are_not_broken() {
        let wrapped = |text: &str, first, others| {
            plain(text).wrapped(first, others).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(wrapped("aa bb cc", 5, 2), ["aa bb", "cc"]);
        assert_eq!(wrapped("aaaa b é", 2, 3), ["aaaa", "b é"]);
        assert_eq!(wrapped("", 2, 3), [""]);
    }
}
