//! [`Outcome`]: the answer for one schema and one value, and what the schemas around it need to know of it.

use std::collections::BTreeSet;
use std::rc::Rc;

/// Whether a value holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    /// Not known.
    Open,
}

/// The answer for one schema and one value.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub(super) answer: Answer,
    pub(super) distance: Distance,
    /// What the schema evaluated of the value, where somebody asks.
    pub(super) seen: Option<Rc<Seen>>,
}

/// How far a value is from a schema: what its violations weigh, seen from the same value, from the value around it, and
/// from further out; and how many there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Distance {
    here: u64,
    above: u64,
    beyond: u64,
    count: u64,
}

/// The parts of a value that were evaluated (JSON Schema 2020-12 Core, 11), by their positions.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    pub(super) parts: BTreeSet<usize>,
    /// All of them.
    pub(super) all: bool,
    /// Some may have been evaluated besides.
    pub(super) maybe_more: bool,
}

impl Distance {
    /// One violation that weighs this much.
    pub(super) fn new([here, above, beyond]: [u64; 3]) -> Self {
        Self { here, above, beyond, count: 1 }
    }

    fn add(&mut self, other: Self) {
        self.here = self.here.saturating_add(other.here);
        self.above = self.above.saturating_add(other.above);
        self.beyond = self.beyond.saturating_add(other.beyond);
        self.count = self.count.saturating_add(other.count);
    }

    /// The same seen from the value around.
    fn outward(self) -> Self {
        Self { here: self.above, above: self.beyond, beyond: self.beyond, count: self.count }
    }

    /// What alternatives are compared by: the weight of the violations, then their number.
    pub(super) fn rank(&self) -> (u64, u64) {
        (self.here, self.count)
    }
}

impl Outcome {
    pub(super) fn yes() -> Self {
        Self { answer: Answer::Yes, distance: Distance::default(), seen: None }
    }

    pub(super) fn open() -> Self {
        Self { answer: Answer::Open, distance: Distance::default(), seen: None }
    }

    /// No, because of one violation that weighs this much.
    pub(super) fn no(weights: [u64; 3]) -> Self {
        Self { answer: Answer::No, distance: Distance::new(weights), seen: None }
    }

    /// Yes, and these parts were evaluated.
    pub(super) fn seeing(seen: Seen) -> Self {
        Self { seen: Some(Rc::new(seen)), ..Self::yes() }
    }

    /// The same where only yes and no matter.
    pub(super) fn verdict(&self) -> Option<bool> {
        match self.answer {
            Answer::Yes => Some(true),
            Answer::No => Some(false),
            Answer::Open => None,
        }
    }

    pub(super) fn is_no(&self) -> bool {
        self.answer == Answer::No
    }

    /// Both must hold, for the same value.
    pub(super) fn and(&mut self, other: Self) {
        let is_uncertain = other.answer == Answer::Open;
        self.constrain(&other);
        if let Some(more) = other.seen {
            self.see(|seen| {
                seen.parts.extend(&more.parts);
                seen.all |= more.all;
                seen.maybe_more |= more.maybe_more;
            });
        }
        if is_uncertain {
            self.see(|seen| seen.maybe_more = true);
        }
    }

    /// A part of the value must hold as well.
    pub(super) fn and_inside(&mut self, other: &Self) {
        self.constrain(&Self { distance: other.distance.outward(), answer: other.answer, seen: None });
    }

    fn constrain(&mut self, other: &Self) {
        self.answer = match (self.answer, other.answer) {
            (Answer::No, _) | (_, Answer::No) => Answer::No,
            (Answer::Open, _) | (_, Answer::Open) => Answer::Open,
            (Answer::Yes, Answer::Yes) => Answer::Yes,
        };
        self.distance.add(other.distance);
    }

    fn see(&mut self, change: impl FnOnce(&mut Seen)) {
        change(Rc::make_mut(self.seen.get_or_insert_with(Rc::default)));
    }
}
