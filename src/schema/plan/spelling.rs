//! [`Spelling`]: a member name as programs write it, quotes and colon included, so that a few steps compare all of it.

use serde_json::Value;

/// The bytes that are compared at once: enough for most names.
const FIRST: usize = 24;

/// `"name":`, and its beginning in words.
#[derive(Debug)]
pub(super) struct Spelling {
    words: [u64; FIRST / 8],
    /// The bits of the words that belong to the text.
    masks: [u64; FIRST / 8],
    text: Box<[u8]>,
}

impl Spelling {
    pub(super) fn of(name: &str) -> Self {
        let text = format!("{}:", Value::from(name)).into_bytes().into_boxed_slice();
        let (mut first, mut mask) = ([0; FIRST], [0; FIRST]);
        for ((byte, bits), spelt) in first.iter_mut().zip(&mut mask).zip(&text) {
            (*byte, *bits) = (*spelt, 0xFF);
        }
        Self { words: words(&first), masks: words(&mask), text }
    }

    /// The end of the name, if it is spelt like this at `at`.
    #[inline(always)]
    pub(super) fn end(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let rest = bytes.get(at..)?;
        let is_here = match rest.first_chunk::<FIRST>() {
            Some(first) => {
                let found = words(first);
                let differs = |at: usize| (found[at] ^ self.words[at]) & self.masks[at];
                differs(0) | differs(1) | differs(2) == 0 && (self.text.len() <= FIRST || self.begins(rest))
            }
            None => self.begins(rest),
        };
        is_here.then_some(at + self.text.len())
    }

    #[cold]
    fn begins(&self, rest: &[u8]) -> bool {
        rest.starts_with(&self.text)
    }
}

#[inline(always)]
fn words(bytes: &[u8; FIRST]) -> [u64; FIRST / 8] {
    let (chunks, _) = bytes.as_chunks::<8>();
    std::array::from_fn(|at| chunks.get(at).map_or(0, |chunk| u64::from_le_bytes(*chunk)))
}

#[cfg(test)]
mod tests {
    use super::Spelling;

    #[test]
    fn a_name_is_compared_to_its_colon() {
        for name in ["", "a", "id", "sixteen_bytes_long", "é\"\\\n", &"x".repeat(21), &"y".repeat(40)] {
            let spelt = format!("{}:", serde_json::Value::from(name));
            let spelling = Spelling::of(name);
            for (before, after) in [("", ""), ("", "1}"), ("{", " 1, \"something\": \"that follows\"}")] {
                let text = format!("{before}{spelt}{after}");
                assert_eq!(spelling.end(text.as_bytes(), before.len()), Some(before.len() + spelt.len()), "{text}");
                for other in 0..spelt.len() {
                    let mut changed = text.clone().into_bytes();
                    changed[before.len() + other] ^= 1;
                    assert_eq!(spelling.end(&changed, before.len()), None, "{text}, {other}");
                }
            }
            assert_eq!(spelling.end(spelt.as_bytes(), 1), None);
            assert_eq!(spelling.end(spelt.as_bytes(), spelt.len() + 1), None);
        }
    }
}
