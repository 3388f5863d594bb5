//! Edits of schemas, judged: by the letter, then where alternatives of a `oneOf` overlap by the documents as they are meant.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::parts::{self, Changes, Matched, Message, PendingChange, Use, Uses};
use super::relaxed::Relaxed;
use super::rule::{MessageDirection, Rule};
use super::schemas::{self, Case, Delta, Edit, Engine, Graph, Judged, Overlap, Proof, Root};
use super::settings::Settings;
use super::undecided::{UndecidedCause, UndecidedReason};
use super::verdict::{Facet, Verdict};
use super::witness::{Reading, Witness};
use crate::containment;
use crate::pointer::Pointer;

/// Schemas whose alternatives overlap, so that they were read as `anyOf`: whether each is of base, and where.
pub(super) type Overlapping = BTreeSet<(bool, Pointer)>;

/// Reports the edits between the schemas of both contracts. What only holds where `oneOf` is read as `anyOf` is judged by
/// `relaxed`, which is made when it is needed.
pub(super) fn compare(
    changes: &mut Changes<'_>,
    uses: Uses<'_>,
    settings: &Settings,
    relaxed: &mut Option<Relaxed>,
) -> Overlapping {
    let (graphs, uses) = uses.finish();
    let mut judged: Vec<(Message, Judged)> = Vec::new();
    let mut overlaps: Vec<(Message, Overlap)> = Vec::new();
    changes.engine.share_among(graphs.iter().map(|(_, graph)| graph.edits()).sum());
    let cases: Vec<Case<'_>> = graphs.iter().map(|(message, graph)| case(*message, graph, &uses)).collect();
    let found = schemas::judge(&cases, &mut changes.engine, settings.threads);
    for ((message, graph), found) in graphs.iter().zip(found) {
        judged.extend(found.judged.into_iter().map(|one| (*message, one)));
        overlaps.extend(found.overlaps.into_iter().map(|one| (*message, one)));
        if graph.cut || !found.is_whole {
            add_rest(changes, graph.way);
        }
    }
    // What is asked from here on is about the rest of exchanges.
    drop(cases);
    drop(graphs);
    changes.engine.let_go();
    if settings.overlapping_sent && !overlaps.is_empty() {
        *relaxed = Relaxed::new(changes.base, changes.revision);
    }
    let Some(relaxed) = relaxed else {
        let users = users(&uses, Reading::OneOf);
        once(judged).into_iter().for_each(|edit| schema_change(changes, None, edit, &users));
        return Overlapping::new();
    };
    let engine = Engine::new(&relaxed.base, &relaxed.revision, settings.undeclared_sent, settings.budget);
    let mut others = Changes::silent(engine.knowing(&changes.engine));
    let mut other_uses = Uses::new(&relaxed.base, &relaxed.revision, settings.threads);
    parts::operations(&mut others, &mut other_uses);
    parts::webhooks(&mut others, &mut other_uses);
    let (graphs, other_uses) = other_uses.finish();
    others.engine.share_among(graphs.iter().map(|(_, graph)| graph.edits()).sum());
    let cases: Vec<Case<'_>> = graphs
        .iter()
        .map(|(message, graph)| {
            let own = overlaps.iter().filter(|(one, _)| one == message).map(|(_, overlap)| overlap);
            let pair = |one: &Overlap| (relaxed.place(true, &one.pair.0), relaxed.place(false, &one.pair.1));
            let pairs: HashSet<(Pointer, Pointer)> = own.map(pair).collect();
            case(*message, graph, &other_uses).only(Reading::AnyOf, &pairs)
        })
        .collect();
    let found = schemas::judge(&cases, &mut others.engine, settings.threads);
    let found = graphs.iter().zip(found).flat_map(|((message, _), found)| {
        let judged = found.judged.into_iter();
        judged.map(|one| (*message, original(relaxed, one)))
    });
    let found: Vec<(Message, Judged)> = found.collect();
    drop(cases);
    drop(graphs);
    others.engine.let_go();
    let mut overlapping = Overlapping::new();
    for (message, overlap) in &overlaps {
        if merge(&mut judged, *message, overlap, &found) {
            overlapping.extend(overlap.lists.iter().cloned());
        }
    }
    let mut users = users(&uses, Reading::OneOf);
    users.extend(self::users(&other_uses, Reading::AnyOf));
    for edit in once(judged) {
        schema_change(changes, Some(&mut others), edit, &users);
    }
    overlapping
}

