//! [`Parts`]: the larger objects of a JSON text that was read, found again by their bytes in another text.
//!
//! Most of a document is what its earlier version says. What both spell alike is read once and held once, wherever it is: where an
//! object ends, and what it is, depends on nothing but its bytes.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use super::SharedText;
use super::error::SyntaxError;
use super::number::Lexeme;
use super::read::{MAX_DEPTH, Sink, Word, read_within, text};
use super::recent::{Recent, Start};
use super::string::Raw;
use super::value::{Builder, Built, Stop};
use crate::tree::Tree;

/// Shorter objects are not worth looking for.
const LEAST: usize = 256;
/// Objects are looked for by so many of their first bytes, and by their names.
const HEAD: usize = 64;
/// Objects in more arrays and objects are not kept: all that are around them are, and each takes memory.
const DEEPEST: usize = 16;
/// So many objects that begin alike are kept.
const ALIKE: usize = 4;

/// The larger objects of a text.
#[derive(Debug)]
pub(crate) struct Parts {
    text: SharedText,
    found: Found,
}

#[derive(Debug, Default)]
struct Found {
    parts: Vec<Part>,
    /// The number of the last part of each head.
    by_head: HashMap<u64, usize>,
}

#[derive(Debug)]
struct Part {
    span: Range<usize>,
    /// How many arrays and objects it is in.
    depth: usize,
    value: Tree,
    /// The number of the part before that begins alike, and how many there are.
    before: Option<usize>,
    alike: usize,
}

impl Found {
    fn add(&mut self, head: u64, span: Range<usize>, depth: usize, value: &Tree) {
        let before = self.by_head.get(&head).copied();
        let alike = before.map_or(0, |before| self.parts[before].alike + 1);
        if alike < ALIKE {
            self.by_head.insert(head, self.parts.len());
            self.parts.push(Part { span, depth, value: value.clone(), before, alike });
        }
    }

    /// The parts that begin like this.
    fn candidates(&self, head: u64) -> impl Iterator<Item = &Part> {
        let part = |number: Option<usize>| number.and_then(|number| self.parts.get(number));
        std::iter::successors(part(self.by_head.get(&head).copied()), move |last| part(last.before))
    }
}

/// What [`parse_exact`](super::parse_exact) returns, and the parts of the text. What has numbers that no `f64` holds has no parts:
/// such a tree is changed once more before it is used.
pub(crate) fn parse_parts(
    source: &SharedText,
    other: Option<&Parts>,
) -> Result<(Tree, usize, Option<Parts>), SyntaxError> {
    let bytes = source.as_bytes();
    let text = text(bytes).map_err(|fault| fault.locate(bytes))?;
    let (open, found) = (Vec::new(), Found::default());
    let mut reader =
        Reader { text, other, builder: Builder::new(u64::MAX), open, found, recent: Recent::default(), start: None };
    if let Err(stop) = read_within(text, 0, MAX_DEPTH, &mut reader) {
        return Err(stop.explain(text, u64::MAX));
    }
    let Built { value, inexact } = reader.builder.built();
    let kept = super::kept_bytes(&inexact);
    let parts = (kept == 0).then(|| Parts { text: Arc::clone(source), found: reader.found });
    Ok((value, kept, parts))
}

/// Builds a tree, and keeps its parts or takes those of another text.
struct Reader<'r> {
    text: &'r str,
    other: Option<&'r Parts>,
    builder: Builder<Tree>,
    open: Vec<Open>,
    found: Found,
    recent: Recent,
    /// The object that begins next, if it is small.
    start: Option<Start>,
}

/// An array or object that is open.
struct Open {
    at: usize,
    start: Option<Start>,
    /// How many inexact values came before it.
    inexact: usize,
}

impl Reader<'_> {
    /// What an object at `at` is looked for by; nothing if it is too short.
    fn head(&self, at: usize) -> Option<u64> {
        let head = self.text.as_bytes().get(at..at + HEAD)?;
        let mut hasher = DefaultHasher::new();
        self.builder.member().hash(&mut hasher);
        head.hash(&mut hasher);
        Some(hasher.finish())
    }

    /// The part of the other text that this one has at `at`.
    fn part<'o>(&self, other: &'o Parts, at: usize) -> Option<&'o Part> {
        let rest = &self.text.as_bytes()[at..];
        other.found.candidates(self.head(at)?).find(|part| {
            // What is in as many others nests no deeper here.
            self.open.len() <= part.depth && rest.starts_with(&other.text.as_bytes()[part.span.clone()])
        })
    }
}

