//! [`Backtracker`]: expressions that refer back to what a group captured, one way at a time, as ECMA-262 says (22.2.2):
//! a group that captured nothing is referred to by the empty text, each repeat forgets what its groups captured, and
//! lookbehind reads backwards.
//!
//! No engine of linear time can do this, so the steps are counted and there is a limit.

use super::chars::Chars;
use super::machine::holds;
use super::syntax::{Assert, Ast, Look, Repeat};
use super::{MAX_SIZE, Unusable};
use crate::stack::deep;

#[derive(Debug)]
enum Op {
    Take {
        set: usize,
        forwards: bool,
    },
    Assert(Assert),
    /// Goes on with the first; later, if that fails, with the second.
    Fork(usize, usize),
    Jump(usize),
    /// Writes the place into a register.
    Save(usize),
    /// Forgets the captures in these registers.
    Forget(usize, usize),
    /// Sets a register to zero.
    Zero(usize),
    /// Adds one to a register.
    Add(usize),
    /// At the head of a loop: see [`Loop`].
    Loop(Box<Loop>),
    /// Fails if the place is still that of the register and the count of the other is beyond the minimum.
    Moved {
        place: usize,
        count: usize,
        min: usize,
    },
    /// Looks around with what follows up to its `Done`, then goes on at `next`.
    Look {
        negated: bool,
        next: usize,
    },
    Reference {
        groups: Vec<usize>,
        forwards: bool,
    },
    Done,
}

/// Repeats what follows, or goes on at `end`, by the count in a register.
#[derive(Debug)]
struct Loop {
    count: usize,
    min: usize,
    max: usize,
    greedy: bool,
    end: usize,
}

#[derive(Debug)]
pub(super) struct Backtracker {
    ops: Vec<Op>,
    sets: Vec<Chars>,
    registers: usize,
}

/// A register that holds no place.
const NOWHERE: usize = usize::MAX;

impl Backtracker {
    /// # Errors
    ///
    /// When it would be too large.
    pub(super) fn new(ast: &Ast) -> Result<Self, Unusable> {
        let registers = (ast.groups() as usize + 1) * 2;
        let mut program = Self { ops: Vec::new(), sets: Vec::new(), registers };
        program.write(ast, true);
        program.ops.push(Op::Done);
        let size = program.ops.len() * size_of::<Op>() + program.registers * size_of::<usize>();
        if size > MAX_SIZE { Err(Unusable::Size) } else { Ok(program) }
    }

    fn register(&mut self) -> usize {
        self.registers += 1;
        self.registers - 1
    }

    fn write(&mut self, ast: &Ast, forwards: bool) {
        match ast {
            Ast::Empty => {}
            Ast::Set(set) => {
                self.sets.push(Chars::new(set));
                self.ops.push(Op::Take { set: self.sets.len() - 1, forwards });
            }
            Ast::Assert(assert) => self.ops.push(Op::Assert(*assert)),
            Ast::Concat(parts) if forwards => parts.iter().for_each(|part| self.write(part, forwards)),
            Ast::Concat(parts) => parts.iter().rev().for_each(|part| self.write(part, forwards)),
            Ast::Alternation(parts) => self.alternatives(parts, forwards),
            Ast::Repeat(repeat) => deep(|| self.repeat(repeat, forwards)),
            Ast::Group(number, body) => {
                let (from, to) = (*number as usize * 2, *number as usize * 2 + 1);
                self.ops.push(Op::Save(if forwards { from } else { to }));
                deep(|| self.write(body, forwards));
                self.ops.push(Op::Save(if forwards { to } else { from }));
            }
            Ast::Look(look) => {
                let Look { body, ahead, negated } = &**look;
                let at = self.ops.len();
                self.ops.push(Op::Look { negated: *negated, next: 0 });
                self.write(body, *ahead);
                self.ops.push(Op::Done);
                self.ops[at] = Op::Look { negated: *negated, next: self.ops.len() };
            }
            Ast::Reference(groups) => {
                let groups = groups.iter().map(|&group| group as usize).collect();
                self.ops.push(Op::Reference { groups, forwards });
            }
        }
    }

    fn alternatives(&mut self, parts: &[Ast], forwards: bool) {
        let mut ends = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            if number + 1 == parts.len() {
                self.write(part, forwards);
                continue;
            }
            let fork = self.ops.len();
            self.ops.push(Op::Fork(0, 0));
            self.write(part, forwards);
            ends.push(self.ops.len());
            self.ops.push(Op::Jump(0));
            self.ops[fork] = Op::Fork(fork + 1, self.ops.len());
        }
        let here = self.ops.len();
        ends.into_iter().for_each(|end| self.ops[end] = Op::Jump(here));
    }

    fn repeat(&mut self, repeat: &Repeat, forwards: bool) {
        let Repeat { body, min, max, greedy, groups } = repeat;
        let (min, max) = (*min as usize, max.map_or(usize::MAX, |max| max as usize));
        let (count, place) = (self.register(), self.register());
        self.ops.push(Op::Zero(count));
        let head = self.ops.len();
        self.ops.push(Op::Done);
        self.ops.push(Op::Add(count));
        self.ops.push(Op::Save(place));
        self.ops.push(Op::Forget(groups.0 as usize * 2, groups.1 as usize * 2));
        self.write(body, forwards);
        self.ops.push(Op::Moved { place, count, min });
        self.ops.push(Op::Jump(head));
        let end = self.ops.len();
        self.ops[head] = Op::Loop(Box::new(Loop { count, min, max, greedy: *greedy, end }));
    }

    /// Whether `text` has a match; `None` if that takes more than `limit` steps.
    pub(super) fn matches(&self, text: &str, limit: u64) -> Option<bool> {
        let text: Vec<char> = text.chars().collect();
        let mut attempt = Attempt { program: self, text: &text, registers: Vec::new(), undo: Vec::new(), limit };
        for from in 0..=text.len() {
            attempt.registers.clear();
            attempt.registers.resize(self.registers, NOWHERE);
            attempt.undo.clear();
            if attempt.run(0, from)? {
                return Some(true);
            }
        }
        Some(false)
    }
}

