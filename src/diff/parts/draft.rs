//! [`Draft`]: a change on its way; [`Use`]: a pair of schemas in a part of an exchange.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::matched::Called;
use crate::contract::{Contract, Location, StatusPattern, Style};
use crate::diff::change::Open;
use crate::diff::exchange::Exchange;
use crate::diff::rule::{Rule, Way};
use crate::diff::schemas::{Engine, Flavour, Root};
use crate::diff::verdict::Verdict;
use crate::pointer::Pointer;
use crate::schema::Direction;

/// A change before its places are looked up.
#[derive(Debug, Clone)]
pub(in crate::diff) struct Draft {
    pub(in crate::diff) rule: &'static Rule,
    pub(in crate::diff) verdict: Verdict,
    pub(in crate::diff) direction: Option<Way>,
    pub(in crate::diff) subject: String,
    pub(in crate::diff) operations: BTreeSet<(usize, String)>,
    pub(in crate::diff) base: Option<Pointer>,
    pub(in crate::diff) revision: Option<Pointer>,
    pub(in crate::diff) witness: Option<Exchange>,
    pub(in crate::diff) reasons: Vec<Open>,
}

/// Which message of an exchange it is: who sends it, and what it is, are two things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::diff) enum Message {
    /// A client calls an operation.
    Request,
    /// The server answers.
    Response,
    /// The server calls back: a request that the server sends.
    Callback,
    /// The client answers that.
    CallbackResponse,
}

impl Message {
    /// By number.
    pub(in crate::diff) const ALL: [Self; 4] = [Self::Request, Self::Response, Self::Callback, Self::CallbackResponse];

    /// Whether the client of base sends it, or the server of revision.
    pub(in crate::diff) fn way(self) -> Way {
        match self {
            Self::Request | Self::CallbackResponse => Way::Request,
            Self::Response | Self::Callback => Way::Response,
        }
    }

    /// Which properties it has, of those that are `readOnly` or `writeOnly`.
    pub(in crate::diff) fn direction(self) -> Direction {
        match self {
            Self::Request | Self::Callback => Direction::Request,
            Self::Response | Self::CallbackResponse => Direction::Response,
        }
    }
}

/// A pair of schemas where a message holds their value.
#[derive(Debug, Clone)]
pub(in crate::diff) struct Use {
    /// The message, and with it the graph that the root belongs to.
    pub(in crate::diff) message: Message,
    pub(in crate::diff) root: Root,
    /// The numbers of the operation in base and revision.
    pub(in crate::diff) numbers: (usize, usize),
    /// The operation of a callback or webhook, where it is one.
    pub(in crate::diff) called: Option<Rc<Called>>,
    pub(in crate::diff) part: Part,
}

/// Which part of the exchange it is, as the side declares it that sends it.
#[derive(Debug, Clone)]
pub(in crate::diff) enum Part {
    /// The request body, by the number of its media type.
    RequestBody(usize),
    /// A parameter, by its number.
    Parameter(usize, Flavour),
    /// The body of a response, by its number, a status, and the number of the media type.
    ResponseBody(usize, u16, usize),
    /// A header of a response.
    Header(usize, u16, usize, Flavour),
}

impl Part {
    /// Whether a request has it, or a response.
    pub(in crate::diff) fn direction(&self) -> Direction {
        match self {
            Self::RequestBody(_) | Self::Parameter(..) => Direction::Request,
            Self::ResponseBody(..) | Self::Header(..) => Direction::Response,
        }
    }

    pub(in crate::diff) fn flavour(&self) -> Flavour {
        match self {
            Self::RequestBody(_) | Self::ResponseBody(..) => Flavour::Json,
            Self::Parameter(_, flavour) | Self::Header(_, _, _, flavour) => *flavour,
        }
    }
}

impl Draft {
    /// Leaves it open, for one reason.
    pub(in crate::diff) fn leave_open(&mut self, reason: &'static str) {
        self.verdict = Verdict::Undecided;
        self.reasons = vec![Open::new(reason, None)];
    }

    /// A change that breaks something has a witness; without one it is left open. The first witness stays, and of several
    /// affected operations one is enough.
    pub(super) fn prove(&mut self, witness: Option<Exchange>) {
        if self.witness.is_some() {
            return;
        }
        if witness.is_none() {
            self.leave_open("unconfirmed");
        } else if self.reasons.iter().any(|open| open.reason == "unconfirmed") {
            self.verdict = Verdict::Breaking;
            self.reasons.clear();
        }
        self.witness = witness;
    }
}

/// What distinguishes changes: the rule, both places, and the subject.
type Name = (&'static str, Option<Pointer>, Option<Pointer>, String);

/// The changes so far, and the contracts that they are between.
pub(in crate::diff) struct Drafts<'c> {
    pub(in crate::diff) base: &'c Contract,
    pub(in crate::diff) revision: &'c Contract,
    pub(in crate::diff) engine: Engine<'c>,
    drafts: Vec<Draft>,
    known: BTreeMap<Name, usize>,
}

impl<'c> Drafts<'c> {
    pub(in crate::diff) fn new(engine: Engine<'c>) -> Self {
        Self { base: engine.base, revision: engine.revision, engine, drafts: Vec::new(), known: BTreeMap::new() }
    }

    /// A change by its rule, with the verdict that the rule has.
    pub(in crate::diff) fn add(
        &mut self,
        id: &str,
        operation: Option<(usize, String)>,
        subject: String,
        base: Option<&Pointer>,
        revision: Option<&Pointer>,
    ) -> Option<&mut Draft> {
        let rule = Rule::named(id)?;
        let draft = Draft {
            rule,
            verdict: rule.level,
            direction: rule.direction,
            subject,
            operations: operation.into_iter().collect(),
            base: base.cloned(),
            revision: revision.cloned(),
            witness: None,
            reasons: Vec::new(),
        };
        Some(self.push(draft))
    }

    /// Adds a change, or the operations of it to the same change that is known already.
    pub(in crate::diff) fn push(&mut self, draft: Draft) -> &mut Draft {
        let key = (draft.rule.id, draft.base.clone(), draft.revision.clone(), draft.subject.clone());
        let number = *self.known.entry(key).or_insert(self.drafts.len());
        match self.drafts.get_mut(number) {
            Some(known) => known.operations.extend(draft.operations),
            None => self.drafts.push(draft),
        }
        &mut self.drafts[number]
    }

    pub(in crate::diff) fn finish(self) -> Vec<Draft> {
        self.drafts
    }
}

/// A status that a pattern covers.
pub(in crate::diff) fn some_status(pattern: StatusPattern) -> u16 {
    match pattern {
        StatusPattern::Code(code) => code,
        StatusPattern::Range(first) => first * 100,
        StatusPattern::Default => 500,
    }
}

/// How a header's value is written.
pub(in crate::diff) const HEADER: Flavour = Flavour::Text(Location::Header, Style::Simple, false);
