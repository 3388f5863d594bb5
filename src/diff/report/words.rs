//! [`differing`]: two lines in pieces, and which of them differ.

/// Lines with more words are compared as a whole.
const WORDS: usize = 80;

/// A line in pieces, and whether each is in this line only.
pub(super) type Pieces = Vec<(bool, String)>;

/// Both lines in pieces; `None` where next to nothing is common, so that the whole line is new.
pub(super) fn differing(left: &str, right: &str) -> Option<(Pieces, Pieces)> {
    let (left, right) = (words(left), words(right));
    if left.len() > WORDS || right.len() > WORDS {
        return None;
    }
    let (of_left, of_right) = common(&left, &right);
    let is_alike = of_left.iter().zip(&left).any(|(kept, word)| *kept && word.trim().len() > 1);
    is_alike.then(|| (pieces(&left, &of_left), pieces(&right, &of_right)))
}

/// Runs of letters and digits, and everything between them by its own.
fn words(line: &str) -> Vec<&str> {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let mut words = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let end = match is_word(first) {
            true => rest.find(|character| !is_word(character)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        words.push(&rest[..end]);
        rest = &rest[end..];
    }
    words
}

/// Which of these words both lists have in the same order: a longest common subsequence.
fn common(left: &[&str], right: &[&str]) -> (Vec<bool>, Vec<bool>) {
    let width = right.len() + 1;
    let mut longest = vec![0_usize; (left.len() + 1) * width];
    for (row, word) in left.iter().enumerate().rev() {
        for (column, other) in right.iter().enumerate().rev() {
            longest[row * width + column] = match word == other {
                true => longest[(row + 1) * width + column + 1] + 1,
                false => longest[(row + 1) * width + column].max(longest[row * width + column + 1]),
            };
        }
    }
    let (mut of_left, mut of_right) = (vec![false; left.len()], vec![false; right.len()]);
    let (mut row, mut column) = (0, 0);
    while row < left.len() && column < right.len() {
        if left[row] == right[column] {
            (of_left[row], of_right[column]) = (true, true);
            (row, column) = (row + 1, column + 1);
        } else if longest[(row + 1) * width + column] >= longest[row * width + column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    (of_left, of_right)
}

fn pieces(words: &[&str], kept: &[bool]) -> Vec<(bool, String)> {
    let mut out: Vec<(bool, String)> = Vec::new();
    for (word, kept) in words.iter().zip(kept) {
        match out.last_mut() {
            Some((edited, text)) if *edited != *kept => text.push_str(word),
            _ => out.push((!kept, (*word).to_owned())),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::differing;

    #[test]
    fn words_are_compared_as_a_whole() {
        let drawn = |pieces: super::Pieces| {
            pieces.into_iter().map(|(edited, text)| if edited { format!("[{text}]") } else { text }).collect::<String>()
        };
        let drawn = |left, right| differing(left, right).map(|(left, right)| (drawn(left), drawn(right)));
        let both = |left: &str, right: &str| Some((left.to_owned(), right.to_owned()));
        assert_eq!(drawn("  maxLength: 255", "  maxLength: 100"), both("  maxLength: [255]", "  maxLength: [100]"));
        assert_eq!(drawn("enum: [a, b]", "enum: [a, b, c]"), both("enum: [a, b]", "enum: [a, b[, c]]"));
        assert_eq!(drawn("- one", "- two"), None);
    }
}
