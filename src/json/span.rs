//! [`Span`]: the positions of values in the bytes; found on demand by a second pass.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

use super::error::Fault;
use super::number::Lexeme;
use super::read::{Sink, Word, read, text};
use super::string::{Raw, plain_end};
use crate::pointer::Pointer;

/// The bytes of a value and, when it is a member of an object, of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Span {
    /// The member name with its quotes; `None` for elements of arrays and for the whole text.
    pub key: Option<Range<usize>>,
    /// The value, with its quotes or brackets.
    pub value: Range<usize>,
}

/// The spans of the values that `pointers` point to, in their order, found in one pass.
///
/// `None` where there is no value, or where `bytes` stop being JSON before the value ends. A name that an object has twice
/// means its first member.
///
/// # Examples
///
/// ```
/// use order_contracts::json;
/// use order_contracts::pointer::Pointer;
///
/// let bytes = br#"{"lines": [{"sku": "A"}, {"sku": "B"}]}"#;
/// let second = Pointer::root().key("lines").index(1).key("sku");
/// let spans = json::spans(bytes, &[second, Pointer::root().key("total")]);
/// let span = spans[0].as_ref().ok_or("no such value")?;
/// assert_eq!(&bytes[span.value.clone()], br#""B""#);
/// assert_eq!(span.key.clone().map(|key| &bytes[key]), Some(&br#""sku""#[..]));
/// assert_eq!(spans[1], None);
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn spans(bytes: &[u8], pointers: &[Pointer]) -> Vec<Option<Span>> {
    text(bytes).map_or_else(|_| vec![None; pointers.len()], |text| found(text, pointers, false))
}

/// The same of a text that was parsed before: what is asked for nothing in is passed over without reading it.
#[cfg(any(feature = "validate", test))]
pub(crate) fn spans_of_parsed(text: &str, pointers: &[Pointer]) -> Vec<Option<Span>> {
    found(text, pointers, true)
}

fn found(text: &str, pointers: &[Pointer], is_parsed: bool) -> Vec<Option<Span>> {
    let mut order: Vec<usize> = (0..pointers.len()).collect();
    order.sort_by(|&left, &right| tree_order(pointers[left].as_str(), pointers[right].as_str()));
    let sorted: Vec<&str> = order.iter().map(|&index| pointers[index].as_str()).collect();
    let (found, left) = (vec![None; sorted.len()], sorted.len());
    let parsed = is_parsed.then_some(text.as_bytes());
    let mut finder = Finder { sorted: &sorted, found, left, open: Vec::new(), key: None, member: Wanted::NONE, parsed };
    if left > 0 {
        // What was found before the walk ends is right; the rest stays `None`.
        let _ = read(text, 0, &mut finder);
    }
    let mut spans = vec![None; pointers.len()];
    for (index, span) in order.into_iter().zip(finder.found) {
        spans[index] = span;
    }
    spans
}

/// The order in which every place comes before those below it, and elements by their numbers: what is below a place is then
/// one range, and no tree of the pointers is needed, which could be far larger than the text.
fn tree_order(left: &str, right: &str) -> Ordering {
    let same = same_bytes(left.as_bytes(), right.as_bytes());
    if same == left.len() || same == right.len() {
        let longer = left.as_bytes().get(same).or(right.as_bytes().get(same));
        // One is the other, or a place above it, unless they differ in the middle of a token.
        if longer.is_none_or(|byte| *byte == b'/') {
            return left.len().cmp(&right.len());
        }
    }
    // Tokens before the one that differs are the same.
    let begin = left.as_bytes()[..same].iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    token_order(token_at(left, begin), token_at(right, begin))
}

/// The token of a pointer that begins at `begin`.
fn token_at(pointer: &str, begin: usize) -> &str {
    pointer.get(begin..).and_then(|rest| rest.split('/').next()).unwrap_or_default()
}

/// How many bytes are the same from the beginning; long paths share most of theirs.
fn same_bytes(left: &[u8], right: &[u8]) -> usize {
    const BLOCK: usize = 64;
    let blocks = left.chunks_exact(BLOCK).zip(right.chunks_exact(BLOCK));
    let start = blocks.take_while(|(left, right)| left == right).count() * BLOCK;
    let rest = left[start..].iter().zip(&right[start..]);
    start + rest.take_while(|(left, right)| left == right).count()
}