/// What to do when a way has failed, the last first.
enum Undo {
    /// Goes on there.
    Resume { op: usize, place: usize },
    /// A register had this value.
    Restore { register: usize, value: usize },
}

struct Attempt<'a> {
    program: &'a Backtracker,
    text: &'a [char],
    registers: Vec<usize>,
    undo: Vec<Undo>,
    limit: u64,
}

impl Attempt<'_> {
    fn write(&mut self, register: usize, value: usize) {
        let old = std::mem::replace(&mut self.registers[register], value);
        if old != value {
            self.undo.push(Undo::Restore { register, value: old });
        }
    }

    /// Back to the last place where there was another way, but not beyond `base`.
    fn back(&mut self, base: usize) -> Option<(usize, usize)> {
        while self.undo.len() > base {
            match self.undo.pop()? {
                Undo::Resume { op, place } => return Some((op, place)),
                Undo::Restore { register, value } => self.registers[register] = value,
            }
        }
        None
    }

    /// Whether there is a way from `op` to its `Done`. Nests as deep as lookaround does in the expression.
    fn run(&mut self, mut op: usize, mut place: usize) -> Option<bool> {
        let base = self.undo.len();
        loop {
            self.limit = self.limit.checked_sub(1)?;
            let goes_on = match &self.program.ops[op] {
                Op::Done => return Some(true),
                Op::Take { set, forwards } => match self.step(place, *forwards) {
                    Some((c, after)) if self.program.sets[*set].has(c) => {
                        place = after;
                        true
                    }
                    _ => false,
                },
                Op::Assert(assert) => holds(*assert, self.text, place),
                Op::Fork(one, other) => {
                    self.undo.push(Undo::Resume { op: *other, place });
                    op = *one;
                    continue;
                }
                Op::Jump(to) => {
                    op = *to;
                    continue;
                }
                Op::Save(register) => {
                    self.write(*register, place);
                    true
                }
                Op::Forget(from, to) => {
                    self.limit = self.limit.checked_sub((to - from) as u64)?;
                    (*from..*to).for_each(|register| self.write(register, NOWHERE));
                    true
                }
                Op::Zero(register) => {
                    self.write(*register, 0);
                    true
                }
                Op::Add(register) => {
                    self.write(*register, self.registers[*register] + 1);
                    true
                }
                Op::Loop(head) => {
                    let count = self.registers[head.count];
                    op = if count < head.min {
                        op + 1
                    } else if count >= head.max {
                        head.end
                    } else {
                        let (first, second) = if head.greedy { (op + 1, head.end) } else { (head.end, op + 1) };
                        self.undo.push(Undo::Resume { op: second, place });
                        first
                    };
                    continue;
                }
                Op::Moved { place: from, count, min } => {
                    self.registers[*from] != place || self.registers[*count] <= *min
                }
                Op::Look { negated, next } => {
                    let (negated, next) = (*negated, *next);
                    if self.look(op + 1, place, negated)? {
                        op = next;
                        continue;
                    }
                    false
                }
                Op::Reference { groups, forwards } => match self.repeated(groups, place, *forwards)? {
                    Some(after) => {
                        place = after;
                        true
                    }
                    None => false,
                },
            };
            if goes_on {
                op += 1;
            } else {
                match self.back(base) {
                    Some(other) => (op, place) = other,
                    None => return Some(false),
                }
            }
        }
    }

    /// The next character and the place after it.
    fn step(&self, place: usize, forwards: bool) -> Option<(char, usize)> {
        let (at, after) = if forwards { (place, place + 1) } else { (place.checked_sub(1)?, place - 1) };
        Some((*self.text.get(at)?, after))
    }

    /// Whether what is looked for is there, or is not. What a positive one captured is kept, its other ways are not.
    fn look(&mut self, op: usize, place: usize, negated: bool) -> Option<bool> {
        let base = self.undo.len();
        let found = deep(|| self.run(op, place))?;
        if found && negated {
            while self.back(base).is_some() {}
        } else if found {
            let made: Vec<Undo> = self.undo.drain(base..).collect();
            self.undo.extend(made.into_iter().filter(|undo| matches!(undo, Undo::Restore { .. })));
        }
        Some(found != negated)
    }

    /// The place after what the group captured is read once more.
    fn repeated(&mut self, groups: &[usize], place: usize, forwards: bool) -> Option<Option<usize>> {
        let captured = groups.iter().map(|group| (self.registers[group * 2], self.registers[group * 2 + 1]));
        let Some((from, to)) = captured.into_iter().find(|&(from, to)| from != NOWHERE && to != NOWHERE) else {
            return Some(Some(place));
        };
        let length = to.saturating_sub(from);
        self.limit = self.limit.checked_sub(length as u64)?;
        let (start, after) = if forwards {
            (place, place.checked_add(length))
        } else {
            (place.wrapping_sub(length), place.checked_sub(length))
        };
        let same = after.is_some() && self.text.get(start..start.wrapping_add(length)) == self.text.get(from..to);
        Some(after.filter(|_| same))
    }
}
