//! XML 1.0: the text of elements and the values of attributes in double quotes.

use super::shown::Dialect;

/// A document, or part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Xml;

impl Dialect for Xml {
    // What no escape can bring into a document (2.2, Char) is not plain either: it was spelled out before.
    fn escape(plain: &str, out: &mut String) {
        for character in plain.chars() {
            match character {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                other => out.push(other),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Xml;
    use crate::plain::{Shown, plain};

    #[test]
    fn nothing_opens_or_closes() {
        let shown: Shown<Xml> = Shown::of(("<a b=\"", plain("\"<x>]]>&\u{ffff}é"), "\"/>"));
        assert_eq!(shown.as_str(), "<a b=\"&quot;&lt;x&gt;]]&gt;&amp;\\u{ffff}é\"/>");
    }
}
