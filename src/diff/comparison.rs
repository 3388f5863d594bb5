//! [`compare`]: two contracts, part by part, and the [`Comparison`] that comes of it.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Open, Site, fingerprint};
use super::confirm;
use super::parts::{self, Draft, Drafts, Matched, Message, Use, Uses};
use super::rule::{Rule, Way};
use super::schemas::{Encoding, Engine, Graph, Judge, Judged, Root};
use super::settings::{Settings, Waiver};
use super::verdict::{Facet, Verdict};
use crate::contract::Contract;
use crate::pointer::Pointer;

/// What differs between two contracts, worst first.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// The name of base.
    pub base: String,
    /// The name of revision.
    pub revision: String,
    /// The version of base, as it says.
    pub base_version: Option<String>,
    /// The version of revision, as it says.
    pub revision_version: Option<String>,
    /// The changes: by verdict, the worst first, then by facet and place.
    pub changes: Vec<Change>,
    /// Waivers that match no change, and those that expired.
    pub stale_waivers: Vec<String>,
}

impl Comparison {
    /// The worst verdict of changes that are not waived; `compatible` when there is none.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.worst(|_| true)
    }

    /// The worst verdict of one facet.
    #[must_use]
    pub fn verdict_of(&self, facet: Facet) -> Verdict {
        self.worst(|change| change.rule.facet == facet)
    }

    fn worst(&self, counts: impl Fn(&Change) -> bool) -> Verdict {
        let counted = self.changes.iter().filter(|change| change.waiver.is_none() && counts(change));
        counted.map(|change| change.verdict).max().unwrap_or(Verdict::Compatible)
    }

    /// Which part of the version the changes of a facet require to be raised: `major`, `minor`, `patch`, or `none`.
    #[must_use]
    pub fn step(&self, facet: Facet) -> &'static str {
        let own = || self.changes.iter().filter(|change| change.rule.facet == facet && change.waiver.is_none());
        match own().map(|change| change.verdict).max() {
            None => "none",
            Some(Verdict::Breaking | Verdict::Undecided) => "major",
            Some(Verdict::Compatible) => "minor",
            Some(Verdict::Docs) => "patch",
        }
    }

    /// The next version of base that the changes of a facet require, where base has a version of three numbers.
    #[must_use]
    pub fn next_version(&self, facet: Facet) -> Option<String> {
        let text = self.base_version.as_deref()?.split(['-', '+']).next()?;
        let mut numbers = text.split('.').map(|number| number.parse::<u64>().ok());
        let (major, minor, patch) =
            (numbers.next()??, numbers.next().unwrap_or(Some(0))?, numbers.next().unwrap_or(Some(0))?);
        Some(match self.step(facet) {
            "major" => format!("{}.0.0", major.saturating_add(1)),
            "minor" => format!("{major}.{}.0", minor.saturating_add(1)),
            "patch" => format!("{major}.{minor}.{}", patch.saturating_add(1)),
            _ => format!("{major}.{minor}.{patch}"),
        })
    }
}

/// Compares `revision` with `base`.
///
/// A witness that is shown was accepted, as a whole exchange, under the version of the side that sends it, and refused
/// under the other.
///
/// # Examples
///
/// ```
/// use order_contracts::contract::Contract;
/// use order_contracts::diff::{Settings, Verdict, compare};
///
/// let text = "openapi: 3.0.3\ninfo: {title: T, version: 1.0.0}\npaths:\n  /a:\n    get: {responses: {'200': {description: D}}}\n";
/// let base = Contract::from_str(text, "base.yaml")?;
/// let revision = Contract::from_str(&text.replace("/a", "/b"), "revision.yaml")?;
///
/// let comparison = compare(&base, &revision, &Settings::new());
/// assert_eq!(comparison.verdict(), Verdict::Breaking);
/// assert_eq!(comparison.changes[0].rule.id, "operation-removed");
/// assert_eq!(compare(&base, &base, &Settings::new()).changes, []);
/// # Ok::<(), order_contracts::Error>(())
/// ```
#[must_use]
pub fn compare(base: &Contract, revision: &Contract, settings: &Settings) -> Comparison {
    compare_with(base, revision, settings, &confirm::judged)
}

