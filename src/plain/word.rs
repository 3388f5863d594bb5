//! [`shell_word`]: a value in a command that a reader may copy.

use std::fmt::Display;

use super::text::{Plain, plain};

/// `text` as one word of a POSIX shell, which is no option. What cannot be plain in it is spelled out, and names nothing then.
pub(crate) fn shell_word(text: impl Display) -> Plain {
    let text = plain(text).to_string();
    let text = if text.starts_with('-') && text != "-" { format!("./{text}") } else { text };
    let is_safe = |character: char| character.is_ascii_alphanumeric() || "/._-:@+,=%".contains(character);
    match !text.is_empty() && text.chars().all(is_safe) {
        true => plain(text),
        // Nothing is special between single quotes (POSIX, 2.2.2), which end at the next one.
        false => plain(format_args!("'{}'", text.replace('\'', r"'\''"))),
    }
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn a_word_is_one_word_and_no_option() {
        let word = |text: &str| shell_word(text).to_string();
        assert_eq!(word("main:api/v1.yaml"), "main:api/v1.yaml");
        assert_eq!(word("a b"), "'a b'");
        assert_eq!(word("$(x)'; rm `y`"), r"'$(x)'\''; rm `y`'");
        assert_eq!(word("--force"), "./--force");
        assert_eq!(word("a\nb"), r"'a\u{a}b'");
        assert_eq!(word(""), "''");
    }
}