impl<'a> Sink<'a> for Reader<'_> {
    type Stop = Stop;

    fn known(&mut self, at: usize) -> Result<Option<usize>, Stop> {
        let bytes = self.text.as_bytes();
        if bytes[at] != b'{' {
            return Ok(None);
        }
        let found = self.other.and_then(|other| self.part(other, at)).map(|part| (&part.value, at + part.span.len()));
        self.start = if found.is_none() { self.recent.start(bytes, at) } else { None };
        let recent = || self.recent.get(bytes, at, self.start?, self.open.len());
        let Some((value, end)) = found.or_else(recent) else { return Ok(None) };
        self.builder.put(value.clone())?;
        Ok(Some(end))
    }

    fn begin_object(&mut self, at: usize) -> Result<(), Stop> {
        self.open.push(Open { at, start: self.start.take(), inexact: self.builder.inexact() });
        self.builder.begin_object(at)
    }

    fn key(&mut self, key: Raw<'a>) -> Result<(), Stop> {
        Sink::key(&mut self.builder, key)
    }

    fn begin_array(&mut self, at: usize) -> Result<(), Stop> {
        self.open.push(Open { at, start: None, inexact: self.builder.inexact() });
        self.builder.begin_array(at)
    }

    fn end(&mut self, end: usize) -> Result<(), Stop> {
        let Some(value) = self.builder.close() else { return Ok(()) };
        let Some(Open { at, start, inexact }) = self.open.pop() else { return self.builder.put(value) };
        let depth = self.open.len();
        if let Some(start) = start.filter(|_| inexact == self.builder.inexact()) {
            self.recent.keep(start, at..end, depth, &value);
        }
        if self.other.is_none()
            && value.is_object()
            && end - at >= LEAST
            && depth <= DEEPEST
            && let Some(head) = self.head(at)
        {
            self.found.add(head, at..end, depth, &value);
        }
        self.builder.put(value)
    }

    fn string(&mut self, string: Raw<'a>) -> Result<(), Stop> {
        self.builder.string(string)
    }

    fn number(&mut self, number: Lexeme<'a>) -> Result<(), Stop> {
        self.builder.number(number)
    }

    fn word(&mut self, word: Word, span: Range<usize>) -> Result<(), Stop> {
        self.builder.word(word, span)
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;

    use super::*;
    use crate::json::parse_exact;

    fn shared(text: &str) -> SharedText {
        SharedText::new(Cow::Owned(text.to_owned()))
    }

    /// `text` read beside `other`, and alone.
    fn both(other: &str, text: &str) -> [Result<(Tree, usize), SyntaxError>; 2] {
        let parts = parse_parts(&shared(other), None).ok().and_then(|(_, _, parts)| parts);
        let beside = parse_parts(&shared(text), parts.as_ref());
        [beside.map(|(tree, kept, _)| (tree, kept)), parse_exact(text.as_bytes())]
    }

    /// Objects that are long enough to be found again, and alike enough to be mistaken for each other.
    fn object(numbers: &[u8]) -> String {
        let members = numbers.iter().enumerate().map(|(at, number)| format!("\"member{at}\": {number}{:60}", ""));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    }

    proptest! {
        #[test]
        fn a_text_is_the_same_whatever_it_is_read_beside(
            base in prop::collection::vec(("[ab]", prop::collection::vec(0_u8..3, 0..8)), 0..12),
            edits in prop::collection::vec((any::<prop::sample::Index>(), prop::collection::vec(0_u8..3, 0..8)), 0..4),
            cut in prop::option::of(any::<prop::sample::Index>()),
        ) {
            let text = |parts: &[(String, Vec<u8>)]| {
                let parts = parts.iter().enumerate();
                let members = parts.map(|(at, (name, numbers))| format!("\"{at}\":{{\"{name}\":{}}}", object(numbers)));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            };
            let mut revision = base.clone();
            for (at, numbers) in edits {
                if !revision.is_empty() {
                    let at = at.index(revision.len());
                    revision[at].1 = numbers;
                }
            }
            let mut revision = text(&revision);
            if let Some(cut) = cut {
                revision.truncate(cut.index(revision.len()));
            }
            let [beside, alone] = both(&text(&base), &revision);
            prop_assert_eq!(beside, alone);
        }
    }

    /// `text` as parts are read, and as it is read alone.
    fn kept(text: &str) -> [Result<(Tree, usize), SyntaxError>; 2] {
        let kept = parse_parts(&shared(text), None).map(|(tree, kept, _)| (tree, kept));
        [kept, parse_exact(text.as_bytes())]
    }

    /// Small objects, and what looks like one.
    const SMALL: [&str; 14] = [
        "{}",
        r#"{"type":"string"}"#,
        r#"{"type":"string" }"#,
        r#"{"type":"}"}"#,
        r#"{"type":"{"}"#,
        r#"{"type":"\"}"}"#,
        r#"{"type":["a",1,null]}"#,
        r#"{"type":[{}]}"#,
        r#"{"type":{"type":"string"}}"#,
        r#"{"a":9007199254740993}"#,
        r#"{"a":1,"a":1}"#,
        r#"{"a":}"#,
        r#"{"type":"string""#,
        r#"{"type":"}"#,
    ];

    proptest! {
        #[test]
        fn small_objects_are_what_they_are_however_often_they_are_there(
            numbers in prop::collection::vec((0..SMALL.len(), 0_usize..3), 0..12),
            whole in any::<bool>(),
        ) {
            // Most texts with what is broken are refused, whatever else is in them.
            let numbers = numbers.iter().map(|&(number, around)| (if whole { number % 9 } else { number }, around));
            let objects = numbers.map(|(number, around)| {
                format!("{}{}{}", "[".repeat(around), SMALL[number], "]".repeat(around))
            });
            let [kept, alone] = kept(&format!("[{}]", objects.collect::<Vec<_>>().join(", ")));
            prop_assert_eq!(kept, alone);
        }
    }

    #[test]
    fn a_small_object_that_nests_too_deeply_where_it_is_again_is_refused() {
        let within = |depth: usize| format!("{}{{\"a\":[[1]]}}{}", "[".repeat(depth), "]".repeat(depth));
        for (depth, is_read) in [(MAX_DEPTH - 4, true), (MAX_DEPTH - 3, false)] {
            let [kept, alone] = kept(&format!("[{}, {}]", within(1), within(depth)));
            assert_eq!(kept.is_ok(), is_read, "{depth}");
            assert_eq!(kept, alone);
        }
    }

    #[test]
    fn a_small_object_is_held_once() {
        let text = r#"{"b":[{"type":"string"}],"a":{"type":"string"},"c":{"type":"string" }}"#;
        let (tree, _, _) = parse_parts(&shared(text), None).unwrap_or_default();
        let place = |tree: &Tree| tree.get("type").map(std::ptr::from_ref);
        assert!(place(&tree["a"]).is_some() && place(&tree["a"]) == place(&tree["b"][0]));
        assert_ne!(place(&tree["a"]), place(&tree["c"]), "it is spelled otherwise");
    }

    #[test]
    fn an_object_that_nests_too_deeply_where_it_is_found_again_is_refused() {
        let within = |depth: usize, value: &str| format!("{}{value}{}", "[".repeat(depth), "]".repeat(depth));
        let deep = format!("{{\"a\":{},\"b\":\"{:300}\"}}", within(60, "1"), "");
        let most = MAX_DEPTH - 61;
        for (depth, is_read) in [(10, true), (most, true), (most + 1, false)] {
            let [beside, alone] = both(&within(10, &deep), &within(depth, &deep));
            assert_eq!(beside, alone);
            assert_eq!(beside.is_ok(), is_read, "{depth}");
        }
    }

    #[test]
    fn a_text_with_a_number_that_no_f64_holds_has_no_parts() {
        let long = format!("{{\"a\": 9007199254740993, \"b\": 0.1234567890123456789, \"c\": \"{:300}\"}}", "");
        let text = format!("{{\"x\": {long}}}");
        assert!(parse_parts(&shared(&text), None).is_ok_and(|(_, kept, parts)| kept > 0 && parts.is_none()));
        let [beside, alone] = both(&text.replace("0.1234567890123456789", "0.5"), &text);
        assert_eq!(beside, alone);
    }

    #[test]
    fn what_both_texts_have_is_held_once() {
        let text = format!("{{\"x\":{{\"a\": 1, \"b\": \"{:300}\"}},\"y\": 1}}", "");
        let (first, _, parts) = parse_parts(&shared(&text), None).unwrap_or_default();
        let (second, _, _) =
            parse_parts(&shared(&text.replace("\"y\": 1", "\"y\": 2")), parts.as_ref()).unwrap_or_default();
        assert_ne!(first, second);
        let place = |tree: &Tree| tree["x"].as_object().and_then(|members| members.get("a")).map(std::ptr::from_ref);
        assert!(place(&first).is_some() && place(&first) == place(&second));
    }
}
