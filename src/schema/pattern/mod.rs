//! [`Pattern`]: a regular expression of a schema as ECMA-262 reads it, compiled once, bounded in size and in steps.
//!
//! `parse` reads it into an [`Ast`]; everything else knows only that. One of four engines answers, the first that can:
//! `simple` without any automaton, `regex-automata`, `machine` for lookaround and long counted repeats (in linear time
//! too), and `backtrack` for back-references, which alone can run out of steps on a short text.

mod backtrack;
mod chars;
mod cursor;
mod escape;
mod hir;
mod machine;
mod parse;
mod program;
mod property;
mod relaxed;
mod simple;
mod syntax;
#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test may fail")]
mod tests;

use std::sync::OnceLock;

use regex_automata::meta::{Config, Regex};

use backtrack::Backtracker;
use program::Programs;
use simple::Simple;
use syntax::Ast;

pub(crate) use hir::hir;
pub(crate) use parse::parse;

/// Steps that one match of a back-reference may take: some milliseconds.
const MAX_STEPS: u64 = 1_000_000;

/// Steps that a match in linear time may take: several million characters of an ordinary expression.
const MAX_LINEAR_STEPS: u64 = 64_000_000;

/// How large the compiled form may grow: `(a{1000}){1000}` is a bomb.
pub(super) const MAX_SIZE: usize = 4 << 20;

/// How large an automaton may grow; beyond, sets of characters as instructions are smaller.
const MAX_AUTOMATON: usize = 256 << 10;

/// Bytes of automaton times bytes of text up to which the linear engine is asked without counting its steps.
const MAX_PRODUCT: u64 = 1 << 36;

/// A regular expression.
pub(crate) struct Pattern {
    engine: Engine,
}

enum Engine {
    Simple(Simple),
    /// Beside its source, for texts that are too long for it.
    Automaton(Box<Regex>, Box<str>, OnceLock<Option<Box<Programs>>>),
    Machine(Box<Programs>),
    /// For texts of at most so many characters.
    Relaxed(Box<Programs>, usize),
    Backtracker(Box<Backtracker>),
}

/// Why a regular expression cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// It is not a regular expression of ECMA-262.
    Syntax,
    /// Its compiled form would be too large.
    Size,
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.engine {
            Engine::Simple(_) => "Pattern(Simple)",
            Engine::Automaton(..) => "Pattern(Automaton)",
            Engine::Machine(_) => "Pattern(Machine)",
            Engine::Relaxed(..) => "Pattern(Relaxed)",
            Engine::Backtracker(_) => "Pattern(Backtracker)",
        })
    }
}

impl Pattern {
    /// `source`, compiled.
    ///
    /// # Errors
    ///
    /// When it is not a regular expression, or one that is too large.
    pub(crate) fn new(source: &str) -> Result<Self, Unusable> {
        Ok(Self { engine: Engine::new(source, &parse(source)?)? })
    }

    /// Whether `text` has a match; `None` if the limit of steps was exceeded.
    pub(crate) fn matches(&self, text: &str) -> Option<bool> {
        match &self.engine {
            Engine::Simple(simple) => Some(simple.matches(text)),
            Engine::Automaton(regex, source, programs) => {
                if (regex.memory_usage() as u64).saturating_mul(text.len() as u64) <= MAX_PRODUCT {
                    return Some(regex.is_match(text));
                }
                let write = || Some(Box::new(Programs::new(&parse(source).ok()?).ok()?));
                programs.get_or_init(write).as_ref()?.matches(text, MAX_LINEAR_STEPS)
            }
            Engine::Machine(programs) => programs.matches(text, MAX_LINEAR_STEPS),
            Engine::Relaxed(programs, most) => {
                if text.len() > *most && text.chars().count() > *most {
                    return None;
                }
                programs.matches(text, MAX_LINEAR_STEPS)
            }
            Engine::Backtracker(backtracker) => backtracker.matches(text, MAX_STEPS),
        }
    }
}

impl Engine {
    fn new(source: &str, ast: &Ast) -> Result<Self, Unusable> {
        if let Some(simple) = Simple::new(ast) {
            return Ok(Self::Simple(simple));
        }
        if ast.refers_back() {
            return Backtracker::new(ast).map(|backtracker| Self::Backtracker(Box::new(backtracker)));
        }
        if let Some(regex) = automaton(ast) {
            return Ok(Self::Automaton(Box::new(regex), source.into(), OnceLock::new()));
        }
        match Programs::new(ast) {
            Ok(programs) => Ok(Self::Machine(Box::new(programs))),
            Err(_) => {
                let (ast, most) = relaxed::relaxed(ast);
                Ok(Self::Relaxed(Box::new(Programs::new(&ast)?), most))
            }
        }
    }
}

fn automaton(ast: &Ast) -> Option<Regex> {
    let hir = hir(ast)?;
    let config = Config::new()
        .nfa_size_limit(Some(MAX_AUTOMATON))
        .onepass_size_limit(Some(MAX_AUTOMATON))
        .dfa_size_limit(Some(MAX_AUTOMATON))
        .hybrid_cache_capacity(MAX_SIZE);
    Regex::builder().configure(config).build_from_hir(&hir).ok()
}
