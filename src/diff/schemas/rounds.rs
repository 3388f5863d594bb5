//! [`judge`]: the edits of some graphs, each with its share of the steps, on as many threads as there are for that.
//!
//! The steps for all edits count twice. The first time they are for whatever a pair can make use of, up to a limit, in the order of the
//! pairs as long as they last. As many more, and what is left of the first, are divided among the pairs for which that was too little, by
//! the number of their edits; these are judged again. What is found out about a pair depends on both documents and on its steps alone: not on what was judged
//! before, nor on which thread judged it.

use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::case::{Case, Job};
use super::engine::{Engine, Setup};
use super::judge::{Judge, Outcome};
use super::judgement::Judgement;
use super::together::MAX_MESSAGES;

/// How often a pair is judged at most, each time with more steps.
const ROUNDS: usize = 3;
/// Fewer pairs are not worth another thread.
const FEW: usize = 64;
/// Pairs that a thread takes at once: neighbours have much in common.
const PIECE: usize = 4;

/// So many pairs may each take all that they can make use of.
const MANY: u64 = 16;

/// A pair, the steps that it has, and what was found out with them.
struct Slot {
    job: Job,
    steps: u64,
    found: Option<Outcome>,
}

impl Slot {
    fn is_open(&self) -> bool {
        self.found.as_ref().is_none_or(|found| found.lacks)
    }
}

/// Judges the edits of all graphs; by graph, in the order of their pairs.
pub(in crate::diff) fn judge(cases: &[Case<'_>], engine: &mut Engine<'_>, threads: usize) -> Vec<Judgement> {
    let mut outcomes = outcomes(cases, engine, threads).into_iter();
    let total = engine.total();
    let Some(mut judge) = Judge::new(cases, engine) else { return Vec::new() };
    let each = total / (4 * MAX_MESSAGES as u64);
    let mut judgements = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let mut judgement = Judgement { is_whole: case.is_whole, ..Judgement::default() };
        let mut unproved = BTreeSet::new();
        for (&pair, outcome) in case.pairs.iter().zip(outcomes.by_ref()) {
            judgement.judged.extend(outcome.judged);
            judgement.overlaps.extend(outcome.overlap);
            if outcome.is_unproved {
                unproved.insert(pair);
            }
        }
        judge.turn_to(number);
        judge.together(&unproved, &mut judgement.judged, each);
        judgements.push(judgement);
    }
    judgements
}

