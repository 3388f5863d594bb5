//! [`shortened`]: a text that may be as long as what was sent, for those who hold many or send them back.

/// So many bytes say what is wrong.
const MOST: usize = 1_000;

/// `text` with an ellipsis in place of what is too much.
pub(crate) fn shortened(mut text: String) -> String {
    if text.len() > MOST {
        text.truncate(text.floor_char_boundary(MOST));
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{MOST, shortened};

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(shortened("é".to_owned()), "é");
        let cut = shortened(format!("a{}", "é".repeat(MOST)));
        assert!(cut.ends_with("é…") && cut.len() <= MOST + 3);
    }
}