/// Indexes by their numbers, before all other tokens.
fn token_order(left: &str, right: &str) -> Ordering {
    match (is_index(left), is_index(right)) {
        (true, true) => left.len().cmp(&right.len()).then_with(|| left.cmp(right)),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => left.cmp(right),
    }
}

/// RFC 6901, 4: digits without leading zeros.
fn is_index(token: &str) -> bool {
    token == "0" || !token.starts_with('0') && !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit())
}

/// The pointers in tree order, and how far the walk is into them.
struct Finder<'p> {
    sorted: &'p [&'p str],
    found: Vec<Option<Span>>,
    /// How many are not found.
    left: usize,
    open: Vec<Level>,
    key: Option<Range<usize>>,
    /// What is wanted of the member whose value comes next.
    member: Wanted,
    /// The text, if it is known to be JSON.
    parsed: Option<&'p [u8]>,
}

/// The pointers to a value and to what is below it.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    from: usize,
    to: usize,
    /// The length of the pointer to the value itself.
    length: usize,
}

/// An open array or object.
struct Level {
    wanted: Wanted,
    /// The next element's index; `None` in an object.
    element: Option<usize>,
    /// In an array, the first pointer to an element that did not come yet, and that element's index.
    next: Option<(usize, usize)>,
    key: Option<Range<usize>>,
    at: usize,
}

/// The walk ends: everything was found, or the text is no JSON from here on.
struct Over;

impl From<Fault> for Over {
    fn from(_: Fault) -> Self {
        Self
    }
}

impl Wanted {
    const NONE: Self = Self { from: 0, to: 0, length: 0 };
}

impl Finder<'_> {
    /// The token below `wanted` that the pointer of this number goes through; `None` when it goes no further.
    fn token(&self, number: usize, wanted: Wanted) -> Option<&str> {
        let is_below = self.sorted[number].as_bytes().get(wanted.length) == Some(&b'/');
        is_below.then(|| token_at(self.sorted[number], wanted.length + 1))
    }

    /// Where the pointers below `wanted` begin.
    fn below(&self, wanted: Wanted) -> usize {
        let own = self.sorted[wanted.from..wanted.to].partition_point(|pointer| pointer.len() == wanted.length);
        wanted.from + own
    }

    /// The pointers through the member of this name, as pointers spell it.
    fn member(&self, wanted: Wanted, name: &str) -> Wanted {
        /// Up to this many are compared one by one.
        const FEW: usize = 16;
        let length = wanted.length + 1 + name.len();
        if wanted.to - wanted.from <= FEW {
            let goes_through = |pointer: &&str| is_through(&pointer.as_bytes()[wanted.length..], name.as_bytes());
            let pointers = &self.sorted[wanted.from..wanted.to];
            let from = wanted.from + pointers.iter().position(goes_through).unwrap_or(pointers.len());
            let to = from + self.sorted[from..wanted.to].iter().take_while(|pointer| goes_through(pointer)).count();
            return Wanted { from, to, length };
        }
        let order = |number: usize| self.token(number, wanted).map_or(Ordering::Less, |token| token_order(token, name));
        let from = partition(wanted.from, wanted.to, |number| order(number) == Ordering::Less);
        let to = partition(from, wanted.to, |number| order(number) == Ordering::Equal);
        Wanted { from, to, length }
    }

    /// The first pointer from `number` on that is to an element, and the element's index.
    fn next_element(&self, number: usize, wanted: Wanted) -> Option<(usize, usize)> {
        let token = (number < wanted.to).then(|| self.token(number, wanted)).flatten()?;
        is_index(token).then(|| token.parse().ok()).flatten().map(|index| (number, index))
    }

    /// The pointers and the key of the value that begins now.
    fn enter(&mut self) -> (Wanted, Option<Range<usize>>) {
        let Some(level) = self.open.last_mut() else {
            return (Wanted { from: 0, to: self.sorted.len(), length: 0 }, None);
        };
        let Some(element) = &mut level.element else { return (self.member, self.key.take()) };
        let here = *element;
        *element += 1;
        let (array, Some((number, _))) = (level.wanted, level.next.filter(|(_, index)| *index == here)) else {
            return (Wanted::NONE, None);
        };
        let token = here.to_string();
        let to = partition(number, array.to, |number| self.token(number, array) == Some(token.as_str()));
        let next = self.next_element(to, array);
        if let Some(level) = self.open.last_mut() {
            level.next = next;
        }
        (Wanted { from: number, to, length: array.length + 1 + token.len() }, None)
    }

    fn begin(&mut self, at: usize, element: Option<usize>) -> Result<(), Over> {
        let (wanted, key) = self.enter();
        let next = if element.is_some() { self.next_element(self.below(wanted), wanted) } else { None };
        self.open.push(Level { wanted, element, next, key, at });
        Ok(())
    }

    fn scalar(&mut self, value: Range<usize>) -> Result<(), Over> {
        let (wanted, key) = self.enter();
        self.found(wanted, key, value)
    }

    fn found(&mut self, wanted: Wanted, key: Option<Range<usize>>, value: Range<usize>) -> Result<(), Over> {
        for number in wanted.from..self.below(wanted) {
            self.left -= usize::from(self.found[number].is_none());
            self.found[number].get_or_insert_with(|| Span { key: key.clone(), value: value.clone() });
        }
        if self.left > 0 { Ok(()) } else { Err(Over) }
    }
}

