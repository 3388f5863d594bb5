//! [`compare`]: two contracts, part by part, and the [`Comparison`] that comes of it.

use std::collections::VecDeque;

use super::blame;
use super::change::Change;
use super::confirm;
use super::edits::{self, Overlapping};
use super::parts::{self, Changes, PendingChange, Uses};
use super::renames;
use super::schemas::Engine;
use super::settings::Settings;
use super::texts;
use super::undecided::UndecidedCause;
use super::verdict::{Facet, Step, Verdict};
use super::waivers::waive;
use super::why::Why;
use crate::at_once::at_once;
use crate::containment;
use crate::contract::{Contract, Place, SourceLocation};
use crate::fingerprint::fingerprint;
use crate::pointer::Pointer;

/// What differs between two contracts, worst first.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// The name of base.
    pub base: String,
    /// The name of revision.
    pub revision: String,
    /// The version of base, as the document has it.
    pub base_version: Option<String>,
    /// The version of revision, as the document has it.
    pub revision_version: Option<String>,
    /// The changes: by verdict, the worst first, then by facet and place.
    pub changes: Vec<Change>,
    /// Schemas whose alternatives of `oneOf` overlap, so that changes below them were judged with `oneOf` read as `anyOf`.
    pub overlapping: Vec<SourceLocation>,
    /// Waivers that match no change or one of another rule, and those that expired.
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

    /// Which part of the version the changes of a facet require to be raised.
    #[must_use]
    pub fn step(&self, facet: Facet) -> Step {
        let own = || self.changes.iter().filter(|change| change.rule.facet == facet && change.waiver.is_none());
        match own().map(|change| change.verdict).max() {
            None => Step::None,
            Some(Verdict::Breaking | Verdict::Undecided) => Step::Major,
            Some(Verdict::Compatible) => Step::Minor,
            Some(Verdict::Docs) => Step::Patch,
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
            Step::Major => format!("{}.0.0", major.saturating_add(1)),
            Step::Minor => format!("{major}.{}.0", minor.saturating_add(1)),
            Step::Patch => format!("{major}.{minor}.{}", patch.saturating_add(1)),
            Step::None => format!("{major}.{minor}.{patch}"),
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

/// The same, with `check` in place of the validators of whole exchanges.
pub(super) fn compare_with(
    base: &Contract,
    revision: &Contract,
    settings: &Settings,
    check: &confirm::Check<'_>,
) -> Comparison {
    let engine = Engine::new(base, revision, settings.undeclared_sent, settings.budget);
    let mut changes = Changes::new(engine);
    let mut uses = Uses::new(base, revision, settings.threads);
    if base.tree() != revision.tree() {
        parts::operations(&mut changes, &mut uses);
        parts::webhooks(&mut changes, &mut uses);
        parts::components(&mut changes);
        parts::documentation(&mut changes);
    }
    let mut relaxed = None;
    let overlapping = edits::compare(&mut changes, uses, settings, &mut relaxed);
    parts::unread(&mut changes);
    let is_spent = changes.engine.is_spent();
    let mut changes = changes.finish();
    renames::link(&mut changes, base, revision);
    let mut left = CONFIRM_BUDGET;
    for pending in &mut changes {
        confirm::confirm(pending, (base, revision), relaxed.as_ref(), check, &mut left);
        // What was not looked for was not found.
        let is_unconfirmed = pending.witness.is_none() && pending.verdict == Verdict::Undecided;
        for open in pending.reasons.iter_mut().filter(|_| is_spent && is_unconfirmed) {
            if open.cause == UndecidedCause::Unconfirmed {
                open.cause = containment::Reason::Budget.into();
            }
        }
        blame::name_unusable(pending, base, revision);
    }
    let version = |contract: &Contract| {
        let version = contract.tree().get("info").and_then(|info| info.get("version"));
        version.map(|version| version.as_str().map_or_else(|| version.to_string(), str::to_owned))
    };
    let mut comparison = Comparison {
        base: base.name().to_owned(),
        revision: revision.name().to_owned(),
        base_version: version(base),
        revision_version: version(revision),
        changes: located((base, revision), texts::join(changes), settings),
        overlapping: overlapping_at(base, revision, &overlapping),
        stale_waivers: Vec::new(),
    };
    for change in &mut comparison.changes {
        change.level = settings.levels.of(change.rule).cloned();
    }
    let stale = waive(&mut comparison.changes, &settings.waivers, settings.today.as_deref());
    comparison.stale_waivers = stale.iter().map(ToString::to_string).collect();
    comparison
}

/// Steps for checking witnesses as whole exchanges: so many bytes of them, and some for each.
const CONFIRM_BUDGET: u64 = 20_000_000;

/// Where the schemas are whose alternatives overlap: one that both documents have is named where it is in revision.
fn overlapping_at(base: &Contract, revision: &Contract, overlapping: &Overlapping) -> Vec<SourceLocation> {
    let places = |of_base: bool| overlapping.iter().filter(move |(one, _)| *one == of_base).map(|(_, place)| place);
    let new: Vec<Pointer> = places(false).cloned().collect();
    let old: Vec<Pointer> = places(true).filter(|place| !new.contains(place)).cloned().collect();
    let located = |contract: &Contract, pointers: Vec<Pointer>| -> Vec<SourceLocation> {
        let sites = contract.places(&pointers).into_iter().zip(pointers);
        let site = |(place, pointer): (Option<Place>, Pointer)| {
            place.map_or_else(|| SourceLocation::unknown(contract.name(), pointer), Into::into)
        };
        sites.map(site).collect()
    };
    located(base, old).into_iter().chain(located(revision, new)).collect()
}

fn located((base, revision): (&Contract, &Contract), changes: Vec<PendingChange>, settings: &Settings) -> Vec<Change> {
    let sites = |contract: &Contract, pointers: &[Option<Pointer>]| -> Vec<Option<SourceLocation>> {
        let asked: Vec<Pointer> = pointers.iter().flatten().cloned().collect();
        let mut places = contract.places(&asked).into_iter();
        let site = |pointer: &Option<Pointer>| {
            pointer.as_ref().map(|pointer| match places.next().flatten() {
                Some(place) => place.into(),
                None => SourceLocation::unknown(contract.name(), pointer.clone()),
            })
        };
        pointers.iter().map(site).collect()
    };
    let old: Vec<Option<Pointer>> = changes.iter().map(|pending| pending.base.clone()).collect();
    let new: Vec<Option<Pointer>> = changes.iter().map(|pending| pending.revision.clone()).collect();
    let (olds, news) = at_once(settings.threads, || sites(base, &old), || sites(revision, &new));
    // A text that revision does not have is in base.
    let texts: Vec<Pointer> = changes.iter().flat_map(|pending| pending.texts.iter().cloned()).collect();
    let mut texts: VecDeque<SourceLocation> = revision
        .places(&texts)
        .into_iter()
        .zip(base.places(&texts))
        .zip(texts)
        .map(|((new, old), text)| match new.or(old) {
            Some(place) => place.into(),
            None => SourceLocation::unknown(revision.name(), text),
        })
        .collect();
    let mut changes: Vec<Change> = changes
        .into_iter()
        .zip(olds)
        .zip(news)
        .map(|((pending, base), revision)| {
            let place = pending.base.as_ref().or(pending.revision.as_ref()).map(Pointer::as_str).unwrap_or_default();
            let fingerprint = fingerprint(&[pending.rule.id, place, &pending.subject]);
            Change {
                rule: pending.rule,
                verdict: pending.verdict,
                direction: pending.direction,
                subject: pending.subject,
                operations: pending.operations.into_iter().map(|(_, name)| name).collect(),
                base,
                revision,
                why: Why::of(pending.rule, pending.verdict, pending.is_proved, pending.reading)
                    .filter(|_| settings.explain_compatible),
                witness: pending.witness,
                documentation: pending.texts.iter().filter_map(|_| texts.pop_front()).collect(),
                renamed: pending.renamed,
                reasons: pending.reasons,
                fingerprint,
                waiver: None,
                level: None,
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
