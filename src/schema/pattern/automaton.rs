//! [`Automaton`]: regular languages by `regex-automata`, whose states are bytes and made when they are needed.

use std::sync::OnceLock;

use regex_automata::Input;
use regex_automata::hybrid::dfa;
use regex_automata::meta::{self, Regex};
use regex_automata::nfa::thompson;

use super::hir::hir;
use super::parse::parse;
use super::program::Programs;
use super::syntax::Ast;

/// How large it may grow. Beyond, sets of characters as instructions are smaller.
const MAX_SIZE: usize = 256 << 10;

/// How large the states may grow that are made for one text.
const MAX_CACHE: usize = 4 << 20;

/// Its size times that of the text up to which its engines choose among themselves. They do not count steps, and the slowest
/// of them is in every state at every character: about a second.
const MAX_PRODUCT: u64 = 1 << 33;

pub(super) struct Automaton {
    regex: Regex,
    source: Box<str>,
    long: OnceLock<Long>,
}

/// What is asked about long texts.
struct Long {
    dfa: Option<dfa::DFA>,
    programs: Option<Programs>,
}

impl Automaton {
    /// `None` where the language is not regular, or too large.
    pub(super) fn new(source: &str, ast: &Ast) -> Option<Self> {
        let config = meta::Config::new()
            .nfa_size_limit(Some(MAX_SIZE))
            .onepass_size_limit(Some(MAX_SIZE))
            .dfa_size_limit(Some(MAX_SIZE))
            .hybrid_cache_capacity(MAX_CACHE);
        let regex = Regex::builder().configure(config).build_from_hir(&hir(ast)?).ok()?;
        Some(Self { regex, source: source.into(), long: OnceLock::new() })
    }

    /// Whether `text` has a match; `None` if that takes more than `limit` steps.
    pub(super) fn matches(&self, text: &str, limit: u64) -> Option<bool> {
        if (self.regex.memory_usage() as u64).saturating_mul(text.len() as u64) <= MAX_PRODUCT {
            return Some(self.regex.is_match(text));
        }
        let long = self.long.get_or_init(|| Long::new(&self.source));
        long.quickly(text).or_else(|| long.programs.as_ref()?.matches(text, limit))
    }
}

impl Long {
    fn new(source: &str) -> Self {
        let ast = parse(source).ok();
        let dfa = ast.as_ref().and_then(|ast| {
            let nfa = thompson::Compiler::new().build_from_hir(&hir(ast)?).ok()?;
            // An automaton that makes nearly a state for each byte gives up.
            let config = dfa::Config::new()
                .cache_capacity(MAX_CACHE)
                .minimum_cache_clear_count(Some(4))
                .minimum_bytes_per_state(Some(10));
            dfa::Builder::new().configure(config).build_from_nfa(nfa).ok()
        });
        Self { dfa, programs: ast.and_then(|ast| Programs::new(&ast).ok()) }
    }

    /// The answer of the automaton, unless it gives up.
    fn quickly(&self, text: &str) -> Option<bool> {
        let dfa = self.dfa.as_ref()?;
        let found = dfa.try_search_fwd(&mut dfa.create_cache(), &Input::new(text).earliest(true));
        found.ok().map(|end| end.is_some())
    }
}