/// A member name as pointers spell it.
fn token(name: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'~', b'/', name.as_bytes()).is_some() {
        Cow::Owned(name.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(name)
    }
}

/// Whether a pointer, of which this is what follows the place of an object, goes through the member of this name.
fn is_through(rest: &[u8], name: &[u8]) -> bool {
    let behind = rest.strip_prefix(b"/").and_then(|rest| rest.strip_prefix(name));
    behind.is_some_and(|behind| matches!(behind.first(), None | Some(b'/')))
}

/// The first number from `from` on, below `to`, for which `is_before` is no longer true.
fn partition(from: usize, to: usize, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut from, mut to) = (from, to);
    while from < to {
        let middle = from + (to - from) / 2;
        if is_before(middle) { from = middle + 1 } else { to = middle }
    }
    from
}

/// Where the array or object at `at` of a JSON text ends.
fn container_end(bytes: &[u8], at: usize) -> usize {
    let (mut depth, mut at) = (0_usize, at);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => loop {
                at = plain_end(bytes, at);
                match bytes.get(at) {
                    Some(b'\\') => at += 2,
                    _ => break at += 1,
                }
            },
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return at,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
    }
    bytes.len()
}

impl<'a> Sink<'a> for Finder<'_> {
    type Stop = Over;

    fn known(&mut self, at: usize) -> Result<Option<usize>, Over> {
        let Some(bytes) = self.parsed else { return Ok(None) };
        let is_wanted = match self.open.last() {
            None => true,
            Some(Level { element: None, .. }) => self.member.from < self.member.to,
            Some(Level { element, next, .. }) => next.is_some_and(|(_, index)| Some(index) == *element),
        };
        if is_wanted {
            return Ok(None);
        }
        self.enter();
        Ok(Some(container_end(bytes, at)))
    }

    fn begin_object(&mut self, at: usize) -> Result<(), Over> {
        self.begin(at, None)
    }

    fn begin_array(&mut self, at: usize) -> Result<(), Over> {
        self.begin(at, Some(0))
    }

    fn key(&mut self, key: Raw<'a>) -> Result<(), Over> {
        self.key = Some(key.at..key.end());
        let wanted = self.open.last().map_or(Wanted::NONE, |level| level.wanted);
        self.member = match wanted.from == wanted.to {
            true => Wanted::NONE,
            false => self.member(wanted, &token(&key.decode())),
        };
        Ok(())
    }

    fn end(&mut self, end: usize) -> Result<(), Over> {
        if let Some(level) = self.open.pop() {
            self.found(level.wanted, level.key, level.at..end)?;
        }
        Ok(())
    }

    fn string(&mut self, string: Raw<'a>) -> Result<(), Over> {
        self.scalar(string.at..string.end())
    }

    fn number(&mut self, number: Lexeme<'a>) -> Result<(), Over> {
        self.scalar(number.at..number.at + number.text.len())
    }

    fn word(&mut self, _: Word, span: Range<usize>) -> Result<(), Over> {
        self.scalar(span)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::cmp::Ordering;

    use super::{container_end, spans, spans_of_parsed, tree_order};
    use crate::pointer::Pointer;

    #[test]
    fn places_come_before_what_is_below_them_and_indexes_by_number() {
        let long = format!("/{}", "x".repeat(200));
        let order = ["", "/0", "/2", "/2/a", "/10", "/", "/-", "/a", "/a/0", "/a/b", "/a-b", "/a-b/c", "/ab"];
        let order: Vec<String> =
            order.map(str::to_owned).into_iter().chain([long.clone(), long.clone() + "/0", long + "y"]).collect();
        for (left, first) in order.iter().enumerate() {
            for (right, second) in order.iter().enumerate() {
                assert_eq!(tree_order(first, second), left.cmp(&right), "{first} {second}");
            }
        }
        assert_eq!(tree_order("/a", "/a"), Ordering::Equal);
    }

    #[test]
    fn places_that_share_names_are_told_apart() {
        let text = br#"{"a": [7, {"b": 1}], "a-b": 2, "a~/b": [3], "0": {"00": 4, "": 5}, "a": {"b": 6}}"#;
        let found = |pointer: &str| {
            let pointers =
                ["", "/a/1", "/a-b", "/a~0~1b/0", "/0/00", "/0/", "/a/b", "/a/1/b", "/a/01", "/a/2", pointer];
            let pointers = pointers.map(|pointer| Pointer::parse(pointer).unwrap());
            let span = spans(text, &pointers).pop().unwrap();
            span.map(|span| String::from_utf8_lossy(&text[span.value]).into_owned())
        };
        for (pointer, value) in [("/a/1", "{\"b\": 1}"), ("/a/1/b", "1"), ("/a-b", "2"), ("/a~0~1b/0", "3")] {
            assert_eq!(found(pointer).as_deref(), Some(value), "{pointer}");
        }
        for (pointer, value) in [("/0/00", "4"), ("/0/", "5"), ("/a/b", "6"), ("/a/0", "7")] {
            assert_eq!(found(pointer).as_deref(), Some(value), "{pointer}");
        }
        assert_eq!((found("/a/01"), found("/a/2"), found("/a~0~1b/1")), (None, None, None));
    }

    #[test]
    fn what_is_passed_over_does_not_change_what_is_found() {
        let text = r#" {"a": [7, {"b": "]}\\", "c\"{": [[], {}]}, [1, [2]], {"d": null}],
            "e": {"f": {"g": [true, {"h": 1}]}, "i": {}}, "j": 2, "k": [{"b": 1}, {"b": 2}, {"b": {"b": 3}}] } "#;
        let places = [
            "",
            "/a",
            "/a/0",
            "/a/1",
            "/a/1/b",
            "/a/1/c\"{",
            "/a/1/c\"{/1",
            "/a/2/1/0",
            "/a/3/d",
            "/a/4",
            "/e",
            "/e/f/g/1/h",
            "/e/i",
            "/j",
            "/k/0/b",
            "/k/2/b/b",
            "/k/2/b/c",
            "/l",
        ];
        let places = places.map(|place| Pointer::parse(place).unwrap());
        assert!(spans(text.as_bytes(), &places).iter().filter(|span| span.is_some()).count() >= places.len() - 3);
        for one in &places {
            for other in &places {
                let asked = [one.clone(), other.clone()];
                assert_eq!(spans_of_parsed(text, &asked), spans(text.as_bytes(), &asked), "{one} {other}");
            }
        }
        assert_eq!(spans_of_parsed(text, &places), spans(text.as_bytes(), &places));
        // Of what is no JSON something, without going on for ever.
        for end in 0..text.len() {
            assert!(container_end(&text.as_bytes()[..end], 1.min(end)) <= end);
        }
    }
}