/// More schemas than anybody compares: what was not compared is not called compatible.
fn add_rest(changes: &mut Changes<'_>, way: MessageDirection) {
    let at = Pointer::root().key("components");
    let id = if way == MessageDirection::Request { "request-schema-changed" } else { "response-schema-changed" };
    if let Some(pending) = changes.add(id, None, String::new(), Some(&at), Some(&at)) {
        pending.verdict = Verdict::Undecided;
        pending.reasons = vec![UndecidedReason::new(containment::Reason::Budget, None)];
    }
}

/// An edit of relaxed contracts with the places that it has in the documents.
fn original(relaxed: &Relaxed, judged: Judged) -> Judged {
    let mut judged = judged;
    let delta = &mut judged.delta;
    let place = |of_base: bool, place: &Pointer| relaxed.original(of_base, place);
    let is_renamed =
        |of_base: bool, here: &Pointer| here.last().as_deref() == Some("anyOf") && place(of_base, here) != *here;
    if is_renamed(true, &delta.base) || is_renamed(false, &delta.revision) {
        delta.rule = match delta.rule {
            "any-of-added" => "one-of-added",
            "any-of-removed" => "one-of-removed",
            "any-of-branch-added" => "one-of-branch-added",
            "any-of-branch-removed" => "one-of-branch-removed",
            rule => rule,
        };
    }
    (delta.base, delta.revision) = (place(true, &delta.base), place(false, &delta.revision));
    delta.at = (place(true, &delta.at.0), place(false, &delta.at.1));
    for reason in &mut judged.reasons {
        reason.pointer = reason.pointer.take().map(|here| place(false, &here));
    }
    judged
}

