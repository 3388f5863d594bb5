//! [`Pattern`]: a regular expression of a schema as ECMA-262 reads it, compiled once, bounded in size and in steps.
//!
//! `parse` reads it into an [`Ast`]; everything else knows only that. One of four engines answers, the first that can:
//! `simple`; `automaton`, which is `regex-automata`; `machine` for lookaround and long counted repeats, in linear time too;
//! `backtrack` for back-references, which alone can run out of steps on a short text. The last two are our own, for no crate
//! does these as the standard has them: a group that captured nothing is referred to by the empty text, lookbehind is of
//! any length, and 65,536 repeats are nothing special.

mod automaton;
mod backtrack;
mod chars;
mod cursor;
mod escape;
mod hir;
#[cfg(feature = "diff")]
mod lengths;
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

use automaton::Automaton;
use backtrack::Backtracker;
use program::Programs;
use simple::Simple;

#[cfg(feature = "diff")]
pub(crate) use hir::hir;
#[cfg(feature = "diff")]
pub(crate) use lengths::by_length;
pub(crate) use parse::parse;
pub(crate) use syntax::Ast;

/// Steps that a match may take, besides those for each character: some milliseconds.
const MAX_STEPS: u64 = 1_000_000;

/// Steps for each character of the text. An ordinary expression takes fewer than ten.
const STEPS_EACH: u64 = 64;

/// How large the compiled form may grow: `(a{1000}){1000}` is a bomb.
pub(super) const MAX_SIZE: usize = 4 << 20;

/// A regular expression.
pub(crate) struct Pattern {
    engine: Engine,
}

enum Engine {
    Simple(Simple),
    Automaton(Box<Automaton>),
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
            Engine::Automaton(_) => "Pattern(Automaton)",
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
        let limit = MAX_STEPS.saturating_add(STEPS_EACH.saturating_mul(text.len() as u64));
        match &self.engine {
            Engine::Simple(simple) => Some(simple.matches(text)),
            Engine::Automaton(automaton) => automaton.matches(text, limit),
            Engine::Machine(programs) => programs.matches(text, limit),
            Engine::Relaxed(programs, most) => {
                if text.len() > *most && text.chars().count() > *most {
                    return None;
                }
                programs.matches(text, limit)
            }
            Engine::Backtracker(backtracker) => backtracker.matches(text, limit),
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
        if let Some(automaton) = Automaton::new(source, ast) {
            return Ok(Self::Automaton(Box::new(automaton)));
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
