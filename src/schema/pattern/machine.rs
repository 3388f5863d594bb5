//! [`Programs::matches`]: every way through a program at once, a character at a time. Time is linear in the text, for
//! lookaround and counted repeats as well.
//!
//! Whether a lookahead holds is asked for all places at once, before the rest is read: its program runs backwards over the
//! text, beginning at every place, and is done exactly where the lookahead holds. A lookbehind is the same, forwards.

use std::collections::VecDeque;

use super::chars::is_word;
use super::program::{Count, Program, Programs, Step};
use super::syntax::Assert;

impl Programs {
    /// Whether `text` has a match; `None` if that takes more than `limit` steps.
    pub(super) fn matches(&self, text: &str, limit: u64) -> Option<bool> {
        let text: Vec<char> = text.chars().collect();
        let mut limit = limit;
        let mut answers: Vec<Vec<bool>> = Vec::new();
        for (program, ahead) in &self.looks {
            let mut answer = vec![false; text.len() + 1];
            let run = Run::new(self, program, &text, &answers, !ahead);
            run.go(&mut limit, |place| {
                answer[place] = true;
                false
            })?;
            answers.push(answer);
        }
        let mut found = false;
        Run::new(self, &self.main, &text, &answers, true).go(&mut limit, |_| {
            found = true;
            true
        })?;
        Some(found)
    }
}

/// A program on its way through a text.
struct Run<'a> {
    programs: &'a Programs,
    program: &'a Program,
    text: &'a [char],
    answers: &'a [Vec<bool>],
    forwards: bool,
    /// The steps that take a character next.
    takes: Vec<usize>,
    /// For each step the place, plus one, at which it was reached last.
    reached: Vec<usize>,
    open: Vec<usize>,
    counters: Vec<Counter<'a>>,
}

impl<'a> Run<'a> {
    fn new(
        programs: &'a Programs,
        program: &'a Program,
        text: &'a [char],
        answers: &'a [Vec<bool>],
        forwards: bool,
    ) -> Self {
        let counters = program.counts.iter().map(Counter::new).collect();
        let reached = vec![0; program.steps.len()];
        Self { programs, program, text, answers, forwards, takes: Vec::new(), reached, open: Vec::new(), counters }
    }

    /// Begins at every place and calls `done` for each at which a match ends, until it says that this is enough.
    fn go(mut self, limit: &mut u64, mut done: impl FnMut(usize) -> bool) -> Option<()> {
        let length = self.text.len();
        let mut next = Vec::new();
        for moment in 0..=length {
            let place = if self.forwards { moment } else { length - moment };
            if moment == 0 || !self.program.anchored {
                next.push(0);
            } else if next.is_empty() && self.counters.iter().all(Counter::is_idle) {
                return Some(());
            }
            self.open.append(&mut next);
            let is_done = self.spread(place, moment, limit)?;
            if (is_done && done(place)) || moment == length {
                return Some(());
            }
            let c = self.text[if self.forwards { place } else { place - 1 }];
            let sets = &self.programs.sets;
            for &at in &self.takes {
                if let Step::Take(set) = self.program.steps[at]
                    && sets[set].has(c)
                {
                    next.push(at + 1);
                }
            }
            *limit = limit.checked_sub(self.takes.len() as u64)?;
            self.takes.clear();
            for counter in &mut self.counters {
                *limit = limit.checked_sub(counter.cost())?;
                if let Some(at) = counter.read(moment, |set| sets[set].has(c)) {
                    next.push(at + 1);
                }
            }
        }
        Some(())
    }

    /// Goes on with everything that is open, up to the steps that take a character; whether the end was reached.
    fn spread(&mut self, place: usize, moment: usize, limit: &mut u64) -> Option<bool> {
        let mut is_done = false;
        while let Some(at) = self.open.pop() {
            if std::mem::replace(&mut self.reached[at], moment + 1) == moment + 1 {
                continue;
            }
            *limit = limit.checked_sub(1)?;
            match &self.program.steps[at] {
                Step::Take(_) => self.takes.push(at),
                Step::Jump(to) => self.open.push(*to),
                Step::Fork(one, other) => self.open.extend([*other, *one]),
                Step::Assert(assert) => {
                    if holds(*assert, self.text, place) {
                        self.open.push(at + 1);
                    }
                }
                Step::Look(question, negated) => {
                    if self.answers[*question][place] != *negated {
                        self.open.push(at + 1);
                    }
                }
                Step::Count(number) => {
                    let counter = &mut self.counters[*number];
                    counter.begin(at, moment);
                    if counter.count.min == 0 {
                        self.open.push(at + 1);
                    }
                }
                Step::Done => is_done = true,
            }
        }
        Some(is_done)
    }
}

/// Whether `assert` holds before the character at `place`.
pub(super) fn holds(assert: Assert, text: &[char], place: usize) -> bool {
    let word = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|&c| is_word(c));
    let boundary = || word(place.checked_sub(1)) != word(Some(place));
    match assert {
        Assert::Start => place == 0,
        Assert::End => place == text.len(),
        Assert::Boundary => boundary(),
        Assert::NoBoundary => !boundary(),
    }
}

/// Every way through one [`Count`]: the moments at which it began and was not broken off.
struct Counter<'a> {
    count: &'a Count,
    at: usize,
    /// By their remainder: those that began at `n`, `n + unit`, `n + 2 unit` read the same characters.
    begun: Vec<VecDeque<usize>>,
    alive: usize,
}

impl<'a> Counter<'a> {
    fn new(count: &'a Count) -> Self {
        Self { count, at: 0, begun: vec![VecDeque::new(); count.unit.len()], alive: 0 }
    }

    fn is_idle(&self) -> bool {
        self.alive == 0
    }

    /// The steps of [`Self::read`].
    fn cost(&self) -> u64 {
        if self.is_idle() { 0 } else { self.begun.len() as u64 }
    }

    fn begin(&mut self, at: usize, moment: usize) {
        self.at = at;
        let same = moment % self.begun.len();
        // Without a limit, what began first has the most.
        if self.count.max.is_some() || self.begun[same].is_empty() {
            self.begun[same].push_back(moment);
            self.alive += 1;
        }
    }

    /// Reads the character after `moment`; where to go on if some count is complete.
    fn read(&mut self, moment: usize, has: impl Fn(usize) -> bool) -> Option<usize> {
        if self.is_idle() {
            return None;
        }
        let Self { count, at, begun, alive } = self;
        let unit = begun.len();
        let mut complete = None;
        for (same, begun) in begun.iter_mut().enumerate().filter(|(_, begun)| !begun.is_empty()) {
            let offset = (moment + unit - same) % unit;
            if !has(count.unit[offset]) {
                *alive -= begun.len();
                begun.clear();
            } else if offset + 1 == unit {
                let repeats = |begun: usize| ((moment + 1 - begun) / unit) as u64;
                while let Some(&first) = begun.front()
                    && count.max.is_some_and(|max| repeats(first) > max)
                {
                    begun.pop_front();
                    *alive -= 1;
                }
                if begun.front().is_some_and(|&first| repeats(first) >= count.min) {
                    complete = Some(*at);
                }
            }
        }
        complete
    }
}