/// The same, where `check` stands in for the validators of whole exchanges.
pub(super) fn compare_with(
    base: &Contract,
    revision: &Contract,
    settings: &Settings,
    check: &confirm::Check<'_>,
) -> Comparison {
    let engine = Engine::new(base, revision, settings.undeclared_sent, settings.budget);
    let mut drafts = Drafts::new(engine);
    let mut uses = Uses::new(base, revision);
    if base.document() != revision.document() {
        parts::operations(&mut drafts, &mut uses);
        parts::webhooks(&mut drafts, &mut uses);
        parts::components(&mut drafts);
        parts::documentation(&mut drafts);
    }
    let (graphs, uses) = uses.finish();
    let mut judged: Vec<(Message, Judged)> = Vec::new();
    for (message, graph) in graphs {
        judged.extend(judge(message, &graph, &uses, &mut drafts.engine).into_iter().map(|one| (message, one)));
        if graph.cut {
            // More schemas than anybody looks at: what was not compared is not called compatible.
            let at = Pointer::root().key("components");
            let id = if graph.way == Way::Request { "request-schema-changed" } else { "response-schema-changed" };
            if let Some(draft) = drafts.add(id, None, String::new(), Some(&at), Some(&at)) {
                draft.verdict = Verdict::Undecided;
                draft.reasons = vec![Open::new("budget", None)];
            }
        }
    }
    for edit in once(judged) {
        schema_change(&mut drafts, edit, &uses);
    }
    let mut drafts = drafts.finish();
    for draft in &mut drafts {
        confirm::confirm(draft, base, revision, check);
    }
    let version = |contract: &Contract| {
        let version = contract.document().get("info").and_then(|info| info.get("version"));
        version.map(|version| version.as_str().map_or_else(|| version.to_string(), str::to_owned))
    };
    let mut comparison = Comparison {
        base: base.name().to_owned(),
        revision: revision.name().to_owned(),
        base_version: version(base),
        revision_version: version(revision),
        changes: changes(base, revision, drafts),
        stale_waivers: Vec::new(),
    };
    waive(&mut comparison, settings);
    comparison
}

fn judge(message: Message, graph: &Graph, uses: &[Use], engine: &mut Engine<'_>) -> Vec<Judged> {
    let mut encodings: BTreeMap<Root, Vec<Encoding>> = BTreeMap::new();
    for one in uses.iter().filter(|one| one.message == message) {
        let known = encodings.entry(one.root).or_default();
        if !known.contains(&one.part.encoding()) {
            known.push(one.part.encoding());
        }
    }
    let encoding = |root: Root| encodings.get(&root).cloned().unwrap_or_default();
    Judge::new(graph, engine, &encoding).run()
}

/// An edit with its effect on one message, and what else it affects just as much.
struct Deduplicated {
    message: Message,
    judged: Judged,
    also: BTreeSet<(Message, Root)>,
}

/// An edit that affects several messages is reported once, where it is worse.
fn once(judged: Vec<(Message, Judged)>) -> Vec<Deduplicated> {
    let mut by_edit: BTreeMap<(String, String, Pointer, Pointer), usize> = BTreeMap::new();
    let mut out: Vec<Deduplicated> = Vec::new();
    for (message, one) in judged {
        let delta = &one.delta;
        let key = (delta.rule.to_owned(), delta.subject.clone(), delta.base.clone(), delta.revision.clone());
        match by_edit.get(&key) {
            Some(&known) if out[known].judged.verdict > one.verdict => {}
            Some(&known) if out[known].judged.verdict == one.verdict => {
                if out[known].message != message {
                    out[known].also.extend(one.roots.into_iter().map(|root| (message, root)));
                }
            }
            Some(&known) => out[known] = Deduplicated { message, judged: one, also: BTreeSet::new() },
            None => {
                by_edit.insert(key, out.len());
                out.push(Deduplicated { message, judged: one, also: BTreeSet::new() });
            }
        }
    }
    out
}

/// What code generated from base loses although every message is accepted.
const CODE: [&str; 2] = ["request-property-removed", "response-property-removed"];

fn schema_change(drafts: &mut Drafts<'_>, edit: Deduplicated, uses: &[Use]) {
    let Deduplicated { message, judged, also } = edit;
    let way = message.way();
    let Judged { delta, mut verdict, roots, proof, mut reasons } = judged;
    let mut rule = Rule::of_schema(way, delta.rule);
    if delta.rule == "schema-deprecated" {
        rule = Rule::named("schema-deprecated").unwrap_or(rule);
        (verdict, reasons) = (Verdict::Compatible, Vec::new());
    }
    let affected: Vec<&Use> = uses.iter().filter(|one| one.message == message && roots.contains(&one.root)).collect();
    let mut witness = None;
    if let Some(proof) = proof {
        // The first operation for which the rest of an exchange can be built.
        let fitting = affected.iter().filter(|one| one.root == proof.root);
        witness = fitting.take(4).find_map(|one| {
            let value = proof.witness.clone();
            with_matched(drafts, one, |drafts, matched| matched.exchange(drafts, &one.part, value))
        });
        if witness.is_none() && verdict != Verdict::Undecided {
            verdict = Verdict::Undecided;
            reasons = vec![Open::new("unconfirmed", None)];
        }
    }
    let others = uses.iter().filter(|one| also.contains(&(one.message, one.root)));
    let everyone = affected.iter().copied().chain(others);
    let operations: BTreeSet<(usize, String)> =
        everyone.map(|one| with_matched(drafts, one, |_, matched| matched.name())).collect();
    // Parts of a schema may declare it still.
    let composed = delta
        .revision
        .resolve(drafts.revision.document())
        .is_some_and(|schema| ["allOf", "anyOf", "oneOf", "$ref"].iter().any(|keyword| schema.get(keyword).is_some()));
    if CODE.contains(&rule.id) && verdict == Verdict::Compatible && !composed {
        let id = if way == Way::Request { "request-field-removed" } else { "response-field-removed" };
        if let Some(code) = Rule::named(id) {
            (rule, verdict) = (code, code.level);
        }
    }
    drafts.push(Draft {
        rule,
        verdict,
        direction: rule.direction,
        subject: delta.subject,
        operations,
        base: Some(delta.base),
        revision: Some(delta.revision),
        witness,
        reasons,
    });
}