/// Puts what the edits of one pair do where `oneOf` is read as `anyOf` beside what they do by the letter: the worse counts, and
/// where nothing can be sent by the letter, only the former. Whether that made a difference.
fn merge(
    judged: &mut Vec<(Message, Judged)>,
    message: Message,
    overlap: &Overlap,
    relaxed: &[(Message, Judged)],
) -> bool {
    let is_same = |one: &Delta, other: &Delta| {
        one.rule == other.rule
            && one.subject == other.subject
            && one.base == other.base
            && one.revision == other.revision
    };
    let is_whole = |delta: &Delta| delta.edit == Edit::Whole && delta.at == overlap.pair;
    let is_own = |delta: &Delta| overlap.edits.iter().any(|own| is_same(own, delta)) || is_whole(delta);
    let is_vacuous =
        |one: &Judged| overlap.is_vacuous && one.reasons.iter().any(|reason| reason.cause == UndecidedCause::Vacuous);
    let mut differs = false;
    let mut others: Vec<&Judged> = relaxed
        .iter()
        .filter(|(other, one)| *other == message && is_own(&one.delta) && one.delta.edit.is_asserted())
        .map(|(_, one)| one)
        .collect();
    let mut kept = Vec::new();
    for (of, mut one) in std::mem::take(judged) {
        if of != message || !is_own(&one.delta) || !one.delta.edit.is_asserted() {
            kept.push((of, one));
            continue;
        }
        let found = others.iter().position(|other| is_same(&other.delta, &one.delta));
        let found = found.map(|found| others.remove(found));
        let by_letter = is_vacuous(&one);
        match found {
            // Base refuses by the letter what its own alternatives share: its clients know how that is meant.
            found if one.verdict == Verdict::Breaking => {
                let is_list = one.delta.rule.starts_with("one-of-");
                let is_harmless = found.map_or(is_list, Judged::is_harmless);
                let is_letter = is_harmless && message.way() == MessageDirection::Response;
                differs |= is_letter;
                one = if is_letter { by_letter_alone(one) } else { one };
            }
            // Senders of overlapping values send what another alternative does not declare.
            Some(other)
                if (other.verdict > one.verdict || by_letter || one.is_harmless())
                    && (one.verdict != other.verdict || one.reasons != other.reasons) =>
            {
                differs = true;
                one = other.clone();
            }
            // All edits of the pair as one: each is judged for itself now.
            None if by_letter && one.delta.edit == Edit::Whole => {
                differs = true;
                continue;
            }
            _ => {}
        }
        kept.push((of, one));
    }
    // In place of what is one by the letter, the edits themselves; and what the letter takes for another way to say the same.
    let is_worse = |other: &Judged| other.verdict >= Verdict::Undecided && other.delta.edit != Edit::Whole;
    let is_whole = differs && overlap.is_vacuous;
    for other in others.into_iter().filter(|other| is_whole || is_worse(other)) {
        differs = true;
        kept.push((message, other.clone()));
    }
    for (of, one) in &mut kept {
        let is_lost = || {
            let mut lost = overlap.lost.iter().filter_map(|&number| overlap.edits.get(number));
            lost.any(|own| is_same(own, &one.delta))
        };
        if *of == message && is_own(&one.delta) && one.is_harmless() && is_lost() {
            differs = true;
            (one.verdict, one.proof) = (Verdict::Undecided, None);
            one.reasons = vec![UndecidedReason::new(UndecidedCause::Alternative, Some(one.delta.revision.clone()))];
        }
    }
    *judged = kept;
    differs
}

/// An edit that breaks nothing where `oneOf` is read as `anyOf`.
fn by_letter_alone(judged: Judged) -> Judged {
    let reasons = vec![UndecidedReason::new(UndecidedCause::Letter, Some(judged.delta.revision.clone()))];
    Judged { verdict: Verdict::Undecided, reasons, ..judged }
}

/// Who uses which root.
type Users<'u> = HashMap<(Reading, Message, Root), Vec<&'u Use>>;

fn users(uses: &[Use], reading: Reading) -> Users<'_> {
    let mut users = Users::new();
    for one in uses {
        users.entry((reading, one.message, one.root)).or_default().push(one);
    }
    users
}

fn case<'g>(message: Message, graph: &'g Graph, uses: &[Use]) -> Case<'g> {
    let own = uses.iter().filter(|one| one.message == message);
    Case::new(graph, own.map(|one| (one.root, one.part.encoding(), one.is_required)))
}

/// An edit with its effect on one message, and what else it affects just as much.
struct DedupedEdit {
    message: Message,
    judged: Judged,
    also: BTreeSet<(Reading, Message, Root)>,
}

/// An edit that affects several messages is reported once, where it is worse.
fn once(judged: Vec<(Message, Judged)>) -> Vec<DedupedEdit> {
    let mut by_edit: BTreeMap<(String, String, Pointer, Pointer), usize> = BTreeMap::new();
    let mut out: Vec<DedupedEdit> = Vec::new();
    for (message, one) in judged {
        let delta = &one.delta;
        let key = (delta.rule.to_owned(), delta.subject.clone(), delta.base.clone(), delta.revision.clone());
        match by_edit.get(&key) {
            Some(&known) if out[known].judged.verdict > one.verdict => {}
            Some(&known) if out[known].judged.verdict == one.verdict => {
                if out[known].message != message {
                    out[known].also.extend(one.roots.into_iter().map(|root| (one.reading, message, root)));
                }
            }
            Some(&known) => out[known] = DedupedEdit { message, judged: one, also: BTreeSet::new() },
            None => {
                by_edit.insert(key, out.len());
                out.push(DedupedEdit { message, judged: one, also: BTreeSet::new() });
            }
        }
    }
    out
}

