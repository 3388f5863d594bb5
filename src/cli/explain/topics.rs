//! [`topics`]: every id of every registry, and the words that reports use for verdicts and facets.

use crate::containment::Reason;
use crate::diff::{Facet, RULES as DIFF_RULES, UndecidedCause, Verdict};
use crate::lint::RULES as LINT_RULES;
use crate::validate::{Example, RULES};

use super::pages;

/// A page to be.
pub(super) struct Topic {
    pub(super) id: &'static str,
    pub(super) group: Group,
    /// What kind of id it is, in a few words.
    pub(super) kind: String,
    /// One sentence.
    pub(super) summary: String,
    pub(super) body: Body,
}

pub(super) enum Body {
    /// A whole page, with its own summary.
    Page(&'static str),
    /// What is to be said beside the summary.
    Text(&'static str),
    Example(Example),
}

/// Where an id is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Violations,
    NotJudged,
    Run,
    DiffRules,
    LintRules,
    Undecided,
    Check,
    Words,
}

pub(super) const GROUPS: [Group; 8] = [
    Group::Violations,
    Group::NotJudged,
    Group::Run,
    Group::DiffRules,
    Group::LintRules,
    Group::Undecided,
    Group::Check,
    Group::Words,
];

impl Group {
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Violations => "violations reported by `validate`",
            Self::NotJudged => "reasons why `validate` is undecided",
            Self::Run => "inputs and records that `validate` could not check",
            Self::DiffRules => "rules of `diff`",
            Self::LintRules => "rules of `lint`",
            Self::Undecided => "reasons why `diff` and `covers` are undecided",
            Self::Check => "waivers as `check` reports them",
            Self::Words => "words in reports",
        }
    }
}

/// Every topic, by group.
pub(super) fn topics() -> Vec<Topic> {
    let mut out: Vec<Topic> = Vec::new();
    for rule in RULES {
        let (group, kind) = match rule.violation {
            true => (Group::Violations, "a violation reported by `validate`"),
            false => (Group::NotJudged, "a reason why `validate` is undecided"),
        };
        let text = pages::SERVICES.iter().find(|(id, _)| *id == rule.id).map_or("", |(_, text)| text);
        let body = rule.example().map_or(Body::Text(text), Body::Example);
        out.push(Topic { id: rule.id, group, kind: kind.to_owned(), summary: rule.summary.to_owned(), body });
    }
    for (id, summary, text) in pages::RUN {
        let kind = "reported by `validate` for an input or a record".to_owned();
        out.push(Topic { id, group: Group::Run, kind, summary: (*summary).to_owned(), body: Body::Text(text) });
    }
    for rule in DIFF_RULES {
        let direction = rule.direction.map(|way| format!("; direction: {}", way.name())).unwrap_or_default();
        let kind = format!(
            "a rule of `diff`; facet: {}{direction}; default verdict: {}",
            rule.facet.name(),
            rule.level.name()
        );
        let body = Body::Page(rule.page);
        out.push(Topic { id: rule.id, group: Group::DiffRules, kind, summary: rule.summary.to_owned(), body });
    }
    for rule in LINT_RULES {
        let kind = format!("a rule of `lint`; default level: {}", rule.level.name());
        let body = Body::Page(rule.page);
        out.push(Topic { id: rule.id, group: Group::LintRules, kind, summary: rule.summary.to_owned(), body });
    }
    let own = UndecidedCause::ALL.iter().map(|cause| (cause.id(), cause.summary()));
    let engine = Reason::ALL.iter().map(|reason| (reason.id(), reason.summary()));
    let engine = engine.filter(|(id, _)| UndecidedCause::ALL.iter().all(|known| known.id() != *id));
    for (id, summary) in own.chain(engine) {
        let kind = "a reason why `diff` or `covers` is undecided".to_owned();
        let text = pages::UNDECIDED.iter().find(|(known, _)| *known == id).map_or("", |(_, text)| text);
        out.push(Topic { id, group: Group::Undecided, kind, summary: sentence(summary), body: Body::Text(text) });
    }
    for (id, summary, text) in pages::CHECK {
        let kind = "reported by `check`".to_owned();
        out.push(Topic { id, group: Group::Check, kind, summary: (*summary).to_owned(), body: Body::Text(text) });
    }
    for (id, summary) in words() {
        let kind = "a word in reports".to_owned();
        out.push(Topic { id, group: Group::Words, kind, summary: summary.to_owned(), body: Body::Text("") });
    }
    out
}

/// A fragment as a sentence.
fn sentence(fragment: &str) -> String {
    let mut characters = fragment.chars();
    let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", characters.as_str())
}

/// Facets and verdicts, with their meaning.
fn words() -> Vec<(&'static str, &'static str)> {
    let facet = |facet: Facet| {
        let meaning = match facet {
            Facet::Wire => "Affects the messages between clients and servers.",
            Facet::Code => "Affects code that was generated from the document; the messages stay the same.",
            Facet::Policy => "Affects what was promised about deprecation and removal.",
        };
        (facet.name(), meaning)
    };
    let verdict = |verdict: Verdict| {
        let meaning = match verdict {
            Verdict::Breaking => "Clients or servers that follow the old contract stop working.",
            Verdict::Undecided => "Neither yes nor no could be shown; the report says why.",
            Verdict::Compatible => "Clients and servers that follow the old contract keep working.",
            Verdict::Docs => "Only documentation changed.",
        };
        (verdict.name(), meaning)
    };
    let mut out: Vec<(&str, &str)> = Facet::ALL.into_iter().map(facet).collect();
    out.extend([Verdict::Breaking, Verdict::Undecided, Verdict::Compatible, Verdict::Docs].map(verdict));
    out.extend(pages::WORDS);
    out
}
