//! [`Program`]: an expression as instructions for [`super::machine`], read forwards or backwards.
//!
//! Repeats are written out, except those of texts of fixed length, which are counted: `[a-z]{1,100000}` is one
//! instruction.

use std::collections::HashMap;

use regex_syntax::hir::ClassUnicode;

use super::Unusable;
use super::chars::Chars;
use super::syntax::{Assert, Ast, Repeat};
use crate::stack::deep;

/// More instructions are not written: each may run once for each character of a text.
const MAX_LENGTH: usize = 8_000;

/// Repeats of up to this many are written out.
const FEW: u32 = 8;

/// The longest text whose repeats are counted.
const MAX_UNIT: usize = 256;

#[derive(Debug)]
pub(super) enum Step {
    /// One character of this set.
    Take(usize),
    Jump(usize),
    Fork(usize, usize),
    Assert(Assert),
    /// What looking around found at this place: the number of the question, and whether the answer has to be no.
    Look(usize, bool),
    /// A counted repeat, see [`Count`].
    Count(usize),
    Done,
}

/// A text of fixed length, repeated.
#[derive(Debug)]
pub(super) struct Count {
    /// Its characters in the order in which they are read.
    pub(super) unit: Vec<usize>,
    pub(super) min: u64,
    pub(super) max: Option<u64>,
}

/// The instructions of one expression.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    pub(super) counts: Vec<Count>,
    /// Whether it can begin at the start of the text only.
    pub(super) anchored: bool,
}

/// The programs of an expression and of everything that it looks around for.
#[derive(Debug, Default)]
pub(super) struct Programs {
    pub(super) sets: Vec<Chars>,
    /// The questions of lookaround, inner before outer, and whether they look ahead.
    pub(super) looks: Vec<(Program, bool)>,
    pub(super) main: Program,
}

impl Programs {
    /// # Errors
    ///
    /// When there would be too many steps.
    pub(super) fn new(ast: &Ast) -> Result<Self, Unusable> {
        let mut builder = Builder { programs: Self::default(), length: 0, known: HashMap::new() };
        let mut main = builder.program(ast, true)?;
        main.anchored = begins(ast);
        Ok(Self { main, ..builder.programs })
    }
}

/// What is written so far.
struct Builder {
    programs: Programs,
    /// Every step of every program.
    length: usize,
    /// The numbers of the sets by where they are in the expression.
    known: HashMap<*const ClassUnicode, usize>,
}

impl Builder {
    fn program(&mut self, ast: &Ast, forwards: bool) -> Result<Program, Unusable> {
        let mut writer = Writer { builder: self, program: Program::default(), forwards };
        writer.write(ast)?;
        writer.push(Step::Done)?;
        Ok(writer.program)
    }

    /// The number of a set, which is written once however often what it is in is repeated.
    fn set(&mut self, set: &ClassUnicode) -> usize {
        let sets = &mut self.programs.sets;
        *self.known.entry(std::ptr::from_ref(set)).or_insert_with(|| {
            sets.push(Chars::new(set));
            sets.len() - 1
        })
    }
}

/// Whether every match begins at the start of the text.
fn begins(ast: &Ast) -> bool {
    match ast {
        Ast::Assert(Assert::Start) => true,
        Ast::Concat(parts) => parts.first().is_some_and(begins),
        Ast::Alternation(parts) => parts.iter().all(begins),
        Ast::Group(_, body) => begins(body),
        _ => false,
    }
}

struct Writer<'b> {
    builder: &'b mut Builder,
    program: Program,
    forwards: bool,
}

impl Writer<'_> {
    fn push(&mut self, step: Step) -> Result<usize, Unusable> {
        self.builder.length += 1;
        if self.builder.length > MAX_LENGTH {
            return Err(Unusable::Size);
        }
        self.program.steps.push(step);
        Ok(self.program.steps.len() - 1)
    }

    fn write(&mut self, ast: &Ast) -> Result<(), Unusable> {
        match ast {
            Ast::Empty => {}
            Ast::Set(set) => {
                let set = self.builder.set(set);
                self.push(Step::Take(set))?;
            }
            Ast::Assert(assert) => {
                self.push(Step::Assert(*assert))?;
            }
            Ast::Concat(parts) if self.forwards => parts.iter().try_for_each(|part| self.write(part))?,
            Ast::Concat(parts) => parts.iter().rev().try_for_each(|part| self.write(part))?,
            Ast::Alternation(parts) => self.alternatives(parts)?,
            Ast::Repeat(repeat) => deep(|| self.repeat(repeat))?,
            Ast::Group(_, body) => deep(|| self.write(body))?,
            Ast::Look(look) => {
                // From every place where the text could end, backwards to where it could begin; or the other way.
                let program = self.builder.program(&look.body, !look.ahead)?;
                self.builder.programs.looks.push((program, look.ahead));
                self.push(Step::Look(self.builder.programs.looks.len() - 1, look.negated))?;
            }
            Ast::Reference(_) => return Err(Unusable::Syntax),
        }
        Ok(())
    }

    fn alternatives(&mut self, parts: &[Ast]) -> Result<(), Unusable> {
        let mut ends = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            if number + 1 == parts.len() {
                self.write(part)?;
                continue;
            }
            let fork = self.push(Step::Fork(0, 0))?;
            self.write(part)?;
            ends.push(self.push(Step::Jump(0))?);
            self.program.steps[fork] = Step::Fork(fork + 1, self.here());
        }
        let here = self.here();
        ends.into_iter().for_each(|end| self.program.steps[end] = Step::Jump(here));
        Ok(())
    }

    fn here(&self) -> usize {
        self.program.steps.len()
    }

    fn repeat(&mut self, repeat: &Repeat) -> Result<(), Unusable> {
        let Repeat { body, min, max, .. } = repeat;
        // What takes nothing anyway can make up for the repeats that are missing.
        let min = if body.takes_nothing() { 0 } else { *min };
        if min.max(max.unwrap_or(0)) > FEW
            && let Some(unit) = body.fixed(MAX_UNIT).filter(|unit| !unit.is_empty())
        {
            let mut unit: Vec<usize> = unit.into_iter().map(|set| self.builder.set(set)).collect();
            if !self.forwards {
                unit.reverse();
            }
            let count = Count { unit, min: u64::from(min), max: max.map(u64::from) };
            self.program.counts.push(count);
            self.push(Step::Count(self.program.counts.len() - 1))?;
            return Ok(());
        }
        for _ in 0..min {
            self.write(body)?;
        }
        match max {
            None => {
                let fork = self.push(Step::Fork(0, 0))?;
                self.write(body)?;
                self.push(Step::Jump(fork))?;
                self.program.steps[fork] = Step::Fork(fork + 1, self.here());
            }
            Some(max) => {
                let mut forks = Vec::new();
                for _ in min..*max {
                    forks.push(self.push(Step::Fork(0, 0))?);
                    self.write(body)?;
                }
                let here = self.here();
                forks.into_iter().for_each(|fork| self.program.steps[fork] = Step::Fork(fork + 1, here));
            }
        }
        Ok(())
    }
}