/// What code generated from base loses although every message is accepted.
const CODE: [&str; 2] = ["request-property-removed", "response-property-removed"];

fn schema_change(changes: &mut Changes<'_>, relaxed: Option<&mut Changes<'_>>, edit: DedupedEdit, users: &Users<'_>) {
    let DedupedEdit { message, judged, also } = edit;
    let way = message.way();
    let Judged { delta, mut verdict, roots, proof, mut reasons, reading } = judged;
    let mut rule = Rule::of_schema(way, delta.rule);
    if delta.rule == "schema-deprecated" {
        rule = Rule::named("schema-deprecated").unwrap_or(rule);
        (verdict, reasons) = (Verdict::Compatible, Vec::new());
    }
    let of = |key: (Reading, Message, Root)| users.get(&key).into_iter().flatten().copied();
    let affected: Vec<&Use> = roots.iter().flat_map(|&root| of((reading, message, root))).collect();
    let mut witness = None;
    // Who uses what has the same name and number, however `oneOf` is read.
    let operations: BTreeSet<(usize, String)> = {
        let others = also.iter().flat_map(|&key| of(key));
        let everyone = affected.iter().copied().chain(others);
        everyone.map(|one| with_matched(changes, one, |_, matched| matched.name())).collect()
    };
    if let Some(proof) = proof {
        witness = match (reading, relaxed) {
            (Reading::AnyOf, Some(relaxed)) => exchange(relaxed, &affected, &proof),
            _ => exchange(changes, &affected, &proof),
        };
        if let Some(witness) = &mut witness {
            witness.reading = reading;
        }
        if witness.is_none() && verdict != Verdict::Undecided {
            verdict = Verdict::Undecided;
            reasons = vec![UndecidedReason::new(UndecidedCause::Unconfirmed, None)];
        }
    }
    // Parts of a schema may declare it still.
    let composed = delta
        .revision
        .find(changes.revision.tree())
        .is_some_and(|schema| ["allOf", "anyOf", "oneOf", "$ref"].iter().any(|keyword| schema.get(keyword).is_some()));
    if CODE.contains(&rule.id) && verdict == Verdict::Compatible && !composed {
        let id = if way == MessageDirection::Request { "request-field-removed" } else { "response-field-removed" };
        if let Some(code) = Rule::named(id) {
            (rule, verdict) = (code, code.level);
        }
    }
    changes.push(PendingChange {
        rule,
        verdict,
        direction: rule.direction,
        subject: delta.subject,
        operations,
        base: Some(delta.base),
        revision: Some(delta.revision),
        witness,
        reasons,
        texts: Vec::new(),
        renamed: None,
        reading,
        is_proved: verdict == Verdict::Compatible && rule.facet == Facet::Wire,
    });
}

/// An exchange that holds the value, of the first operation for which the rest of one can be built.
fn exchange(changes: &mut Changes<'_>, affected: &[&Use], proof: &Proof) -> Option<Witness> {
    let mut fitting = affected.iter().filter(|one| one.root == proof.root).take(4);
    fitting.find_map(|one| {
        let value = proof.witness.clone();
        with_matched(changes, one, |changes, matched| matched.exchange(changes, &one.part, value))
    })
}

/// Does something with the operation that a use is of.
fn with_matched<T>(changes: &mut Changes<'_>, one: &Use, each: impl FnOnce(&mut Changes<'_>, &Matched<'_>) -> T) -> T {
    let matched = match &one.called {
        Some(called) => {
            Matched { base: &called.base, revision: &called.revision, numbers: one.numbers, called: Some(called) }
        }
        None => {
            let (base, revision) = (changes.base, changes.revision);
            let (base, revision) = (&base.endpoints()[one.numbers.0], &revision.endpoints()[one.numbers.1]);
            Matched { base, revision, numbers: one.numbers, called: None }
        }
    };
    each(changes, &matched)
}
