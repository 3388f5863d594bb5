//! [`Language`]: the strings a pattern accepts, as an automaton over characters.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use regex_automata::dfa::{Automaton, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::{Class, Dot, Hir, HirKind, Look, Repetition};

use crate::schema::pattern;

/// Larger automata are not built; both limits count bytes, so the answer does not depend on the machine.
const DFA_LIMIT: usize = 4 << 20;
const NFA_LIMIT: usize = 2 << 20;

/// Languages kept for the next questions.
const MAX_LANGUAGES: usize = 64;

/// A pattern, parsed.
#[derive(Debug)]
pub(in crate::containment) struct Pattern {
    pub(in crate::containment) text: Rc<str>,
    hir: Hir,
}

impl Pattern {
    /// `None` if the pattern is none of ECMA-262, looks around or refers back.
    pub(in crate::containment) fn new(text: &str) -> Option<Self> {
        Self::of(text, &pattern::parse(text).ok()?)
    }

    fn of(text: &str, ast: &pattern::Ast) -> Option<Self> {
        Some(Self { text: text.into(), hir: pattern::hir(ast)? })
    }
}

/// The languages of patterns by their texts, for all questions that are given the same ones: an automaton takes long to build.
#[derive(Debug, Default)]
pub(in crate::containment) struct Languages(RefCell<HashMap<Rc<str>, Option<Rc<Language>>>>);

impl Languages {
    /// The strings that a pattern accepts, or `None` if the automaton would be too large.
    pub(in crate::containment) fn of(&self, pattern: &Pattern) -> Option<Rc<Language>> {
        if let Some(known) = self.0.borrow().get(&pattern.text) {
            return known.clone();
        }
        let language = Language::new(&pattern.hir);
        let mut known = self.0.borrow_mut();
        if known.len() >= MAX_LANGUAGES {
            known.clear();
        }
        known.insert(Rc::clone(&pattern.text), language.clone());
        language
    }

    /// The same for the text of a pattern.
    pub(in crate::containment) fn of_text(&self, text: &str) -> Option<Rc<Language>> {
        if let Some(known) = self.0.borrow().get(text) {
            return known.clone();
        }
        self.of(&Pattern::new(text)?)
    }
}

/// A pattern of a question, compiled when it is first needed.
#[derive(Debug)]
pub(in crate::containment) struct Used {
    pattern: Rc<Pattern>,
    languages: Rc<Languages>,
    language: Option<Option<Rc<Language>>>,
}

impl Used {
    /// The accepted strings, or `None` if the automaton would be too large.
    pub(in crate::containment) fn language(&mut self) -> Option<Rc<Language>> {
        self.language.get_or_insert_with(|| self.languages.of(&self.pattern)).clone()
    }

    /// Whether the pattern matches somewhere in `text`; `None` if that cannot be said.
    pub(in crate::containment) fn matches(&mut self, text: &str) -> Option<bool> {
        Some(self.language()?.accepts(text))
    }
}

/// The patterns of both schemas, each once.
#[derive(Debug, Default)]
pub(in crate::containment) struct Patterns {
    list: Vec<Used>,
    index: HashMap<Rc<str>, u32>,
    pub(in crate::containment) languages: Rc<Languages>,
}

impl Patterns {
    /// None yet, with languages from here.
    pub(in crate::containment) fn with(languages: Rc<Languages>) -> Self {
        Self { languages, ..Self::default() }
    }

    /// The number of the pattern `text`, or `None` as for [`Pattern::new`].
    pub(in crate::containment) fn number(&mut self, text: &str) -> Option<u32> {
        if let Some(&known) = self.index.get(text) {
            return Some(known);
        }
        self.add(Rc::new(Pattern::new(text)?))
    }

    /// The same without a large count, and the least and the most characters of its strings, if it has one that says no
    /// more than these.
    pub(in crate::containment) fn by_length(&mut self, text: &str) -> Option<(u32, u64, Option<u64>)> {
        let (ast, least, most) = pattern::by_length(&pattern::parse(text).ok()?)?;
        // What no pattern can be: none begins with a quantifier.
        let name = format!("*{text}");
        let number = match self.index.get(name.as_str()) {
            Some(&known) => known,
            None => self.add(Rc::new(Pattern::of(&name, &ast)?))?,
        };
        Some((number, least, most))
    }