/// What is found out about each pair.
fn outcomes(cases: &[Case<'_>], engine: &mut Engine<'_>, threads: usize) -> Vec<Outcome> {
    let total = engine.total();
    let jobs: Vec<Job> = cases.iter().enumerate().flat_map(|(number, case)| case.jobs(number)).collect();
    let each = total / jobs.iter().map(|job| job.edits).sum::<u64>().max(1);
    // Few pairs need much more than their share, and most documents have room for those that do.
    let steps = |job: &Job| each.saturating_mul(job.edits).max(total / MANY);
    let mut slots: Vec<Slot> = jobs.into_iter().map(|job| Slot { steps: steps(&job), job, found: None }).collect();
    let mut open: Vec<usize> = (0..slots.len()).collect();
    let (mut pool, mut most) = (2 * total, total);
    for _ in 0..ROUNDS {
        pool = pool.saturating_sub(fill(cases, (&mut slots, &open), engine, (threads, most)));
        open = lacking(&mut slots, pool);
        most = pool;
    }
    let Some(mut judge) = Judge::new(cases, engine) else { return Vec::new() };
    slots.into_iter().map(|Slot { job, found, .. }| found.unwrap_or_else(|| judge.outcome(job, 0))).collect()
}

/// The pairs that were not judged, or with too few steps. What the others leave is divided among them, if that makes it much more.
fn lacking(slots: &mut [Slot], pool: u64) -> Vec<usize> {
    let mut open: Vec<usize> = (0..slots.len()).filter(|&number| slots[number].is_open()).collect();
    let mut each = 0;
    for _ in 0..ROUNDS {
        each = pool / open.iter().map(|&number| slots[number].job.edits).sum::<u64>().max(1);
        open.retain(|&number| {
            let Slot { job, steps, found } = &slots[number];
            let more = each.saturating_mul(job.edits);
            more > 0 && (found.is_none() || more > steps + steps / 4)
        });
    }
    for &number in &open {
        slots[number].steps = each.saturating_mul(slots[number].job.edits);
    }
    open
}

/// Judges the pairs of these numbers, and returns the steps that it took. Each may take a little more than its own: those behind
/// what is too much are left out.
fn fill(
    cases: &[Case<'_>],
    (slots, open): (&mut [Slot], &[usize]),
    engine: &mut Engine<'_>,
    (threads, most): (usize, u64),
) -> u64 {
    let asked: Vec<(Job, u64)> = open.iter().map(|&number| (slots[number].job, slots[number].steps)).collect();
    let threads = if asked.len() < FEW { 1 } else { threads };
    let mut found: Vec<Option<Outcome>> = Vec::new();
    found.resize_with(asked.len(), || None);
    for (at, outcome) in shared(cases, &asked, engine, (threads, most)) {
        found[at] = Some(outcome);
    }
    let Some(mut judge) = Judge::new(cases, engine) else { return 0 };
    let mut spent = 0_u64;
    for ((&number, (job, steps)), found) in open.iter().zip(asked).zip(found) {
        if spent > most {
            break;
        }
        let outcome = found.unwrap_or_else(|| judge.outcome(job, steps));
        spent = spent.saturating_add(outcome.spent);
        slots[number].found = Some(outcome);
    }
    spent
}

/// The outcomes, by their numbers, that threads find before each of them has taken too many steps.
fn shared(
    cases: &[Case<'_>],
    asked: &[(Job, u64)],
    engine: &mut Engine<'_>,
    (threads, most): (usize, u64),
) -> Vec<(usize, Outcome)> {
    let queue = Queue::new(asked.len(), threads);
    let setup = engine.setup();
    let work = |own: usize, engine: &mut Engine<'_>| {
        let Some(mut judge) = Judge::new(cases, engine) else { return Vec::new() };
        let (mut spent, mut found) = (0_u64, Vec::new());
        for number in queue.all(own) {
            if spent > most {
                break;
            }
            let (job, steps) = asked[number];
            let outcome = judge.outcome(job, steps);
            spent = spent.saturating_add(outcome.spent);
            found.push((number, outcome));
        }
        found
    };
    let other = |own: usize, setup: Setup<'_>| work(own, &mut Engine::of(setup));
    thread::scope(|scope| {
        let start = |own: usize| {
            let setup = setup.clone();
            thread::Builder::new().spawn_scoped(scope, move || other(own, setup))
        };
        // What a thread would do that cannot be had is done by the others.
        let others: Vec<_> = (1..threads).map_while(|own| start(own).ok()).collect();
        let mut found = work(0, engine);
        for other in others {
            found.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        found
    })
}

/// Numbers that threads take, each its own part first.
struct Queue {
    /// By thread: the next number, and the end of its part.
    parts: Vec<(AtomicUsize, usize)>,
}

impl Queue {
    fn new(count: usize, threads: usize) -> Self {
        let threads = threads.clamp(1, count.max(1));
        let part = |own: usize| (AtomicUsize::new(own * count / threads), (own + 1) * count / threads);
        Self { parts: (0..threads).map(part).collect() }
    }

    /// The numbers for the thread `own`: those of its part, then what the others have not come to.
    fn all(&self, own: usize) -> impl Iterator<Item = usize> {
        let parts = self.parts.iter().cycle().skip(own).take(self.parts.len());
        parts.flat_map(|(next, end)| {
            let piece = move || {
                let start = next.fetch_add(PIECE, Ordering::Relaxed);
                (start < *end).then(|| start..(start + PIECE).min(*end))
            };
            std::iter::from_fn(piece).flatten()
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use std::rc::Rc;

    use super::super::encoding::Encoding;
    use super::super::engine::pigeons;
    use super::super::graph::{Builder, Graph, Root};
    use super::super::unchanged::Unchanged;
    use super::*;
    use crate::contract::Contract;
    use crate::diff::rule::MessageDirection;
    use crate::pointer::Pointer;
    use crate::schema::Direction;
    use crate::tree::{Text, tree};

    /// Steps for one question, so that those about pigeons are not answered.
    const FEW_STEPS: u64 = 3_000;

    /// Edits of plain schemas and of those that take long, of alternatives, of what is recursive and of what is empty.
    fn contract(most: u8) -> Contract {
        let refers_to = |name: &str| tree!({ "$ref": format!("#/components/schemas/{name}") });
        let hard = |count: usize| {
            let mut schema = pigeons(count);
            schema["properties"] = tree!({ "name": { "maxLength": most }, "leaf": refers_to("Leaf") });
            schema
        };
        let kind = |name: &str| {
            let properties =
                tree!({ "kind": { "const": name }, "leaf": refers_to("Leaf"), "size": { "maximum": most } });
            tree!({ "type": "object", "required": ["kind"], "properties": properties })
        };
        let children = tree!({ "type": "array", "maxItems": most, "items": refers_to("Tree") });
        let mut document = tree!({
            "openapi": "3.1.0",
            "info": { "title": "T", "version": most.to_string() },
            "components": { "schemas": {
                "Leaf": { "type": "string", "maxLength": most },
                "Pair": { "type": "object", "properties": { "left": refers_to("Leaf"), "right": { "minimum": most } } },
                "Tree": { "properties": { "children": children, "value": refers_to("Either"), "hard": refers_to("Hard4") } },
                "Either": { "oneOf": [refers_to("Pair"), { "type": "object", "maxProperties": most }] },
                "Tagged": { "oneOf": [kind("a"), kind("b")], "discriminator": { "propertyName": "kind" } },
                "Never": { "allOf": [{ "type": "string" }, { "type": "integer" }], "maximum": most },
                "Not": { "not": refers_to("Leaf") },
                "Hard4": hard(4), "Hard5": hard(5), "Hard6": hard(6),
            } },
        });
        for number in 0..30 {
            let properties =
                tree!({ "leaf": refers_to("Leaf"), "tree": refers_to("Tree"), "own": { "maximum": most + number } });
            document["components"]["schemas"][format!("User{number}").as_str()] =
                tree!({ "type": "object", "properties": properties });
        }
        Contract::from_bytes(document.to_string().into_bytes(), "t.json").expect("a document")
    }

    fn graphs(base: &Contract, revision: &Contract) -> Vec<(Graph, Vec<Root>)> {
        let (base, revision) = (base.tree(), revision.tree());
        let unchanged = Rc::new(Unchanged::of(base, revision, 1));
        let ways = [MessageDirection::Request, MessageDirection::Response];
        let graph = |(way, direction)| {
            let mut builder = Builder::new(base, revision, way, direction, &unchanged);
            let names = base["components"]["schemas"].as_object().into_iter().flat_map(|schemas| schemas.keys());
            let place = |name: &Text| Pointer::root().key("components").key("schemas").key(name);
            let roots = names.filter_map(|name| builder.root(&place(name), &place(name))).collect();
            (builder.finish(), roots)
        };
        ways.into_iter().zip([Direction::Request, Direction::Response]).map(graph).collect()
    }

    fn cases(graphs: &[(Graph, Vec<Root>)]) -> Vec<Case<'_>> {
        let uses = |roots: &[Root]| -> Vec<_> { roots.iter().map(|&root| (root, Encoding::Json, true)).collect() };
        graphs.iter().map(|(graph, roots)| Case::new(graph, uses(roots).into_iter())).collect()
    }

    #[test]
    fn what_is_found_out_about_a_pair_does_not_depend_on_what_was_judged_before() {
        let (base, revision) = (contract(9), contract(5));
        let graphs = graphs(&base, &revision);
        let cases = cases(&graphs);
        let jobs: Vec<Job> = cases.iter().enumerate().flat_map(|(number, case)| case.jobs(number)).collect();
        assert!(jobs.len() > 20, "{}", jobs.len());
        let mut lacking = BTreeSet::new();
        for steps in [0, 2_000, 10_000, 50_000] {
            let in_order = |order: &[usize]| {
                let mut engine = Engine::new(&base, &revision, false, FEW_STEPS);
                let mut judge = Judge::new(&cases, &mut engine).expect("cases");
                let mut found: Vec<(usize, String)> =
                    order.iter().map(|&number| (number, format!("{:?}", judge.outcome(jobs[number], steps)))).collect();
                found.sort_unstable();
                found
            };
            let forward: Vec<usize> = (0..jobs.len()).collect();
            let backward: Vec<usize> = forward.iter().rev().copied().collect();
            let mut shuffled = forward.clone();
            shuffled.sort_by_key(|number| number * 7_919 % 31);
            let twice: Vec<usize> = shuffled.iter().chain(&backward).copied().collect();
            let found = in_order(&forward);
            assert_eq!(in_order(&backward), found, "{steps}");
            assert_eq!(in_order(&shuffled), found, "{steps}");
            let mut again = in_order(&twice);
            again.dedup();
            assert_eq!(again, found, "{steps}");
            lacking.insert(found.iter().filter(|(_, outcome)| outcome.contains("lacks: true")).count());
        }
        assert!(lacking.len() > 2, "with more steps more is found out: {lacking:?}");
    }

    #[test]
    fn as_much_is_found_out_on_any_number_of_threads() {
        let (base, revision) = (contract(9), contract(5));
        let graphs = graphs(&base, &revision);
        let cases = cases(&graphs);
        let pairs: usize = cases.iter().map(|case| case.pairs.len()).sum();
        assert!(pairs >= FEW, "{pairs}");
        for budget in [30, FEW_STEPS, 300_000] {
            let on = |threads: usize| {
                let mut engine = Engine::new(&base, &revision, false, budget);
                format!("{:?}", judge(&cases, &mut engine, threads))
            };
            let alone = on(1);
            assert!(alone.contains("Breaking"), "{alone}");
            assert_eq!(on(2), alone, "{budget}");
            assert_eq!(on(7), alone, "{budget}");
        }
    }

    #[test]
    fn threads_take_every_number_once() {
        for (count, threads) in [(0, 1), (1, 4), (5, 2), (64, 3), (100, 7)] {
            let queue = Queue::new(count, threads);
            let mut taken: Vec<usize> = (0..threads).rev().flat_map(|own| queue.all(own).collect::<Vec<_>>()).collect();
            taken.sort_unstable();
            assert_eq!(taken, (0..count).collect::<Vec<_>>());
        }
    }
}
