//! [`Prose`]: a sentence in which what is between backticks is code.

/// A longer piece is cut: names may be as long as a document.
const MOST: usize = 300;

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) is_code: bool,
    pub(super) text: String,
}

/// A sentence in pieces.
pub(super) type Prose = Vec<Piece>;

/// The pieces of `sentence`.
pub(super) fn prose(sentence: &str) -> Prose {
    let is_even = sentence.matches('`').count().is_multiple_of(2);
    // Without its partner, a backtick is part of a name.
    let pieces: Vec<&str> = if is_even { sentence.split('`').collect() } else { vec![sentence] };
    let piece = |(number, text): (usize, &str)| Piece { is_code: number % 2 == 1, text: cut(text) };
    pieces.into_iter().enumerate().filter(|(_, text)| !text.is_empty()).map(piece).collect()
}

/// A text that is not much longer than a screen is wide.
pub(super) fn cut(text: &str) -> String {
    shortened(text, MOST)
}

/// The title of a page.
pub(super) fn title(text: &str) -> String {
    shortened(text, 100)
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}… ({} characters in all)", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::prose;

    #[test]
    fn backticks_hold_code() {
        let pieces = |text: &str| prose(text).into_iter().map(|piece| (piece.is_code, piece.text)).collect::<Vec<_>>();
        assert_eq!(pieces("`a` to b"), [(true, "a".to_owned()), (false, " to b".to_owned())]);
        assert_eq!(pieces("it is a `"), [(false, "it is a `".to_owned())]);
        assert_eq!(pieces(""), []);
    }
}