    /// The number of a pattern that was parsed for another question.
    pub(in crate::containment) fn number_of(&mut self, pattern: &Rc<Pattern>) -> Option<u32> {
        match self.index.get(&pattern.text) {
            Some(&known) => Some(known),
            None => self.add(Rc::clone(pattern)),
        }
    }

    fn add(&mut self, pattern: Rc<Pattern>) -> Option<u32> {
        let number = u32::try_from(self.list.len()).ok()?;
        self.index.insert(Rc::clone(&pattern.text), number);
        self.list.push(Used { pattern, languages: Rc::clone(&self.languages), language: None });
        Some(number)
    }

    pub(in crate::containment) fn pattern(&mut self, number: u32) -> Option<&mut Used> {
        self.list.get_mut(number as usize)
    }

    /// All of them, by their numbers.
    pub(in crate::containment) fn into_list(self) -> Vec<Rc<Pattern>> {
        self.list.into_iter().map(|used| used.pattern).collect()
    }
}

/// A deterministic automaton that reads whole strings.
#[derive(Debug)]
pub(in crate::containment) struct Language {
    dfa: dense::DFA<Vec<u32>>,
    start: StateID,
    /// The sets of characters that the pattern distinguishes.
    classes: Vec<Vec<(char, char)>>,
}

impl Language {
    fn new(pattern: &Hir) -> Option<Rc<Self>> {
        let classes = classes(pattern);
        // A pattern may match anywhere (2020-12, core 6.4); reading the whole string makes that explicit.
        let any = || {
            let sub = Box::new(Hir::dot(Dot::AnyChar));
            Hir::repetition(Repetition { min: 0, max: None, greedy: true, sub })
        };
        let whole = Hir::concat(vec![any(), pattern.clone(), any(), Hir::look(Look::End)]);
        let nfa = thompson::Config::new().nfa_size_limit(Some(NFA_LIMIT));
        let nfa = thompson::Compiler::new().configure(nfa).build_from_hir(&whole).ok()?;
        let dfa = dense::Builder::new()
            .configure(
                dense::Config::new()
                    .match_kind(MatchKind::All)
                    .start_kind(regex_automata::dfa::StartKind::Anchored)
                    .dfa_size_limit(Some(DFA_LIMIT))
                    .determinize_size_limit(Some(DFA_LIMIT)),
            )
            .build_from_nfa(&nfa)
            .ok()?;
        let start = dfa.start_state(&start::Config::new().anchored(Anchored::Yes)).ok()?;
        Some(Rc::new(Self { dfa, start, classes }))
    }

    pub(in crate::containment) fn start(&self) -> StateID {
        self.start
    }

    pub(in crate::containment) fn step(&self, state: StateID, character: char) -> StateID {
        let mut buffer = [0; 4];
        character.encode_utf8(&mut buffer).bytes().fold(state, |state, byte| self.dfa.next_state(state, byte))
    }

    pub(in crate::containment) fn is_accepting(&self, state: StateID) -> bool {
        self.dfa.is_match_state(self.dfa.next_eoi_state(state))
    }

    /// No continuation is accepted.
    pub(in crate::containment) fn is_dead(&self, state: StateID) -> bool {
        self.dfa.is_dead_state(state)
    }

    pub(in crate::containment) fn accepts(&self, text: &str) -> bool {
        let state = text.bytes().fold(self.start, |state, byte| self.dfa.next_state(state, byte));
        self.is_accepting(state)
    }
}

