//! HTML: the text of elements, and the values of attributes in double quotes.
//!
//! Pages are templates (`askama.toml`), and every expression in them passes [`Html`]: it is made plain and escaped, whatever type it
//! has. `tests/it/pages.rs` reads the templates for expressions that would not.

use std::fmt::{self, Write};

use super::shown::{Dialect, Shown};
use super::text::plain;

/// A page, or part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Html;

impl Dialect for Html {
    // No character reference brings back what was spelled out: `&` is escaped too.
    fn escape(plain: &str, out: &mut String) {
        for character in plain.chars() {
            match character {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                other => out.push(other),
            }
        }
    }
}

impl askama::filters::Escaper for Html {
    fn write_escaped_str<W: Write>(&self, mut dest: W, string: &str) -> fmt::Result {
        let mut escaped = String::with_capacity(string.len() + 8);
        Self::escape(plain(string).as_str(), &mut escaped);
        dest.write_str(&escaped)
    }
}

/// What a template makes of its texts.
pub(crate) fn page(template: &impl askama::Template) -> Shown<Html> {
    let mut out = Shown::new();
    // A string takes everything, so that there is nothing that could fail.
    out.push_made(&template.render().unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use askama::filters::Escaper;

    use super::Html;
    use crate::plain::{Shown, plain};

    #[test]
    fn nothing_opens_or_closes() {
        let shown: Shown<Html> = Shown::of(("<a b=\"", plain("\"'<x>&#39;\u{202e}é"), "\">"));
        assert_eq!(shown.as_str(), r#"<a b="&quot;&#39;&lt;x&gt;&amp;#39;\u{202e}é">"#);
    }

    #[test]
    fn templates_make_texts_plain() {
        let mut out = String::new();
        assert_eq!(Html.write_escaped_str(&mut out, "</script>\u{0}\n"), Ok(()));
        assert_eq!(out, r"&lt;/script&gt;\u{0}\u{a}");
    }
}