/// Does something with the operation that a use is of.
fn with_matched<T>(drafts: &mut Drafts<'_>, one: &Use, each: impl FnOnce(&mut Drafts<'_>, &Matched<'_>) -> T) -> T {
    let matched = match &one.called {
        Some(called) => {
            Matched { base: &called.base, revision: &called.revision, numbers: one.numbers, called: Some(called) }
        }
        None => {
            let (base, revision) = (drafts.base, drafts.revision);
            let (base, revision) = (&base.endpoints()[one.numbers.0], &revision.endpoints()[one.numbers.1]);
            Matched { base, revision, numbers: one.numbers, called: None }
        }
    };
    each(drafts, &matched)
}

fn changes(base: &Contract, revision: &Contract, drafts: Vec<Draft>) -> Vec<Change> {
    let sites = |contract: &Contract, pointers: Vec<Option<Pointer>>| -> Vec<Option<Site>> {
        let asked: Vec<Pointer> = pointers.iter().flatten().cloned().collect();
        let mut places = contract.places(&asked).into_iter();
        let site = |pointer: Option<Pointer>| {
            pointer.map(|pointer| match places.next().flatten() {
                Some(place) => Site {
                    file: place.file.to_owned(),
                    pointer: place.pointer,
                    line: place.position.line,
                    column: place.position.column,
                },
                None => Site { file: contract.name().to_owned(), pointer, line: 0, column: 0 },
            })
        };
        pointers.into_iter().map(site).collect()
    };
    let olds = sites(base, drafts.iter().map(|draft| draft.base.clone()).collect());
    let news = sites(revision, drafts.iter().map(|draft| draft.revision.clone()).collect());
    let mut changes: Vec<Change> = drafts
        .into_iter()
        .zip(olds)
        .zip(news)
        .map(|((draft, base), revision)| {
            let place = draft.base.as_ref().or(draft.revision.as_ref()).map(Pointer::as_str).unwrap_or_default();
            let fingerprint = fingerprint(&[draft.rule.id, place, &draft.subject]);
            Change {
                rule: draft.rule,
                verdict: draft.verdict,
                direction: draft.direction,
                subject: draft.subject,
                operations: draft.operations.into_iter().map(|(_, name)| name).collect(),
                base,
                revision,
                witness: draft.witness,
                reasons: draft.reasons,
                fingerprint,
                waiver: None,
            }
        })
        .collect();
    changes.sort_by(|left, right| {
        let key = |change: &Change| {
            let line = change.base.as_ref().or(change.revision.as_ref()).map(|site| (site.line, site.column));
            (std::cmp::Reverse(change.verdict), change.rule.facet, line)
        };
        key(left)
            .cmp(&key(right))
            .then_with(|| left.rule.id.cmp(right.rule.id))
            .then_with(|| left.subject.cmp(&right.subject))
    });
    changes
}

/// Marks the changes that were accepted, and reports the waivers that accept none.
fn waive(comparison: &mut Comparison, settings: &Settings) {
    for waiver in &settings.waivers {
        let expired =
            waiver.until.as_deref().zip(settings.today.as_deref()).is_some_and(|(until, today)| until < today);
        let mut used = false;
        for change in comparison.changes.iter_mut().filter(|change| change.fingerprint == waiver.fingerprint) {
            used = true;
            if !expired {
                change.waiver = Some(waiver.clone());
            }
        }
        let Waiver { fingerprint, reason, until } = waiver;
        if expired {
            let until = until.as_deref().unwrap_or_default();
            comparison.stale_waivers.push(format!("the waiver `{fingerprint}` ({reason}) expired on {until}"));
        } else if !used {
            comparison.stale_waivers.push(format!("the waiver `{fingerprint}` ({reason}) matches no change"));
        }
    }
}