fn classes(hir: &Hir) -> Vec<Vec<(char, char)>> {
    let (mut open, mut found) = (vec![hir], BTreeSet::new());
    while let Some(hir) = open.pop() {
        match hir.kind() {
            HirKind::Look(Look::WordAscii | Look::WordAsciiNegate) => {
                found.insert(vec![('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);
            }
            HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => {}
            HirKind::Literal(literal) => {
                found.extend(String::from_utf8_lossy(&literal.0).chars().map(|c| vec![(c, c)]));
            }
            HirKind::Class(Class::Unicode(class)) => {
                found.insert(class.iter().map(|range| (range.start(), range.end())).collect());
            }
            HirKind::Repetition(repetition) => open.push(&repetition.sub),
            HirKind::Capture(capture) => open.push(&capture.sub),
            HirKind::Concat(parts) | HirKind::Alternation(parts) => open.extend(parts),
        }
    }
    found.into_iter().collect()
}

/// A set of characters that none of some languages distinguishes.
#[derive(Debug)]
pub(in crate::containment) struct Symbol {
    ranges: Vec<(char, char)>,
}

impl Symbol {
    /// The coarsest symbols for `languages`, the most readable first.
    pub(in crate::containment) fn all(languages: &[Rc<Language>]) -> Vec<Self> {
        let classes: Vec<&Vec<(char, char)>> = languages.iter().flat_map(|language| &language.classes).collect();
        let mut edges = BTreeSet::from([0, 0xd800, 0xe000, 0x11_0000]);
        for &(from, to) in classes.iter().copied().flatten() {
            edges.extend([u32::from(from), u32::from(to) + 1]);
        }
        let edges: Vec<u32> = edges.into_iter().collect();
        let mut symbols: Vec<(Vec<bool>, Self)> = Vec::new();
        let mut index = HashMap::new();
        for pair in edges.windows(2) {
            let (Some(from), Some(to)) = (char::from_u32(pair[0]), char::from_u32(pair[1] - 1)) else { continue };
            let signature: Vec<bool> = classes.iter().map(|class| contains(class, from)).collect();
            let at = *index.entry(signature.clone()).or_insert(symbols.len());
            match symbols.get_mut(at) {
                Some((_, symbol)) => symbol.ranges.push((from, to)),
                None => symbols.push((signature, Self { ranges: vec![(from, to)] })),
            }
        }
        let mut symbols: Vec<Self> = symbols.into_iter().map(|(_, symbol)| symbol).collect();
        symbols.sort_by_key(|symbol| symbol.members(1).first().map_or(usize::MAX, |&c| rank(c)));
        symbols
    }

    /// Up to `count` of its characters, the most readable first.
    pub(in crate::containment) fn members(&self, count: usize) -> Vec<char> {
        let mut found: Vec<char> = READABLE.chars().filter(|&c| contains(&self.ranges, c)).take(count).collect();
        let rest = self.ranges.iter().rev().flat_map(|&(from, to)| from..=to).filter(|&c| !READABLE.contains(c));
        found.extend(rest.take(count - found.len().min(count)));
        found
    }
}

/// Characters in the order in which they are preferred in witnesses.
const READABLE: &str =
    "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_ .,:;/+*=#@!?%&$()[]{}<>|~^'`\"\\";

fn rank(c: char) -> usize {
    READABLE.chars().position(|known| known == c).unwrap_or(usize::MAX)
}

fn contains(ranges: &[(char, char)], c: char) -> bool {
    let after = ranges.partition_point(|&(from, _)| from <= c);
    ranges[..after].last().is_some_and(|&(_, to)| c <= to)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use super::{Languages, Pattern};
    use crate::schema::pattern;

    #[test]
    fn a_language_holds_what_the_pattern_matches() {
        let texts =
            ["", "a", "ab", "a b", "word", "a\n", "\r", "\u{e9}a", "]", "-", "\u{1f600}", "p{L}", "3", "ia", "abab"];
        for source in [
            r"\bword\b",
            r"\Ba",
            "[]",
            "[^]",
            "^.$",
            "a]",
            r"[\w-x]",
            r"\p{L}",
            r"\ud83d\ude00",
            r"^\d|\-$",
            r"\i",
            "(?<n>a)b",
            "(?:ab){2}",
        ] {
            let compiled = pattern::Pattern::new(source).expect(source);
            let language = Languages::default().of_text(source).expect(source);
            for text in texts {
                assert_eq!(Some(language.accepts(text)), compiled.matches(text), "{source} on {text:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_compared_has_no_language() {
        for source in ["(?=a)", "(?<!a)", r"(a)\1", "(?i)a", "a**", "*a", "(?P<n>a)", r"\p{Greek}", "[b-a]"] {
            assert!(Pattern::new(source).is_none(), "{source}");
        }
    }
}
