//! [`Cursor`]: the characters of a regular expression, one after the other, and what has to be known of the whole of it.

pub(super) struct Cursor<'t> {
    text: &'t [char],
    at: usize,
    /// Whether the grammar is that of the `u` flag.
    pub(super) unicode: bool,
    /// How many capturing groups there are in the whole.
    pub(super) all_groups: u32,
    /// Whether some group has a name.
    pub(super) has_names: bool,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t [char], unicode: bool) -> Self {
        let (all_groups, has_names) = count_groups(text);
        Self { text, at: 0, unicode, all_groups, has_names }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.peek_after(0)
    }

    pub(super) fn peek_after(&self, count: usize) -> Option<char> {
        self.text.get(self.at + count).copied()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    /// Gives back what [`Self::next`] took.
    pub(super) fn back(&mut self) {
        self.at -= 1;
    }

    pub(super) fn skip(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// The result of `read`; what it took is given back if there is none.
    pub(super) fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let from = self.at;
        let found = read(self);
        if found.is_none() {
            self.at = from;
        }
        found
    }

    /// A number of digits of this base, as large as it can be.
    pub(super) fn number(&mut self, base: u32) -> Option<u32> {
        let mut value = None;
        while let Some(digit) = self.peek().and_then(|next| next.to_digit(base)) {
            value = Some(value.unwrap_or(0_u32).saturating_mul(base).saturating_add(digit));
            self.at += 1;
        }
        value
    }
}

/// How many capturing groups there are, and whether some have names.
fn count_groups(text: &[char]) -> (u32, bool) {
    let (mut count, mut named, mut in_class, mut at) = (0, false, false, 0);
    while let Some(next) = text.get(at) {
        match next {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let is_named = text.get(at + 1..at + 3) == Some(&['?', '<'])
                    && text.get(at + 3).is_some_and(|sign| !matches!(sign, '=' | '!'));
                named |= is_named;
                count += u32::from(is_named || text.get(at + 1) != Some(&'?'));
            }
            _ => {}
        }
        at += 1;
    }
    (count, named)
}
