//! Messages in SARIF 2.1.0: plain to the eye, but links and placeholders are read in them.

use super::shown::Dialect;

/// The `text` of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sarif;

impl Dialect for Sarif {
    /// `{0}` is a placeholder, and braces are doubled (3.11.5). `[text](place)` is a link (3.11.6); brackets that cannot be part
    /// of one are left alone, since many readers show the backslashes.
    fn escape(plain: &str, out: &mut String) {
        let may_link = plain.contains("](") || plain.ends_with(']') || plain.starts_with('(');
        for character in plain.chars() {
            match character {
                '{' => out.push_str("{{"),
                '}' => out.push_str("}}"),
                '[' | ']' | '\\' if may_link => {
                    out.push('\\');
                    out.push(character);
                }
                other => out.push(other),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sarif;
    use crate::plain::{Shown, plain};

    #[test]
    fn links_and_placeholders_of_documents_are_none() {
        let shown = |text: &str| Shown::<Sarif>::of(plain(text)).into_string();
        assert_eq!(shown("[click](http://example.com)"), r"\[click\](http://example.com)");
        assert_eq!(shown("`[1]`"), "`[1]`");
        assert_eq!(shown("/orders/{0}"), "/orders/{{0}}");
        assert_eq!(shown("a\u{7}"), r"a\u{{7}}");
        assert_eq!(Shown::<Sarif>::of((plain("a"), "\n[base](1)")).as_str(), "a\n[base](1)");
    }
}
